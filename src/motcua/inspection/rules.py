"""How a random sample is drawn so that anybody can draw it again. Pure.

The place of a dossier in the draw is SHA-256 of "seed/code"; the sample is the dossiers with the smallest ones. Who
has the seed and the list of codes needs no program of ours: `printf 'seed/code' | sha256sum` for each, sorted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

Lateness = Literal["any", "late", "on_time"]
LATENESS: tuple[Lateness, ...] = ("any", "late", "on_time")
# Mark P: what one inspection reads in days, and what one request can gather.
MOST_DRAWN = 200
LONGEST_DAYS = 366
MOST_WORDS = 4000  # of a note
MOST_REASON = 80  # with the code it stands in the log of reads, which keeps 120 letters

_SEED = re.compile(r"^[A-Za-z0-9._-]{4,64}$")


@dataclass(frozen=True)
class Wanted:
    """What a sample is drawn from: dossiers of one committee accepted from `since` to `until`, both days included.

    `field` is the key of a field of procedures, "" for all of them.
    """

    committee_id: int
    since: date
    until: date
    field: str = ""
    lateness: Lateness = "any"
    size: int = 20


def faults(wanted: Wanted, seed: str, *, today: date) -> tuple[tuple[str, str], ...]:
    """Return (field, why) of everything that keeps a sample from being drawn.

    >>> day = date(2026, 11, 16)
    >>> faults(Wanted(1, date(2026, 11, 1), day), "xuc-xac-4152", today=day)
    ()
    >>> faults(Wanted(1, day, date(2026, 11, 1), size=0), "a b", today=day)
    (('until', 'before_since'), ('size', 'out_of_range'), ('seed', 'malformed'))
    """
    found = []
    if wanted.since > today:
        found.append(("since", "future"))
    if wanted.until < wanted.since:
        found.append(("until", "before_since"))
    elif (wanted.until - wanted.since).days >= LONGEST_DAYS:
        found.append(("until", "too_long"))
    if not 1 <= wanted.size <= MOST_DRAWN:
        found.append(("size", "out_of_range"))
    if wanted.lateness not in LATENESS:
        found.append(("lateness", "unknown"))
    if not _SEED.match(seed):
        found.append(("seed", "malformed"))
    return tuple(found)


def place(seed: str, code: str) -> str:
    """Return the place of a dossier in a draw, as hexadecimal digits that sort like the number."""
    return hashlib.sha256(f"{seed}/{code}".encode()).hexdigest()


def draw(seed: str, codes: Collection[str], size: int) -> list[str]:
    """Return `size` of the codes, or all there are, in the order of the draw.

    >>> draw("xuc-xac-4152", ["DEMO.01-261116-0001", "DEMO.01-261116-0002", "DEMO.01-261116-0003"], 2)
    ['DEMO.01-261116-0001', 'DEMO.01-261116-0003']
    """
    return sorted(codes, key=lambda code: place(seed, code))[:size]


def digest_of(codes: Collection[str]) -> str:
    """Return SHA-256 of the codes a sample was drawn from, one a line, sorted by their bytes: was it the same list?"""
    return hashlib.sha256("".join(f"{code}\n" for code in sorted(codes)).encode()).hexdigest()
