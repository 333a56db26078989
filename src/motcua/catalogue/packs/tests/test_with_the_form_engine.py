"""The form engine reads every committed form, and sees what the pack's own samples promise."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.catalogue.packs.facts import visible_fields
from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.samples import facts_of
from motcua.forms.engine import Context, Form, answers_from_json, state

from .test_committed_packs import DETAILED


def test_the_form_engine_reads_every_committed_form(library: Library, packs):
    read = [Form.parse(pack.form, library.code_lists) for pack in packs.values() if pack.form is not None]
    assert len(read) == sum(pack.kind != "guide_only" for pack in packs.values())


@pytest.mark.parametrize("code", DETAILED)
def test_the_checker_and_the_form_engine_see_the_same_fields(library: Library, code: str):
    document = library.pack(code).form
    form = Form.parse(document, library.code_lists)
    for sample in library.samples(code):
        facts = facts_of(sample)
        settled = state(
            form,
            answers_from_json({key: value for key, value in facts.answers.items() if key in form.fields}),
            Context(
                today=date(2026, 12, 1),
                submitted_on=facts.submitted_on,
                channel=facts.channel,
                case=facts.case,
                registers=facts.registers,
            ),
        )
        seen = {key for key, one in settled.fields.items() if one.visible and key != "case"}
        # The engine also writes what follows from other answers, so it may see more than raw answers show, never less.
        assert visible_fields(document, facts) <= seen, sample["name"]
