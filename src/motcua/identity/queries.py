"""The read side of identity: who asks, what a unit is called, who is on duty."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from motcua.identity.models import Person as PersonRow
from motcua.identity.models import Post, SecrecyClass, Unit, UnitCode, UnitParent
from motcua.identity.rules import PART_OF, Part, scope_of
from motcua.identity.rules_of_substitutes import PostLine
from motcua.platform.events import Actor
from motcua.platform.principal import Principal
from motcua.platform.reads import Reader
from motcua.platform.text import name_sort_key


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


def _in_force(on: date) -> Q:
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


@dataclass(frozen=True)
class UnitView:
    """A unit as pages name it on a day."""

    id: int
    slug: str
    kind: str
    name: str
    short_name: str
    parent_id: int | None
    place_code: str
    province_code: str
    contact: dict[str, Any]


# Name, parent and codes in force on a day beside the unit: one statement, however many units are asked for.
_VIEWS = """
    SELECT u.id, u.slug, u.kind, coalesce(n.name, u.slug), coalesce(n.short_name, u.slug),
           (SELECT p.parent_id FROM unit_parent p WHERE p.unit_id = u.id
            AND p.since <= %(on)s AND (p.until IS NULL OR p.until >= %(on)s) ORDER BY p.since DESC LIMIT 1),
           coalesce((SELECT jsonb_object_agg(c.system, c.code ORDER BY c.since) FROM unit_code c WHERE c.unit_id = u.id
                     AND c.since <= %(on)s AND (c.until IS NULL OR c.until >= %(on)s)), '{}')::text,
           u.contact::text
    FROM unit u LEFT JOIN LATERAL (
        SELECT m.name, m.short_name FROM unit_name m WHERE m.unit_id = u.id
        AND m.since <= %(on)s AND (m.until IS NULL OR m.until >= %(on)s) ORDER BY m.since DESC LIMIT 1) n ON true
"""


def _views(where: str, on: date, **facts: Any) -> list[UnitView]:
    """Read units as pages name them; `where` is SQL of ours, `facts` its values. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_VIEWS + where, {"on": on, **facts})
        rows = cursor.fetchall()
    made = []
    for id_, slug, kind, name, short_name, parent, raw_codes, contact in rows:
        codes = json.loads(raw_codes)
        place, province = codes.get("place", ""), codes.get("province", "")
        made.append(UnitView(id_, slug, kind, name, short_name, parent, place, province, json.loads(contact)))
    return made


def unit_view(unit_id: int, on: date) -> UnitView:
    """Return one unit with its name, parent and codes in force on a day; one query.

    An id nobody has is a fault of ours, not an answer: Unit.DoesNotExist.
    """
    found = _views("WHERE u.id = %(unit)s", on, unit=unit_id)
    if not found:
        raise Unit.DoesNotExist(f"no unit {unit_id}")
    return found[0]


def unit_code(unit_id: int, system: str, on: date) -> str:
    """Return the code of a unit in a system on a day, "" when none is loaded."""
    return (
        UnitCode.objects.filter(_in_force(on), unit_id=unit_id, system=system)
        .order_by("-since")
        .values_list("code", flat=True)
        .first()
        or ""
    )


def codes_of(unit_id: int, on: date) -> dict[str, str]:
    """Return every code of a unit on a day by its system; one query."""
    rows = UnitCode.objects.filter(_in_force(on), unit_id=unit_id).order_by("since")
    return dict(rows.values_list("system", "code"))


def committee_of(unit_id: int, on: date) -> int:
    """Return the people's committee (or top unit) a unit belongs to on a day; at most four steps up. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMITTEE_OF, {"unit": unit_id, "on": on})
        return cursor.fetchone()[0]


_COMMITTEE_OF = """
    WITH RECURSIVE up (id, depth) AS (
        SELECT %(unit)s::int, 0
        UNION ALL
        SELECT (SELECT p.parent_id FROM unit_parent p WHERE p.unit_id = up.id AND p.since <= %(on)s
                AND (p.until IS NULL OR p.until >= %(on)s) ORDER BY p.id LIMIT 1), up.depth + 1
        FROM up WHERE up.id IS NOT NULL AND up.depth < 4
    )
    SELECT up.id FROM up LEFT JOIN unit u ON u.id = up.id WHERE up.id IS NOT NULL
    ORDER BY coalesce(u.kind IN ('committee', 'province'), false) DESC,
             CASE WHEN u.kind IN ('committee', 'province') THEN up.depth ELSE -up.depth END
    LIMIT 1
"""


def units_above(unit_ids: Iterable[int], on: date) -> list[int]:
    """Return these units and all they belong to on a day (committee, province), the nearest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_UNITS_ABOVE, {"units": list(unit_ids), "on": on})
        return [row[0] for row in cursor.fetchall()]


_UNITS_ABOVE = """
    WITH RECURSIVE up (id, depth) AS (
        SELECT u, 0 FROM unnest(%(units)s::int[]) AS u
        UNION
        SELECT p.parent_id, up.depth + 1 FROM up JOIN unit_parent p ON p.unit_id = up.id
        WHERE up.depth < 4 AND p.since <= %(on)s AND (p.until IS NULL OR p.until >= %(on)s)
    ) SELECT id FROM up GROUP BY id ORDER BY min(depth), id
"""


