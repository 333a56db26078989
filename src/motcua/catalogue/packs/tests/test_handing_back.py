"""Within how many days a received dossier may be handed back: three, unless a pack names a special law (R2.24)."""

from __future__ import annotations

import pytest

from motcua.catalogue.packs.checking.shape import shape_of
from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.model import HandBack, Pack

CODE = "1.001193"


def pack_with(library: Library, **hand_back: object) -> Pack:
    pack = library.pack(CODE)
    told = dict(pack.procedure["supplement"]) | ({"hand_back": hand_back} if hand_back else {})
    return Pack({**pack.documents, "procedure": {**pack.procedure, "supplement": told}})


def test_a_pack_that_says_nothing_has_the_three_days_of_the_decree(library):
    assert (pack_with(library).hand_back.days, pack_with(library).hand_back.mark) == (3, "C")


@pytest.mark.parametrize("days", [5, None])
def test_a_special_law_sets_another_number_or_none_and_is_named(library, days):
    pack = pack_with(library, days=days, legal="Luật Mẫu, Điều 9", mark="C")
    assert pack.hand_back == HandBack(days, "Luật Mẫu, Điều 9", "C")
    assert list(shape_of("procedure", pack.procedure)) == []


def test_another_number_without_the_law_behind_it_may_not_be_published(library):
    nameless, empty, none = {"days": 5}, {"days": 5, "legal": ""}, {"days": 0, "legal": "Luật Mẫu"}
    for broken in (nameless, empty, none):
        assert list(shape_of("procedure", pack_with(library, mark="C", **broken).procedure))
