"""The rows of the files to take away: the same numbers as on the pages, hidden where they are hidden. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from motcua.citizen.disclosure.words import goal, words
from motcua.monitoring.book import Line
from motcua.monitoring.queries import Published, Ranked
from motcua.plans.rules.publishing import Offered

Row = dict[str, Any]
_MEASURES = ("received", "late", "early")


def columns() -> list[str]:
    """Return the columns in their order."""
    return [one["key"] for one in words()["columns"]]


def rows_of(slug: str, told: Published, names: Mapping[str, str]) -> Iterator[Row]:
    """Return every row of a unit and period: its totals; of a month or a year the tables and what is left of each."""
    about = {"unit": slug, "period": told.period.key}
    yield about | _total(told.counts, told.told) | _when(told)
    if told.period.kind == "quarter":
        return
    book, whole = told.book, told.whole
    for table, lines in (("field", book.fields(told.period)), ("procedure", book.procedures(told.period))):
        for line in lines:
            name = names.get(line.code, line.code) if line.code else line.field
            yield about | {"level": table, "table": table, "name": name} | _line(line)
        rest = {key: getattr(whole, key) - sum(getattr(line, key) or 0 for line in lines) for key in _MEASURES}
        yield about | {"level": "rest", "table": table, "name": "Phần còn lại, không nêu riêng"} | rest
    reasons = book.lateness(told.period)
    texts = words()["reasons"]
    for key, count, mark in reasons:
        told_of = {"late": count, "late_mark": mark or ""}
        yield about | {"level": "reason", "table": "reason", "code": key, "name": texts[key]} | told_of
    left = (whole.late or 0) - sum(count or 0 for _, count, _ in reasons)
    yield about | {"level": "rest", "table": "reason", "name": "Phần còn lại, không nêu riêng", "late": left}


def rows_of_province(
    slug: str, told: Published, rated: tuple[int, int] | None, communes: Sequence[Ranked]
) -> Iterator[Row]:
    """Return the totals of a province, then those of its communes."""
    yield {"unit": slug, "period": told.period.key} | _total(told.counts, rated) | _when(told)
    for one in communes:
        of = {"unit": one.unit.slug, "period": told.period.key, "counted_at": one.counted_at.isoformat()}
        yield of | _total(one.counts, one.told) | {"level": "commune", "table": "commune", "name": one.unit.short_name}


def rows_of_targets(slug: str, told: Published, targets: Mapping[str, Offered]) -> Iterator[Row]:
    """Return what approved plans ask of the figures of a period, as it stands beside them on the pages."""
    names = words()["targets"]
    for key in sorted(targets.keys() & names.keys(), key=list(names).index):
        asked, of = goal(targets[key]), targets[key]
        paper = f", {asked.paper[:1].lower()}{asked.paper[1:]} {asked.number}" if asked and asked.paper else ""
        about = {"unit": slug, "period": told.period.key, "level": "target", "table": "target", "code": key}
        value = format(of.value.normalize(), "f")
        until = of.until.isoformat()
        yield about | {"name": f"{names[key]}{paper}", "target_op": of.op, "target": value, "target_until": until}


def _total(counts: Mapping[str, Any], rated: tuple[int, int] | None) -> Row:
    received, late = counts["dossiers.received"]["n"], counts["late.share"]["n"]
    line = Line("", "", received, late, counts["early.share"]["n"], {})
    return {"level": "total", "table": "total"} | _line(line) | {
        "online": counts["online.share"]["n"],
        "assisted": counts["online.assisted_share"]["n"],
        "answered": rated[0] if rated else None,
        "satisfied": rated[1] if rated else None,
    }  # fmt: skip


def _when(told: Published) -> Row:
    return {"counted_at": told.counted_at.isoformat(), "is_closed": 1 if told.closed else 0}


def _line(line: Line) -> Row:
    made: Row = {"code": line.code, "field": line.field, "on_time_share": line.share}
    for key in _MEASURES:
        made |= {key: getattr(line, key), f"{key}_mark": line.marks.get(key, "")}
    return made
