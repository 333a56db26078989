"""What happens to accounts, posts and grants; each is an event of the account's or post's chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.platform.events import Personal


@dataclass(frozen=True)
class AccountOpened:
    """A first sign-in made the account (citizen) or an administrator did (officer)."""

    account: int
    kind: str
    source: str


@dataclass(frozen=True)
class SignedIn:
    """A person signed in; `level` is the assurance of an e-identity account."""

    account: int
    level: int


@dataclass(frozen=True)
class SignedOut:
    """A person signed out, or the session ended by idleness (`reason`)."""

    account: int
    reason: str


@dataclass(frozen=True)
class SignInFailed:
    """A wrong password, or a wrong code of the second factor (`what`); the count since the last success."""

    account: int
    failed_count: int
    what: str = "password"


@dataclass(frozen=True)
class AccountLocked:
    """Too many wrong passwords (rules 9.2)."""

    account: int
    until: datetime


@dataclass(frozen=True)
class PasswordChanged:
    """A new password was set, by its owner (`by_owner`) or by an administrator."""

    account: int
    by_owner: bool


@dataclass(frozen=True)
class PersonCorrected:
    """The e-identity account brought a new name or birth date: the old and new are personal values."""

    person: int
    old_name: Personal
    new_name: Personal
    old_birth_date: Personal  # ISO day, null when unknown
    new_birth_date: Personal


@dataclass(frozen=True)
class OrganisationJoined:
    """The account was opened to act for an organisation, and for no other."""

    account: int
    organisation: int


@dataclass(frozen=True)
class OrganisationRenamed:
    """The e-identity account brought another name of its organisation; a household business bears a person's name."""

    organisation: int
    old_name: Personal
    new_name: Personal


@dataclass(frozen=True)
class GrantGiven:
    """A post received a right."""

    post: int
    permission: str
    unit: int | None
    secrecy: int
    since: date
    why: str = ""


@dataclass(frozen=True)
class PostTaken:
    """An officer holds a post from a day on."""

    post: int
    account: int
    since: date
    why: str = ""


@dataclass(frozen=True)
class SubstituteNamed:
    """An officer acts in a post for some days."""

    post: int
    account: int
    since: date
    until: date
    capacity: str = ""


@dataclass(frozen=True)
class SubstitutionEnded:
    """An officer acts in a post no longer, before the day that was named; `until` is the last day it held."""

    post: int
    account: int
    until: date
    reason: str


@dataclass(frozen=True)
class SecondFactorEnrolled:
    """An officer set up his second factor and proved it with a code."""

    account: int


@dataclass(frozen=True)
class SecondFactorRemoved:
    """An officer took his own second factor away, with a code, to set up another phone."""

    account: int


@dataclass(frozen=True)
class SecondFactorReset:
    """An administrator took away a second factor that was lost; `how` he knew the officer."""

    account: int
    how: str


@dataclass(frozen=True)
class RecoveryCodesMade:
    """Ten new codes on paper; those before are worth nothing."""

    account: int


@dataclass(frozen=True)
class RecoveryCodeUsed:
    """A code on paper stood in for the phone; `left` are unused."""

    account: int
    left: int


@dataclass(frozen=True)
class DevicesEnded:
    """An officer signed himself out elsewhere, on so many devices."""

    account: int
    count: int


@dataclass(frozen=True)
class AccountClosed:
    """An officer's account takes no sign-in any more: nobody used it (`inactive`), or an `administrator` closed it."""

    account: int
    because: str
    why: str = ""


@dataclass(frozen=True)
class AccountReopened:
    """An administrator opened a closed account again."""

    account: int
    why: str = ""


@dataclass(frozen=True)
class AccountUnlocked:
    """An administrator ended the lock after wrong tries before its time."""

    account: int


@dataclass(frozen=True)
class AccessListRead:
    """An administrator opened the list of who may do what in a unit."""

    unit: int


@dataclass(frozen=True)
class AccessReviewed:
    """An administrator confirmed a quarter's list of who may do what in a unit, as he saw it (`digest`)."""

    unit: int
    year: int
    quarter: int
    accounts: int
    changes: int
    digest: str


@dataclass(frozen=True)
class UnitOpened:
    """A unit was opened under another, or under none; `source` is the decision that made it."""

    unit: int
    kind: str
    parent: int | None
    since: date
    source: str


@dataclass(frozen=True)
class UnitRenamed:
    """A unit has another name from a day on; the one before stays in history."""

    unit: int
    name: str
    short_name: str
    since: date
    source: str


@dataclass(frozen=True)
class UnitCodeSet:
    """A unit has a code of a system from a day on."""

    unit: int
    system: str
    code: str
    since: date
    source: str


@dataclass(frozen=True)
class UnitContactChanged:
    """What pages say of where and how to reach a unit was changed."""

    unit: int


@dataclass(frozen=True)
class UnitClosed:
    """A unit works until a day, and why."""

    unit: int
    until: date
    why: str


@dataclass(frozen=True)
class PostOpened:
    """A post was made in a unit."""

    post: int
    unit: int
    title: str
    role: str
    since: date


@dataclass(frozen=True)
class PostClosed:
    """A post exists until a day; whoever held it holds it no longer then."""

    post: int
    until: date
    why: str


@dataclass(frozen=True)
class PostLeft:
    """An officer held a post until a day."""

    post: int
    account: int
    until: date
    why: str


@dataclass(frozen=True)
class GrantTaken:
    """A post lost a right."""

    post: int
    permission: str
    unit: int | None
    secrecy: int
    why: str


@dataclass(frozen=True)
class FirstPasswordGiven:
    """An administrator printed a first password for an officer: a new account, or he lost his own."""

    account: int
    why: str


@dataclass(frozen=True)
class ContactChanged:
    """An administrator wrote another telephone number or mail address of an officer."""

    account: int
