"""Work list, look-up, dossier page and index as officers of one commune see them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from motcua.config.bench import statements
from motcua.config.bench.house import Desk, House, backend
from motcua.config.bench.measuring import Times, repeat

HOW = "in process: django.test.Client through every middleware and view, web login, row-level security"
_VIEWS = ("cho", "moi", "tre", "bo-sung", "tra")


def worklist(house: House, *, seconds: float, plans: bool) -> dict[str, Any]:
    """The first page of the list an officer opens all day, its views in turn."""

    def request(_: Desk) -> Callable[[], str]:
        views = itertools.cycle(_VIEWS)
        return lambda: f"/can-bo/?loc={next(views)}"

    return _as_each(house.desks(), request, seconds=seconds, plans=plans)


def lookup(house: House, *, seconds: float, plans: bool) -> dict[str, Any]:
    """A search by code, by personal number and by two words of a name, in turn."""

    def request(desk: Desk) -> Callable[[], str]:
        from django.utils.http import urlencode

        words = itertools.cycle(desk.words or ["DEMO.02-261116-0001"])
        return lambda: f"/can-bo/tim/?{urlencode({'q': next(words)})}"

    return _as_each(house.desks(), request, seconds=seconds, plans=plans)


def dossier_page(house: House, *, seconds: float, plans: bool) -> dict[str, Any]:
    """The page of a dossier he may see, another one each time: answers, papers, clock, acts, log."""

    def request(desk: Desk) -> Callable[[], str]:
        codes = itertools.cycle(desk.codes)
        return lambda: f"/can-bo/ho-so/{next(codes)}/"

    return _as_each(house.desks(), request, seconds=seconds, plans=plans, needs_codes=True)


def index766(house: House, *, seconds: float, plans: bool) -> dict[str, Any]:
    """The index in any of twelve months, and figures with the dossiers they count, in turn: of the commune with most
    dossiers, counted live, and of its province, as it is kept."""

    def request(_: Desk) -> Callable[[], str]:
        from motcua.monitoring.periods import Period
        from motcua.platform.clock.now import today

        months = [month.key for month in Period.month_of(today()).within_a_year()]
        pages = ("", "con-so/on_time.share/", "con-so/e_result.all/", "con-so/online.share/")
        told = itertools.cycle([(month, page) for month in months for page in pages])

        def address() -> str:
            month, page = next(told)
            return f"/can-bo/so-lieu/{page}?ky={month}{'&phan=thieu' if page else ''}"

        return address

    return _as_each(house.readers(), request, seconds=seconds, plans=plans)


def _as_each(
    desks: list[Desk],
    request: Callable[[Desk], Callable[[], str]],
    *,
    seconds: float,
    plans: bool,
    needs_codes: bool = False,
) -> dict[str, Any]:
    total, roles, queries = Times(), {}, {}
    raws: list[dict[str, Any]] = []
    explained: list[str] = []
    for desk in desks:
        if needs_codes and not desk.codes:
            roles[desk.role] = {"count": 0, "why": "sees no dossier"}
            continue
        address = request(desk)

        def once(desk: Desk = desk, address: Callable[[], str] = address) -> None:
            answer = desk.client.get(address())
            if answer.status_code not in {200, 302}:
                raise RuntimeError(f"{desk.role}: {answer.status_code}")

        times = repeat(once, seconds=seconds / (len(desks) + 1), backend=backend())
        with statements.caught() as found:
            once()
        queries[desk.role] = len(found)
        raws.append(statements.raw(found, desk.who.principal, seconds=seconds / (len(desks) + 1) / 6))
        explained += statements.plans(found, desk.who.principal) if plans and desk.role == "motcua1" else []
        roles[desk.role] = times.told()
        total += times
    return {
        **total.told(),
        "roles": roles,
        "queries": queries,
        "how": HOW,
        "raw": {
            "what": raws[0]["what"] if raws else "",
            "p50": max((r["p50"] for r in raws), default=None),
            "p95": max((r["p95"] for r in raws), default=None),
            "note": "the slowest role's; each role sent the statements of one of its requests again and again",
        },
        **({"plans": explained} if plans else {}),
    }
