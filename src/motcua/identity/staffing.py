"""Posts, who holds them and what they may: changed by administrators with a reason, never deleted, never for oneself.

Each act asks three questions: is the unit his to administer, is it not his own hand he fills, and would the rights of
accounts and of dossiers not meet in one person (rules_of_staffing.clash). Row-level security asks again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from motcua.identity import events as happened
from motcua.identity import queries, roles, services
from motcua.identity import rules_of_staffing as rules
from motcua.identity.models import Account, Grant, Holding, Post, Substitution, Unit
from motcua.identity.queries import Person
from motcua.identity.rules_of_staffing import HOUSE_WIDE, MANAGE, OVER_UNITS, day_fault, why_fault
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound

DAY = timedelta(days=1)
TITLE_MOST = 120


@transaction.atomic
def open_post(unit_id: int, title: str, role: str, *, since: date, who: Person, now: datetime) -> int:
    """Make a post in a unit with the standard rights of its role, from a day on; return its id."""
    _permit(who, unit_id)
    _check(*post_faults(unit_id, title, role, who=who), day_fault(since, now.date()))
    granted = roles.standard(role, unit_id, queries.committee_of(unit_id, now.date()))
    return services.open_post(
        unit_id=unit_id, title=title, role=role, grants=granted, since=since, actor=who.actor, now=now
    )


def post_faults(unit_id: int, title: str, role: str, *, who: Person) -> list[str]:
    """Return what does not hold of a post to be opened."""
    faults = [] if 0 < len(title) <= TITLE_MOST else ["title"]
    return faults if role in roles_for(who, unit_id) else [*faults, "role"]


def roles_for(who: Person, unit_id: int) -> dict[str, str]:
    """Return the roles (key, name) an administrator may make posts of in a unit: nothing wider than his own reach."""
    is_province = Unit.objects.filter(pk=unit_id, kind="province").exists()
    free = _house_wide_of(who)
    return {
        key: role.name
        for key, role in roles.roles().items()
        if (key == "province_admin") == is_province and {g.permission for g in role.grants if not g.over} <= free
    }


@transaction.atomic
def close_post(post_id: int, *, until: date, why: str, who: Person, now: datetime) -> None:
    """Let a post end with a day (yesterday: it is over now); whoever holds it or acts in it does so no longer."""
    post = post_of(who, post_id, now.date(), changes=True)
    _check(why_fault(why), day_fault(until + DAY, now.date()), "closed" if post.until is not None else "")
    for holding in Holding.objects.filter(not_over(until + DAY), post_id=post_id):
        _end_holding(holding, until, why, who, now)
    Substitution.objects.filter(post_id=post_id, until__gt=until).update(until=until)
    Post.objects.filter(pk=post_id).update(until=until)
    closed = happened.PostClosed(post_id, until, why)
    events.record(("post", post_id), closed, actor=who.actor, at=now)


@transaction.atomic
def put_in(post_id: int, account_id: int, *, since: date, why: str, who: Person, now: datetime) -> None:
    """Put an officer into a post nobody holds, from a day on. Nobody puts himself into one."""
    post = post_of(who, post_id, now.date(), changes=True)
    _check(why_fault(why), day_fault(since, now.date()), "closed" if post.until and post.until < since else "")
    _check("own" if account_id == who.account_id else "")
    if not Account.objects.filter(pk=account_id, kind="officer").exists():
        raise NotFound("no such officer", account=account_id)
    if Holding.objects.filter(account_id=account_id).exists():  # an account that has just been opened has none
        administered(account_id, who, now.date())
    if Holding.objects.filter(not_over(since), post_id=post_id).exists():
        raise Invalid(faults=("held",))
    if would_meet(post_id, account_id, since):
        raise Invalid(faults=("clash",))
    Holding.objects.create(post_id=post_id, account_id=account_id, since=since)
    taken = happened.PostTaken(post_id, account_id, since, why)
    events.record(("post", post_id), taken, actor=who.actor, at=now)


@transaction.atomic
def leave(post_id: int, account_id: int, *, until: date, why: str, who: Person, now: datetime) -> None:
    """Let an officer hold a post no longer than a day (yesterday: not any more); the row stays in history."""
    post_of(who, post_id, now.date(), changes=True)
    _check(why_fault(why), day_fault(until + DAY, now.date()))
    holding = Holding.objects.filter(not_over(until + DAY), post_id=post_id, account_id=account_id).first()
    if holding is None:
        raise Conflict("he does not hold it then")
    _end_holding(holding, until, why, who, now)


@transaction.atomic
def move(account_id: int, post_id: int, *, since: date, why: str, who: Person, now: datetime) -> None:
    """Move an officer to another post: from that day he holds nothing of the old ones, nor acts in any."""
    account = administered(account_id, who, now.date())
    _check(why_fault(why), day_fault(since, now.date()))
    for holding in Holding.objects.filter(not_over(since), account_id=account_id):
        if holding.post_id == post_id:
            raise Invalid(faults=("same",))
        post_of(who, holding.post_id, now.date(), changes=True)
        _end_holding(holding, since - DAY, why, who, now)
    Substitution.objects.filter(account_id=account_id, until__gte=since).update(until=since - DAY)
    put_in(post_id, account.id, since=since, why=why, who=who, now=now)


@transaction.atomic
def give_right(
    post_id: int, permission: str, unit_id: int | None, secrecy: int, *, why: str, who: Person, now: datetime
) -> None:
    """Give a post a right from today; nothing wider than the administrator's own reach, nothing into his own hand."""
    post_of(who, post_id, now.date(), changes=True)
    _check(_right_fault(permission, unit_id, secrecy, who), why_fault(why))
    today = now.date()
    same = Grant.objects.filter(_over(unit_id), post_id=post_id, permission=permission, secrecy=secrecy)
    if same.filter(not_over(today)).exists():
        raise Conflict("the post has this right")
    if would_clash(post_id, permission, today):
        raise Invalid(faults=("clash",))
    if not same.filter(since=today).update(until=None):  # given and taken today: given again
        Grant.objects.create(post_id=post_id, permission=permission, unit_id=unit_id, secrecy=secrecy, since=today)
    given = happened.GrantGiven(post_id, permission, unit_id, secrecy, today, why)
    events.record(("post", post_id), given, actor=who.actor, at=now)


