"""Which layers make a published procedure, for whom, and on which days (architecture 5, "Packs"). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar

from motcua.catalogue.packs.model import Pack
from motcua.platform import places

# Layers whose source names no day hold since communes do this work themselves (Law 72/2025/QH15, 1/7/2025).
FIRST_DAY = date(2025, 7, 1)
NATIONAL = ""


class LayerLike(Protocol):
    """What choosing needs of a stored layer."""

    level: str
    scope: str
    valid_from: date
    valid_to: date | None


L = TypeVar("L", bound=LayerLike)


class Place(Protocol):
    """A unit as the catalogue sees it: where it lies (`identity.queries.UnitView` is one)."""

    @property
    def place_code(self) -> str: ...

    @property
    def province_code(self) -> str: ...


def scopes_of(place: Place | None) -> tuple[str, ...]:
    """Return the scopes whose versions may hold in a place, most specific first.

    >>> from types import SimpleNamespace as N
    >>> scopes_of(N(place_code="11692", province_code="31")), scopes_of(None)
    (('11692', '31', ''), ('',))
    """
    if place is None:
        return (NATIONAL,)
    return (*(scope for scope in (place.place_code, place.province_code) if scope), NATIONAL)


def scopes_beneath(scope: str) -> tuple[str, ...]:
    """Return the scopes whose layers make a version of `scope`, lowest first.

    Province codes have two digits and commune codes five; NotFound for a commune that does not exist.

    >>> scopes_beneath("11692")
    ('', '31', '11692')
    >>> scopes_beneath("31"), scopes_beneath("")
    (('', '31'), ('',))
    """
    if scope == NATIONAL:
        return (NATIONAL,)
    if len(scope) == 2:
        return (NATIONAL, scope)
    return (NATIONAL, places.commune(scope).province_code, scope)


def chosen(layers: Iterable[L], scope: str, on: date) -> list[L]:
    """Return the layers that make a version of `scope` on a day: of each authority the newest that holds.

    `layers` come oldest first, so what was added last wins.
    """
    beneath = scopes_beneath(scope)
    newest: dict[str, L] = {}
    for layer in layers:
        if layer.scope in beneath and layer.valid_from <= on and (layer.valid_to is None or on <= layer.valid_to):
            newest[layer.scope] = layer
    return [newest[s] for s in beneath if s in newest]


def days_of_change(layers: Iterable[LayerLike], scope: str, since: date) -> list[date]:
    """Return `since` and every later day on which the layers of a scope change.

    A resolution that begins next month is published today for its own day: nobody has to remember it then.
    """
    beneath = scopes_beneath(scope)
    days = {since}
    for layer in layers:
        if layer.scope in beneath:
            days.add(layer.valid_from)
            if layer.valid_to is not None:
                days.add(layer.valid_to + timedelta(days=1))
    return sorted(day for day in days if day >= since)


def chain_key(procedure: str) -> int:
    """Return the number of a procedure's chain of events: its code without the dot.

    >>> chain_key("1.001193")
    1001193
    """
    return int(procedure.replace(".", ""))


def can_go_without_paper(pack: Pack) -> bool:
    """Tell whether a switch may touch a procedure: it is filed online, and what it is about is not the paper itself.

    A fast lane takes pieces of paper to certify; leading its people elsewhere would help nobody.
    """
    channels = pack.procedure["channels"]
    return "online" in channels and "direct" in channels and not pack.procedure.get("lane")
