"""The quarterly review of who may do what (rules 9.2): quarters, what a list held, what changed between two. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

# What is kept of a list: account id -> {"open", "factor", "posts": {post id: {"title", "acting", "rights"}}}, where
# rights are sorted [permission, unit id or null, class of secrecy]. JSON, so ids are texts.
Listed = Mapping[str, Mapping[str, Any]]

Kind = Literal[
    "joined", "left", "closed", "reopened", "factor_on", "factor_off", "post_taken", "post_left", "right_given",
    "right_taken",
]  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was at the last review: whose, and what of it (title of a post, a right)."""

    account_id: int
    kind: Kind
    title: str = ""
    right: tuple[str, int | None, int] | None = None


def quarter_of(on: date) -> tuple[int, int]:
    """Return year and quarter of a day.

    >>> quarter_of(date(2026, 11, 22)), quarter_of(date(2027, 1, 1))
    ((2026, 4), (2027, 1))
    """
    return on.year, (on.month - 1) // 3 + 1


def digest(listed: Listed) -> str:
    """Return a hash of a list, whatever order it came in: two pages of the same list have the same one."""
    return hashlib.sha256(json.dumps(listed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def differences(before: Listed, after: Listed) -> list[Difference]:
    """Return everything that changed between two lists, account by account.

    >>> clerk = {"open": True, "factor": False, "posts": {"7": {"title": "Văn thư", "acting": False, "rights": []}}}
    >>> [d.kind for d in differences({}, {"1": clerk})]
    ['joined', 'post_taken']
    >>> [d.kind for d in differences({"1": clerk}, {"1": {**clerk, "factor": True, "posts": {}}})]
    ['factor_on', 'post_left']
    """
    found: list[Difference] = []
    for key in sorted({*before, *after}, key=int):
        found += _of_one(int(key), before.get(key), after.get(key))
    return found


_NOBODY: Mapping[str, Any] = {"open": True, "factor": False, "posts": {}}


def _of_one(account: int, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Iterator[Difference]:
    if now is None:
        yield Difference(account, "left")
        return
    if was is None:
        yield Difference(account, "joined")
    was = was or _NOBODY
    if was["open"] != now["open"]:
        yield Difference(account, "reopened" if now["open"] else "closed")
    if was["factor"] != now["factor"]:
        yield Difference(account, "factor_on" if now["factor"] else "factor_off")
    for post in sorted({*was["posts"], *now["posts"]}, key=int):
        yield from _of_post(account, was["posts"].get(post), now["posts"].get(post))


def _of_post(account: int, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Iterator[Difference]:
    if was is None or now is None:
        if was is not None:
            yield Difference(account, "post_left", was["title"])
        if now is not None:
            yield Difference(account, "post_taken", now["title"])
        return
    had, has = ({(p, u, s) for p, u, s in told["rights"]} for told in (was, now))
    for right in sorted(has - had, key=str):
        yield Difference(account, "right_given", now["title"], right)
    for right in sorted(had - has, key=str):
        yield Difference(account, "right_taken", now["title"], right)
