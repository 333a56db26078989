"""What every type of field can do: read what a browser posts, judge a value, write it back, show it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from motcua.forms.engine.faults import Problem
from motcua.forms.engine.model import Field
from motcua.platform.text import nfc

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed: a value (None: left blank), or problems why there is none.

    A repeating block may have both: the good parts of its rows, and what is wrong with the others.
    `row_places` are the numbers under which its rows were posted.
    """

    value: Any = None
    problems: tuple[Problem, ...] = ()
    row_places: tuple[int, ...] = ()


class Kind(Protocol):
    """One type of field. All four are pure; `read(write(value))` gives the value again."""

    def names(self, field: Field, name: str, posted: Posted) -> list[str]:
        """The names among `posted` that belong to the field."""

    def read(self, field: Field, name: str, posted: Posted, today: date) -> Read:
        """Read the controls named after `name`; blanks are no answer and no fault."""

    def check(self, field: Field, value: Any, today: date) -> tuple[Problem, ...]:
        """Judge a stored value, also one that never came through a form."""

    def write(self, field: Field, name: str, value: Any) -> dict[str, list[str]]:
        """The controls as they would be posted for this value."""

    def show(self, field: Field, value: Any) -> str:
        """The value for people; a value of a wrong shape is shown as it is, never refused."""


class Plain:
    """A type with one control; subclasses say how its text becomes a value and back."""

    def names(self, _field: Field, name: str, posted: Posted) -> list[str]:
        return [name] if name in posted else []

    def read(self, field: Field, name: str, posted: Posted, today: date) -> Read:
        text = self.clean(last(posted, name))
        if not text:
            return Read()
        value = self.value_of(field, text)
        if isinstance(value, Problem):
            return Read(problems=(value,))
        problems = self.check(field, value, today)
        return Read(value=None if _stops(problems) else value, problems=problems)

    def clean(self, text: str) -> str:
        return clean_line(text)

    def value_of(self, _field: Field, text: str) -> Any:
        return text

    def check(self, _field: Field, _value: Any, _today: date) -> tuple[Problem, ...]:
        return ()

    def text_of(self, _field: Field, value: Any) -> str:
        return str(value)

    def write(self, field: Field, name: str, value: Any) -> dict[str, list[str]]:
        return {name: [self.text_of(field, value)]}

    def show(self, field: Field, value: Any) -> str:
        return self.text_of(field, value)


def _stops(problems: Sequence[Problem]) -> bool:
    return any(problem.severity == "stop" for problem in problems)


def last(posted: Posted, name: str) -> str:
    """The last value posted under a name, "" when there is none: as HTML forms are usually read."""
    values = posted.get(name) or ("",)
    return values[-1]


# Cc: control signs (a NUL would even stop the database); Cf: zero-width signs that come along when text is pasted;
# Cs: halves of a character that no file can hold. U+200D joins emoji and some scripts' letters: it stays.
_KEPT = "\n\t\u200d"


def _without_ghosts(text: str) -> str:
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def clean_line(text: str) -> str:
    """One line of text: composed (R6.7), no invisible signs, single spaces.

    >>> clean_line(" Nguye\\u0302\\u0303n\\u200b  Thị\\r\\n Hoa ") == "Nguyễn Thị Hoa"
    True
    """
    return " ".join(nfc(_without_ghosts(text.replace("\r", "\n"))).split())


def clean_lines(text: str) -> str:
    """Several lines of text: each one clean, no blank lines at the ends, at most one between."""
    lines = [clean_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def clean_digits(text: str) -> str:
    """Text that should be digits: full-width and other variants as plain ones, outer blanks gone."""
    return clean_line(unicodedata.normalize("NFKC", text))