@transaction.atomic
def take_right(
    post_id: int, permission: str, unit_id: int | None, secrecy: int, *, why: str, who: Person, now: datetime
) -> None:
    """Take a right from a post, at once; Conflict when it has it no more."""
    post_of(who, post_id, now.date(), changes=True)
    _check(why_fault(why))
    rows = Grant.objects.filter(
        not_over(now.date()), _over(unit_id), post_id=post_id, permission=permission, secrecy=secrecy
    )
    if not rows.update(until=now.date() - DAY):
        raise Conflict("the post has no such right")
    taken = happened.GrantTaken(post_id, permission, unit_id, secrecy, why)
    events.record(("post", post_id), taken, actor=who.actor, at=now)


def post_of(who: Person, post_id: int, on: date, *, changes: bool = False) -> Post:
    """Return a post he administers; with `changes`, Invalid("own") when he holds it, will hold it or acts in it."""
    post = Post.objects.filter(pk=post_id).first()
    if post is None or not who.manages(MANAGE, post.unit_id):
        raise NotFound("no post of his", post=post_id)
    mine = {"account_id": who.account_id, "post_id": post_id}
    if changes and (
        Holding.objects.filter(not_over(on), **mine).exists()
        or Substitution.objects.filter(until__gte=on, **mine).exists()
    ):
        raise Invalid(faults=("own",))
    return post


def is_wholly_his(who: Person, account_id: int, on: date) -> bool:
    """Tell whether every post an officer holds or will hold lies where this administrator's grant reaches."""
    held = Holding.objects.filter(not_over(on), account_id=account_id).values_list("post__unit_id", flat=True)
    return all(who.manages(MANAGE, unit) for unit in held)


