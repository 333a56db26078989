"""Repeating blocks: rows posted as `kids-0-born`, each inner field by its own type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from motcua.forms.engine.faults import Problem, control_name, subject_of
from motcua.forms.engine.model import Field, FieldType
from motcua.forms.engine.types.base import Kind, Posted, Read
from motcua.forms.engine.values import is_given

MOST_ROWS = 50


class Repeat:
    """A list of mappings. Rows left blank are no rows."""

    def __init__(self, kind_of: Callable[[FieldType], Kind]) -> None:
        self._kind_of = kind_of

    def names(self, _field: Field, name: str, posted: Posted) -> list[str]:
        return [posted_name for posted_name in posted if re.match(rf"{re.escape(name)}-[0-9]{{1,4}}-", posted_name)]

    def row_places(self, field: Field, name: str, posted: Posted) -> list[int]:
        """The numbers of the rows posted, in order."""
        return sorted({int(n[len(name) + 1 :].split("-")[0]) for n in self.names(field, name, posted)})

    def read(self, field: Field, name: str, posted: Posted, today: date) -> Read:
        rows: list[dict[str, Any]] = []
        problems: list[Problem] = []
        places: list[int] = []
        for place in self.row_places(field, name, posted):
            row: dict[str, Any] = {}
            wrong: list[Problem] = []
            for inner in self._typed(field):
                read = self._kind_of(inner.type).read(inner, control_name(name, place, inner.key), posted, today)
                wrong += [replace(p, row=place, inner=inner.key) for p in read.problems]
                if is_given(read.value):
                    row[inner.key] = read.value
            if row or wrong:
                rows.append(row)
                places.append(place)
                problems += wrong
        if len(rows) > self._most(field):
            return Read(problems=(self._too_many(field),))
        # The good parts are kept although others are wrong: nobody should type five children twice.
        return Read(rows or None, tuple(problems), tuple(places))

    def check(self, field: Field, value: Any, today: date) -> tuple[Problem, ...]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            return (Problem("shape", f"{subject_of(field.label)} không đọc được. Điền lại."),)
        if len(value) > self._most(field):
            return (self._too_many(field),)
        return tuple(
            replace(problem, row=place, inner=inner.key)
            for place, row in enumerate(value)
            for inner in self._typed(field)
            if is_given(row.get(inner.key))
            for problem in self._kind_of(inner.type).check(inner, row[inner.key], today)
        )

    def _typed(self, field: Field) -> list[Field]:
        return [inner for inner in field.fields if not inner.is_written_by_system]

    def _most(self, field: Field) -> int:
        return int(field.max) if field.max else MOST_ROWS

    def _too_many(self, field: Field) -> Problem:
        return Problem("too_many_rows", f"{subject_of(field.label)} nhận nhiều nhất {self._most(field)} mục.")

    def write(self, field: Field, name: str, value: Any) -> dict[str, list[str]]:
        controls: dict[str, list[str]] = {}
        for place, row in enumerate(value if isinstance(value, list) else ()):
            for inner in self._typed(field):
                at = control_name(name, place, inner.key)
                if isinstance(row, dict) and is_given(row.get(inner.key)):
                    controls |= self._kind_of(inner.type).write(inner, at, row[inner.key])
        return controls

    def show(self, field: Field, value: Any) -> str:
        if not isinstance(value, list):
            return str(value)
        lines = []
        for number, row in enumerate(value, 1):
            parts = [
                f"{inner.label}: {self._kind_of(inner.type).show(inner, row[inner.key])}"
                for inner in field.fields
                if isinstance(row, dict) and is_given(row.get(inner.key))
            ]
            lines.append(f"{number}. {'; '.join(parts)}" if parts else f"{number}. {row}")
        return "\n".join(lines)
