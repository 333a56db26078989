"""Refusals: what a rule or a service says when it will not do a thing.

Every refusal has a stable `code`; the edge owns the table code -> HTTP status and
the Vietnamese sentence (config/refusals.py). `facts` are plain values for that
sentence and for the log: ids, names of states, instants; never personal values.
"""

from __future__ import annotations

from typing import Any


class DomainError(Exception):
    """A refusal with a stable code. `message` is for developers; people read the sentence of the code."""

    code = "refused"

    def __init__(self, message: str = "", /, **facts: Any) -> None:
        super().__init__(message or self.code)
        self.facts = facts


class NotFound(DomainError):
    """There is no such thing, or not for this person: the two are never told apart."""

    code = "not_found"


class Forbidden(DomainError):
    """The person may know the thing exists but may not do this with it."""

    code = "forbidden"


class StepNotAllowed(DomainError):
    """The law's table of states has no such step from here (rules 4.2)."""

    code = "step_not_allowed"


class Conflict(DomainError):
    """Somebody else acted first; `facts` tell who and when."""

    code = "conflict"


class Invalid(DomainError):
    """What was sent does not hold; `faults` name each place, all at once."""

    code = "invalid"

    def __init__(self, message: str = "", /, *, faults: tuple[Any, ...] = (), **facts: Any) -> None:
        named = ", ".join(str(getattr(f, "field", "") or getattr(f, "code", "") or f) for f in faults)
        super().__init__(message or named, **facts)  # keys and codes, never what was typed
        self.faults = faults
