"""Running the SQL and comparing: facts row by row, counts, shown values and points of every unit and period."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from motcua.monitoring import places
from motcua.monitoring.counting import count
from motcua.monitoring.indicators import library
from motcua.monitoring.models import Cell
from motcua.monitoring.periods import Period
from motcua.monitoring.queries.sheet import Sheet
from motcua.monitoring.verification import closings
from motcua.monitoring.verification.comparing import counts_differ, same, size
from motcua.platform.errors import NotFound
from motcua.platform.principal import JOB, acting_as

_HERE = Path(__file__).parent
_FACTS = ("events", "facts")
_FIGURES = ("spans", "populations", "shares", "times_and_services", "index_766", "breakdowns")
_PARTS = ("n", "d", "total", "median", "p90", "parts")
_WAIT = 15.0  # seconds that a follower gets to write what came in just now
_TABLES = (
    "asked", "event", "trait", "fact", "span", "member", "received", "submitted", "rated", "service", "number", "figure",
    "point", "score", "break",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One number that two ways of computing it do not agree on."""

    where: str  # a unit and a period, or a dossier
    what: str
    engine: Any
    again: Any

    def __str__(self) -> str:
        return f"{self.where}, {self.what}: hệ thống {_told(self.engine)}, tính lại {_told(self.again)}"


@dataclass(frozen=True)
class _Span:
    id: int
    unit_id: int
    period: Period
    as_of: datetime
    on: date
    is_live: bool
    cell: int | None


