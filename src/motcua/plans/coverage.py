"""Lists of services that plans speak of, and how much of them a unit's catalogue has. Lists are data, and dated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.plans.data_files import told
from motcua.platform.text import fold

_ABOUT = ("dich vu", "thu tuc", "dvc")


@dataclass(frozen=True)
class Service:
    """One service of a list: who handles it (commune | police | other), and our procedures that are it."""

    name: str
    by: str
    mark: str
    ours: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """What is known of a list. `count` is what the paper says it has; `services` only those known by name."""

    key: str
    name: str
    count: int
    decision: str
    valid_from: date
    mark: str
    note: str
    services: tuple[Service, ...]

    @property
    def known(self) -> int:
        """How many of the list are known by name."""
        return len(self.services)

    @property
    def of_commune(self) -> int:
        """How many of those a commune handles itself."""
        return sum(one.by == "commune" for one in self.services)

    @property
    def ours(self) -> int:
        """How many of those the catalogue has."""
        return sum(bool(one.ours) for one in self.services)


def coverage(key: str, names: Collection[str], lists: Sequence[Mapping[str, Any]] | None = None) -> Coverage:
    """Hold a list against the short names of the procedures a unit offers. An unknown key is a fault of ours."""
    rows = {row["key"]: row for row in (told("service_lists") if lists is None else lists)}
    row = rows[key]
    ours = {fold(name): name for name in names}
    services: dict[str, Service] = {}
    for one in _services(rows, key):
        services.setdefault(
            one["name"],
            Service(one["name"], one["by"], one.get("mark", row["mark"]), _found(one.get("ours", ()), ours)),
        )
    return Coverage(
        key, row["name"], row["count"], row["decision"], row["valid_from"], row["mark"], row.get("note", ""),
        tuple(services.values()),
    )  # fmt: skip


def lists_meant(value: Decimal | None, measure: str, text: str, on: date) -> list[str]:
    """Return the keys of the lists a target speaks of: its number is the list's, and it is about services.

    >>> lists_meant(Decimal(25), "dịch vụ", "Duy trì 25 dịch vụ công", date(2026, 11, 16))
    ['qd06']
    >>> lists_meant(Decimal(25), "%", "Đạt 25% số hộ", date(2026, 11, 16))
    []
    """
    folded = fold(f"{measure} {text}")
    if value is None or "%" in measure or not any(word in folded for word in _ABOUT):
        return []
    return [row["key"] for row in told("service_lists") if row["count"] == value and row["valid_from"] <= on]


def baseline_of(province_code: str) -> Mapping[str, Any] | None:
    """Return where a province began, as its own paper tells; None where no paper was read."""
    return next((row for row in told("baselines") if row["place"] == province_code), None)


def _services(rows: Mapping[str, Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    row = rows[key]
    return [one for name in row.get("includes", ()) for one in _services(rows, name)] + list(row["services"])


def _found(wanted: Sequence[str], ours: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    for name in wanted:
        folded = fold(name.removesuffix(" *"))
        found += [
            told_
            for short, told_ in ours.items()
            if short == folded or (name.endswith(" *") and short.startswith(folded))
        ]
    return tuple(found)
