"""The second factor of officers: set up, asked for, replaced, reset (rules 9.2). The only writers of it.

Codes come from an app (RFC 6238) or from paper. Wrong ones count in the one lockout of the account, under its row
lock, so that parallel guesses cannot outrun the count; what was counted stays although the caller is refused, which
is why `check` and `prove` open their own transactions and must not run inside one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from cryptography.fernet import InvalidToken, MultiFernet
from django.db import transaction

from motcua.identity import events as happened
from motcua.identity import queries, rules, rules_of_codes, services, sessions
from motcua.identity.models import RecoveryCode, SecondFactor
from motcua.identity.services import SignedIn, SignInRefused
from motcua.platform import events, sealing
from motcua.platform.errors import Conflict, Invalid
from motcua.platform.events import Actor
from motcua.platform.principal import Principal, acting_as

How = Literal["in_person", "by_phone", "in_writing", "operator"]
HOWS: tuple[How, ...] = ("in_person", "by_phone", "in_writing")
_PURPOSE, _PAPER = "motcua.identity.second_factor", "motcua.identity.recovery_code"
log = structlog.get_logger()


@dataclass(frozen=True)
class Standing:
    """How an officer's own second factor stands: since when, codes left on paper, or who reset it and when."""

    since: datetime | None
    paper_left: int
    reset_at: datetime | None
    reset_by: str


def standing(who: queries.Person) -> Standing:
    """Return how somebody's own second factor stands; two queries."""
    row = SecondFactor.objects.filter(account_id=who.account_id).first()
    left = RecoveryCode.objects.filter(account_id=who.account_id, used_at=None).count()
    return Standing(row.confirmed_at, left, row.reset_at, row.reset_by) if row else Standing(None, left, None, "")


@transaction.atomic
def enrol(who: queries.Person, secret: str, typed: str, *, now: datetime) -> list[str]:
    """Take the secret an officer's app was shown, proved by a first code; return ten new codes on paper.

    Invalid("wrong_code") leaves everything as it was; Conflict when there is a second factor already.
    """
    row, _ = SecondFactor.objects.get_or_create(account_id=who.account_id)
    row = SecondFactor.objects.select_for_update().get(pk=row.pk)
    if row.confirmed_at is not None:
        raise Conflict("a second factor stands already")
    step = rules_of_codes.matching_step(secret, rules_of_codes.typed_digits(typed), now, after=0)
    if step is None:
        raise Invalid(faults=("wrong_code",))
    row.secret = _seal(who.account_id).encrypt(secret.encode()).decode()
    row.confirmed_at, row.last_step, row.reset_at, row.reset_by = now, step, None, ""
    row.save()
    enrolled = happened.SecondFactorEnrolled(who.account_id)
    events.record(("account", who.account_id), enrolled, actor=who.actor, at=now)
    return make_paper(who, now=now)


@transaction.atomic
def make_paper(who: queries.Person, *, now: datetime) -> list[str]:
    """Make ten codes on paper in place of those before and return them; nobody can read them again."""
    made = rules_of_codes.new_paper_codes()
    RecoveryCode.objects.filter(account_id=who.account_id).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account_id=who.account_id, hashed=_hashes(who.account_id, code)[0]) for code in made
    )
    told = happened.RecoveryCodesMade(who.account_id)
    events.record(("account", who.account_id), told, actor=who.actor, at=now)
    return made


@transaction.atomic
def remove(who: queries.Person, *, now: datetime) -> None:
    """Take one's own second factor away, to set up another phone; the caller has let him `prove` it."""
    row = SecondFactor.objects.select_for_update().filter(account_id=who.account_id).first()
    if row is None or row.confirmed_at is None:
        raise Conflict("no second factor stands")
    _take_away(row)
    row.save()
    removed = happened.SecondFactorRemoved(who.account_id)
    events.record(("account", who.account_id), removed, actor=who.actor, at=now)


@transaction.atomic
def acknowledge_reset(who: queries.Person) -> None:
    """The officer has read that his second factor was reset; he is not told again."""
    SecondFactor.objects.filter(account_id=who.account_id).update(reset_at=None, reset_by="")


