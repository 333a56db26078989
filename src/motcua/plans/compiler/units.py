"""Names of bodies: find them, take a list of them apart, say how much of a text is made of them.

The grammar is small: a name begins with a head word ("Phòng", "Trung tâm", "Các sở, ban,
ngành"), goes on with words of office, short forms and names written with capitals, and ends
at a mark, at the next head word with a capital, or at the first word that is none of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .words import fold, is_capital, squeeze

_DATA = Path(__file__).parent / "data" / "units.yaml"
_TOKEN = re.compile(r"[^\s,;./()\-–—:+&]+|[,;./()\-–—:+&]")
_MARKS = frozenset(",;.:+/")
_DASHES = frozenset("-–—")
_BEFORE_THE_MANY = ("của", "thuộc", "và", "tại", "lý", "đạo", "huy")  # "Ban quản lý các ấp"
_LEVELS = ("xã", "phường", "thị", "đặc")  # "UBND xã, phường": one body of each kind of place


@dataclass(frozen=True)
class Token:
    """A word or a mark with its place."""

    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True)
class Name:
    """A body's name and its place."""

    text: str
    start: int
    end: int
    words: int


@dataclass(frozen=True)
class Reading:
    """A text read as a list of bodies."""

    names: tuple[Name, ...]
    strange: int  # words that belong to no name
    unmarked: int  # names that follow another with no mark between
    words: int


@cache
def _vocabulary() -> tuple[tuple[tuple[str, ...], ...], frozenset[str], frozenset[str]]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text("utf-8"))
    heads = sorted({tuple(t.low for t in tokens(head)) for head in data["heads"]}, key=len, reverse=True)
    return tuple(heads), frozenset(fold(data["words"]).split()), frozenset(fold(data["short"]).split())


def tokens(text: str) -> list[Token]:
    """Return words and marks; a short form with a dash or "&" inside stays two words and a mark."""
    return [Token(m.group(), fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def head_at(found: list[Token], at: int) -> int:
    """Return how many tokens the head word at this place takes, 0 when no name begins here."""
    for head in _vocabulary()[0]:
        if tuple(t.low for t in found[at : at + len(head)]) == head:
            return len(head)
    return 0


def read(text: str) -> Reading:
    """Read a text as a list of bodies.

    >>> [n.text for n in read("Phòng Văn hóa - Xã hội; Văn phòng HĐND & UBND xã, Công an xã").names]
    ['Phòng Văn hóa - Xã hội', 'Văn phòng HĐND & UBND xã', 'Công an xã']
    >>> read("triển khai nhiệm vụ").names
    ()
    """
    found = tokens(text)
    names: list[Name] = []
    strange = unmarked = at = 0
    after_mark = True
    while at < len(found):
        if found[at].text in _MARKS or found[at].text in _DASHES or found[at].text in "()":
            after_mark, at = True, at + 1
            continue
        head = head_at(found, at) if after_mark or is_capital(found[at].text) or found[at].low in ("các", "và") else 0
        if not head and names and found[at].low in ("và", "&", "cùng"):
            after_mark, at = True, at + 1
            continue
        if not head:
            strange, after_mark, at = strange + 1, False, at + 1
            continue
        end = _end(found, at + head)
        if not after_mark and names:
            unmarked += 1
        names.append(Name(squeeze(text[found[at].start : found[end - 1].end]), found[at].start, found[end - 1].end, end - at))
        after_mark, at = False, end
    return Reading(tuple(names), strange, unmarked, sum(1 for t in found if t.text[0].isalnum()))


def names_in(text: str) -> list[str]:
    """Return the bodies a cell or a clause names, each whole, in order, each once."""
    listed: list[str] = []
    for name in read(text).names:
        if name.text not in listed:
            listed.append(name.text)
    return listed


def name_at_start(text: str) -> Name | None:
    """Return the body a sentence begins with, None when it begins with something else.

    >>> name_at_start("Phòng Kinh tế chủ trì, phối hợp").text
    'Phòng Kinh tế'
    """
    found = tokens(text)
    if not found or not is_capital(found[0].text):
        return None
    head = head_at(found, 0)
    if not head:
        return None
    end = _end(found, head)
    return Name(squeeze(text[: found[end - 1].end]), found[0].start, found[end - 1].end, end)


def _end(found: list[Token], at: int) -> int:
    """Return where the name that goes on here ends."""
    _, words, short = _vocabulary()
    end = at
    while at < len(found):
        token = found[at]
        if token.text in _DASHES or token.text == "&":
            # "Văn hóa - Xã hội": a dash inside a name joins two words of office.
            if at + 1 < len(found) and _goes_on(found[at + 1], words, short):
                at += 1
                continue
            return end
        if token.text == ",":
            if found[at - 1].low in _LEVELS and at + 1 < len(found) and found[at + 1].text in _LEVELS:
                at += 2
                end = at
                continue
            # "Phòng Văn hóa, Khoa học và Thông tin": a mark inside a name, when no head word follows and an "và" closes.
            if _is_inner_mark(found, at, words, short):
                at += 1
                continue
            return end
        if token.text in _MARKS or token.text in "()":
            return end
        if is_capital(token.text) and at > 0 and end == at and head_at(found, at) and not _is_inside(found, at):
            return end
        if token.low == "các" and head_at(found, at) and found[at - 1].low not in _BEFORE_THE_MANY:
            return end
        if token.low == "và" and at + 1 < len(found) and (_opens(found, at + 1) or not _goes_on(found[at + 1], words, short)):
            return end
        if not _goes_on(token, words, short):
            return end
        at += 1
        end = at
    return end


def _goes_on(token: Token, words: frozenset[str], short: frozenset[str]) -> bool:
    return token.low in words or token.low in short or (is_capital(token.text) and token.text[0].isalpha()) or token.low.isdigit()


def _opens(found: list[Token], at: int) -> bool:
    """Return whether a new name begins after "và": "Phòng Kinh tế và các đơn vị", not "Khoa học và Công nghệ"."""
    return bool(head_at(found, at)) and (found[at].low in ("các", "phòng", "ubnd", "văn", "trung", "công", "tổ", "sở", "ban") and _is_head_really(found, at))


def _is_head_really(found: list[Token], at: int) -> bool:
    nxt = found[at + 1].low if at + 1 < len(found) else ""
    pairs = {"văn": "phòng", "trung": "tâm", "công": "an"}
    return found[at].low not in pairs or nxt == pairs[found[at].low]


def _is_inside(found: list[Token], at: int) -> bool:
    """Return whether a head word with a capital is a part of the name: "Văn phòng UBND xã", "Đoàn Thanh niên"."""
    before, word = found[at - 1].low, found[at].low
    if before in _DASHES or before in ("&", "và", "của", "thuộc", "đồng", "tịch", "phòng", "ủy", "tại"):
        return True
    return word in ("xã", "phường", "thôn", "hội", "đoàn", "bộ", "báo", "viện", "ubnd", "hđnd", "mttq", "đảng") and before not in ("xã", "phường", "tỉnh")


def _is_inner_mark(found: list[Token], at: int, words: frozenset[str], short: frozenset[str]) -> bool:
    ahead = found[at + 1 : at + 9]
    if not ahead or head_at(found, at + 1) or not is_capital(ahead[0].text):
        return False
    for k, token in enumerate(ahead):
        if token.low == "và":
            return k > 0 and k + 1 < len(ahead) and is_capital(ahead[k + 1].text) and not _opens(found, at + 1 + k + 1)
        if token.text in _MARKS and token.text != "," or not _goes_on(token, words, short) and token.text != ",":
            return False
    return False
