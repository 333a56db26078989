"""The words people use for procedures: enough of them, each with its reason, none that points everywhere."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections import Counter, defaultdict

import pytest

from motcua.catalogue.packs.documents import read_yaml
from motcua.catalogue.packs.library import Library
from motcua.platform.text import fold

from .conftest import ROOT

ENOUGH = 3  # words for a procedure before we say that people can find it by their own
BIG_FIELD = 3  # a field with more procedures than this has some of them named


@pytest.fixture(scope="module")
def aliases(packs):
    """The aliases of each procedure that has any, by code."""
    return {code: pack.procedure["aliases"] for code, pack in packs.items() if pack.procedure["aliases"]}


@pytest.fixture(scope="module")
def lister():
    spec = importlib.util.spec_from_file_location("list_aliases", ROOT / "tools/list_aliases.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_at_least_thirty_procedures_have_three_names_people_use(aliases):
    assert sum(len({fold(alias["text"]) for alias in found}) >= ENOUGH for found in aliases.values()) >= 30


def test_a_procedure_with_names_people_use_has_at_least_three(aliases):
    assert {code: len(found) for code, found in aliases.items() if len(found) < ENOUGH} == {}


def test_every_field_with_more_than_three_procedures_has_some_named(packs, aliases):
    sizes = Counter(pack.procedure["field"] for pack in packs.values())
    named = Counter(packs[code].procedure["field"] for code in aliases)
    big = [slug for slug, size in sizes.items() if size > BIG_FIELD]
    assert len(big) > 10
    assert [slug for slug in big if named[slug] < ENOUGH] == []


def test_every_alias_says_why_people_say_it_and_is_marked_ours(aliases):
    odd = [
        (code, alias["text"])
        for code, found in aliases.items()
        for alias in found
        if not alias["text"].strip() or not alias["reason"].strip() or alias["mark"] != "P"
    ]
    assert odd == []


def test_no_alias_leads_to_more_than_three_procedures(aliases):
    where = defaultdict(set)
    for code, found in aliases.items():
        for alias in found:
            where[fold(alias["text"])].add(code)
    assert {text: codes for text, codes in where.items() if len(codes) > 3} == {}


def test_our_own_words_stand_once_in_a_procedure_and_are_not_its_name(packs, aliases, library: Library):
    # Search folds marks away, so the same words without marks would be written for nothing. The twelve lists the
    # source captured have such doubles; they are kept as captured.
    for code in sorted(set(aliases) - captured(library)):
        texts = [fold(alias["text"]) for alias in aliases[code]]
        assert len(set(texts)) == len(texts), code
        assert not {fold(packs[code].name), fold(packs[code].short_name)} & set(texts), code


def test_no_word_of_the_source_is_lost_under_our_own(aliases, library: Library):
    assert len(captured(library)) == 12
    for code in captured(library):
        kept = {alias["text"] for alias in aliases[code]}
        assert {alias["text"] for alias in source_aliases(library, code)} <= kept, code


def test_aliases_and_reasons_are_composed_unicode_without_stray_blanks(aliases):
    for code, found in aliases.items():
        for alias in found:
            for text in (alias["text"], alias["reason"]):
                assert unicodedata.is_normalized("NFC", text), (code, text)
                assert " ".join(text.split()) == text, (code, text)


def test_the_committed_list_is_the_one_these_packs_make(lister, library: Library):
    made = lister.listed(library)
    assert (ROOT / "docs" / "aliases.md").read_text("utf-8") == made, "run python tools/list_aliases.py"


def source_aliases(library: Library, code: str):
    """What the source captured for a procedure, before our own words are laid over it."""
    return read_yaml(library.folders[code] / "procedure.yaml")["aliases"]


def captured(library: Library) -> set[str]:
    return {code for code in library.codes if source_aliases(library, code)}
