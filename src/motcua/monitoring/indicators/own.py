"""Versions of an index a house adds by itself: the decision that changes points or targets does not wait for a release.

A file in `chi-so/` beside the data of the house, of the same form as data/index_766.yaml, holds from its `valid_from`
on; older periods keep the version they had. It is read when a process starts. One that does not hold together is left
out with its reason, and the index goes on as it was: a slip of a file must not stop an office.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import structlog
import yaml

from motcua.monitoring.indicators.model import IndicatorSet, Level, Library
from motcua.monitoring.indicators.scoring import Share, others, score
from motcua.monitoring.indicators.sets import BrokenLibrary, set_of

FOLDER = "chi-so"
log = structlog.get_logger()
_beside: list[Path] = []  # the folder, once a process has said where its data is


@dataclass(frozen=True)
class LeftOut:
    """A file that is not used, and why."""

    name: str
    why: str


def adopt(data: Path) -> None:
    """Say where the house has its data; to be called before anything is counted."""
    _beside[:] = [data / FOLDER]


def added(library: Library) -> Library:
    """Return the library with the versions of the house, those left out told in the log."""
    made, left_out = read(library, _beside[0]) if _beside else (library, [])
    for one in left_out:
        log.error("indicators.left_out", file=one.name, why=one.why)
    return made


def read(library: Library, folder: Path) -> tuple[Library, list[LeftOut]]:
    """Return the library with every version of a folder that holds together, and what was left out."""
    found, left_out = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            text = path.read_text("utf-8")
            found.append((parsed(library, text), path.name, text))
        except (BrokenLibrary, OSError, UnicodeDecodeError) as fault:
            left_out.append(LeftOut(path.name, str(fault)))
    for made, name, text in sorted(found, key=lambda one: one[0].valid_from):
        try:
            _stand_beside(library, made)
        except BrokenLibrary as fault:
            left_out.append(LeftOut(name, str(fault)))
            continue
        sets = tuple(sorted((*library.sets, made), key=lambda one: (one.key, one.valid_from)))
        library = replace(library, sets=sets, digest=hashlib.sha256((library.digest + text).encode()).hexdigest())
    return library, left_out


def check(library: Library, text: str) -> IndicatorSet:
    """Return the version a text tells; BrokenLibrary for one that does not hold together beside those there are."""
    made = parsed(library, text)
    _stand_beside(library, made)
    return made


def parsed(library: Library, text: str) -> IndicatorSet:
    """Return the version a text tells by itself; BrokenLibrary, and nothing else, for one that cannot be used."""
    try:
        told = yaml.safe_load(text)
        made = replace(set_of(told if isinstance(told, dict) else {}, library.measures), is_own=True)
        shares = {key: Share(1, 2) for key in library.measures}
        levels: tuple[Level, ...] = ("province", "commune")
        for level in levels:
            score(made, shares, level)
            others(made, shares, level)
    except BrokenLibrary:
        raise
    except Exception as fault:  # whatever a hand may write: it must not stop an office
        raise BrokenLibrary(f"không đọc được: {fault}") from None
    return made


def _stand_beside(library: Library, made: IndicatorSet) -> None:
    before = [one for one in library.sets if one.key == made.key]
    if not before:
        raise BrokenLibrary(f"chưa có bộ chỉ số nào tên {made.key}")
    if made.version in {one.version for one in before}:
        raise BrokenLibrary(f"đã có bản {made.version}")
    if made.valid_from <= max(one.valid_from for one in before):
        raise BrokenLibrary(f"valid_from {made.valid_from} phải sau bản trước")
