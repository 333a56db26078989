"""Units: what they are called on a day, their codes, and what belongs to what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from motcua.identity.models import Unit, UnitCode
from motcua.identity.queries.days import in_force


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
           coalesce(c.codes ->> 'place', ''), coalesce(c.codes ->> 'province', ''), nullif(u.contact, '{}')::text
    FROM unit u LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(o.system, o.code ORDER BY o.since) AS codes FROM unit_code o WHERE o.unit_id = u.id
        AND o.since <= %(on)s AND (o.until IS NULL OR o.until >= %(on)s)) c ON true LEFT JOIN LATERAL (
        SELECT m.name, m.short_name FROM unit_name m WHERE m.unit_id = u.id
        AND m.since <= %(on)s AND (m.until IS NULL OR m.until >= %(on)s) ORDER BY m.since DESC LIMIT 1) n ON true
"""


def _views(where: str, on: date, **facts: Any) -> list[UnitView]:
    """Read units as pages name them; `where` is SQL of ours, `facts` its values. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_VIEWS + where, {"on": on, **facts})
        rows = cursor.fetchall()
    return [UnitView(*(*row[:-1], json.loads(row[-1]) if row[-1] else {})) for row in rows]


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
        UnitCode.objects.filter(in_force(on), unit_id=unit_id, system=system)
        .order_by("-since")
        .values_list("code", flat=True)
        .first()
        or ""
    )


def codes_of(unit_id: int, on: date) -> dict[str, str]:
    """Return every code of a unit on a day by its system; one query."""
    rows = UnitCode.objects.filter(in_force(on), unit_id=unit_id).order_by("since")
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


def committees(on: date) -> list[UnitView]:
    """Return the people's committees that work on a day, in order of their slugs; one query."""
    return _working(["committee"], on)


def provinces(on: date) -> list[UnitView]:
    """Return the provinces that work on a day, in order of their slugs; one query."""
    return _working(["province"], on)


def offices(on: date) -> list[UnitView]:
    """Return committees and their one-stop centres on a day, in order of their slugs: who keeps hours; one query."""
    return _working(["committee", "centre"], on)


def _working(kinds: list[str], on: date) -> list[UnitView]:
    return _views(
        "WHERE u.kind = ANY(%(kinds)s) AND u.is_in_tree AND u.since <= %(on)s"
        " AND (u.until IS NULL OR u.until >= %(on)s) ORDER BY u.slug",
        on,
        kinds=kinds,
    )


def units_with_posts(on: date) -> list[UnitView]:
    """Return the units of the tree in which anybody holds or held a post, in order of their slugs; one query."""
    return _views(
        "WHERE u.is_in_tree AND u.since <= %(on)s AND EXISTS (SELECT 1 FROM post p WHERE p.unit_id = u.id)"
        " ORDER BY u.slug",
        on,
    )


def unit_views(unit_ids: Iterable[int], on: date, *, kinds: Sequence[str] = ()) -> dict[int, UnitView]:
    """Return units by id with names in force on a day, `kinds` only these where any are named; one query."""
    where = "WHERE u.id = ANY(%(units)s)" + (" AND u.kind = ANY(%(kinds)s)" if kinds else "")
    return {view.id: view for view in _views(where, on, units=list(unit_ids), kinds=list(kinds))}


def units_under(committee_id: int, on: date) -> list[UnitView]:
    """Return the parts of a committee on a day: centre, office, departments; one query."""
    return _views(
        "WHERE EXISTS (SELECT 1 FROM unit_parent b WHERE b.unit_id = u.id AND b.parent_id = %(committee)s"
        " AND b.since <= %(on)s AND (b.until IS NULL OR b.until >= %(on)s)) ORDER BY u.id",
        on,
        committee=committee_id,
    )


def units_granted(permission: str, secrecy: int, on: date) -> list[UnitView]:
    """Return the units in which somebody on duty holds a right over dossiers of a class; two queries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_units_granted(%s, %s::smallint, %s)", [permission, secrecy, on])
        ids = [unit for (unit,) in cursor.fetchall()]
    return _views("WHERE u.id = ANY(%(ids)s) ORDER BY u.id", on, ids=ids)
