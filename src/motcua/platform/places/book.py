"""The places read once from the shipped file, and looked up by code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

from motcua.platform.errors import NotFound
from motcua.platform.text import sort_key

from .model import OldPlace, Place
from .naming import bare_name, in_sentence

FILE, CHANGES = "places_2025.txt", "changes.txt"
# The files say the same; tests compare.
VALID_FROM = date(2025, 7, 1)
DATA_DATE = date(2025, 8, 23)
NAMES_UNTIL = date(2026, 9, 20)
DATA_VERSION = "bộ mã đơn vị hành chính 34 tỉnh, thành phố, bản 23/8/2025, tên gọi cập nhật đến 20/9/2026"
SOURCE = "vietnamadminunits 1.0.4 (MIT)"

T = TypeVar("T")


@dataclass(slots=True)
class Book:
    """Everything in the files, under the newest names.

    `into` is ordered, the main successor first; keys of old units are their codes. `names` has the codes whose
    name changed after 1/7/2025: each name with the day it began, in order.
    """

    provinces: dict[str, Place] = field(default_factory=dict)
    communes: dict[str, Place] = field(default_factory=dict)
    communes_of: dict[str, list[str]] = field(default_factory=dict)
    old: dict[str, OldPlace] = field(default_factory=dict)
    into: dict[str, tuple[str, ...]] = field(default_factory=dict)
    old_communes_of: dict[str, list[str]] = field(default_factory=dict)  # of an old district
    names: dict[str, list[tuple[date, str]]] = field(default_factory=dict)


@cache
def book() -> Book:
    """The files, parsed on first use and kept for the life of the process."""
    whole = _read(_text(FILE))
    for line in _text(CHANGES).splitlines():
        if not line.startswith("#"):
            code, name, since, _ = line.split("|")
            places = whole.provinces if code in whole.provinces else whole.communes
            whole.names.setdefault(code, [(VALID_FROM, places[code].name)]).append((date.fromisoformat(since), name))
            places[code] = replace(places[code], name=name)
    return whole


def _text(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text("utf-8")


def _read(text: str) -> Book:
    whole = Book()
    province = district = district_name = province_name = ""
    for line in text.splitlines():
        letter, _, rest = line.partition("|")
        fields = rest.split("|")
        match letter:
            case "C":
                code, name, latitude, longitude = fields
                whole.communes[code] = Place(code, name, "commune", province, float(latitude), float(longitude))
                whole.communes_of[province].append(code)
            case "c":
                code, name, into = fields
                whole.old[code] = OldPlace(code, name, "commune", district_name, province_name)
                whole.into[code] = tuple(into.split())
                whole.old_communes_of[district].append(code)
            case "d":
                district, district_name, *whole_into = fields
                whole.old[district] = OldPlace(district, district_name, "district", "", province_name)
                whole.old_communes_of[district] = []
                if whole_into:
                    whole.into[district] = tuple(whole_into)
            case "p":
                code, province_name, into = fields
                whole.old[code] = OldPlace(code, province_name, "province", "", "")
                whole.into[code] = (into,)
            case "P":
                province, name, latitude, longitude = fields
                whole.provinces[province] = Place(
                    province, name, "province", province, float(latitude), float(longitude)
                )
                whole.communes_of[province] = []
    return whole


def province(code: str, *, on: date | None = None) -> Place:
    """The province with this code under its newest name, or under the one it bore on a day; NotFound otherwise.

    >>> province("14").name
    'Tỉnh Sơn La'
    >>> province("75").name, province("75", on=date(2026, 4, 29)).name
    ('Thành phố Đồng Nai', 'Tỉnh Đồng Nai')
    """
    return _named(_found(book().provinces, code), on)


def commune(code: str, *, on: date | None = None) -> Place:
    """The commune with this code, named likewise; NotFound for any other text, also for a code no longer used.

    >>> commune("26434").name
    'Xã Xuân Thành'
    """
    return _named(_found(book().communes, code), on)


def old_place(code: str) -> OldPlace:
    """The unit that had this code until 30/6/2025; NotFound for any other text.

    The first three digits of a personal number are 0 and an old province code (rules 3.4).

    >>> old_place("00004").title
    'Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội'
    """
    return _found(book().old, code)


@cache
def provinces() -> tuple[Place, ...]:
    """All 34 provinces in Vietnamese order of their names, the kind left aside.

    >>> [place.name for place in provinces()[:3]]
    ['Tỉnh An Giang', 'Thành phố Bắc Ninh', 'Tỉnh Cà Mau']
    """
    return _in_order(book().provinces.values())


@cache
def communes_of(province_code: str) -> tuple[Place, ...]:
    """The communes of a province in Vietnamese order of their names, the kind left aside.

    >>> len(communes_of("14"))
    75
    """
    province(province_code)
    return _in_order(book().communes[code] for code in book().communes_of[province_code])


def full_name(code: str, *, on: date | None = None) -> str:
    """The place with its province, as it stands inside a sentence; NotFound for a code of none.

    Papers that quote an older day give it in `on`.

    >>> full_name("03721"), full_name("14")
    ('xã Thuận Châu, tỉnh Sơn La', 'tỉnh Sơn La')
    """
    if code in book().provinces:
        return in_sentence(province(code, on=on).name)
    place = commune(code, on=on)
    return f"{in_sentence(place.name)}, {in_sentence(province(place.province_code, on=on).name)}"


def _named(place: Place, on: date | None) -> Place:
    if on is None or place.code not in book().names:
        return place
    # A day before 1/7/2025 is before the unit: it gets the first name it ever had.
    day = max(on, VALID_FROM)
    return replace(place, name=[name for since, name in book().names[place.code] if since <= day][-1])


def _in_order(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (sort_key(bare_name(place.name)), place.code)))


def _found(places: dict[str, T], code: str) -> T:
    try:
        return places[code]
    except KeyError:
        raise NotFound("no such place", place=code) from None