def officers_of(committee_ids: Iterable[int], on: date) -> list[PostLine]:
    """Return the posts of committees and their parts with who holds each today, by unit and post; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_posts(%s, %s)", [list(committee_ids), on])
        return [PostLine(*row) for row in cursor.fetchall()]


def committees(on: date) -> list[UnitView]:
    """Return the people's committees that work on a day, in order of their slugs; one query."""
    return _views(
        "WHERE u.kind = 'committee' AND u.is_in_tree AND u.since <= %(on)s"
        " AND (u.until IS NULL OR u.until >= %(on)s) ORDER BY u.slug",
        on,
    )


def provinces(on: date) -> list[UnitView]:
    """Return the provinces that work on a day, in order of their slugs; one query."""
    return _views(
        "WHERE u.kind = 'province' AND u.is_in_tree AND u.since <= %(on)s"
        " AND (u.until IS NULL OR u.until >= %(on)s) ORDER BY u.slug",
        on,
    )


def offices(on: date) -> list[UnitView]:
    """Return committees and their one-stop centres on a day, in order of their slugs: who keeps hours; one query."""
    return _views(
        "WHERE u.kind IN ('committee', 'centre') AND u.is_in_tree AND u.since <= %(on)s"
        " AND (u.until IS NULL OR u.until >= %(on)s) ORDER BY u.slug",
        on,
    )


def units_with_posts(on: date) -> list[UnitView]:
    """Return the units of the tree in which anybody holds or held a post, in order of their slugs; one query."""
    return _views(
        "WHERE u.is_in_tree AND u.since <= %(on)s AND EXISTS (SELECT 1 FROM post p WHERE p.unit_id = u.id)"
        " ORDER BY u.slug",
        on,
    )


def unit_views(unit_ids: Iterable[int], on: date) -> dict[int, UnitView]:
    """Return units by id with names in force on a day; one query."""
    return {view.id: view for view in _views("WHERE u.id = ANY(%(units)s)", on, units=list(unit_ids))}


def units_under(committee_id: int, on: date) -> list[UnitView]:
    """Return the parts of a committee on a day: centre, office, departments; one query."""
    return _views(
        "WHERE EXISTS (SELECT 1 FROM unit_parent b WHERE b.unit_id = u.id AND b.parent_id = %(committee)s"
        " AND b.since <= %(on)s AND (b.until IS NULL OR b.until >= %(on)s)) ORDER BY u.id",
        on,
        committee=committee_id,
    )


def posts_of_role(committee_id: int, role: str, on: date) -> list[int]:
    """Return the ids of posts of a role in a committee and its parts on a day."""
    units = [
        committee_id,
        *UnitParent.objects.filter(_in_force(on), parent_id=committee_id).values_list("unit_id", flat=True),
    ]
    return list(
        Post.objects.filter(_in_force(on), unit_id__in=units, role=role).order_by("id").values_list("id", flat=True)
    )


@lru_cache(maxsize=1)
def _classes() -> dict[str, int]:
    return dict(SecrecyClass.objects.values_list("key", "number"))


def secrecy_number(key: str | None) -> int:
    """Return the number of a class of secrecy by its key in packs; 0 for None (ordinary).

    An unknown key is a fault of the pack: it must never fall back to "ordinary".
    """
    if not key:
        return 0
    if key not in _classes():
        _classes.cache_clear()
    return _classes()[key]


def secrecy_names() -> dict[int, str]:
    """Return what each class of secrecy is about, by number; one query."""
    return dict(SecrecyClass.objects.values_list("number", "name"))


def labels(account_ids: set[int], on: date) -> dict[int, str]:
    """Return "Vũ Thị Thu Hà, công chức Một cửa" for officers on duty, by account; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, full_name, title FROM identity_labels(%s, %s)", [list(account_ids), on])
        return {a: f"{name}, {title}" if title else name for a, name, title in cursor.fetchall()}


def officer_named(username: str) -> int | None:
    """Return the id of the officer's account of a user name, None when nobody has it; upper and lower case alike."""
    if "\x00" in username:  # no name holds it, and PostgreSQL takes no such text
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_officer_named(%s)", [username.strip()])
        return cursor.fetchone()[0]


@dataclass(frozen=True)
class Holder:
    """An officer who holds a right over a unit today; `acting` when only as a substitute."""

    account_id: int
    full_name: str
    title: str
    role: str
    acting: bool


def holders(permission: str, unit_id: int, secrecy: int, on: date) -> list[Holder]:
    """Return who holds a right over one unit's dossiers of a class, in the order of names; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_holders(%s, %s, %s::smallint, %s)", [permission, unit_id, secrecy, on])
        return sorted((Holder(*row) for row in cursor.fetchall()), key=lambda h: name_sort_key(h.full_name))


@dataclass(frozen=True)
class Absence:
    """A post in which somebody stands in today. `account_id` is None where nobody holds the post itself."""

    post_id: int
    title: str
    unit_id: int
    account_id: int | None
    full_name: str
    substitute_id: int
    substitute_name: str
    since: date
    until: date


def absences(committee_ids: Iterable[int], on: date) -> list[Absence]:
    """Return who stands in for whom on a day in some committees and their parts, by unit and post; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_absences(%s, %s)", [list(committee_ids), on])
        return [Absence(*row) for row in cursor.fetchall()]


def units_granted(permission: str, secrecy: int, on: date) -> list[UnitView]:
    """Return the units in which somebody on duty holds a right over dossiers of a class; two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_units_granted(%s, %s::smallint, %s)", [permission, secrecy, on])
        ids = [unit for (unit,) in cursor.fetchall()]
    return _views("WHERE u.id = ANY(%(ids)s) ORDER BY u.id", on, ids=ids)


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