class Recount:
    """One verification: `differences()` once, then `compared`, `left_out` and `seconds` tell what was done."""

    def __init__(self, now: datetime, *, key_folder: Path | None = None) -> None:
        self._now = now
        self._keys = key_folder
        self.compared = 0
        self.seconds = 0.0
        self.left_out = 0  # cells that wait to be counted anew, or were counted by other indicators

    def differences(self) -> Iterator[Difference]:
        """Yield every difference. Reads one state of the database; writes to tables of this connection only."""
        began = time.monotonic()
        self._wait_for_the_follower()
        with connection.cursor() as cursor:
            _drop(cursor)
            cursor.execute(_sql("tables"))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                _settle(cursor)
                yield from self._facts(cursor)
                yield from self._figures(cursor)
                yield from closings.faults(cursor, self._keys, self._tally, Difference)
        finally:
            with connection.cursor() as cursor:
                _drop(cursor)
            self.seconds = time.monotonic() - began

    def _wait_for_the_follower(self) -> None:
        until = time.monotonic() + _WAIT
        with connection.cursor() as cursor:
            while not connection.in_atomic_block and _waiting(cursor) and time.monotonic() < until:
                time.sleep(0.5)

    def _facts(self, cursor: Any) -> Iterator[Difference]:
        for name in _FACTS:
            cursor.execute(_sql(name))
        if waiting := _waiting(cursor):
            yield Difference("mọi đơn vị", "hồ sơ có tin mới chưa được ghi vào số liệu", waiting, 0)
        cursor.execute(
            "SELECT coalesce(f.dossier_id, v.dossier_id), f.dossier_id IS NULL, v.dossier_id IS NULL, k.key,"
            " to_jsonb(f) ->> k.key, to_jsonb(v) ->> k.key"
            " FROM dossier_fact f FULL JOIN verify_fact v USING (dossier_id)"
            " CROSS JOIN LATERAL jsonb_object_keys(CASE WHEN f.dossier_id IS NULL OR v.dossier_id IS NULL"
            " THEN '{\"\": null}' ELSE to_jsonb(f) END) AS k (key)"
            " WHERE f IS DISTINCT FROM v AND (k.key = '' OR to_jsonb(f) -> k.key IS DISTINCT FROM to_jsonb(v) -> k.key)"
            " ORDER BY 1, 4"
        )
        for dossier, no_fact, no_events, column, one, other in cursor.fetchall():
            if no_fact or no_events:
                yield Difference(
                    f"hồ sơ {dossier}", "dòng số liệu", *(("không có", "có") if no_fact else ("có", "không có"))
                )
            else:
                yield Difference(f"hồ sơ {dossier}", column, one, other)
        cursor.execute("SELECT count(*) FROM verify_fact")
        columns = sum(1 for _ in connection.introspection.get_table_description(cursor, "dossier_fact"))
        cursor.execute("SELECT count(*) FROM verify_fact")
        self._tally(cursor.fetchone()[0] * columns)

    def _figures(self, cursor: Any) -> Iterator[Difference]:
        version = library().digest
        cursor.execute("INSERT INTO verify_asked VALUES (%s, %s)", [self._now, version])
        for name in _FIGURES:
            cursor.execute(_sql(name))
        self.left_out = Cell.objects.count() - Cell.objects.filter(is_dirty=False, version=version).count()
        cursor.execute("SELECT span, unit_id, period, as_of, on_day, is_live, cell FROM verify_span ORDER BY span")
        for id_, unit_id, period, *rest in cursor.fetchall():
            yield from self._span(cursor, _Span(id_, unit_id, Period.parse(period), *rest))

    def _span(self, cursor: Any, span: _Span) -> Iterator[Difference]:
        with acting_as(JOB):
            try:
                of = places.counted(span.unit_id, span.on)
            except NotFound:
                yield Difference(f"đơn vị {span.unit_id}, {span.period.name_vi}", "số liệu", "không có", "có")
                return
            live = count(library(), of.place, span.period, self._now) if span.is_live else None
        again = _numbers(cursor, span.id)
        name = f"{of.unit.short_name}, {span.period.name_vi}"
        if live is not None:
            yield from self._compare(cursor, name, span, Sheet(of.unit, of.level, span.period, self._now, live), again)
        if span.cell is None:
            return
        cell = Cell.objects.get(pk=span.cell)
        cursor.execute(
            "SELECT array_agg(committee_id ORDER BY committee_id) FROM verify_member WHERE span = %s", [span.id]
        )
        members = cursor.fetchone()[0] or []
        if sorted(cell.members) != members:
            yield Difference(f"{name} (ô đã lưu)", "đơn vị được tính", cell.members, members)
        counts = dict(cell.counts)
        cursor.execute("SELECT name, content FROM verify_break WHERE span = %s", [span.id])
        broken = {"procedures": {}, "slowest": {}} | {key: json.loads(content) for key, content in _rows(cursor)}
        for key in sorted(broken):
            yield from self._part(f"{name} (ô đã lưu)", key, counts.pop(key, None), broken[key])
        kept = Sheet(of.unit, of.level, span.period, cell.counted_at, counts)
        yield from self._compare(cursor, f"{name} (ô đã lưu)", span, kept, again)

    def _part(
        self, name: str, key: str, engine: Mapping[str, Any] | None, again: Mapping[str, Any]
    ) -> Iterator[Difference]:
        self._tally(size(again))
        if engine is None or engine.keys() != again.keys():
            yield Difference(name, key, engine and sorted(engine), sorted(again))
            return
        for one in sorted(again):
            if not same(engine[one], again[one]):
                yield Difference(name, f"{key}, {one or 'không rõ'}", engine[one], again[one])

    def _compare(
        self, cursor: Any, name: str, span: _Span, sheet: Sheet, again: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[Difference]:
        self._tally(size(again))
        for what, one, other in counts_differ(sheet.counts, again):
            yield Difference(name, what, one, other)
        yield from self._shown(cursor, name, span, sheet)
        yield from self._points(cursor, name, span, sheet)

    def _shown(self, cursor: Any, name: str, span: _Span, sheet: Sheet) -> Iterator[Difference]:
        """Yield where what pages show differs; a figure nobody recomputes must show nothing."""
        cursor.execute("SELECT key, value, median, p90 FROM verify_figure WHERE span = %s", [span.id])
        known = {key: values for key, *values in _rows(cursor)}
        self._tally(sum(value is not None for values in known.values() for value in values))
        for key, figure in sheet.figures.items():
            values = (figure.value, figure.median, figure.p90)
            if not same(values, known.pop(key, (None, None, None))):
                cursor.execute(
                    "SELECT value, median, p90 FROM verify_figure WHERE span = %s AND key = %s", [span.id, key]
                )
                yield Difference(name, f"{key}, số hiển thị", values, cursor.fetchone())
        for key, values in known.items():
            yield Difference(name, f"{key}, số hiển thị", None, values)

    def _points(self, cursor: Any, name: str, span: _Span, sheet: Sheet) -> Iterator[Difference]:
        """Yield where points of lines or a whole score differ, under every reading."""
        index = sheet.index
        readings = {"default": index.score} | {f"{key}.{option}": score for key, option, score in index.others}
        cursor.execute("SELECT reading, id, state, ratio, points FROM verify_point WHERE span = %s", [span.id])
        lines = {(reading, id_): values for reading, id_, *values in _rows(cursor)}
        cursor.execute("SELECT reading, proven, out_of, value FROM verify_score WHERE span = %s", [span.id])
        scores = {reading: values for reading, *values in _rows(cursor)}
        self._tally(2 * len(lines) + 3 * len(scores))
        if scores.keys() != readings.keys():
            yield Difference(name, "cách đọc chỉ số 766", sorted(readings), sorted(scores))
        for reading, score in readings.items():
            told = [score.proven, score.out_of, score.value]
            if not same(told, scores.get(reading)):
                yield Difference(name, f"chỉ số 766 ({reading}): điểm, trên, quy đổi", told, scores.get(reading))
            for line in score.lines:
                if line.state == "information" and line.points is None:
                    continue  # gives no points
                values = [line.state, line.ratio, line.points]
                if not same(values, found := lines.pop((reading, line.indicator.id), None)):
                    yield Difference(name, f"chỉ số 766 ({reading}), dòng {line.indicator.id}", values, found)
        for (reading, id_), values in lines.items():
            yield Difference(name, f"chỉ số 766 ({reading}), dòng {id_}", None, values)

    def _tally(self, many: int) -> None:
        self.compared += many


def _numbers(cursor: Any, span: int) -> dict[str, dict[str, Any]]:
    cursor.execute("SELECT measure, n, d, total, median, p90, parts FROM verify_number WHERE span = %s", [span])
    made = {}
    for measure, *values in _rows(cursor):
        named = dict(zip(_PARTS, values, strict=True))
        named["sum"], named["parts"] = named.pop("total"), named["parts"] and json.loads(named["parts"])
        made[measure] = {key: value for key, value in named.items() if value is not None}
    return made


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    return list(cursor.fetchall())


def _settle(cursor: Any) -> None:
    if len(connection.atomic_blocks) == 1:  # ours is the outermost: one state of everything, and nothing is written
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    cursor.execute("SET LOCAL work_mem = '64MB'")
    cursor.execute("SET LOCAL jit = off")


def _waiting(cursor: Any) -> int:
    cursor.execute("SELECT count(*) FROM work WHERE queue = 'facts'")
    return int(cursor.fetchone()[0])


def _drop(cursor: Any) -> None:
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"pg_temp.verify_{name}" for name in _TABLES))


def _sql(name: str) -> str:
    return (_HERE / f"{name}.sql").read_text("utf-8")


def _told(value: Any) -> str:
    if value is None:
        return "không có"
    if isinstance(value, list | tuple):
        return " / ".join(_told(one) for one in value)
    return str(value)
