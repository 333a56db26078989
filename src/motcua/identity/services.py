"""The only writers of people, accounts, posts and grants."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction

from motcua.identity import events as happened
from motcua.identity import queries, rules
from motcua.identity.models import Account, Grant, Holding, Kinship, Person, Post, Substitution
from motcua.identity.ports import CitizenSubject
from motcua.identity.roles import GrantTold
from motcua.identity.rules_of_staffing import first_password_is_over
from motcua.platform import events
from motcua.platform.errors import DomainError, Invalid
from motcua.platform.events import Actor, Personal
from motcua.platform.ids import new_id
from motcua.platform.text import fold, name_keys

POLICY = rules.LockPolicy()
SYSTEM = Actor(kind="system", label="motcua")


class SignInRefused(DomainError):
    """Wrong name or password (never told which), or the account is locked: `facts["until"]`."""

    code = "sign_in_refused"


class IdentityDiffers(DomainError):
    """What the provider says of somebody contradicts what stands here: a clerk must look.

    The number belongs to a person of another name or birth date; the account belonged to another person; or
    it acted for another organisation, or for none where it now acts for one and the other way round.
    """

    code = "identity_differs"


@dataclass(frozen=True)
class SignedIn:
    """An account that may now open a session, or must still prove its second factor (`needs_code`)."""

    account_id: int
    needs_code: bool = False


_DUMMY = make_password("x")


def sign_in_officer(username: str, password: str, *, now: datetime) -> SignedIn:
    """Check an officer's password, counting failures under a row lock; lock after five (rules 9.2).

    The failure is committed although the caller is refused, so this opens its own
    transactions and must not run inside one.
    """
    account_id = queries.officer_named(username)
    if account_id is None:
        check_password(password, _DUMMY)  # the same time passes for a name that does not exist
        raise SignInRefused(until=None)
    with transaction.atomic():
        count, locked_until = lock_for_try(account_id)
        if rules.is_locked(locked_until, now):
            raise SignInRefused(until=locked_until)
        data = queries.principal_data(account_id, now.date())
        # The password first: a closed account takes as long as an open one.
        is_right = data is not None and check_password(password, data["account"]["password"])
        good = is_right and data is not None and data["account"]["is_active"] and not _is_stale(data["account"], now)
        if good and data is not None and data["account"]["factor_since"]:
            return SignedIn(account_id, needs_code=True)  # the count stands: codes are guessed behind a right password
        if good:
            signed_in(account_id, now=now)
            return SignedIn(account_id)
        until = failed(account_id, count, locked_until, what="password", now=now)
    raise SignInRefused(until=until)


def signed_in(account_id: int, *, now: datetime) -> None:
    """Record a whole sign-in of an officer: the count of wrong tries and the days without use begin anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_signed_in(%s, %s)", [account_id, now])
    actor = Actor(kind="officer", account_id=account_id)
    events.record(("account", account_id), happened.SignedIn(account_id, level=0), actor=actor, at=now)


def failed(
    account_id: int, count: int, locked_until: datetime | None, *, what: Literal["password", "code"], now: datetime
) -> datetime | None:
    """Count one more wrong password or code in the one lockout; return until when the account is locked now."""
    after = rules.after_failure(0 if locked_until else count, now, POLICY)
    _set_tries(account_id, after.failed_count, after.locked_until)
    event = happened.SignInFailed(account_id, after.failed_count, what)
    events.record(("account", account_id), event, actor=SYSTEM, at=now)
    if after.locked_until:
        locked = happened.AccountLocked(account_id, after.locked_until)
        events.record(("account", account_id), locked, actor=SYSTEM, at=now)
    return after.locked_until


