"""What the forms of these pages share: boxes, dates, the place of a committee, errors beside their questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.http import QueryDict

from motcua.console.organisation import words
from motcua.forms.engine.types.addresses import find_communes, place_or_none
from motcua.platform import places
from motcua.platform.places import Place
from motcua.platform.text import fold
from motcua.web.fields import AddressParts, DateParts, FieldView, Option

Typed = Mapping[str, str]


def typed_in(posted: QueryDict) -> dict[str, str]:
    """Return what stands in the boxes, without the white space round it."""
    return {key: value.strip() for key, value in posted.items() if isinstance(value, str)}


def day_of(typed: Typed, name: str) -> date | None:
    """Return the day three boxes tell, None when they tell none."""
    try:
        return date(*(int(typed.get(f"{name}-{part}", "")) for part in ("year", "month", "day")))
    except ValueError:
        return None


def is_empty_day(typed: Typed, name: str) -> bool:
    """Tell whether all three boxes were left empty."""
    return not any(typed.get(f"{name}-{part}") for part in ("day", "month", "year"))


def date_field(typed: Typed, name: str, label: str, on: date | None, **more: object) -> FieldView:
    """Return a date question, filled with a day until somebody types another."""
    if on is not None and is_empty_day(typed, name):
        value = DateParts(str(on.day), str(on.month), str(on.year))
    else:
        value = DateParts(*(typed.get(f"{name}-{part}", "") for part in ("day", "month", "year")))
    return FieldView("date", name, label, value, **more)  # type: ignore[arg-type]


def why_field(typed: Typed, name: str = "why") -> FieldView:
    """Return the question every change is asked: on what ground."""
    return FieldView("text", name, words.WHY, typed.get(name, ""), hint=words.WHY_HINT, max_length=200)


def with_errors(views: Iterable[FieldView], errors: Mapping[str, str]) -> list[FieldView]:
    """Put each sentence beside its question."""
    return [replace(view, error=errors.get(view.name, view.error)) for view in views]


def prefixed(views: Iterable[FieldView], form: str) -> list[FieldView]:
    """Give the boxes of one of several forms of a page ids of their own; the names stay."""
    return [replace(view, id=f"o-{form}-{view.name}") for view in views]


def place_typed(typed: Typed, name: str = "place") -> Place | None:
    """Return the commune meant: the one chosen of the list, or the only one of the name that was typed."""
    province = typed.get(f"{name}-province", "")
    query, chosen = typed.get(f"{name}-query", ""), place_or_none(typed.get(f"{name}-commune", ""), "commune")
    known = place_or_none(province, "province")
    if chosen and (not query or fold(query) in {fold(n) for n in _names(chosen)}):
        return chosen if known is None or chosen.province_code == known.code else None
    hits = find_communes(query, known.code if known else "") if query else []
    if chosen and any(hit.place.code == chosen.code for hit in hits):
        return chosen
    named = [hit.place for hit in hits if fold(query) in {fold(n) for n in _names(hit.place)}]
    return named[0] if len(named) == 1 else None


def province_typed(typed: Typed, name: str = "place") -> Place | None:
    """Return the province chosen."""
    return place_or_none(typed.get(f"{name}-province", ""), "province")


def place_field(typed: Typed, *, label: str, hint: str = "", searching: bool = False, name: str = "place") -> FieldView:
    """Return the question for a commune by province and name, with the list of those found."""
    query, province = typed.get(f"{name}-query", ""), typed.get(f"{name}-province", "")
    chosen = place_typed(typed, name)
    was_searched = (bool(query) and chosen is None) or (searching and bool(query))
    hits = find_communes(query, province if place_or_none(province, "province") else "") if was_searched else []
    value = AddressParts(
        province=province or (chosen.province_code if chosen else ""),
        provinces=tuple(Option(p.code, p.name) for p in places.provinces()),
        query=query if not chosen or was_searched else "",
        commune=chosen.code if chosen else "",
        commune_label=_full(chosen) if chosen else "",
        matches=tuple(Option(h.place.code, _full(h.place), hint=h.matched) for h in hits),
        was_searched=was_searched,
        asks_detail=False,
    )
    return FieldView("address", name, label, value, hint=hint)


def _names(place: Place) -> tuple[str, ...]:
    return place.name, places.bare_name(place.name), places.full_name(place.code), _full(place)


def _full(place: Place) -> str:
    text = places.full_name(place.code)
    return text[:1].upper() + text[1:]
