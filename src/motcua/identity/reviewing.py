"""Who may do what in a unit, and its quarterly review by an administrator (rules 9.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from motcua.identity import events as happened
from motcua.identity import queries, rules_of_reviews
from motcua.identity.models import AccessReview, Account, Grant, Holding, Post, Substitution
from motcua.identity.queries import Person, Right, UnitView
from motcua.identity.rules_of_reviews import Difference, Listed
from motcua.platform import events
from motcua.platform.errors import Conflict, NotFound
from motcua.platform.text import name_sort_key

MANAGE = "identity.manage"


@dataclass(frozen=True)
class PostLine:
    """A post somebody holds on the day, or acts in (`until` is told), with what it lets him do."""

    id: int
    title: str
    acting: bool
    since: date
    until: date | None
    rights: tuple[Right, ...]


@dataclass(frozen=True)
class AccountLine:
    """One officer in the list of a unit; without posts he held one there and his account still stands."""

    account_id: int
    username: str
    full_name: str
    is_active: bool
    closed_because: str
    closed_at: datetime | None
    locked_until: datetime | None
    last_sign_in: datetime | None
    factor_since: datetime | None
    posts: tuple[PostLine, ...]


@dataclass(frozen=True)
class Review:
    """A review that was confirmed."""

    unit_id: int
    year: int
    quarter: int
    at: datetime
    by: str
    listed: Listed


def managed_units(who: Person, on: date) -> list[UnitView]:
    """Return the units whose accounts somebody administers, each with posts; one query."""
    return [unit for unit in queries.units_with_posts(on) if who.manages(MANAGE, unit.id)]


def managed_unit(who: Person, slug: str, on: date) -> UnitView:
    """Return one of them by its slug; what is not his is not there (NotFound)."""
    found = next((unit for unit in managed_units(who, on) if unit.slug == slug), None)
    if found is None:
        raise NotFound("no unit of his has this name", slug=slug)
    return found


def managed_account(who: Person, username: str, on: date) -> AccountLine:
    """Return an officer somebody administers, with every post he holds in units that are the administrator's."""
    account = Account.objects.filter(kind="officer", username=username).values_list("id", flat=True).first()
    units = [unit.id for unit in managed_units(who, on)]
    found = next((line for line in lines(units, on) if line.account_id == account), None)
    if found is None:
        raise NotFound("no officer of his has this name")
    return found


def lists(unit_ids: Iterable[int], on: date) -> dict[int, list[AccountLine]]:
    """Return for each unit every officer's account with a post there, now or once, by name; five queries in all.

    Row-level security asks `identity.manage`; which units are whose is asked by the caller.
    """
    wanted = list(unit_ids)
    held, accounts = _held(wanted, on)
    return {
        unit: _sorted(
            _line(accounts[key], tuple(posts)) for key, posts in held.get(unit, {}).items() if key in accounts
        )
        for unit in wanted
    }


def lines(unit_ids: Iterable[int], on: date) -> list[AccountLine]:
    """Return the same for several units taken as one: each account once, with its posts in all of them."""
    held, accounts = _held(list(unit_ids), on)
    return _sorted(
        _line(account, tuple(post for near in held.values() for post in near.get(key, ())))
        for key, account in accounts.items()
    )


def listed_of(told: Iterable[AccountLine]) -> Listed:
    """Return what a review keeps of a list: ids, titles, rights."""
    return {
        str(line.account_id): {
            "open": line.is_active,
            "factor": line.factor_since is not None,
            "posts": {
                str(post.id): {
                    "title": post.title,
                    "acting": post.acting,
                    "rights": sorted(([r.permission, r.unit_id, r.secrecy] for r in post.rights), key=str),
                }
                for post in line.posts
            },
        }
        for line in told
    }


def last_reviews(unit_ids: Iterable[int]) -> dict[int, Review]:
    """Return the last review of each of these units that had one; one query."""
    rows = AccessReview.objects.filter(unit_id__in=list(unit_ids)).order_by("unit_id", "-at").distinct("unit_id")
    return {row.unit_id: _review(row) for row in rows}


def reviews_of(unit_id: int, *, limit: int = 12) -> list[Review]:
    """Return the reviews of a unit, newest first; one query."""
    return [_review(row) for row in AccessReview.objects.filter(unit_id=unit_id).order_by("-at")[:limit]]


