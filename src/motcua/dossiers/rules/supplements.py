"""One complete supplement request (R2.6, R2.7): what must be judged, and when a leader must say why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MOST_WORDS = 1000  # characters of a sentence to the citizen; the table keeps no more
_DAYS = 30  # P, where a procedure says nothing


@dataclass(frozen=True)
class Verdict:
    """The judgement of one component or field; a bad one says the reason's key and what to do in a sentence."""

    kind: str  # field | component
    key: str
    is_good: bool
    reason: str = ""
    message: str = ""

    @property
    def id(self) -> tuple[str, str]:
        """What it is about."""
        return self.kind, self.key


@dataclass(frozen=True)
class Earlier:
    """An earlier request of the same dossier: what was judged then, and what the citizen changed since."""

    verdicts: tuple[Verdict, ...]
    changed: frozenset[tuple[str, str]]


def request_faults(verdicts: Sequence[Verdict], wanted: Iterable[tuple[str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Return (code, kind, key) of everything wrong with a request: it must judge all, and something must be bad.

    >>> request_faults([Verdict("field", "a", True)], [("field", "a"), ("component", "b")])
    (('not_judged', 'component', 'b'), ('nothing_bad', '', ''))
    >>> request_faults([Verdict("field", "a", False, "blurred")], [("field", "a")])
    (('says_nothing', 'field', 'a'),)
    >>> request_faults([Verdict("field", "a", False, "other", "x" * 1001)], [("field", "a")])
    (('too_long', 'field', 'a'),)
    """
    judged = {v.id for v in verdicts}
    wanted = set(wanted)
    faults = [("not_judged", *one) for one in sorted(wanted - judged)]
    faults += [("not_there", *one) for one in sorted(judged - wanted)]
    faults += [("says_nothing", *v.id) for v in verdicts if not v.is_good and not v.message.strip()]
    faults += [("too_long", *v.id) for v in verdicts if len(v.message.strip()) > MOST_WORDS]
    if all(v.is_good for v in verdicts):
        faults.append(("nothing_bad", "", ""))
    return tuple(faults)


def visible_before(verdicts: Sequence[Verdict], earlier: Sequence[Earlier]) -> tuple[tuple[str, str], ...]:
    """Return what is judged bad now although it was there, unchanged, when it was judged good before.

    Five returns for five different reasons is what people suffer most: asking again for
    something visible the first time needs a leader's reason, and is counted.

    >>> first = Earlier((Verdict("field", "a", True), Verdict("field", "b", False)), frozenset({("field", "b")}))
    >>> visible_before([Verdict("field", "a", False), Verdict("field", "b", False)], [first])
    (('field', 'a'),)
    """
    late = set()
    for verdict in verdicts:
        if verdict.is_good:
            continue
        for request in earlier:
            good_then = any(v.id == verdict.id and v.is_good for v in request.verdicts)
            if good_then and verdict.id not in request.changed:
                late.add(verdict.id)
    return tuple(sorted(late))


def deadline_of(supplement: Mapping[str, Any] | None, asked_on: date) -> date:
    """Return the last day on which the citizen may answer, by the procedure's own `supplement`.

    >>> deadline_of({"days": 10}, date(2026, 11, 16)), deadline_of(None, date(2026, 11, 16))
    (datetime.date(2026, 11, 26), datetime.date(2026, 12, 16))
    """
    return asked_on + timedelta(days=(supplement or {}).get("days") or _DAYS)
