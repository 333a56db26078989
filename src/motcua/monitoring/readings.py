"""Which of two readings of a rule the house uses, where sources disagree (rules 14.1). The other stays beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from motcua.monitoring.events import ReadingChosen
from motcua.monitoring.indicators import library
from motcua.monitoring.models import Cell, ReadingChoice
from motcua.platform import events
from motcua.platform.errors import Invalid
from motcua.platform.events import Actor

STREAM = ("reading", 1)  # one chain for the house


def chosen() -> Mapping[str, str]:
    """Return the options that are not the first of the data; one query."""
    return dict(ReadingChoice.objects.values_list("reading", "option"))


@transaction.atomic
def choose(reading: str, option: str, *, why: str, actor: Actor, now: datetime) -> None:
    """Use an option from now on, for every period that is counted; closed months stay as they were closed.

    Raises Invalid ("reading", "option" or "why").
    """
    known = {one.key: one for told in library().sets for one in told.readings}
    faults = [] if reading in known else ["reading"]
    if reading in known and option not in known[reading].options:
        faults.append("option")
    if not why.strip() or len(why) > 300:
        faults.append("why")
    if faults:
        raise Invalid(faults=tuple(faults))
    told = {"option": option, "chosen_at": now, "chosen_by": actor.label, "why": why.strip()}
    ReadingChoice.objects.update_or_create(reading=reading, defaults=told)
    events.record(STREAM, ReadingChosen(reading, option, why.strip()), actor=actor, at=now)
    Cell.objects.update(is_dirty=True)
