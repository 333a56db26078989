"""What lists and search need of a published pack. Pure, but for the names of columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.catalogue.packs.model import Pack
from motcua.catalogue.search import folded_words


@dataclass(frozen=True)
class Labels:
    """Words of our own tables by key: fields, and life events with the words people use for them."""

    fields: Mapping[str, str]
    events: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, lists: Mapping[str, Any]) -> Labels:
        """Read them from the stored tables; missing tables leave the keys themselves."""
        fields = lists.get("table.fields", {}).get("fields", ())
        events = lists.get("table.life_events", {}).get("events", ())
        return cls(
            fields={row["slug"]: row["name"] for row in fields},
            events={row["key"]: (row["label"], *row["names"]) for row in events},
        )


@dataclass(frozen=True)
class Indexed:
    """The texts of one procedure by weight: names (A), aliases (B), field and group (C), the rest (D). Folded."""

    a: str
    b: str
    c: str
    d: str

    @property
    def words(self) -> str:
        """Every word once: what a mistyped word is held against."""
        return " ".join(sorted({*self.a.split(), *self.b.split(), *self.c.split(), *self.d.split()}))


def indexed(pack: Pack, labels: Labels) -> Indexed:
    """Return the texts under which a procedure is found.

    Life events are shared by many procedures, so their words weigh like the field's; results and papers least.
    """
    procedure = pack.procedure
    events = [text for key in procedure["life_events"] for text in labels.events.get(key, ())]
    results = [result["name"] for result in procedure["results"]]
    return Indexed(
        a=_folded([pack.name]),
        b=_folded([alias["text"] for alias in procedure["aliases"]]),
        c=_folded([labels.fields.get(procedure["field"], procedure["field"]), procedure["group"], *events]),
        d=_folded([*results, *(component.name for component in pack.components)]),
    )


COLUMNS = (
    "name",
    "short_name",
    "field",
    "group",
    "handling",
    "service_level",
    "channels",
    "applicants",
    "life_events",
)


def columns(pack: Pack) -> dict[str, Any]:
    """Return the columns of an Entry that come straight from the pack."""
    procedure = pack.procedure
    return {
        "name": pack.name,
        "short_name": pack.short_name,
        "field": procedure["field"],
        "group": procedure["group"],
        "handling": pack.kind,
        "service_level": procedure["service"]["level"],
        "channels": list(procedure["channels"]),
        "applicants": list(procedure["applicants"]),
        "life_events": list(procedure["life_events"]),
    }


def _folded(texts: list[str]) -> str:
    # Sentences are kept apart by a word no question holds, so that no pair reaches over from one to the next.
    return " xxx ".join(" ".join(folded_words(text)) for text in texts)
