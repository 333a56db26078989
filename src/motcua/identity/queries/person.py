"""Who asks: somebody signed in with all that decides what he may see and do, and what he has told of himself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from motcua.identity.models import Person as PersonRow
from motcua.identity.rules import PART_OF, Part, scope_of
from motcua.platform.events import Actor
from motcua.platform.principal import Principal
from motcua.platform.reads import Reader


@dataclass(frozen=True)
class PostHeld:
    """A post the person acts in today; `acting` when as a substitute.

    `capacity` is how the order of the substitution says he signs: KT, TUQ, TL, Q, or "" when it says nothing.
    """

    id: int
    title: str
    role: str
    unit_id: int
    acting: bool
    capacity: str = ""


@dataclass(frozen=True)
class Right:
    """One grant in force: a permission over a unit (or none) and a class of secrecy.

    A grant over dossiers is one right; any other over a unit is a right over each unit it reaches.
    """

    permission: str
    unit_id: int | None
    secrecy: int


@dataclass(frozen=True)
class Person:
    """Somebody signed in, with all that decides what he may see and do. Built once a request."""

    account_id: int
    kind: str  # citizen | officer
    person_id: int
    full_name: str
    level: int = 0
    username: str = ""
    organisation_id: int | None = None  # whom the account acts for; its person is then the representative
    organisation_name: str = ""
    organisation_code: str = ""
    posts: tuple[PostHeld, ...] = ()
    rights: tuple[Right, ...] = ()
    relatives: tuple[int, ...] = ()
    represents: tuple[int, ...] = ()  # organisations an officer or his relatives act for with accounts of their own
    must_change_password: bool = False
    must_enrol: bool = False  # an officer without a second factor where this installation asks for one
    factor_was_reset: bool = False  # an administrator took it away, and he has not been told yet
    source_address: str = field(default="", compare=False)

    @property
    def post(self) -> PostHeld | None:
        """The post he acts in: his own first, then as a substitute."""
        return self.posts[0] if self.posts else None

    @property
    def is_helper(self) -> bool:
        """A community helper: the role exists, every page refuses it for now."""
        return self.kind == "officer" and bool(self.posts) and all(p.role == "helper" for p in self.posts)

    def may(self, permission: str) -> bool:
        """Tell whether any grant in force names the permission."""
        return any(r.permission == permission for r in self.rights)

    def may_over(self, permission: str, unit_id: int) -> bool:
        """Tell whether a grant in force names the permission over this unit, or over one it belongs to.

        What a grant reaches is worked out where the rights are read (identity_principal).
        """
        return any(r.permission == permission and r.unit_id == unit_id for r in self.rights)

    def manages(self, permission: str, unit_id: int) -> bool:
        """Tell whether a grant names the permission over this unit, one above it, or over no unit: the whole house."""
        return any(r.permission == permission and r.unit_id in (None, unit_id) for r in self.rights)

    def scopes(self, *parts: Part) -> tuple[int, ...]:
        """Return the scope numbers of his grants, of these parts only when any are named."""
        return tuple(
            sorted(
                scope_of(r.unit_id, PART_OF[r.permission], r.secrecy)
                for r in self.rights
                if r.unit_id is not None and r.permission in PART_OF and (not parts or PART_OF[r.permission] in parts)
            )
        )

    @property
    def barred(self) -> tuple[int, ...]:
        """Whose dossiers he may not see as an officer: himself, his relatives, the organisations they act for."""
        return (self.person_id, *self.relatives, *self.represents) if self.kind == "officer" else ()

    @property
    def subject_id(self) -> int:
        """Whose data is his to be told about: the organisation's he acts for, else his own."""
        return self.organisation_id or self.person_id

    @property
    def principal(self) -> Principal:
        """What the database is told of him."""
        is_for_himself = self.kind == "citizen" and self.organisation_id is None
        return Principal(
            kind=self.kind,
            account_id=self.account_id,
            person_id=self.person_id if is_for_himself else None,
            organisation_id=self.organisation_id,
            scopes=self.scopes(),
            barred=self.barred,
            permissions=frozenset(r.permission for r in self.rights)
            | {f"{r.permission}@{r.unit_id or 'all'}" for r in self.rights if r.permission not in PART_OF},
        )

    @property
    def actor(self) -> Actor:
        """Who did it, for events: an officer by name and title, a citizen as "Người dân", or for whom he acts."""
        if self.kind != "officer":
            label = "Người đại diện tổ chức" if self.organisation_id else "Người dân"
            return Actor(kind="citizen", account_id=self.account_id, label=label)
        post = self.post
        label = f"{self.full_name}, {post.title}" if post else self.full_name
        return Actor(kind="officer", account_id=self.account_id, post_id=post.id if post else None, label=label)

    @property
    def reader(self) -> Reader:
        """Who reads, for the log of reads."""
        return Reader(self.account_id, self.post.id if self.post else None, self.actor.label, self.source_address)


