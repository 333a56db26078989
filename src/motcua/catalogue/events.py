"""What happens to the catalogue. Each is appended to the chain of its procedure (`rules.chain_key`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PackPublished:
    """A version of a procedure was published for a scope ("" national, a province or commune code)."""

    procedure: str
    scope: str
    version: int
    digest: str
    valid_from: date


@dataclass(frozen=True)
class ProcedureAbolished:
    """A procedure ends: from `on` nobody can apply for it; open dossiers finish on their version."""

    procedure: str
    on: date
    source: str


@dataclass(frozen=True)
class CompetenceAssigned:
    """In a committee, one unit receives and one handles a procedure or a whole group."""

    committee: int
    group: str
    procedure: str
    receiving_unit: int
    handling_unit: int


@dataclass(frozen=True)
class PaperlessRuleSet:
    """A committee takes no paper for a procedure ("" every one that can be filed online), always or on weekdays."""

    procedure: str
    weekdays: Sequence[int]
    valid_from: date
    valid_until: date | None
    source: str


@dataclass(frozen=True)
class PaperlessRuleEnded:
    """Paper is taken again."""

    why: str
