"""The packs in the repository: complete, clean, and the same as their report says."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from motcua.catalogue.packs.checking import check_library
from motcua.catalogue.packs.fees import fees
from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.report import report_text
from motcua.catalogue.packs.samples import run_sample

from .conftest import ROOT

DETAILED = (
    "1.000656",
    "1.000894",
    "1.001193",
    "1.001612",
    "1.001776",
    "1.004859",
    "1.004873",
    "1.010803",
    "1.013225",
    "2.000635",
    "2.000815",
)
BIRTH = "1.001193"
GUIDE = "1.004194"  # known in detail, but nothing is filed here


def test_nothing_in_the_committed_packs_is_wrong_or_odd(library: Library):
    findings = {code: found for code, found in check_library(library).items() if found}
    assert findings == {}


def test_all_223_procedures_have_a_pack_and_a_place_in_the_table(library: Library, packs):
    assert len(packs) == 223
    assert {row["code"] for row in library.tables.handling["procedures"]} == set(packs)
    assert all(row["mark"] == "P" for row in library.tables.handling["procedures"])


def test_eleven_procedures_have_a_form_of_their_own(library: Library):
    assert tuple(code for code in library.codes if library.is_detailed(code)) == DETAILED


def test_what_the_police_decides_is_explained_and_linked_but_never_filed_here(library: Library):
    pack = library.pack(GUIDE)
    assert (pack.kind, pack.form, pack.process, pack.result) == ("guide_only", None, None, None)
    assert pack.procedure["guide_steps"]
    assert any(link["address"] for link in pack.procedure["links"])
    assert [component.key for component in pack.components]
    assert [line.amount for line in pack.fees] == [15000, 7000, 10000, 5000]


def test_the_fee_by_page_keeps_to_the_examples_of_its_law(library: Library):
    pack = library.pack("2.000815")
    for told in pack.procedure["fee_formula"]["tests"]:
        lines = [{"paper_pages": told["pages"], "paper_copies": told["copies"], "paper_copied_by_office": False}]
        charges = fees(
            pack, case="same_day", channel="direct", province=None, answers={"lines": lines}, on=date(2026, 11, 16)
        )
        assert sum(charge.amount for charge in charges) == told["amount"]
        assert [charge.needs_officer for charge in charges if charge.needs_officer] == []


def test_the_report_is_the_one_these_packs_make(library: Library):
    assert (ROOT / "docs" / "packs-report.md").read_text("utf-8") == report_text(library)


def test_what_is_only_explained_here_takes_no_dossier_and_everything_else_can(packs):
    for pack in packs.values():
        runs = pack.form is not None and pack.process is not None and pack.result is not None
        assert runs == (pack.kind != "guide_only"), pack.code
        if runs:
            assert {"online", "direct"} & set(pack.procedure["channels"]), pack.code


def test_every_case_has_a_route_from_receiving_to_returning(packs):
    for pack in packs.values():
        if pack.process is not None:
            for case in pack.cases:
                parts = [step.part for step in pack.route(case.key)]
                assert (parts[0], parts[-1]) == ("receiving", "returning")
                assert sum(step.share(case.key) for step in pack.route(case.key)) == 1


def test_what_another_body_decides_is_marked_foreign_in_the_process(packs):
    forwarded = [pack for pack in packs.values() if pack.kind == "receive_and_forward"]
    assert forwarded
    assert all(any(step.foreign for step in pack.steps) for pack in forwarded)


def test_a_generic_form_has_one_file_field_for_each_paper_that_is_filed_and_none_for_papers_only_shown(library, packs):
    shown = 0
    for code, pack in packs.items():
        if pack.form is None or library.is_detailed(code):
            continue
        files = {f["component"] for g in pack.form["groups"] for f in g["fields"] if f["type"] == "file"}
        assert files == {c.key for c in pack.components if c.form in ("original", "copy")}, code
        shown += sum(c.form == "presented" for c in pack.components)
    assert shown > 50


def test_nobody_is_forced_to_file_a_paper_that_data_may_stand_in_for(library, packs):
    for code, pack in packs.items():
        if pack.form is None or library.is_detailed(code):
            continue
        required = {
            f["component"] for g in pack.form["groups"] for f in g["fields"] if f["type"] == "file" and f["required"]
        }
        assert not required & {c.key for c in pack.components if c.replaceable_by or c.when_text}, code


def test_one_day_within_the_day_is_the_same_day_and_plain_days_are_calendar_days(packs):
    units = Counter()
    for pack in packs.values():
        for case in pack.procedure["cases"]:
            published = (case["limit"] or {}).get("published")
            if published and published["value"] is not None:
                units[published["unit"], case["limit"]["unit"]] += 1
                if published["unit"] == "ngày":
                    assert case["limit"]["mark"] == "P"
    assert units["ngày", "working_days"] == 0
    assert units["ngày", "calendar_days"] == 36
    # Three generic packs; birth 4, extract 2, death 3, one case each of marriage, supplement and certification.
    assert units["ngày làm việc", "same_day"] == 3 + 4 + 2 + 3 + 1 + 1 + 1


def test_nine_procedures_and_two_cases_have_no_limit_and_say_why(packs):
    reasons = {p.code: c.no_limit_reason for p in packs.values() for c in p.cases if c.no_limit_reason}
    assert len(reasons) == 9 + 2
    assert all(reasons.values())


def test_why_a_service_is_only_partly_online_is_said_or_said_to_be_unknown(packs):
    assert packs["1.001193"].partial_reason == "cơ quan công bố chưa nêu lý do"
    full = next(pack for pack in packs.values() if pack.procedure["service"]["level"] == "full")
    assert full.partial_reason is None


def test_a_secret_case_is_secret_in_its_pack(packs):
    classes = {
        pack.code: {c.key: c.confidentiality for c in pack.cases if c.confidentiality} for pack in packs.values()
    }
    assert classes["2.001263"] == {"general": "adoption"}
    assert classes["1.001776"] == {"grant_hiv": "hiv"}


def test_a_declaration_is_never_reused(packs):
    for pack in packs.values():
        for group in (pack.form or {"groups": []})["groups"]:
            for f in group["fields"]:
                if f["type"] == "declaration":
                    assert f["reuse"] == "never"


@pytest.mark.parametrize("code", DETAILED)
def test_every_sample_of_a_detailed_pack_holds(library: Library, code: str):
    samples = library.samples(code)
    assert len(samples) >= 3
    for sample in samples:
        pack = library.pack(code, province=sample.get("province"), on=date.fromisoformat(sample["submitted_on"]))
        assert run_sample(pack, sample) == [], sample["name"]


def test_a_sample_that_asks_for_something_else_fails(library: Library):
    sample = next(s for s in library.samples(BIRTH) if s["name"].startswith("Trẻ bị bỏ rơi"))
    wrong = {
        **sample,
        "expect": {**sample["expect"], "limit": {"value": 5, "unit": "working_days"}, "hidden": ["child_name"]},
    }
    assert len(run_sample(library.pack(BIRTH), wrong)) == 2


def test_the_sample_person_of_the_source_fills_every_required_question(library: Library):
    for code in DETAILED:
        # Where we ask something the source does not, a sample by hand answers it.
        samples, names = library.samples(code), ("Mẫu đầy đủ", "Mẫu của nguồn")
        sample = next(s for name in names for s in samples if s["name"].startswith(name))
        answered = {**sample, "expect": {"missing": [], "refusals": []}}
        assert run_sample(library.pack(code), answered) == []


def test_an_overlay_of_a_province_is_its_own_layer_with_source_and_validity(library: Library):
    pack = library.pack(BIRTH, province="31")
    local = [line for line in pack.fees if line.province == "31"]
    assert len(local) == 2
    assert {pack.origins[f"procedure.fees[{line.key}]"] for line in local} == {"province:31"}
    assert local[1].valid_from == date(2026, 8, 8)
    assert not [line for line in library.pack(BIRTH, province="14").fees if line.province]


def test_no_committed_file_names_a_machine(library: Library):
    for path in [*library.root.rglob("*"), *(ROOT / "docs").glob("packs*.md")]:
        if path.is_file():
            text = path.read_text("utf-8")
            assert not re.search(r"/(?:work|tmp|home|root)/", text), Path(path).name