def permissions_of(account_id: int, on: date) -> set[str]:
    """Return what an officer's posts let him do on a day or later, as a substitute too."""
    posts = set(Holding.objects.filter(not_over(on), account_id=account_id).values_list("post_id", flat=True))
    posts |= set(Substitution.objects.filter(until__gte=on, account_id=account_id).values_list("post_id", flat=True))
    return _permissions(posts, on)


def would_clash(post_id: int, permission: str, on: date) -> bool:
    """Tell whether a right given to a post would meet one that must stay apart, there or in the hand of a holder."""
    every = [_permissions([post_id], on), *(permissions_of(account, on) for account in _holders(post_id, on))]
    return any(rules.clash({permission} | held) for held in every)


def would_meet(post_id: int, account_id: int, on: date) -> bool:
    """Tell whether an officer who comes into a post, to hold it or to stand in, would have both kinds of rights."""
    return rules.clash(_permissions([post_id], on) | permissions_of(account_id, on))


def _permissions(post_ids: Iterable[int], on: date) -> set[str]:
    open_posts = Post.objects.filter(not_over(on), pk__in=list(post_ids))
    return set(Grant.objects.filter(not_over(on), post__in=open_posts).values_list("permission", flat=True))


def _holders(post_id: int, on: date) -> set[int]:
    held = Holding.objects.filter(not_over(on), post_id=post_id).values_list("account_id", flat=True)
    return {*held, *Substitution.objects.filter(until__gte=on, post_id=post_id).values_list("account_id", flat=True)}


def _right_fault(permission: str, unit_id: int | None, secrecy: int, who: Person) -> str:
    if permission in HOUSE_WIDE:
        return "" if unit_id is None and not secrecy and permission in _house_wide_of(who) else "permission"
    if permission not in OVER_UNITS:
        return "permission"
    if unit_id is None or not who.manages(MANAGE, unit_id):
        return "unit"
    return "" if secrecy == 0 or secrecy in queries.secrecy_names() else "secrecy"


def _house_wide_of(who: Person) -> set[str]:
    """What holds for the whole house is given on by who has it, and by a province; oversight bounds inspection."""
    own = {right.permission for right in who.rights if right.unit_id is None}
    managed = {right.unit_id for right in who.rights if right.permission == MANAGE}
    known = [unit for unit in managed if unit is not None]
    if None in managed or Unit.objects.filter(pk__in=known, kind="province").exists():
        return set(HOUSE_WIDE)
    return (own & HOUSE_WIDE) | {"reads.inspect"}


def administered(account_id: int, who: Person, on: date) -> Account:
    """Return an account all of whose posts are his to administer, locked; nobody administers his own."""
    _check("own" if account_id == who.account_id else "")
    account = Account.objects.select_for_update().filter(pk=account_id, kind="officer").first()
    if account is None or not is_wholly_his(who, account_id, on):
        raise NotFound("no officer of his", account=account_id)
    ever = Holding.objects.filter(account_id=account_id).values_list("post__unit_id", flat=True)
    if not any(who.manages(MANAGE, unit) for unit in ever):
        raise NotFound("no officer of his", account=account_id)
    return account


def _end_holding(holding: Holding, until: date, why: str, who: Person, now: datetime) -> None:
    holding.until = until
    holding.save(update_fields=["until"])
    left = happened.PostLeft(holding.post_id, holding.account_id, until, why)
    events.record(("post", holding.post_id), left, actor=who.actor, at=now)


def _over(unit_id: int | None) -> Q:
    return Q(unit__isnull=True) if unit_id is None else Q(unit_id=unit_id)


def not_over(on: date) -> Q:
    """Return the condition of rows that hold on a day or on a later one."""
    return Q(until__isnull=True) | Q(until__gte=on)


def _check(*faults: str) -> None:
    if told := tuple(fault for fault in faults if fault):
        raise Invalid(faults=told)


def _permit(who: Person, unit_id: int) -> None:
    if not who.manages(MANAGE, unit_id):
        raise Forbidden("administers another unit", permission=MANAGE)
