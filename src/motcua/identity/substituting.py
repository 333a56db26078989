"""Naming who stands in for a post, seeing who does, and ending it early: by who leads or manages the work there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from motcua.identity import events as happened
from motcua.identity import queries, services
from motcua.identity.models import Substitution
from motcua.identity.queries import Person
from motcua.identity.rules import Part, part_of_scope
from motcua.identity.rules_of_substitutes import MOST_WORDS, Namer, PostLine, Wish, faults, may_name
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid, NotFound

ASSIGN = "dossiers.assign"


@dataclass(frozen=True)
class StandIn:
    """Somebody who stands in for a post now or from a later day."""

    id: int
    post: PostLine
    account_id: int
    full_name: str
    since: date
    until: date
    order: str
    capacity: str
    is_now: bool


def committees_of(who: Person) -> list[int]:
    """Return the committees he decides for, or whose work he manages."""
    decides = {part_of_scope(scope)[0] for scope in who.scopes(Part.DECIDING)}
    return sorted(decides | {r.unit_id for r in who.rights if r.permission == ASSIGN and r.unit_id is not None})


def posts(who: Person, on: date) -> list[PostLine]:
    """Return the posts of his committees with who holds each; one query."""
    return queries.officers_of(committees_of(who), on)


def namer(who: Person) -> Namer:
    """Return what he may name by: only a post of his own counts, for authority that was lent is lent no further."""
    own = {post.role for post in who.posts if not post.acting}
    return Namer(
        who.account_id,
        decides="leader" in own and bool(who.scopes(Part.DECIDING)),
        assigns="manager" in own and who.may(ASSIGN),
    )


def stand_ins(who: Person, every: Sequence[PostLine], *, on: date) -> list[StandIn]:
    """Return who stands in, today or later, for the posts he may name for, earliest first; two queries at most."""
    mine = {post.id: post for post in every if may_name(post, namer(who))}
    rows = list(Substitution.objects.filter(post_id__in=list(mine), until__gte=on).order_by("since", "id"))
    names = queries.labels({row.account_id for row in rows}, on) if rows else {}
    return [
        StandIn(
            row.id, mine[row.post_id], row.account_id, names.get(row.account_id, ""), row.since, row.until, row.order,
            row.capacity, row.since <= on,
        )
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def name(who: Person, post_id: int, wish: Wish, *, now: datetime) -> None:
    """Name who stands in for a post. Raises Forbidden where it is not his to name for, Invalid with what is wrong.

    Who stands in has every right of the post meanwhile, confidential dossiers included; he keeps his own.
    """
    on = now.date()
    every = posts(who, on)
    post = next((p for p in every if p.id == post_id), None)
    by = namer(who)
    if post is None or not may_name(post, by):
        raise Forbidden("not his to name for", act="name_substitute")
    own = next((p for p in every if p.account_id == wish.account_id and wish.account_id is not None), None)
    wrong = faults(post, wish, own, by, on)
    if wrong or wish.account_id is None:
        raise Invalid(faults=wrong)
    if not _kept_apart(post_id, wish.account_id):
        raise Invalid(faults=("apart",))
    same = Substitution.objects.filter(post_id=post_id, account_id=wish.account_id)
    if same.filter(since__lte=wish.until, until__gte=wish.since).exists():
        raise Invalid(faults=("meets",))
    services.name_substitute(
        post_id,
        wish.account_id,
        since=wish.since,
        until=wish.until,
        order=wish.order.strip(),
        capacity=wish.capacity,
        actor=who.actor,
        now=now,
    )


def _kept_apart(post_id: int, account_id: int) -> bool:
    """Who administers accounts never reads dossiers, and the other way round: not for a day, either (decision 0020)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_keeps_apart(%s, %s, NULL)", [post_id, account_id])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def end(who: Person, substitution_id: int, *, reason: str, now: datetime) -> None:
    """End a substitution at once; one that has not begun never does. What was signed in it stays signed."""
    on = now.date()
    mine = {one.id for one in stand_ins(who, posts(who, on), on=on)}
    if substitution_id not in mine:
        raise NotFound("no such substitution")
    told = reason.strip()
    if not 0 < len(told) <= MOST_WORDS:
        raise Invalid(faults=("reason",))
    row = Substitution.objects.select_for_update(of=("self",)).get(pk=substitution_id)
    row.until = on - timedelta(days=1)
    row.save(update_fields=["until"])
    ended = happened.SubstitutionEnded(row.post_id, row.account_id, row.until, told)
    events.record(("post", row.post_id), ended, actor=who.actor, at=now)
