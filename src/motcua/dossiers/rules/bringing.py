"""A supplement brought to the counter: when one asked paper is there (R2.5, R2.6). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """One paper that was asked for: whether a file may stand for it, whether looking at it is enough."""

    key: str
    takes_file: bool = False
    is_presented: bool = False


@dataclass(frozen=True)
class Brought:
    """What lies on the counter of one paper: sheets that stay, or only shown; files scanned of it."""

    sheets: int = 0
    is_shown: bool = False
    scans: int = 0


def lacking(wanted: Iterable[Wanted], brought: Mapping[str, Brought]) -> tuple[str, ...]:
    """Return the keys of papers that are not there, in the order they were asked.

    A sheet that stays is the paper. A scan is, where the form has a place for a file; being shown is, where the
    procedure asks for no more.

    >>> asked = [Wanted("a"), Wanted("b", takes_file=True), Wanted("c", is_presented=True)]
    >>> lacking(asked, {"a": Brought(scans=1), "b": Brought(scans=1), "c": Brought(is_shown=True)})
    ('a',)
    >>> lacking(asked, {"a": Brought(sheets=1), "b": Brought(is_shown=True)})
    ('b', 'c')
    """
    return tuple(one.key for one in wanted if not _is_there(one, brought.get(one.key, Brought())))


def _is_there(one: Wanted, told: Brought) -> bool:
    return bool(told.sheets or (told.scans and one.takes_file) or (told.is_shown and one.is_presented))