def principal_data(account_id: int, on: date) -> dict[str, Any] | None:
    """Return what `identity_principal` tells of an account, or None; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_principal(%s, %s)", [account_id, on])
        raw = cursor.fetchone()[0]
    if raw is None:
        return None
    return json.loads(raw) if isinstance(raw, str) else raw


def person_from(data: dict[str, Any], *, source_address: str = "") -> Person:
    """Make a Person of the function's answer."""
    account, organisation = data["account"], data["organisation"] or {}
    return Person(
        account_id=account["id"],
        kind=account["kind"],
        person_id=data["person"]["id"],
        full_name=data["person"]["full_name"],
        level=account["level"],
        username=account["username"] or "",
        organisation_id=organisation.get("id"),
        organisation_name=organisation.get("name", ""),
        organisation_code=organisation.get("code", ""),
        posts=tuple(
            PostHeld(p["id"], p["title"], p["role"], p["unit"], p["acting"], p["capacity"]) for p in data["posts"]
        ),
        rights=tuple(Right(g["permission"], g["unit"], g["secrecy"]) for g in data["grants"]),
        relatives=tuple(data["relatives"]),
        represents=tuple(data["represents"]),
        must_change_password=account["must_change_password"],
        must_enrol=(settings.SECOND_FACTOR_FORCED and account["kind"] == "officer" and account["factor_since"] is None),
        factor_was_reset=account["factor_reset_at"] is not None,
        source_address=source_address,
    )


def person_of(account_id: int, on: date) -> Person | None:
    """Return the person behind an active account, or None."""
    data = principal_data(account_id, on)
    if data is None or not data["account"]["is_active"]:
        return None
    return person_from(data)


def locked_until(account_id: int, on: date) -> datetime | None:
    """Return until when sign-in of an account is refused."""
    data = principal_data(account_id, on)
    value = data["account"]["locked_until"] if data else None
    return datetime.fromisoformat(value) if value else None


@dataclass(frozen=True)
class OwnIdentity:
    """What a citizen's own row tells: never residence or phone from sign-in, only what he declared himself.

    `remembered` is what he declared with this account: as himself, or while he worked for its organisation.
    """

    full_name: str
    birth_date: date | None
    birth_precision: str
    personal_number: str
    remembered: dict[str, Any]


def own_identity(who: Person) -> OwnIdentity:
    """Return what is known of the one signed in; one query."""
    if who.organisation_id is not None:
        return _representative()
    row = PersonRow.objects.get(pk=who.person_id)
    return OwnIdentity(row.full_name, row.birth_date, row.birth_precision, row.personal_number or "", row.remembered)


def _representative() -> OwnIdentity:
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_representative()::text")
        told = json.loads(cursor.fetchone()[0])
    born = told["birth_date"]
    return OwnIdentity(
        told["full_name"],
        date.fromisoformat(born) if born else None,
        told["birth_precision"],
        told["personal_number"] or "",
        told["remembered"],
    )
