"""Mails on their way out: claimed, handed over, settled; each step is a transaction of its own.

    waiting ── claimed ── handing ── sent
       ↑___________|          |_____ refused: dead     not taken: waiting, later dead     broke off: unclear

`handing` is committed right before the text of the mail goes out. A worker that dies before it leaves a mail that was
certainly not sent: it is tried again. One that dies after it leaves a mail nobody can say anything about: it is never
sent again by itself, an administrator sees it, and whoever left a number is called instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import QuerySet

from motcua.notifications import rules, services, wording
from motcua.notifications.models import Delivery
from motcua.notifications.ports import Mailer, NotNow, NotSent, Refused, Unclear, Unreachable
from motcua.platform.principal import JOB, acting_as

log = structlog.get_logger()
_MAILS = Delivery.objects.filter(channel="email")


@dataclass
class Count:
    """What one run did, in mails."""

    sent: int = 0
    put_off: int = 0
    dead: int = 0
    unclear: int = 0


class _Lost(Exception):
    """The claim ran out and somebody else has the mail now."""


def send_due(mailer: Mailer, *, now: Callable[[], datetime]) -> Count:
    """Send every mail whose time has come; stop when nobody answers. Several workers may run this at once."""
    count = Count()
    with acting_as(JOB):
        _free_stale(now(), count)
    while batch := _claim(now()):
        if not _send(mailer, batch, now, count):
            break
    if count != Count():
        log.info("mails.handled", sent=count.sent, put_off=count.put_off, dead=count.dead, unclear=count.unclear)
    return count


def _claim(at: datetime) -> list[Delivery]:
    """Take the mail that has waited longest, with all other news for the same address: one mail."""
    with acting_as(JOB):
        locked = _MAILS.select_for_update(skip_locked=True).filter(state="waiting")
        first = locked.filter(not_before__lte=at).order_by("not_before", "id").first()
        if first is None:
            return []
        same: QuerySet[Delivery] = locked.filter(address__iexact=first.address, committee_id=first.committee_id)
        # What goes once more goes as it went: a receiver who has it already knows it by its Message-ID.
        same = (
            same.filter(is_again=True, together_id=first.together_id) if first.is_again else same.filter(is_again=False)
        )
        rows = list(same.order_by("at", "id")[: rules.numbers()["most_in_one"]])
        lead = first.together_id if first.is_again and first.together_id else rows[0].id
        for row in rows:
            row.state, row.claimed_at, row.together_id = "claimed", at, lead
        Delivery.objects.filter(id__in=[r.id for r in rows]).update(state="claimed", claimed_at=at, together_id=lead)
        return rows


def _send(mailer: Mailer, rows: Sequence[Delivery], now: Callable[[], datetime], count: Count) -> bool:
    """Hand over one mail and write down what came of it; return whether the server is worth asking again."""
    ours = _MAILS.filter(id__in=[r.id for r in rows], claimed_at=rows[0].claimed_at)

    def handing() -> None:
        with acting_as(JOB):
            if ours.filter(state="claimed").update(state="handing") != len(rows):
                raise _Lost

    try:
        with acting_as(JOB):
            mail = wording.mail_of(rows, on=now().date())
        mailer.send(mail, handing=handing)
    except _Lost:
        return True
    except Refused as error:
        _dead(ours, rows, str(error), "dead", now())
        count.dead += 1
    except Unclear as error:
        _dead(ours, rows, str(error), "unclear", now())
        count.unclear += 1
    except NotNow as error:
        given_up = _put_off(ours, rows, error, now())
        count.dead += given_up
        count.put_off += not given_up
        return not isinstance(error, Unreachable)
    else:
        with acting_as(JOB):
            ours.update(state="sent", done_at=now(), attempts=rows[0].attempts + 1, last_error="")
        count.sent += 1
    return True


def _dead(ours: QuerySet[Delivery], rows: Sequence[Delivery], error: str, state: str, at: datetime) -> None:
    with acting_as(JOB):
        if ours.update(state=state, done_at=at, attempts=rows[0].attempts + 1, last_error=error[:300]):
            Delivery.objects.bulk_create(services.instead_of(rows, now=at), ignore_conflicts=True)


def _put_off(ours: QuerySet[Delivery], rows: Sequence[Delivery], error: NotSent, at: datetime) -> bool:
    """Let the mail wait, longer each time; return whether it was given up."""
    attempts = max(row.attempts for row in rows) + 1
    again = rules.next_try(attempts, told_at=min(row.at for row in rows), now=at)
    if again is None:
        _dead(ours, rows, str(error), "dead", at)
        return True
    with acting_as(JOB):
        ours.update(state="waiting", not_before=again, attempts=attempts, last_error=str(error)[:300])
    return False


def _free_stale(at: datetime, count: Count) -> None:
    """Take mails back from workers that died with them in their hands."""
    old = _MAILS.filter(claimed_at__lt=at - timedelta(minutes=rules.numbers()["stale_minutes"]))
    old.filter(state="claimed").update(state="waiting", not_before=at)
    rows = list(old.filter(state="handing").select_for_update(skip_locked=True))
    if rows:
        error = "worker died while handing over"
        _MAILS.filter(id__in=[r.id for r in rows]).update(state="unclear", done_at=at, last_error=error)
        Delivery.objects.bulk_create(services.instead_of(rows, now=at), ignore_conflicts=True)
        count.unclear += len({row.together_id for row in rows})
