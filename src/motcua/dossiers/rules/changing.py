"""A dossier filed under the wrong procedure goes on under the right one: what goes with it. Pure.

What the house promises (mark P; the law knows no such act, so nothing may be lost by it):

- Who: before acceptance the officer who receives it; after it only the leader, as long as nothing is signed.
- The dossier stays one: its code, people, files, events and the instant it came in.
- Answers go with it where the new form asks the same: the same key and kind, else the same fact and kind, in the
  same class of secrecy, with a choice the new form knows. A declaration is made anew, never carried over (lessons 2).
  What does not fit is kept in the event.
- Time: the promise to answer stays. After acceptance the limit of the new procedure counts from the same
  acceptance: our mistake gives us no new time. The first date promised stays beside (R2.32).
- Money: what was paid counts for the new procedure; the rest is owed, too much is given back (payments.rules.settle).
- The applicant is told which procedure, why, what it costs and by when; after acceptance he gets form 01 anew, and
  the number of the old one is voided in its book.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.forms.engine.model import Field, Form


@dataclass(frozen=True)
class Fitted:
    """Answers by their keys in the new form, and the old keys for which it has no place."""

    kept: dict[str, Any]
    dropped: tuple[str, ...]


def fit(old: Form | None, new: Form, answers: Mapping[str, Any]) -> Fitted:
    """Return which stored answers (key to {"value", …}) go with a dossier to another form."""
    kept: dict[str, Any] = {}
    dropped = []
    for key, raw in answers.items():
        goal = _place(key, old, new)
        if goal is None or goal.key in kept or not _knows(goal, raw):
            dropped.append(key)
        else:
            kept[goal.key] = raw
    return Fitted(kept, tuple(dropped))


def _place(key: str, old: Form | None, new: Form) -> Field | None:
    was = old.fields.get(key) if old else None
    if was is None or old is None or was.type in {"declaration", "file"} or key == "case":
        return None
    same = new.fields.get(key) or (new.by_fact(was.fact) if was.fact else None)
    if same is None or same.type != was.type or new.secrecy_of(same) != old.secrecy_of(was):
        return None
    return same


def _knows(goal: Field, raw: Any) -> bool:
    """Whether the new field can hold the value: a choice it does not offer would be shown as if it did."""
    value = raw.get("value") if isinstance(raw, Mapping) else raw
    if not goal.options:
        return True
    chosen = value if isinstance(value, list) else [value]
    return {str(one) for one in chosen} <= {option.code for option in goal.options}
