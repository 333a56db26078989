"""Procedures and days on which no paper is taken (plan row C15): switches of a committee, with source and mark.

The law lets people file at the counter (R2.4, C), so a switch never shuts the door: it tells people the online way
first, and a counter that takes paper all the same says why. It touches only what can be filed online in fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import structlog
from django.db import transaction

from motcua.catalogue.events import PaperlessRuleEnded, PaperlessRuleSet
from motcua.catalogue.models import PaperlessRule
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.queries import terms
from motcua.catalogue.rules import can_go_without_paper
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.platform import events
from motcua.platform.clock.store import MANAGE
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound
from motcua.platform.events import Actor
from motcua.platform.text import date_vi

log = structlog.get_logger()

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
MARKS = frozenset({"C", "C2", "M", "P"})
_MOST_SOURCE, _MOST_WHY = 300, 200


class Steward(Protocol):
    """Who sets switches: an officer with `calendar.manage` over the committee."""

    @property
    def actor(self) -> Actor: ...

    def may_over(self, permission: str, unit_id: int) -> bool: ...


@dataclass(frozen=True)
class Paperless:
    """One switch. `weekdays` empty: every day; `procedure` "": every one that can be filed online."""

    id: int
    committee_id: int
    procedure: str
    weekdays: tuple[int, ...]
    valid_from: date
    valid_until: date | None
    source: str
    mark: str
    set_at: datetime
    set_by: str
    ended_at: datetime | None
    ended_why: str

    def rules(self, procedure: str, on: date) -> bool:
        """Tell whether it takes no paper for a procedure on a day.

        >>> wednesday = Paperless(1, 5, "", (3,), date(2026, 11, 1), None, "KH 12", "P", datetime.now(), "", None, "")
        >>> wednesday.rules("1.000000", date(2026, 11, 25)), wednesday.rules("1.000000", date(2026, 11, 26))
        (True, False)
        """
        return (
            self.ended_at is None
            and self.procedure in ("", procedure)
            and self.valid_from <= on
            and (self.valid_until is None or on <= self.valid_until)
            and (not self.weekdays or on.isoweekday() in self.weekdays)
        )

    @property
    def days(self) -> str:
        """The days in words: "mọi ngày", "thứ Tư hằng tuần", "ngày 25/11/2026", and how long it holds."""
        if self.valid_from == self.valid_until:
            return f"ngày {date_vi(self.valid_from)}"
        named = ", ".join(WEEKDAYS[day - 1] for day in self.weekdays)
        until = f" đến hết {date_vi(self.valid_until)}" if self.valid_until else ""
        return f"{f'{named} hằng tuần' if named else 'mọi ngày'}, từ {date_vi(self.valid_from)}{until}"


def strongest(rules: Iterable[Paperless], procedure: str, on: date) -> Paperless | None:
    """Return the switch that rules a procedure on a day, one of its own before one for all; None: paper is taken."""
    found = [one for one in rules if one.rules(procedure, on)]
    return max(found, key=lambda one: (one.procedure != "", one.valid_from), default=None)


def paperless(committee_id: int, pack: Pack, on: date) -> Paperless | None:
    """Return the switch under which a committee takes no paper for a procedure that day, None when it does; one query.

    No query where the procedure can only be filed on paper.
    """
    return strongest(of_committee(committee_id), pack.code, on) if can_go_without_paper(pack) else None


def coming(committee_id: int, procedure: str, on: date) -> tuple[Paperless, ...]:
    """Return the switches that rule a procedure (one that `can_go_without_paper`) that day or later; one query."""
    return tuple(
        one
        for one in of_committee(committee_id)
        if one.procedure in ("", procedure) and (one.valid_until is None or one.valid_until >= on)
    )


def of_committee(committee_id: int, *, ended: bool = False) -> list[Paperless]:
    """Return a committee's switches, the newest first, ended ones too when asked for; one query."""
    rows = PaperlessRule.objects.filter(committee_id=committee_id)
    rows = rows if ended else rows.filter(ended_at=None)
    return [_view(row) for row in rows.order_by("-set_at", "-id")]


