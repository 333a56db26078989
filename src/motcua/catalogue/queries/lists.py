"""Code lists and our own tables, as stored; the newest version of each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from motcua.catalogue.folders import OWN, SAMPLE_PREFIX, TABLE_PREFIX
from motcua.catalogue.models import CodeList


def code_lists() -> Mapping[str, Any]:
    """Return the lists that `options` of forms name: key → {key, title, items [{code, vi, …}], source, mark}.

    One small query; the contents are read again only when a list changed. Do not change what you get.
    """
    return _split(_newest())[0]


def stored_lists() -> Mapping[str, Any]:
    """Return code lists, tables (`table.fields` …) and samples (`sample.<code>`) together."""
    return _contents(_newest())


def tables() -> Mapping[str, Any]:
    """Return our own tables by name: `fields`, `life_events`."""
    return _split(_newest())[1]


def sample_answers(procedure: str) -> Mapping[str, Any] | None:
    """Return one invented set of answers ({case, channel, answers, …}) of a procedure, None when none was written."""
    return _contents(_newest()).get(f"{SAMPLE_PREFIX}{procedure}")


def _newest() -> tuple[int, ...]:
    return tuple(CodeList.objects.order_by("key", "-added_at", "-id").distinct("key").values_list("id", flat=True))


@lru_cache(maxsize=4)
def _contents(ids: tuple[int, ...]) -> Mapping[str, Any]:
    return dict(CodeList.objects.filter(id__in=ids).order_by("key").values_list("key", "content"))


@lru_cache(maxsize=4)
def _split(ids: tuple[int, ...]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    contents = _contents(ids)
    plain = {key: content for key, content in contents.items() if not key.startswith(OWN)}
    own = {key.removeprefix(TABLE_PREFIX): c for key, c in contents.items() if key.startswith(TABLE_PREFIX)}
    return plain, own
