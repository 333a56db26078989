"""Finding a procedure by the words people use: folding, stop words, synonyms, typing errors. Pure."""

from motcua.catalogue.search.correcting import Speller
from motcua.catalogue.search.words import Question, Term, Vocabulary, folded_words, vocabulary

__all__ = ["Question", "Speller", "Term", "Vocabulary", "folded_words", "vocabulary"]