@transaction.atomic
def reset(account_id: int, how: How, *, actor: Actor, now: datetime) -> None:
    """Take away a lost second factor and end every session of the account; its officer is told at his next sign-in.

    Nobody resets his own. Row-level security keeps an administrator to the units that are his.
    """
    if actor.account_id == account_id:
        raise Conflict("nobody resets his own second factor")
    row = SecondFactor.objects.select_for_update().filter(account_id=account_id).first()
    if row is None or row.confirmed_at is None:
        raise Conflict("no second factor stands")
    _take_away(row)
    row.reset_at, row.reset_by = now, actor.label
    row.save()
    sessions.end_all(account_id)
    events.record(("account", account_id), happened.SecondFactorReset(account_id, how), actor=actor, at=now)


def check(account_id: int, typed: str, *, now: datetime) -> SignedIn:
    """Ask for the code that follows a right password; SignInRefused like there, with `until` when locked."""
    if not _counted(account_id, typed, signs_in=True, now=now):
        raise SignInRefused(until=None)
    return SignedIn(account_id)


def prove(who: queries.Person, typed: str, *, now: datetime) -> None:
    """Ask somebody signed in for a code before he changes his second factor; Invalid("wrong_code") when it is none."""
    if not _counted(who.account_id, typed, signs_in=False, now=now):
        raise Invalid(faults=("wrong_code",))


def current_code(account_id: int, *, now: datetime) -> str | None:
    """Return the code an account's app shows now, None without a second factor. For the demonstration alone."""
    row = SecondFactor.objects.filter(account_id=account_id).exclude(confirmed_at=None).first()
    secret = _opened(row) if row else None
    if row is None or secret is None:
        return None
    return rules_of_codes.code_of(secret, max(rules_of_codes.step_at(now), row.last_step + 1))


def _counted(account_id: int, typed: str, *, signs_in: bool, now: datetime) -> bool:
    # The password has told who it is: the database is told the account, with no right beside that.
    with acting_as(Principal(kind="officer", account_id=account_id)):
        count, locked_until = services.lock_for_try(account_id)
        if rules.is_locked(locked_until, now):
            raise SignInRefused(until=locked_until)
        data = queries.principal_data(account_id, now.date())
        if data is not None and data["account"]["is_active"] and _accepted(account_id, typed, now):
            if signs_in:
                services.signed_in(account_id, now=now)
            return True
        until = services.failed(account_id, count, locked_until, what="code", now=now)
    if until is not None:
        raise SignInRefused(until=until)
    return False


def _accepted(account_id: int, typed: str, now: datetime) -> bool:
    digits = rules_of_codes.typed_digits(typed)
    if len(digits) == rules_of_codes.PAPER_DIGITS:
        return _from_paper(account_id, digits, now)
    row = SecondFactor.objects.select_for_update().filter(account_id=account_id).exclude(confirmed_at=None).first()
    secret = _opened(row) if row else None
    if row is None or secret is None:
        return False
    step = rules_of_codes.matching_step(secret, digits, now, after=row.last_step)
    if step is None:
        return False
    row.last_step = step
    row.save(update_fields=["last_step"])
    return True


def _from_paper(account_id: int, digits: str, now: datetime) -> bool:
    unused = RecoveryCode.objects.filter(account_id=account_id, used_at=None)
    if not unused.filter(hashed__in=_hashes(account_id, digits)).update(used_at=now):
        return False
    used = happened.RecoveryCodeUsed(account_id, left=unused.count())
    actor = Actor(kind="officer", account_id=account_id)
    events.record(("account", account_id), used, actor=actor, at=now)
    return True


def _take_away(row: SecondFactor) -> None:
    row.secret, row.confirmed_at = "", None
    RecoveryCode.objects.filter(account_id=row.account_id).delete()


def _seal(account_id: int) -> MultiFernet:
    return sealing.sealer(_PURPOSE, str(account_id).encode())


def _opened(row: SecondFactor) -> str | None:
    try:
        return _seal(row.account_id).decrypt(row.secret.encode()).decode()
    except InvalidToken:  # another installation's data, or its key was lost: an operator must reset
        log.error("second_factor.not_opened", account=row.account_id)
        return None


def _hashes(account_id: int, code: str) -> list[str]:
    return sealing.keyed_hashes(_PAPER, f"{account_id}\n{code}")
