"""The figures of one unit in one period: what the engine counts now, what it keeps in a cell, and what the SQL says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.monitoring import places
from motcua.monitoring.counting import count
from motcua.monitoring.indicators import library
from motcua.monitoring.models import Cell
from motcua.monitoring.periods import Period
from motcua.monitoring.sheets import Sheet
from motcua.monitoring.verification.comparing import Comparison, Difference
from motcua.platform.errors import NotFound
from motcua.platform.principal import JOB, acting_as

_BROKEN_DOWN = ("procedures", "slowest")


@dataclass(frozen=True)
class Span:
    """A unit in a period as of an instant: counted live, kept in a cell, or both."""

    id: int
    unit_id: int
    period: Period
    on: date
    is_live: bool
    cell: int | None


@dataclass(frozen=True)
class _Again:
    """What the SQL found of a span."""

    counts: Mapping[str, Mapping[str, Any]]
    shown: Mapping[str, tuple[Any, ...]]  # value, median, 90th percentile
    points: Mapping[tuple[str, str], tuple[Any, ...]]  # reading, line -> state, ratio, points
    scores: Mapping[str, tuple[Any, ...]]  # reading -> proven, out of, value
    groups: Mapping[str, list[Any]]  # points, the points that can be counted, all
    broken: Mapping[str, Any]
    members: list[int]


def all_of(cursor: Any) -> list[Span]:
    """Return the spans to look at, provinces first."""
    cursor.execute("SELECT span, unit_id, period, on_day, is_live, cell FROM verify_span ORDER BY span")
    return [Span(id_, unit, Period.parse(period), *rest) for id_, unit, period, *rest in cursor.fetchall()]


def differences(
    cursor: Any, span: Span, compare: Comparison, now: datetime, choice: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield every number of a span that the engine, live or kept, says otherwise than the SQL.

    `choice`: the readings the house chose, by their key.
    """
    with acting_as(JOB):
        try:
            of = places.counted(span.unit_id, span.on)
        except NotFound:
            yield Difference(f"đơn vị {span.unit_id}, {span.period.name_vi}", "số liệu", None, "có")
            return
        live = count(library(), of.place, span.period, now) if span.is_live else None
    name, again = f"{of.unit.short_name}, {span.period.name_vi}", _again(cursor, span.id)
    if live is not None:
        yield from _sheet(name, Sheet(of, span.period, now, live, choice), again, compare)
    if span.cell is not None:
        cell = Cell.objects.get(pk=span.cell)
        name = f"{name} (ô đã lưu)"
        yield from compare(name, "các đơn vị được tính", sorted(cell.members), again.members)
        for key in _BROKEN_DOWN:
            yield from compare(name, key, cell.counts.get(key), again.broken.get(key, {}))
        counts = {key: told for key, told in cell.counts.items() if key not in _BROKEN_DOWN}
        yield from _sheet(name, Sheet(of, span.period, cell.counted_at, counts, choice), again, compare)
        if library().index_on(span.period.last).is_own:
            return
        _, out_of, value = again.scores["default"]
        scores = {"total": value, "proven": again.shown["index766.proven"][0], "out_of": out_of, "groups": again.groups}
        yield from compare(name, "điểm đã lưu", cell.scores, scores)


def _sheet(name: str, sheet: Sheet, again: _Again, compare: Comparison) -> Iterator[Difference]:
    for key in sorted(sheet.counts.keys() | again.counts.keys()):
        yield from compare(name, key, sheet.counts.get(key), again.counts.get(key))
    figures, index = sheet.figures, sheet.index
    wanted = set(again.shown)
    if index.of.is_own:  # its points are not those written down here: what it counts is compared, they are not
        mine = f"{index.of.key}."
        figures = {key: one for key, one in figures.items() if not key.startswith(mine)}
        wanted = {key for key in wanted if not key.startswith(mine)}
    for key in [*figures, *sorted(wanted - figures.keys())]:
        shown = (figures[key].value, figures[key].median, figures[key].p90) if key in figures else None
        # What nobody recomputes (no source, information only) must show nothing.
        yield from compare(name, f"{key}, số hiển thị", shown, again.shown.get(key, (None, None, None)))
    if index.of.is_own:
        return
    readings = {"default": index.score} | {f"{key}.{option}": score for key, option, score in index.others}
    yield from compare(name, "các cách đọc chỉ số 766", sorted(readings), sorted(again.scores))
    for reading, score in readings.items():
        told = f"chỉ số 766 ({reading})"
        yield from compare(name, told, (score.proven, score.out_of, score.value), again.scores.get(reading))
        lines = {
            line.indicator.id: line for line in score.lines if line.state != "information" or line.points is not None
        }
        for id_ in sorted(lines.keys() | {one for of, one in again.points if of == reading}):
            engine = (lines[id_].state, lines[id_].ratio, lines[id_].points) if id_ in lines else None
            yield from compare(name, f"{told}, dòng {id_}", engine, again.points.get((reading, id_)))


def _again(cursor: Any, span: int) -> _Again:
    def rows(columns: str, table: str) -> list[tuple[Any, ...]]:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE span = %s", [span])  # noqa: S608 - our own names
        return list(cursor.fetchall())

    counts = {}
    for measure, parts, *numbers in rows("measure, parts, n, d, total, median, p90, officers", "verify_number"):
        told = dict(zip(("n", "d", "sum", "median", "p90", "officers"), numbers, strict=True)) | {
            "parts": parts and json.loads(parts)
        }
        counts[measure] = {key: value for key, value in told.items() if value is not None}
    return _Again(
        counts=counts,
        shown={key: tuple(values) for key, *values in rows("key, value, median, p90", "verify_figure")},
        points={(of, id_): tuple(v) for of, id_, *v in rows("reading, id, state, ratio, points", "verify_point")},
        scores={of: tuple(values) for of, *values in rows("reading, proven, out_of, value", "verify_score")},
        groups={key: values for key, *values in rows("key, points, out_of, most", "verify_group")},
        broken={name: json.loads(content) for name, content in rows("name, content", "verify_break")},
        members=sorted(row[0] for row in rows("committee_id", "verify_member")),
    )
