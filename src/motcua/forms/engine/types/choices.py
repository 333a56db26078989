"""Types made of ticks: choice from a list, yes or no, declaration; and the file, whose bytes live elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.forms.engine.faults import Problem, missing, words_of
from motcua.forms.engine.model import Field
from motcua.forms.engine.types.base import Plain, Posted, Read


class Choice(Plain):
    """One code of a list."""

    def check(self, field: Field, value: Any, _today: date) -> tuple[Problem, ...]:
        if field.option(value):
            return ()
        return (Problem("not_an_option", f"Chọn một dòng trong danh sách {words_of(field.label)}."),)

    def show(self, field: Field, value: Any) -> str:
        option = field.option(value)
        return option.label if option else str(value)


class YesNo(Plain):
    """Yes or no."""

    def value_of(self, field: Field, text: str) -> Any:
        return {"yes": True, "no": False}.get(text, missing(field))

    def check(self, field: Field, value: Any, _today: date) -> tuple[Problem, ...]:
        return () if isinstance(value, bool) else (missing(field),)

    def text_of(self, _field: Field, value: Any) -> str:
        return "yes" if value is True else "no" if value is False else ""

    def show(self, _field: Field, value: Any) -> str:
        return "Có" if value is True else "Không" if value is False else str(value)


class Declaration(Plain):
    """A promise: true when ticked, otherwise no answer."""

    def value_of(self, _field: Field, text: str) -> Any:
        return True if text == "yes" else None

    def check(self, field: Field, value: Any, _today: date) -> tuple[Problem, ...]:
        return () if value is True or value is None else (missing(field),)

    def write(self, _field: Field, name: str, value: Any) -> dict[str, list[str]]:
        return {name: ["yes"]} if value is True else {}

    def show(self, _field: Field, value: Any) -> str:
        return "Đã cam đoan" if value is True else "Chưa cam đoan"


class File:
    """A slot for files: nothing is typed, the files themselves are counted in `Context.files`."""

    def names(self, _field: Field, _name: str, _posted: Posted) -> list[str]:
        return []

    def read(self, _field: Field, _name: str, _posted: Posted, _today: date) -> Read:
        return Read()

    def check(self, _field: Field, _value: Any, _today: date) -> tuple[Problem, ...]:
        return ()

    def write(self, _field: Field, _name: str, _value: Any) -> dict[str, list[str]]:
        return {}

    def show(self, _field: Field, value: Any) -> str:
        return f"{len(value)} tệp" if isinstance(value, list) else str(value)
