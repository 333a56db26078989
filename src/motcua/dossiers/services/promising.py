"""The clock of a dossier: dates are computed, promises are events (principle 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from motcua.catalogue.packs.model import Pack
from motcua.dossiers.events import DueSet
from motcua.dossiers.letter_words import settled
from motcua.dossiers.models import Dossier, Pause
from motcua.dossiers.rules.apologies import apology_due
from motcua.dossiers.services.common import Hand
from motcua.platform import clock
from motcua.platform.clock import Calendar, ClockPolicy, Due, Limit


def policy_of(pack: Pack) -> ClockPolicy:
    """Return the policy of a procedure: its own word on supplements (R2.25), else the platform's defaults."""
    wanted = ((pack.process or {}).get("policy") or {}).get("after_supplement")
    told = {"received_outside_hours": _house()["received_outside_hours"]}
    return ClockPolicy.from_json(told | ({"restart_after": ()} if wanted == "extend" else {}))


@lru_cache(maxsize=1)
def _house() -> Mapping[str, Any]:
    """What the house decides where no law does (data/clock.yaml)."""
    return yaml.safe_load((Path(__file__).parents[1] / "data" / "clock.yaml").read_text("utf-8"))


def limit_of(pack: Pack, case: str) -> tuple[Limit | None, str]:
    """Return the limit of a case, or None and the reason why there is none (nine real procedures)."""
    told = pack.case(case)
    if told.limit is None:
        return None, told.no_limit_reason or "Nguồn không công bố thời hạn."
    if told.limit.value is None and told.limit.unit != "same_day":
        return None, told.limit.note or "Nguồn không ghi rõ số ngày."
    return Limit(told.limit.value or 1, told.limit.unit), ""


def calendar_of(dossier: Dossier, purpose: str = "processing") -> Calendar:
    """Return the calendar of the unit that resolves (processing) or receives (reception)."""
    unit = dossier.committee_id if purpose == "processing" else dossier.receiving_unit_id
    return clock.calendar_of(unit, purpose)


def compute(dossier: Dossier, pack: Pack, *, received_at: datetime) -> Due | None:
    """Return when the result is due by the pauses so far, or None where there is no limit."""
    limit, _ = limit_of(pack, dossier.case)
    if limit is None:
        return None
    pauses = [clock.Pause(p.reason, p.since, p.until) for p in Pause.objects.filter(dossier=dossier).order_by("since")]
    return clock.due(limit, received_at, pauses, calendar_of(dossier), policy_of(pack))


def promise(hand: Hand, *, reason: str) -> Due | None:
    """Compute the date anew and promise it: the event holds the arithmetic, the calendar and the policy used.

    The first promise is also the original date, which never changes (R2.32).
    """
    dossier = hand.dossier
    if dossier.accepted_at is None:
        return None
    told = compute(dossier, hand.pack, received_at=dossier.accepted_at)
    if told is None:
        dossier.due_at, dossier.no_limit_reason = None, limit_of(hand.pack, dossier.case)[1][:200]
        dossier.apology_due_at = None
    elif told.at is None:  # an open pause: the date stands until it is over
        return told
    else:
        dossier.due_at, dossier.no_limit_reason = _not_before_apology(dossier, told.at), ""
        dossier.apology_due_at = apology_due_of(dossier)
        dossier.original_due_at = dossier.original_due_at or told.at
    hand.record(
        DueSet(
            due_at=dossier.due_at,
            reason=reason,
            arithmetic=[asdict(line) for line in told.arithmetic] if told else [],
            policy=policy_of(hand.pack).to_json(),
            calendar=calendar_of(dossier).digest,
        )
    )
    return told


def apology_due_of(dossier: Dossier) -> datetime | None:
    """Return by when an apology for the promised day is due (R2.34); None where the one letter is written already."""
    if dossier.due_at is None or dossier.apology_signed_at is not None:
        return None
    return apology_due(dossier.due_at, calendar_of(dossier), settled()["apology"]["days_before"])


def _not_before_apology(dossier: Dossier, at: datetime) -> datetime:
    """A date counted anew is never earlier than the one given with an apology: that is the promise people hold."""
    if dossier.apology_signed_at is None or dossier.due_at is None:
        return at
    return max(at, dossier.due_at)