def names(account_ids: Iterable[int]) -> dict[int, str]:
    """Return officers' names by account, of those too who left the list; one query."""
    return dict(Account.objects.filter(pk__in=list(account_ids)).values_list("id", "person__full_name"))


def changed(unit_id: int, told: Iterable[AccountLine]) -> list[Difference]:
    """Return what changed in a unit's list since its last review; everything, when there was none."""
    last = last_reviews([unit_id]).get(unit_id)
    return rules_of_reviews.differences(last.listed if last else {}, listed_of(told))


@transaction.atomic
def confirm(unit: UnitView, *, seen: str, who: Person, now: datetime) -> None:
    """Confirm the review of this quarter for a unit, as its list was `seen` (rules_of_reviews.digest).

    Conflict when the list has changed meanwhile: nobody confirms what he did not see. The same list twice in a
    quarter is one review.
    """
    with connection.cursor() as cursor:  # two administrators at once: the second finds the first one's review
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access_review'), %s)", [unit.id])
    told = lines([unit.id], now.date())
    listed = listed_of(told)
    digest = rules_of_reviews.digest(listed)
    if digest != seen:
        raise Conflict("the list has changed since it was read")
    year, quarter = rules_of_reviews.quarter_of(now.date())
    last = AccessReview.objects.filter(unit_id=unit.id).order_by("-at").first()
    if last is not None and (last.year, last.quarter, last.digest) == (year, quarter, digest):
        return
    changes = len(rules_of_reviews.differences(last.listed if last else {}, listed))
    AccessReview.objects.create(
        unit_id=unit.id, year=year, quarter=quarter, listed=listed, digest=digest, at=now, by_id=who.account_id,
        by_label=who.actor.label,
    )  # fmt: skip
    reviewed = happened.AccessReviewed(unit.id, year, quarter, len(told), changes, digest)
    events.record(("unit", unit.id), reviewed, actor=who.actor, at=now, unit_id=unit.id)


def record_read(unit: UnitView, *, who: Person, now: datetime) -> None:
    """Record that an administrator opened a unit's list (rules 9.2: views by administrators are logged)."""
    events.record(("unit", unit.id), happened.AccessListRead(unit.id), actor=who.actor, at=now, unit_id=unit.id)


def _held(unit_ids: list[int], on: date) -> tuple[dict[int, dict[int, list[PostLine]]], dict[int, Account]]:
    """Return the posts held on the day by unit and account (none, where they have ended), and the accounts."""
    posts = {p.id: p for p in Post.objects.filter(unit_id__in=unit_ids)}
    rights: dict[int, list[Right]] = {}
    for grant in Grant.objects.filter(_in_force(on), post_id__in=posts).order_by("permission", "unit_id", "secrecy"):
        rights.setdefault(grant.post_id, []).append(Right(grant.permission, grant.unit_id, grant.secrecy))
    held: dict[int, dict[int, list[PostLine]]] = {}
    every: list[tuple[Any, bool]] = [(row, False) for row in Holding.objects.filter(post_id__in=posts).order_by("id")]
    every += [(row, True) for row in Substitution.objects.filter(post_id__in=posts).order_by("id")]
    for row, acting in every:
        post = posts[row.post_id]
        mine = held.setdefault(post.unit_id, {}).setdefault(row.account_id, [])
        if _holds(row, on) and _holds(post, on):
            given = tuple(rights.get(post.id, ()))
            mine.append(PostLine(post.id, post.title, acting, row.since, row.until, given))
    named = {key for near in held.values() for key in near}
    accounts = Account.objects.filter(pk__in=named, kind="officer").select_related("person", "second_factor")
    return held, {account.id: account for account in accounts}


def _sorted(made: Iterable[AccountLine]) -> list[AccountLine]:
    return sorted(made, key=lambda line: (not line.posts, name_sort_key(line.full_name), line.account_id))


def _in_force(on: date) -> Q:
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


def _holds(row: Any, on: date) -> bool:
    return row.since <= on and (row.until is None or row.until >= on)


def _line(account: Account, posts: tuple[PostLine, ...]) -> AccountLine:
    factor = getattr(account, "second_factor", None)
    return AccountLine(
        account.id,
        account.username or "",
        account.person.full_name,
        account.is_active,
        account.closed_because,
        account.closed_at,
        account.locked_until,
        account.last_login,
        factor.confirmed_at if factor else None,
        posts,
    )


def _review(row: AccessReview) -> Review:
    return Review(row.unit_id, row.year, row.quarter, row.at, row.by_label, row.listed)
