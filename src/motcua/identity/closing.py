"""Officers' accounts that take no sign-in: closed when nobody uses them, by an administrator, and opened again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Greatest

from motcua.identity import events as happened
from motcua.identity import sessions
from motcua.identity.models import Account
from motcua.platform import events
from motcua.platform.errors import Conflict, NotFound
from motcua.platform.events import Actor

SYSTEM = Actor(kind="system", label="motcua")


@transaction.atomic
def close_inactive(*, days: int, now: datetime) -> list[int]:
    """Close every officer's account nobody used for `days` days (rules 9.2: 45); return their ids.

    Counted from the last sign-in, the last new password (the opening of the account is one) or the last reopening.
    Run again, it finds nothing more. An administrator is no exception: another one, or who runs the machine
    (`motcua manage officer reopen`), opens his account again.
    """
    idle = (
        Account.objects.select_for_update()
        .filter(kind="officer", is_active=True)
        .annotate(used_at=Greatest("last_login", "password_changed_at", "reopened_at"))
        .filter(used_at__lt=now - timedelta(days=days))
        .order_by("id")
    )
    closed = []
    for account in idle:
        _close(account, "inactive", actor=SYSTEM, now=now)
        closed.append(account.id)
    return closed


@transaction.atomic
def close(account_id: int, *, actor: Actor, now: datetime, why: str = "") -> None:
    """Lock an officer out at once: he left, or his account is abused. Nobody closes his own."""
    account = _locked(account_id)
    if actor.account_id == account_id or not account.is_active:
        raise Conflict("closed already, or his own")
    _close(account, "administrator", actor=actor, now=now, why=why)


@transaction.atomic
def reopen(account_id: int, *, actor: Actor, now: datetime, why: str = "") -> None:
    """Let an officer sign in again, with the password he has; the days without use begin anew."""
    account = _locked(account_id)
    if account.is_active:
        raise Conflict("open already")
    account.is_active, account.closed_because, account.closed_at = True, "", None
    account.reopened_at, account.failed_count, account.locked_until = now, 0, None
    account.save(
        update_fields=["is_active", "closed_because", "closed_at", "reopened_at", "failed_count", "locked_until"]
    )
    events.record(("account", account_id), happened.AccountReopened(account_id, why), actor=actor, at=now)


@transaction.atomic
def unlock(account_id: int, *, actor: Actor, now: datetime) -> None:
    """End a lock after wrong tries before its twelve hours are over (rules 9.2)."""
    account = _locked(account_id)
    if account.locked_until is None or account.locked_until <= now or actor.account_id == account_id:
        raise Conflict("not locked, or his own")
    account.failed_count, account.locked_until = 0, None
    account.save(update_fields=["failed_count", "locked_until"])
    events.record(("account", account_id), happened.AccountUnlocked(account_id), actor=actor, at=now)


def _close(account: Account, because: str, *, actor: Actor, now: datetime, why: str = "") -> None:
    account.is_active, account.closed_because, account.closed_at = False, because, now
    account.save(update_fields=["is_active", "closed_because", "closed_at"])
    sessions.end_all(account.id)
    events.record(("account", account.id), happened.AccountClosed(account.id, because, why), actor=actor, at=now)


def _locked(account_id: int) -> Account:
    try:
        return Account.objects.select_for_update().get(pk=account_id, kind="officer")
    except Account.DoesNotExist:
        raise NotFound("no such officer, or not his to administer", account=account_id) from None
