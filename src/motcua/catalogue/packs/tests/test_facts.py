"""What a person sees of a form."""

from __future__ import annotations

from datetime import date

from motcua.catalogue.packs.facts import Facts, visible_fields

FORM = {
    "groups": [
        {"key": "g", "fields": [{"key": "a"}, {"key": "b", "visible": {"==": [{"var": "a"}, 1]}}]},
        {"key": "h", "visible": {"==": [{"var": "b"}, 2]}, "fields": [{"key": "c"}]},
    ]
}


def seen(**answers):
    return visible_fields(FORM, Facts("only", "online", date(2026, 11, 16), answers))


def test_a_hidden_field_has_no_answer_so_it_hides_what_hangs_on_it():
    assert seen(a=1, b=2) == {"a", "b", "c"}
    assert seen(a=3, b=2) == {"a"}


def test_a_group_that_is_hidden_hides_its_fields():
    assert seen(a=1, b=3) == {"a", "b"}


def test_what_hangs_on_a_register_nobody_asked_is_not_shown_for_sure():
    form = {"groups": [{"key": "g", "fields": [{"key": "a", "visible": {"==": [{"var": "register_found.x"}, False]}}]}]}
    assert visible_fields(form, Facts("only", "online", date(2026, 11, 16))) == frozenset()
