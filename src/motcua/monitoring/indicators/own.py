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

from motcua.monitoring.indicators.model import IndicatorSet, Library
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
    left_out = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            text = path.read_text("utf-8")
            made = check(library, text)
        except (BrokenLibrary, OSError, UnicodeDecodeError) as fault:
            left_out.append(LeftOut(path.name, str(fault)))
            continue
        sets = tuple(sorted((*library.sets, made), key=lambda one: (one.key, one.valid_from)))
        library = replace(library, sets=sets, digest=hashlib.sha256((library.digest + text).encode()).hexdigest())
    return library, left_out


def check(library: Library, text: str) -> IndicatorSet:
    """Return the version a text tells; BrokenLibrary for one that does not hold together beside those there are."""
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise BrokenLibrary(f"không đọc được như YAML: {fault}") from None
    made = replace(set_of(told if isinstance(told, dict) else {}, library.measures), is_own=True)
    before = [one for one in library.sets if one.key == made.key]
    if not before:
        raise BrokenLibrary(f"chưa có bộ chỉ số nào tên {made.key}")
    if made.version in {one.version for one in before}:
        raise BrokenLibrary(f"đã có bản {made.version}")
    if made.valid_from <= max(one.valid_from for one in before):
        raise BrokenLibrary(f"valid_from {made.valid_from} phải sau bản trước")
    return made
