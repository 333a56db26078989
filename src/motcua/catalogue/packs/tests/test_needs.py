"""Which papers a dossier needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.catalogue.packs.facts import Facts
from motcua.catalogue.packs.needs import lacking, needs

from .builders import component, pack

FOUND = {"==": [{"var": "register_found.birth"}, True]}
NOT_FOUND = {"==": [{"var": "register_found.birth"}, False]}


def states(
    components: list[dict[str, Any]], *, channel: str = "online", registers: Any = None, **answers: Any
) -> dict[str, str]:
    facts = Facts("only", channel, date(2026, 11, 16), answers, registers or {})
    return {need.component.key: need.state for need in needs(pack(components=components), facts)}


def test_a_paper_asked_for_when_a_register_is_silent_stays_undecided_until_the_register_was_asked():
    papers = [component("birth", required=NOT_FOUND)]
    assert states(papers) == {"birth": "undecided"}
    assert states(papers, registers={"birth": False}) == {"birth": "required"}
    assert states(papers, registers={"birth": True}) == {}


def test_a_paper_that_data_stand_in_for_is_replaced_and_says_so():
    papers = [component("birth", replaceable_by={"text": "CSDL hộ tịch", "when": FOUND, "mark": "P"})]
    assert states(papers, registers={"birth": True}) == {"birth": "replaced"}
    assert states(papers, registers={"birth": False}) == {"birth": "required"}
    assert states(papers) == {"birth": "undecided"}


def test_a_replaceable_paper_without_a_condition_is_offered_and_never_demanded():
    papers = [component("birth", replaceable_by={"text": "CSDL hộ tịch", "when": None, "mark": "P"})]
    facts = Facts("only", "online", date(2026, 11, 16))
    (need,) = needs(pack(components=papers), facts)
    assert (need.state, need.why) == ("optional", "Không phải nộp nếu đã có trong CSDL hộ tịch")


def test_a_condition_that_does_not_hold_leaves_the_paper_out_and_a_plain_false_offers_it():
    papers = [component("counter", required={"==": [{"var": "channel"}, "direct"]}), component("extra", required=False)]
    assert states(papers) == {"extra": "optional"}
    assert states(papers, channel="direct") == {"counter": "required", "extra": "optional"}


def test_a_paper_of_another_case_does_not_concern_the_dossier():
    assert states([component("a", cases=["other"])]) == {}


def test_one_of_a_group_is_enough_and_papers_only_shown_are_never_lacking():
    papers = [
        component("form", one_of="form"),
        component("eform", one_of="form", form="electronic"),
        component("identity", form="presented"),
        component("proof"),
    ]
    found = needs(pack(components=papers), Facts("only", "online", date(2026, 11, 16)))
    assert [need.component.key for need in lacking(found, {"eform"})] == ["proof"]
    assert [need.component.key for need in lacking(found, set())] == ["form", "eform", "proof"]
