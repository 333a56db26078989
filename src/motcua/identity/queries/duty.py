"""Who is on duty: posts and their holders, who stands in, who holds a right over a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from motcua.identity.models import Post, UnitParent
from motcua.identity.queries.days import in_force
from motcua.identity.rules_of_substitutes import PostLine
from motcua.platform.text import name_sort_key


def officers_of(committee_ids: Iterable[int], on: date) -> list[PostLine]:
    """Return the posts of committees and their parts with who holds each today, by unit and post; one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_posts(%s, %s)", [list(committee_ids), on])
        return [PostLine(*row) for row in cursor.fetchall()]


def posts_of_role(committee_id: int, role: str, on: date) -> list[int]:
    """Return the ids of posts of a role in a committee and its parts on a day."""
    units = [
        committee_id,
        *UnitParent.objects.filter(in_force(on), parent_id=committee_id).values_list("unit_id", flat=True),
    ]
    return list(
        Post.objects.filter(in_force(on), unit_id__in=units, role=role).order_by("id").values_list("id", flat=True)
    )


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
