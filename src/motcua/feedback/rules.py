"""What a rating is: five steps, days in which it may be changed, from where down one is dissatisfied. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

MOST_WORDS = 1000  # characters of a text, a reason, an answer; the tables keep no more


@dataclass(frozen=True)
class RatingPolicy:
    """The numbers and words of the installation (data/policy.yaml). `steps`: score to words, worst first."""

    editable_days: int
    unsatisfied_up_to: int
    steps: Mapping[int, str]
    satisfied_from: int = 4


@lru_cache(maxsize=1)
def policy() -> RatingPolicy:
    """Return the policy of the installation."""
    told = yaml.safe_load((Path(__file__).parent / "data" / "policy.yaml").read_text("utf-8"))
    steps = {int(step["score"]): str(step["label"]) for step in told["steps"]}
    return RatingPolicy(
        int(told["editable_days"]), int(told["unsatisfied_up_to"]), steps, satisfied_from=int(told["satisfied_from"])
    )


def editable_until(given_at: datetime, told: RatingPolicy) -> datetime:
    """Return the instant from which on a rating stands as it is."""
    return given_at + timedelta(days=told.editable_days)


def is_unsatisfied(score: int, told: RatingPolicy) -> bool:
    """Tell whether one who answers so may ask that the dossier be looked at again.

    >>> limits = RatingPolicy(7, 2, {})
    >>> is_unsatisfied(2, limits), is_unsatisfied(3, limits)
    (True, False)
    """
    return score <= told.unsatisfied_up_to


def verdict_of(score: int, told: RatingPolicy) -> str:
    """Return what figures count of a rating: good (from `satisfied_from` up), bad, or middle.

    >>> limits = RatingPolicy(7, 2, {}, satisfied_from=4)
    >>> [verdict_of(score, limits) for score in (1, 2, 3, 4, 5)]
    ['bad', 'bad', 'middle', 'good', 'good']
    """
    if is_unsatisfied(score, told):
        return "bad"
    return "good" if score >= told.satisfied_from else "middle"


def rating_faults(
    score: int | None, text: str, officers: Mapping[int, int], *, known: Collection[int], told: RatingPolicy
) -> tuple[tuple[str, str], ...]:
    """Return (field, what is wrong): the one question is answered by a step, an officer rated had a part in it.

    >>> five = RatingPolicy(7, 2, {1: "", 2: "", 3: "", 4: "", 5: ""})
    >>> rating_faults(None, "", {}, known=(), told=five), rating_faults(4, "", {7: 5}, known=(7,), told=five)
    ((('score', 'missing'),), ())
    >>> rating_faults(6, "x" * 1001, {8: 1}, known=(7,), told=five)
    (('score', 'unknown'), ('text', 'too_long'), ('officers', 'unknown'))
    """
    faults = []
    if score is None:
        faults.append(("score", "missing"))
    elif score not in told.steps:
        faults.append(("score", "unknown"))
    if len(text) > MOST_WORDS:
        faults.append(("text", "too_long"))
    if any(account not in known or step not in told.steps for account, step in officers.items()):
        faults.append(("officers", "unknown"))
    return tuple(faults)
