"""The read side of units, posts and their holders as whoever administers them sees them, with what was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from motcua.identity import queries
from motcua.identity.models import Account, Grant, Holding, Post, Unit, UnitCode, UnitName
from motcua.identity.queries import Person, Right, UnitView
from motcua.identity.rules_of_staffing import MANAGE
from motcua.identity.staffing import not_over
from motcua.platform.errors import NotFound

_ORDER = {"centre": 0, "office": 1, "department": 2, "committee": 3}  # of the parts of one unit


@dataclass(frozen=True)
class UnitLine:
    """A unit in the tree, how deep it stands there, since and until when, with its posts and how many are held."""

    view: UnitView
    depth: int
    since: date
    until: date | None
    posts: int
    held: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """Somebody held, holds or will hold a post."""

    account_id: int
    username: str
    full_name: str
    since: date
    until: date | None
    is_active: bool


@dataclass(frozen=True)
class PostLine:
    """A post with who holds it, the newest first, and its rights today."""

    id: int
    unit_id: int
    title: str
    role: str
    since: date
    until: date | None
    holders: tuple[Held, ...]
    rights: tuple[Right, ...]

    def now_held(self, on: date) -> list[Held]:
        """Return who holds it on a day or later."""
        return [held for held in self.holders if held.until is None or held.until >= on]


@dataclass(frozen=True)
class Dated:
    """A name or code of a unit for a span of time."""

    what: str
    text: str
    since: date
    until: date | None


def tree(who: Person, on: date) -> list[UnitLine]:
    """Return the units somebody administers, each below its parent, with posts counted; four queries."""
    wanted = _managed(who)
    rows = {row.id: row for row in (Unit.objects.filter(is_in_tree=True) if wanted is None
                                    else Unit.objects.filter(pk__in=wanted, is_in_tree=True))}  # fmt: skip
    views = queries.unit_views(rows, on)
    posts: dict[int, list[int]] = {}
    for post, unit in Post.objects.filter(not_over(on), unit_id__in=rows).values_list("id", "unit_id"):
        posts.setdefault(unit, []).append(post)
    every = [post for near in posts.values() for post in near]
    held = set(Holding.objects.filter(not_over(on), post_id__in=every).values_list("post_id", flat=True))
    codes: dict[int, list[str]] = {}
    for unit, code in UnitCode.objects.filter(
        not_over(on), unit_id__in=rows, system__in=("dossier_prefix", "identifier")
    ).values_list("unit_id", "code"):
        codes.setdefault(unit, []).append(code)
    made: list[UnitLine] = []

    def lay(parent: int | None, depth: int) -> None:
        below = [v for v in views.values() if v.parent_id == parent or (parent is None and v.parent_id not in rows)]
        for view in sorted(below, key=lambda v: (_ORDER.get(v.kind, 9), v.slug)):
            row, mine = rows[view.id], posts.get(view.id, [])
            made.append(
                UnitLine(view, depth, row.since, row.until, len(mine), len(held.intersection(mine)),
                         tuple(dict.fromkeys(codes.get(view.id, ()))))
            )  # fmt: skip
            lay(view.id, depth + 1)

    lay(None, 0)
    return made


def unit_of(who: Person, slug: str, on: date) -> UnitLine:
    """Return one of them by its slug; what is not his is not there (NotFound)."""
    found = next((line for line in tree(who, on) if line.view.slug == slug), None)
    if found is None:
        raise NotFound("no unit of his has this name", slug=slug)
    return found


def names_and_codes(unit_id: int) -> list[Dated]:
    """Return every name and code a unit has or had, the newest first; two queries."""
    told = [Dated("name", n.name, n.since, n.until) for n in UnitName.objects.filter(unit_id=unit_id)]
    told += [Dated(c.system, c.code, c.since, c.until) for c in UnitCode.objects.filter(unit_id=unit_id)]
    return sorted(told, key=lambda one: (one.since, one.what), reverse=True)


def posts_in(unit_ids: Iterable[int], on: date) -> list[PostLine]:
    """Return the posts of units, those that ended last; three queries."""
    return _lines(list(Post.objects.filter(unit_id__in=list(unit_ids)).order_by("title", "id")), on)


def post_line(post: Post, on: date) -> PostLine:
    """Return one post in the same way; two queries."""
    return _lines([post], on)[0]


def free_posts(unit_ids: Iterable[int], since: date) -> list[PostLine]:
    """Return the posts nobody holds from a day on."""
    return [
        line
        for line in posts_in(unit_ids, since)
        if (line.until is None or line.until >= since) and not line.now_held(since)
    ]


def officers_of(unit_ids: Iterable[int]) -> list[Held]:
    """Return every open account that holds or held a post in these units, once, by user name; for choosing one."""
    rows = (
        Holding.objects.filter(post__unit_id__in=list(unit_ids), account__is_active=True)
        .select_related("account__person")
        .order_by("account__username", "-since")
        .distinct("account__username")
    )
    return [_held(row) for row in rows]


def contact_of(account_id: int) -> tuple[str, str]:
    """Return telephone number and mail address of an officer."""
    return Account.objects.values_list("phone", "email").get(pk=account_id)


def _lines(posts: list[Post], on: date) -> list[PostLine]:
    ids = [post.id for post in posts]
    held: dict[int, list[Held]] = {}
    for row in Holding.objects.filter(post_id__in=ids).select_related("account__person").order_by("-since", "-id"):
        if row.until is None or row.until >= row.since:  # ended before it began: it was never held
            held.setdefault(row.post_id, []).append(_held(row))
    rights: dict[int, list[Right]] = {}
    for grant in Grant.objects.filter(not_over(on), post_id__in=ids).order_by("permission", "unit_id", "secrecy"):
        rights.setdefault(grant.post_id, []).append(Right(grant.permission, grant.unit_id, grant.secrecy))
    made = [
        PostLine(post.id, post.unit_id, post.title, post.role, post.since, post.until,
                 tuple(held.get(post.id, ())), tuple(rights.get(post.id, ())))
        for post in posts
    ]  # fmt: skip
    return sorted(made, key=lambda line: line.until is not None and line.until < on)


def _managed(who: Person) -> list[int] | None:
    units = [right.unit_id for right in who.rights if right.permission == MANAGE]
    return None if None in units else [unit for unit in units if unit is not None]


def _held(row: Holding) -> Held:
    account = row.account
    return Held(
        account.id, account.username or "", account.person.full_name, row.since, row.until, account.is_active
    )  # fmt: skip
