"""That the walk meets every address and is not blind: whatever loses its predicate is found."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver

from motcua.documents import queries as files
from motcua.dossiers import queries

from .barriers import told, without_predicate
from .table import DOSSIER, DRAFT, LISTS, PUBLIC, PUBLIC_ABOUT, SAMPLE, VISIT
from .walk import out_of_turn, violations

pytestmark = pytest.mark.django_db


def routes(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}", pattern.callback


def test_every_address_says_for_whom_it_is_and_stands_in_this_walk():
    known = {*PUBLIC, *PUBLIC_ABOUT, *LISTS, *DOSSIER, *DRAFT, *VISIT, *SAMPLE}
    for name, view in routes(get_resolver().url_patterns):
        audience = getattr(view, "audience", None)
        assert audience is not None, f"{name} does not say who may call it"
        assert name in known, f"{name} is new: say in table.py for whom it is"
        assert audience.is_public == (name in {*PUBLIC, *PUBLIC_ABOUT, "citizen:autosave"}), name


def test_whoever_sees_a_dossier_out_of_turn_changes_nothing(house):
    told(out_of_turn(house))


FEW = ("xt.hotich", "cg.motcua1", "stranger", "xt.motcua1")


def test_the_walk_is_not_blind(house, settings, monkeypatch):
    settings.DB_STEP_DOWN_TO = None
    with without_predicate(monkeypatch):
        assert next(violations(house, FEW), None) is not None


# Each of these is a door of its own. What is not here is asked only of a dossier that came through one of them.
DOORS = ("dossier", "my_work", "newest", "work_counts", "search", "my_dossiers")
BEHIND = {"parties_of", "open_supplement", "pauses_of", "people_of", "slips_of", "page", "result_of", "slip_pdf"}


def test_every_query_about_dossiers_is_a_door_or_behind_one():
    asked = {
        name
        for name, function in inspect.getmembers(queries, inspect.isfunction)
        if function.__module__.startswith(f"{queries.__name__}.")
        and not name.startswith("_")
        and ".visible_to(" in inspect.getsource(function)
    }
    assert asked == {*DOORS, *BEHIND}


@pytest.mark.parametrize("door", [*DOORS, "open_attachment"])
def test_one_query_without_the_predicate_is_found_by_the_walk(house, settings, monkeypatch, door):
    settings.DB_STEP_DOWN_TO = None
    package = files if door == "open_attachment" else queries
    honest = getattr(package, door)

    def open_to_all(*args: Any, **named: Any) -> Any:
        with without_predicate(monkeypatch):
            return honest(*args, **named)

    for module in (package, inspect.getmodule(honest)):  # the door as others find it, and as its own file does
        monkeypatch.setattr(module, door, open_to_all)
    assert next(violations(house, FEW), None) is not None
