"""The words names of bodies are made of (data/units.yaml), found in a text: words and marks with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .words import fold

_DATA = Path(__file__).parent / "data" / "units.yaml"
_TOKEN = re.compile(r"[^\s,;./()\-–—:+&]+|[,;./()\-–—:+&]")


@dataclass(frozen=True)
class Token:
    """A word or a mark with its place."""

    text: str
    low: str
    start: int
    end: int


@cache
def vocabulary() -> tuple[dict[str, list[tuple[str, ...]]], dict[str, list[tuple[str, ...]]], frozenset[str]]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text("utf-8"))
    phrases = [phrase.strip() for phrase in data["phrases"].split(",")]
    return (
        _by_first(data["heads"]),
        _by_first([*phrases, *data["words"].split()]),
        frozenset(fold(data["short"]).split()),
    )


def _by_first(phrases: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """Return the phrases by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted({tuple(t.low for t in tokens(phrase)) for phrase in phrases}, key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return found


def tokens(text: str) -> list[Token]:
    """Return words and marks; a short form with a dash or "&" inside stays two words and a mark."""
    low = fold(text)
    return [Token(m.group(), low[m.start() : m.end()], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def head_at(found: list[Token], at: int) -> int:
    """Return how many tokens the head word at this place takes, 0 when no name begins here."""
    return longest(vocabulary()[0], found, at) if at < len(found) else 0


def longest(phrases: dict[str, list[tuple[str, ...]]], found: list[Token], at: int) -> int:
    """Return the length of the longest of the phrases that stands here, 0 when none does."""
    known = phrases.get(found[at].low)
    if not known:
        return 0
    window = tuple([token.low for token in found[at : at + len(known[0])]])
    return next((len(phrase) for phrase in known if window[: len(phrase)] == phrase), 0)
