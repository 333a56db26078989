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
    """A wrong password; the count since the last success."""

    account: int
    failed_count: int


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


@dataclass(frozen=True)
class PostTaken:
    """An officer holds a post from a day on."""

    post: int
    account: int
    since: date


@dataclass(frozen=True)
class SubstituteNamed:
    """An officer acts in a post for some days."""

    post: int
    account: int
    since: date
    until: date
    capacity: str = ""
