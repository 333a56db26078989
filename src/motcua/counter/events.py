"""What happens to a list of people handed in at a counter. Each is appended to the chain of its list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ListReceived:
    """A filled-in template was read: how many lines, of which procedure, and the hash of the file."""

    procedure: str
    version: int
    lines: int
    sha256: str


@dataclass(frozen=True)
class ListConfirmed:
    """An officer saw the list as it would be taken in and vouched for its declarations and papers."""

    lines: int


@dataclass(frozen=True)
class ListMade:
    """All lines became dossiers, in one transaction."""

    lines: int
    first_code: str
    last_code: str


@dataclass(frozen=True)
class ListRefused:
    """Nothing was made: lines with faults, or what kept the whole list back."""

    lines: int
    faulty: int
    why: str


@dataclass(frozen=True)
class ListDropped:
    """The officer put the list away, or nobody came back to it in time."""

    why: str