@transaction.atomic
def set_rule(
    committee: UnitView,
    *,
    procedure: str,
    weekdays: Sequence[int],
    valid_from: date,
    valid_until: date | None,
    source: str,
    mark: str,
    who: Steward,
    now: datetime,
) -> int:
    """Switch paper off for a procedure ("" all that can be filed online), always or on weekdays; return its id.

    Raises Invalid naming what does not hold: `procedure`, `cannot_online`, `weekdays`, `since`, `until`, `source`,
    `mark`; Conflict where an open switch says the same; Forbidden without `calendar.manage` over the committee.
    """
    _permit(who, committee.id)
    source, days = " ".join(source.split()), sorted(set(weekdays))
    faults = [] if not procedure else _procedure_faults(procedure, committee, now.date())
    checks = {
        "weekdays": all(1 <= day <= 7 for day in days),
        "since": valid_from >= now.date(),
        "until": valid_until is None or valid_until >= valid_from,
        "source": 0 < len(source) <= _MOST_SOURCE,
        "mark": mark in MARKS,
    }
    faults += [name for name, holds in checks.items() if not holds]
    if faults:
        raise Invalid(faults=tuple(faults))
    for one in of_committee(committee.id):
        same = (one.procedure, list(one.weekdays), one.valid_until) == (procedure, days, valid_until)
        if same and (one.valid_from <= valid_from):
            raise Conflict("an open switch says the same", why="same", rule=one.id)
    row = PaperlessRule.objects.create(
        committee_id=committee.id,
        procedure=procedure,
        weekdays=days,
        valid_from=valid_from,
        valid_until=valid_until,
        source=source,
        mark=mark,
        set_at=now,
        set_by=who.actor.label[:200],
    )
    told = PaperlessRuleSet(procedure, days, valid_from, valid_until, source)
    events.record(("paperless", row.id), told, actor=who.actor, at=now, unit_id=committee.id)
    log.info("paperless.set", rule=row.id, unit=committee.id)
    return row.id


@transaction.atomic
def end_rule(rule_id: int, *, why: str, who: Steward, now: datetime) -> None:
    """Take paper again from now on; needs a reason. Ended twice, the first one counts."""
    why = " ".join(why.split())
    row = PaperlessRule.objects.filter(pk=rule_id).first()
    if row is None:
        raise NotFound("no such switch")
    _permit(who, row.committee_id)
    if not 0 < len(why) <= _MOST_WHY:
        raise Invalid(faults=("why",))
    if not PaperlessRule.objects.filter(pk=rule_id, ended_at=None).update(ended_at=now, ended_why=why):
        return
    events.record(("paperless", rule_id), PaperlessRuleEnded(why), actor=who.actor, at=now, unit_id=row.committee_id)
    log.info("paperless.ended", rule=rule_id)


def committees_of(who: Steward, on: date) -> list[UnitView]:
    """Return the committees whose switches somebody sets; one query."""
    return [unit for unit in identity.committees(on) if who.may_over(MANAGE, unit.id)]


def _procedure_faults(procedure: str, committee: UnitView, on: date) -> list[str]:
    try:
        pack = terms(procedure, committee, on).pack
    except NotFound:
        return ["procedure"]
    return [] if can_go_without_paper(pack) else ["cannot_online"]


def _permit(who: Steward, committee_id: int) -> None:
    if not who.may_over(MANAGE, committee_id):
        raise Forbidden("setting a committee's days needs the permission", permission=MANAGE, unit=committee_id)


def _view(row: PaperlessRule) -> Paperless:
    return Paperless(
        row.id,
        row.committee_id,
        row.procedure,
        tuple(row.weekdays),
        row.valid_from,
        row.valid_until,
        row.source,
        row.mark,
        row.set_at,
        row.set_by,
        row.ended_at,
        row.ended_why,
    )
