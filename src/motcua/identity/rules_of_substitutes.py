"""Who may stand in for a post, named by whom, signing how, how long (NĐ 30/2020, Phụ lục I, mục II.7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

OFFICERS = frozenset({"one_stop", "handling", "clerk"})
NAMEABLE = OFFICERS | {"manager", "leader"}  # an administrator or inspector is no manager's to make
CAPACITIES = ("KT", "TUQ", "TL", "Q")
MOST_DAYS = 366  # P: longer than a year is a post of its own
MOST_WORDS = 200


@dataclass(frozen=True)
class PostLine:
    """A post with who holds it today; `is_cleared`: it sees confidential dossiers."""

    id: int
    title: str
    role: str
    unit_id: int
    account_id: int | None
    full_name: str
    is_cleared: bool


@dataclass(frozen=True)
class Namer:
    """Who names: whether he decides for the committee in a post of his own, or manages its work in one."""

    account_id: int
    decides: bool
    assigns: bool


def may_name(post: PostLine, by: Namer) -> bool:
    """Tell whether somebody may name who stands in for a post. Whoever only stands in himself names nobody.

    >>> clerk = PostLine(1, "Văn thư", "clerk", 2, 7, "A", False)
    >>> head = PostLine(2, "Chủ tịch", "leader", 2, 8, "B", False)
    >>> manager = Namer(9, decides=False, assigns=True)
    >>> may_name(clerk, manager), may_name(head, manager), may_name(head, Namer(8, decides=True, assigns=False))
    (True, False, True)
    """
    if by.decides:
        return post.role in NAMEABLE
    return by.assigns and post.role in OFFICERS and not post.is_cleared


@dataclass(frozen=True)
class Wish:
    """What is asked: who stands in, from when through which day, by which paper, in which capacity he signs."""

    account_id: int | None
    since: date
    until: date
    order: str
    capacity: str = ""


def faults(post: PostLine, wish: Wish, own: PostLine | None, by: Namer, today: date) -> tuple[str, ...]:
    """Return what is wrong; `own` is the post of who would stand in, None for somebody who holds none here.

    In a leader's place a deputy signs KT., anybody else TUQ., TL. or Q. as the order says; elsewhere there is no
    capacity. The first day is not in the past: what was signed without authority is not made good afterwards.

    >>> head = PostLine(1, "Chủ tịch", "leader", 2, 8, "B", False)
    >>> deputy = PostLine(2, "Phó Chủ tịch", "leader", 2, 9, "C", False)
    >>> day = date(2026, 11, 16)
    >>> faults(head, Wish(9, day, day, "QĐ 12", "KT"), deputy, Namer(8, True, False), day)
    ()
    >>> faults(head, Wish(9, day, day, "", "TUQ"), deputy, Namer(9, True, False), day)
    ('self', 'order', 'capacity_deputy')
    """
    found = []
    if own is None or wish.account_id is None or own.account_id != wish.account_id:
        found.append("account")
    elif wish.account_id == post.account_id:
        found.append("holder")
    elif wish.account_id == by.account_id:
        found.append("self")
    if wish.since < today:
        found.append("since")
    if wish.until < wish.since:
        found.append("until")
    elif wish.until - wish.since > timedelta(days=MOST_DAYS):
        found.append("until_far")
    if not wish.order.strip():
        found.append("order")
    elif len(wish.order) > MOST_WORDS:
        found.append("order_long")
    return (*found, *_capacity(post, wish.capacity, own))


def _capacity(post: PostLine, capacity: str, own: PostLine | None) -> tuple[str, ...]:
    if post.role != "leader":
        return ("capacity_not_here",) if capacity else ()
    if capacity not in CAPACITIES:
        return ("capacity",)
    is_deputy = own is not None and own.role == "leader"
    if is_deputy and capacity in {"TUQ", "TL"}:
        return ("capacity_deputy",)
    return ("capacity_officer",) if not is_deputy and capacity == "KT" else ()
