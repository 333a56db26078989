"""The wall as a screen asks for it every five seconds, and the board counted anew, as it is after any news."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client

from motcua.config.bench import statements
from motcua.config.bench.house import Desk, House, NoOfficers, backend
from motcua.config.bench.measuring import Times, repeat

HOW = "in process: django.test.Client through every middleware and view, web login, row-level security"
_OVERSEES = "dossiers.oversee"
_SIGNED_IN = {"board": "/can-bo/dieu-hanh/so/", "wall": "/can-bo/dieu-hanh/man-hinh/so/"}
_BY_LINK = "/bang-tuong/so/"


def board(house: House, *, seconds: float, **_: Any) -> dict[str, Any]:
    """The questions answered "nothing has changed", all together; for each address also what counting anew takes.

    Of the commune with most dossiers.
    """
    desk = next((one for one in house.readers() if one.who.may(_OVERSEES)), None)
    if desk is None:
        raise NoOfficers(_OVERSEES)
    share = seconds / (2 * (len(_SIGNED_IN) + 1))
    asked = {name: _asked(desk, desk.client, url, seconds=share) for name, url in _SIGNED_IN.items()}
    with _hanging(desk) as screen:
        asked["wall by link"] = _asked(desk, screen, _BY_LINK, seconds=share)
    total = sum((unchanged for unchanged, _ in asked.values()), Times())
    return {**total.told(), "places": {name: told for name, (_, told) in asked.items()}, "how": HOW}


def _asked(desk: Desk, client: Client, url: str, *, seconds: float) -> tuple[Times, dict[str, Any]]:
    from motcua.desk.leading.fresh import FRESH

    def ask(tag: str = "") -> tuple[int, str]:
        answer = client.get(url, headers={"If-None-Match": tag} if tag else {})
        if answer.status_code not in {200, 304}:
            raise RuntimeError(f"{url}: {answer.status_code}")
        return answer.status_code, answer["ETag"]

    def counted() -> None:
        FRESH.forget()
        ask()

    def unchanged() -> None:
        status, has[0] = ask(has[0])
        changes.extend([status] if status != 304 else [])  # something did change: told, for it is in the times

    counting = repeat(counted, seconds=seconds, backend=backend())
    has, changes = [ask()[1]], list[int]()
    with statements.caught() as found:
        unchanged()
    times = repeat(unchanged, seconds=seconds, backend=backend())
    return times, {
        "url": url,
        "unchanged": {**times.told(), "queries": len(found), "changed_meanwhile": len(changes)},
        "counted": counting.told(),
        "raw": statements.raw(found, desk.who.principal, seconds=seconds / 4),
    }


@contextmanager
def _hanging(desk: Desk) -> Iterator[Client]:
    """Open a screen by a link, as on a wall; the link is revoked at the end."""
    from motcua.monitoring import wall
    from motcua.platform.clock.now import now
    from motcua.platform.principal import acting_as

    committee = next(one for one in desk.who.scopes() if wall.overseen(desk.who, one // 256)) // 256
    with acting_as(desk.who.principal):
        key = wall.make_link(desk.who, committee, name="bench", now=now())
        made = next(one.id for one in wall.links(desk.who) if one.name == "bench")
    screen = Client(SERVER_NAME="127.0.0.1")
    try:
        screen.get(f"/bang-tuong/mo/{key}/")
        yield screen
    finally:
        with acting_as(desk.who.principal):
            wall.revoke(desk.who, made, now=now())
