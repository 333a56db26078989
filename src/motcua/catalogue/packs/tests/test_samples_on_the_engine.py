"""The engine on the real packs: every sample of a pack leads where the pack says, on every screen and back."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from motcua.catalogue.packs.library import Library
from motcua.forms.drawing import field_views
from motcua.forms.engine import (
    Context,
    Form,
    Value,
    check_all,
    parse_group,
    parties,
    prefilled,
    sections_by_secrecy,
    state,
    summary,
)
from motcua.forms.engine.values import OFFICER, TYPED
from motcua.forms.facts import sign_in_facts
from motcua.forms.tests.support import NOW
from motcua.forms.tests.test_drawing import Browser, page

PACKS = Path(__file__).parents[5] / "packs"
DETAILED = sorted(path.parent for path in PACKS.glob("*/*/form.yaml"))
SAMPLES = sorted(path for folder in DETAILED for path in folder.glob("tests/*.yaml"))


class Loader(yaml.CSafeLoader):
    """Dates stay text, as packs are read."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader) if path.exists() else {}


@lru_cache(maxsize=1)
def published() -> Library:
    """The packs of the repository, settled as they are published."""
    return Library(PACKS)


def form_of(folder: Path) -> Form:
    """The form as it is published: what was settled by hand laid over the captured one."""
    return Form.parse(published().pack(folder.name).form, published().code_lists)


def sample(path: Path) -> tuple[Form, dict[str, Value], Context, dict[str, Any]]:
    told = read(path)
    context = Context(
        today=date.fromisoformat(told["submitted_on"]),
        submitted_on=date.fromisoformat(told["submitted_on"]),
        channel=told["channel"],
        case=told["case"],
        registers=told.get("register_found") or {},
        unit_name="Phường Mẫu",
        at=NOW,
        by=1,
        as_submitted=True,
    )
    answers = {key: Value(value, "applicant", NOW) for key, value in told["answers"].items()}
    return form_of(path.parents[1]), answers, context, told.get("expect") or {}


def ids(path: Path) -> str:
    return f"{path.parents[1].name}-{path.stem}"


def test_there_are_packs_to_try():
    assert DETAILED
    assert SAMPLES


@pytest.mark.parametrize("folder", DETAILED, ids=lambda folder: folder.name)
def test_every_detailed_form_can_be_read_and_begun(folder):
    made = form_of(folder)
    by_officer = all(field.is_for_officer for field in made.fields.values() if field.required is True)
    now = state(made, {}, Context(today=date(2026, 11, 13), typed_source=OFFICER if by_officer else TYPED))
    assert now.screens
    for group in now.screens:
        views = field_views(made, group.key, now)
        assert len({view.name for view in views}) == len(views)


@pytest.mark.parametrize("path", SAMPLES, ids=ids)
def test_a_sample_shows_hides_and_refuses_what_its_pack_says(path):
    made, answers, context, expected = sample(path)
    fields = state(made, answers, context).fields
    assert [key for key in expected.get("visible", ()) if not fields[key].visible] == []
    assert [key for key in expected.get("hidden", ()) if fields[key].visible] == []
    if "refusals" in expected:
        rules = {rule.key for rule in made.checks}
        told = {fault.code for fault in check_all(made, answers, context)} & rules
        assert sorted(told) == sorted(expected["refusals"])


@pytest.mark.parametrize("path", SAMPLES, ids=ids)
def test_each_screen_of_a_sample_posted_back_as_drawn_changes_nothing(path):
    made, answers, context, _ = sample(path)
    now = state(made, answers, context)
    for group in now.screens:
        posted = Browser(page(field_views(made, group.key, now))).posted
        parsed = parse_group(made, group.key, posted, answers, context)
        changed = {key: value for key, value in parsed.values.items() if answers.get(key) != value}
        assert changed == {}, group.key


@pytest.mark.parametrize("path", SAMPLES, ids=ids)
def test_a_sample_can_be_read_again_and_sent(path):
    made, answers, context, _ = sample(path)
    groups = summary(made, answers, context, for_officer=True)
    assert all(row.value or row.is_missing or row.note for group in groups for row in group.rows)
    sections = sections_by_secrecy(made, answers, context)
    hidden = {key for key, field in state(made, answers, context).fields.items() if not field.visible}
    assert not hidden & {key for section in sections.values() for key in section}
    if path.stem == "source":
        roles = [party.role for party in parties(made, answers, context)]
        assert roles
        assert "submitter" not in roles[1:]  # first where the form names one; else it is whoever signs in


@pytest.mark.parametrize("folder", DETAILED, ids=lambda folder: folder.name)
def test_signing_in_fills_and_locks_something_in_every_detailed_form(folder):
    made = form_of(folder)
    told = sign_in_facts(
        full_name="NGUYỄN THỊ HẠNH", birth_date=date(1946, 1, 1), birth_precision="year",
        personal_number="030146000412", at=NOW,
    )  # fmt: skip
    added = prefilled(made, {}, sign_in=told, remembered={}, at=NOW)
    asked_of_signed_in = [
        f for f in made.fields.values() if f.fact == "applicant.full_name" and "sign_in" in f.fill_from
    ]
    if asked_of_signed_in:
        now = state(made, added, Context(today=date(2026, 11, 13)))
        assert all(now.fields[key].locked or not made.fields[key].locks for key in added)
        faults = {f.field for f in check_all(made, added, Context(today=date(2026, 11, 13)))}
        assert not faults & added.keys()  # only a year of birth is no fault when the State knows no more


@pytest.mark.parametrize("path", SAMPLES, ids=ids)
def test_half_of_a_sample_never_fails(path):
    made, answers, context, _ = sample(path)
    keys = sorted(answers)
    for kept in (keys[::2], keys[1::2], keys[: len(keys) // 3], keys[-3:]):
        some = {key: answers[key] for key in kept}
        for found in (check_all(made, some, context), summary(made, some, context), parties(made, some, context)):
            assert isinstance(found, tuple)


def large_form(count: int = 200) -> tuple[Form, dict[str, Value]]:
    """A form of many fields, each second one hanging on the one before."""
    fields = [
        {
            "key": f"f{n}",
            "label": f"Ô {n}",
            "type": "text",
            "mark": "P",
            "required": {"present": [{"var": f"f{n - 1}"}]},
        }
        | ({"visible": {"==": [{"var": f"f{n - 1}"}, "x"]}} if n % 2 else {})
        for n in range(count)
    ]
    groups = [{"key": f"g{n}", "title": "G", "fields": fields[n * 20 : n * 20 + 20]} for n in range(count // 20)]
    return Form.parse({"groups": groups}, {}), {f"f{n}": Value("x", "applicant", NOW) for n in range(count)}


def test_a_form_of_two_hundred_fields_is_computed_and_how_fast_is_printed(capsys):
    made, answers = large_form()
    context = Context(today=date(2026, 11, 13))
    assert sum(field.required for field in state(made, answers, context).fields.values()) == 199
    begun = time.perf_counter()
    for _ in range(10):
        state(made, answers, context)
    once = (time.perf_counter() - begun) / 10
    with capsys.disabled():
        print(f"\n200 fields: {once * 1000:.1f} ms a state")
