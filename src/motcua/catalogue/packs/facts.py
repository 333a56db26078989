"""What conditions of a pack look at: the answers, the case, the channel, the day, and what registers said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.platform import logic


@dataclass(frozen=True)
class Facts:
    """One dossier as rules see it. `registers`: name → found or not; a name that is missing was not asked."""

    case: str
    channel: str  # direct | online | post
    submitted_on: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    registers: Mapping[str, bool] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """The variables of docs/packs.md section 4."""
        return {
            **self.answers,
            "case": self.case,
            "channel": self.channel,
            "submitted_on": self.submitted_on,
            "register_found": logic.AskedFacts(self.registers),
        }

    def truth(self, condition: bool | Mapping[str, Any] | None) -> logic.Truth:
        """Whether a condition holds; none at all holds, and what these answers cannot compute is not asked."""
        if condition is None or isinstance(condition, bool):
            return condition is not False
        try:
            return logic.truth(condition, self.data(), today=self.submitted_on)
        except logic.NotComputable:
            return logic.NOT_ASKED

    def only(self, fields: frozenset[str]) -> Facts:
        """The same dossier with the answers of these fields alone."""
        kept = {key: value for key, value in self.answers.items() if key in fields}
        return Facts(self.case, self.channel, self.submitted_on, kept, self.registers)


def visible_fields(form: Mapping[str, Any], facts: Facts) -> frozenset[str]:
    """The fields a person sees: a hidden field has no answer, so it can make others disappear in turn.

    Repeats until nothing changes; the checker has refused circles, so it ends after as many rounds as the
    longest chain of conditions.
    """
    everything = {
        f["key"]: (group.get("visible"), f.get("visible")) for group in form["groups"] for f in group["fields"]
    }
    seen = frozenset(everything)
    for _ in range(len(everything) + 1):
        known = facts.only(seen)
        now = frozenset(
            key for key, conditions in everything.items() if all(known.truth(c) is True for c in conditions)
        )
        if now == seen:
            break
        seen = now
    return seen
