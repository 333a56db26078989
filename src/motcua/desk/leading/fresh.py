"""Answering "nothing has changed" without counting: a board is counted anew only when it may have changed.

It may have when something happened to a dossier of its committees (one small row says how often), when a minute is over
(due times pass without any event, somebody is covered for from today), or when nobody here has counted it yet.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

MOST = 500  # boards a process remembers
Stamp = tuple[Hashable, int]
Told = TypeVar("Told")


class Fresh:
    """What tag each board had at which stamp. Of one process; another one counts once for itself."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, tuple[Stamp, str]] = OrderedDict()

    def tag(self, board: Hashable, news: Hashable, at: datetime) -> str | None:
        """Return the tag a board surely still has, None where it must be counted."""
        known = self._known.get(board)
        return known[1] if known is not None and known[0] == _stamp(news, at) else None

    def keep(self, board: Hashable, news: Hashable, at: datetime, tag: str) -> None:
        """Remember the tag of a board that was counted after its news were read."""
        self._known[board] = (_stamp(news, at), tag)
        self._known.move_to_end(board)
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def forget(self) -> None:
        """Forget every board: the next question of each is counted."""
        self._known.clear()


FRESH = Fresh()


def _stamp(news: Hashable, at: datetime) -> Stamp:
    return news, int(at.timestamp()) // 60


def answer(
    request: HttpRequest,
    board: Hashable,
    news: Hashable,
    at: datetime,
    count: Callable[[], tuple[str, Told]],
    draw: Callable[[Told], HttpResponse],
) -> HttpResponse:
    """Return 304 to who has what the board shows, else what `draw` makes of the board that `count` gave with its tag.

    Nothing is counted where the board surely stands, and nothing drawn where it was counted and found the same.
    """
    has = parse_etags(request.headers.get("If-None-Match", ""))
    tag = FRESH.tag(board, news, at)
    response: HttpResponse
    if tag is not None and tag in has:
        response = HttpResponseNotModified()
    else:
        tag, told = count()
        FRESH.keep(board, news, at, tag)
        response = HttpResponseNotModified() if tag in has else draw(told)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-store"  # the page asks with the tag itself; nobody else keeps it
    return response