@transaction.atomic
def sign_in_citizen(subject: CitizenSubject, *, now: datetime) -> SignedIn:
    """Find or open the account of (source, stable id), linked to the person of that number.

    A person already here with the same number is taken over only when name and birth
    date agree (integrations 3.3); never by e-mail or phone. A new name or birth date
    from the provider for a known account is taken and recorded; another number is not:
    an enterprise changed its representative, or the police a number, and a clerk must look.
    An organisation's account acts for the one organisation it was opened for, by its code; its dossiers are
    never this person's own, nor his the organisation's. SignInRefused when the account is closed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_citizen_account(%s, %s)", [subject.source, subject.stable_id])
        account_id = cursor.fetchone()[0]
        cursor.execute("SELECT identity_person_numbered(%s)", [subject.number])
        raw = cursor.fetchone()[0]
    known = json.loads(raw) if isinstance(raw, str) else raw
    label = "Người đại diện tổ chức" if subject.organisation_code else "Người dân"
    actor = Actor(kind="citizen", account_id=account_id, label=label)
    if account_id is None:
        if known and not _agrees(known, subject):
            raise IdentityDiffers(person=known["id"])
        organisation, old_name = _organisation(subject)
        account_id = _open_citizen(subject, known["id"] if known else None, organisation)
        actor = replace(actor, account_id=account_id)
        opened = happened.AccountOpened(account_id, "citizen", subject.source)
        events.record(("account", account_id), opened, actor=actor, at=now)
        if organisation is not None:
            joined = happened.OrganisationJoined(account_id, organisation)
            events.record(("account", account_id), joined, actor=actor, at=now)
    else:
        known = _checked(account_id, known, subject, now)
        organisation, old_name = _organisation(subject)
        _refresh_citizen(account_id, subject, known, actor, now)
    if organisation is not None and old_name is not None:
        renamed = happened.OrganisationRenamed(organisation, Personal(old_name), Personal(subject.organisation_name))
        events.record(("account", account_id), renamed, actor=actor, at=now)
    events.record(("account", account_id), happened.SignedIn(account_id, subject.level), actor=actor, at=now)
    return SignedIn(account_id)


@transaction.atomic
def sign_out(person: queries.Person, *, reason: str, now: datetime) -> None:
    """Record the end of a session: asked for, or idle."""
    events.record(
        ("account", person.account_id), happened.SignedOut(person.account_id, reason), actor=person.actor, at=now
    )


@transaction.atomic
def change_password(person: queries.Person, old: str, new: str, *, now: datetime) -> None:
    """Let an officer set his own password; the last ten are refused (rules 9.2)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_old_passwords(%s)", [person.account_id])
        raw = cursor.fetchone()[0]
    known = json.loads(raw) if isinstance(raw, str) else raw
    if not known or not check_password(old, known[0]):
        raise Invalid(faults=("old_wrong",))
    faults = rules.password_faults(new, username=person.username)
    if any(check_password(new, k) for k in known[: POLICY.remembered_passwords]):
        faults += ("used_before",)
    if faults:
        raise Invalid(faults=faults)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_set_password(%s, %s, %s, %s)",
            [person.account_id, make_password(new), now, POLICY.remembered_passwords],
        )
    events.record(
        ("account", person.account_id),
        happened.PasswordChanged(person.account_id, by_owner=True),
        actor=person.actor,
        at=now,
    )


@transaction.atomic
def open_officer(
    *,
    username: str,
    full_name: str,
    password: str,
    must_change: bool,
    actor: Actor,
    now: datetime,
    personal_number: str | None = None,
    birth_date: date | None = None,
    is_hashed: bool = False,
) -> int:
    """Make an officer's account and the person behind it; return the account's id.

    `is_hashed`: `password` is a hash already, for many invented officers of one password.
    """
    person = None
    if personal_number:
        person = Person.objects.filter(personal_number=personal_number).first()
    if person is None:
        person = Person.objects.create(
            full_name=full_name, keys=name_keys(full_name), personal_number=personal_number, birth_date=birth_date
        )
    account = Account.objects.create(
        kind="officer",
        username=username.lower(),
        person=person,
        password=password if is_hashed else make_password(password),
        must_change_password=must_change,
        password_changed_at=now,
    )
    events.record(("account", account.id), happened.AccountOpened(account.id, "officer", "local"), actor=actor, at=now)
    return account.id


@transaction.atomic
def open_post(
    *,
    unit_id: int,
    title: str,
    role: str,
    grants: list[GrantTold],
    actor: Actor,
    now: datetime,
    since: date | None = None,
) -> int:
    """Make a post with its grants, (permission, unit or None, class of secrecy), from today or another day on."""
    since = since or now.date()
    post = Post.objects.create(unit_id=unit_id, title=title, role=role, since=since)
    opened = happened.PostOpened(post.id, unit_id, title, role, since)
    events.record(("post", post.id), opened, actor=actor, at=now)
    for permission, unit, secrecy in grants:
        give(post.id, permission, unit, secrecy, actor=actor, now=now)
    return post.id


@transaction.atomic
def give(
    post_id: int, permission: str, unit_id: int | None, secrecy: int, *, actor: Actor, now: datetime, why: str = ""
) -> None:
    """Give a post a right, from today."""
    Grant.objects.create(post_id=post_id, permission=permission, unit_id=unit_id, secrecy=secrecy, since=now.date())
    given = happened.GrantGiven(post_id, permission, unit_id, secrecy, now.date(), why)
    events.record(("post", post_id), given, actor=actor, at=now)


