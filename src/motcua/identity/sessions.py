"""Where officers are signed in: opened at sign-in, shown to their owner, ended by him (rules 9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken, MultiFernet
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from motcua.identity import backends, queries, rules_of_codes, services
from motcua.identity import events as happened
from motcua.identity.models import OfficerSession
from motcua.platform import events, sealing
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import NotFound

BACKEND = "motcua.identity.backends.PrincipalBackend"
SINCE, SEEN = "since", "seen"


@dataclass(frozen=True)
class Device:
    """A place where an officer is signed in. `last_seen` is exact to a minute."""

    id: int
    name: str
    since: datetime
    last_seen: datetime
    is_this: bool


def begin(request: HttpRequest, account_id: int, *, now: datetime) -> queries.Person:
    """Open a session for an officer who has proved who he is, or go on with his own under a new key.

    Also after a new password or second factor: all his other sessions are worth nothing from then on. The database
    must know whose account it is (a request of his own, or `acting_as` at sign-in).
    """
    found = queries.principal_data(account_id, now.date())
    if found is None:
        raise NotFound("no such account", account=account_id)
    old, since = request.session.session_key, now
    login(request, backends.account_from(found), backend=BACKEND)  # type: ignore[arg-type]
    if not request.session.session_key:  # whoever's password changed has a session without a key until it is saved
        request.session.create()
    key = str(request.session.session_key)
    request.session[SINCE] = int(now.timestamp())
    device = rules_of_codes.device_label(request.headers.get("User-Agent", ""))
    before = OfficerSession.objects.filter(account_id=account_id, session_key=old or "").first()
    if before is not None:
        since = before.since
        before.delete()
    OfficerSession.objects.create(account_id=account_id, session_key=key, device=device, since=since)
    return queries.person_from(found)


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Tell whether the officer signed in so lately that his password need not be asked again."""
    since = request.session.get(SINCE, 0)
    return now.timestamp() - since < rules_of_codes.FRESH.total_seconds()


def of(who: queries.Person, current_key: str | None, *, now: datetime) -> list[Device]:
    """Return where somebody is signed in, this device first, then the last used; two queries.

    A session that has lain idle too long is not one any more: its next page asks for the password.
    """
    rows = {row.session_key: row for row in OfficerSession.objects.filter(account_id=who.account_id)}
    found = []
    for session in Session.objects.filter(pk__in=rows):
        told, row = session.get_decoded(), rows[session.pk]
        seen = datetime.fromtimestamp(told.get(SEEN) or told.get(SINCE, 0), ZONE)
        if row.session_key == current_key or now - seen <= services.POLICY.idle_officer:
            found.append(Device(row.id, row.device, row.since, max(seen, row.since), row.session_key == current_key))
    return sorted(found, key=lambda d: (not d.is_this, -d.last_seen.timestamp()))


@transaction.atomic
def end(who: queries.Person, device_id: int | None, current_key: str | None, *, now: datetime) -> int:
    """Sign somebody out on one of his devices, or on all but this one (None); return how many it was."""
    rows = OfficerSession.objects.filter(account_id=who.account_id)
    others = rows.exclude(session_key=current_key) if device_id is None else rows.filter(pk=device_id)
    keys = list(others.values_list("session_key", flat=True))
    if device_id is not None and not keys:
        raise NotFound("no such device of his", device=device_id)
    others.delete()
    count, _ = Session.objects.filter(pk__in=keys).delete()
    if count:
        ended = happened.DevicesEnded(who.account_id, count)
        events.record(("account", who.account_id), ended, actor=who.actor, at=now)
    return count


def end_all(account_id: int) -> None:
    """End every session of an account that was reset or closed."""
    rows = OfficerSession.objects.filter(account_id=account_id)
    Session.objects.filter(pk__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


def forget(account_id: int, key: str | None) -> None:
    """Take a session that ends off its officer's list."""
    OfficerSession.objects.filter(account_id=account_id, session_key=key or "").delete()


def forget_ended() -> int:
    """Take every session that is no more off the lists; return how many (nightly)."""
    living = Session.objects.values("session_key")
    count, _ = OfficerSession.objects.exclude(session_key__in=living).delete()
    return count


def lay_out(request: HttpRequest, name: str, secret: str) -> None:
    """Keep in a session what its owner reads or prints once; sealed, so that the database alone does not tell it."""
    request.session[name] = _seal(request, name).encrypt(secret.encode()).decode()


def laid_out(request: HttpRequest, name: str) -> str:
    """Return what `lay_out` kept, "" when there is nothing or ten minutes are over."""
    try:
        longest = int(rules_of_codes.FRESH.total_seconds())
        return _seal(request, name).decrypt(request.session[name].encode(), ttl=longest).decode()
    except (KeyError, InvalidToken):
        request.session.pop(name, None)
        return ""


def _seal(request: HttpRequest, name: str) -> MultiFernet:
    who: queries.Person = request.who  # type: ignore[attr-defined]
    return sealing.sealer(f"motcua.identity.laid_out.{name}", str(who.account_id).encode())
