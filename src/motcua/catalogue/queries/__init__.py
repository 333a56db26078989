"""The read side of the catalogue: terms in force, lists and search, the page of one procedure."""

from motcua.catalogue.queries.lists import code_lists
from motcua.catalogue.queries.terms import Terms, competence, pack_of_version, terms

__all__ = ["Terms", "code_lists", "competence", "pack_of_version", "terms"]