@transaction.atomic
def take_post(post_id: int, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Put an officer into a post, from today."""
    Holding.objects.create(post_id=post_id, account_id=account_id, since=now.date())
    events.record(("post", post_id), happened.PostTaken(post_id, account_id, now.date()), actor=actor, at=now)


@transaction.atomic
def name_substitute(
    post_id: int,
    account_id: int,
    *,
    since: date,
    until: date,
    order: str,
    capacity: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Let an officer act in a post for some days; `capacity` (KT, TUQ, TL, Q) is how the order says he signs."""
    if until < since:
        raise Invalid(faults=("until_before_since",))
    if capacity not in {"", "KT", "TUQ", "TL", "Q"}:
        raise Invalid(faults=("capacity",))
    Substitution.objects.create(
        post_id=post_id, account_id=account_id, since=since, until=until, order=order, capacity=capacity
    )
    named = happened.SubstituteNamed(post_id, account_id, since, until, capacity)
    events.record(("post", post_id), named, actor=actor, at=now)


@transaction.atomic
def declare_kinship(person_id: int, relative_id: int, kind: str) -> None:
    """Remember that two people are relatives, in both directions."""
    for one, other in ((person_id, relative_id), (relative_id, person_id)):
        Kinship.objects.get_or_create(person_id=one, relative_id=other, defaults={"kind": kind})


def remember(who: queries.Person, facts: dict[str, object], *, now: datetime) -> None:
    """Keep what a citizen declared about himself (residence, phone) to offer it again, marked as self-declared.

    What he declares for an organisation is offered to that account again, never to him as a private person.
    """
    kept = json.dumps({k: {"value": v, "at": now.isoformat()} for k, v in facts.items()}, ensure_ascii=False)
    with connection.cursor() as cursor:
        if who.organisation_id is not None:
            cursor.execute("SELECT identity_remember(%s::jsonb)", [kept])
        else:
            cursor.execute(
                "UPDATE person SET remembered = remembered || %s::jsonb WHERE id = %s", [kept, who.person_id]
            )


def _is_stale(account: dict[str, Any], now: datetime) -> bool:
    """Tell whether a password on a slip of paper lay about too long; an administrator prints another."""
    given = account["password_changed_at"]
    told = datetime.fromisoformat(given) if given else None
    return bool(account["must_change_password"]) and first_password_is_over(told, now)


def lock_for_try(account_id: int) -> tuple[int, datetime | None]:
    """Lock an account for one try; return its count of wrong ones and until when it is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT failed_count, locked_until FROM identity_lock_for_try(%s)", [account_id])
        return cursor.fetchone()


def _set_tries(account_id: int, count: int, until: datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_set_tries(%s, %s::smallint, %s)", [account_id, count, until])


@dataclass(frozen=True)
class Recognised:
    """The papers at the counter are those of a person known here."""

    person_id: int


@dataclass(frozen=True)
class SomebodyElse:
    """The number belongs to a person of another name or birth date: a clerk must look at the card again."""


def person_at_counter(number: str, full_name: str, born: date | None) -> Recognised | SomebodyElse | None:
    """Return who the papers at the counter name, None for a number nobody here has.

    What is known of the person of that number is never told: only whether it agrees.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_person_numbered(%s)", [number])
        raw = cursor.fetchone()[0]
    known = json.loads(raw) if isinstance(raw, str) else raw
    if not known:
        return None
    same_day = known["birth_date"] is None or born is None or known["birth_date"] == born.isoformat()
    same = fold(known["full_name"]) == fold(full_name) and same_day
    return Recognised(known["id"]) if same else SomebodyElse()


def _agrees(known: dict, subject: CitizenSubject) -> bool:
    born = subject.birth_date.isoformat() if subject.birth_date else None
    return fold(known["full_name"]) == fold(subject.full_name) and known["birth_date"] == born


def _checked(account_id: int, known: dict | None, subject: CitizenSubject, now: datetime) -> dict:
    data = queries.principal_data(account_id, now.date())
    if data is None or not data["account"]["is_active"]:
        raise SignInRefused(until=None)
    if known is None or known["id"] != data["person"]["id"]:
        raise IdentityDiffers(person=data["person"]["id"])
    if (data["organisation"] or {}).get("code", "") != subject.organisation_code:
        raise IdentityDiffers(account=account_id)
    return known


def _open_citizen(subject: CitizenSubject, existing: int | None, organisation: int | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_open_citizen(%s, %s, %s, %s::smallint, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                new_id(),
                subject.source,
                subject.stable_id,
                subject.level,
                organisation,
                existing,
                new_id(),
                subject.full_name,
                name_keys(subject.full_name),
                subject.birth_date,
                subject.birth_precision,
                subject.number or None,
            ],
        )
        return cursor.fetchone()[0]


def _organisation(subject: CitizenSubject) -> tuple[int | None, str | None]:
    """Return the organisation the provider names, with the name it had until now where that was another."""
    if not subject.organisation_code:
        return None, None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation_id, old_name FROM identity_organisation_told(%s, %s, %s, %s)",
            [new_id(), subject.organisation_code, subject.organisation_name[:200], subject.source],
        )
        return cursor.fetchone()


def _refresh_citizen(account_id: int, subject: CitizenSubject, known: dict, actor: Actor, now: datetime) -> None:
    born = subject.birth_date.isoformat() if subject.birth_date else known["birth_date"]  # silence corrects nothing
    if known["full_name"] != subject.full_name or known["birth_date"] != born:
        corrected = happened.PersonCorrected(
            known["id"],
            old_name=Personal(known["full_name"]),
            new_name=Personal(subject.full_name),
            old_birth_date=Personal(known["birth_date"]),
            new_birth_date=Personal(born),
        )
        events.record(("account", account_id), corrected, actor=actor, at=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_refresh_citizen(%s, %s::smallint, %s, %s, %s, %s)",
            [
                account_id,
                subject.level,
                subject.full_name,
                name_keys(subject.full_name),
                subject.birth_date,
                subject.birth_precision,
            ],
        )
