"""The places read once from the shipped file, and looked up by code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

from motcua.platform.errors import NotFound
from motcua.platform.text import sort_key

from .model import OldPlace, Place
from .naming import bare_name, in_sentence

FILE = "places_2025.txt"
# The file says the same in its head; a test compares.
VALID_FROM = date(2025, 7, 1)
DATA_DATE = date(2025, 8, 23)
DATA_VERSION = "bộ mã đơn vị hành chính 34 tỉnh, thành phố, bản 23/8/2025"
SOURCE = "vietnamadminunits 1.0.4 (MIT)"

T = TypeVar("T")


@dataclass(slots=True)
class Book:
    """Everything in the file. `into` is ordered, the main successor first; keys of old units are their codes."""

    provinces: dict[str, Place] = field(default_factory=dict)
    communes: dict[str, Place] = field(default_factory=dict)
    communes_of: dict[str, list[str]] = field(default_factory=dict)
    old: dict[str, OldPlace] = field(default_factory=dict)
    into: dict[str, tuple[str, ...]] = field(default_factory=dict)
    old_communes_of: dict[str, list[str]] = field(default_factory=dict)  # of an old district


@cache
def book() -> Book:
    """The file, parsed on first use and kept for the life of the process."""
    text = files(__package__).joinpath("data", FILE).read_text("utf-8")
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


def province(code: str) -> Place:
    """The province of today with this code; NotFound for any other text.

    >>> province("14").name
    'Tỉnh Sơn La'
    """
    return _found(book().provinces, code)


def commune(code: str) -> Place:
    """The commune of today with this code; NotFound for any other text, also for a code no longer used.

    >>> commune("26434").name
    'Xã Xuân Thành'
    """
    return _found(book().communes, code)


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
    ['Tỉnh An Giang', 'Tỉnh Bắc Ninh', 'Tỉnh Cà Mau']
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


def full_name(code: str) -> str:
    """The place of today with its province, as it stands inside a sentence; NotFound for a code of none.

    >>> full_name("26434"), full_name("14")
    ('xã Xuân Thành, tỉnh Đồng Nai', 'tỉnh Sơn La')
    """
    if code in book().provinces:
        return in_sentence(province(code).name)
    place = commune(code)
    return f"{in_sentence(place.name)}, {in_sentence(province(place.province_code).name)}"


def _in_order(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (sort_key(bare_name(place.name)), place.code)))


def _found(places: dict[str, T], code: str) -> T:
    try:
        return places[code]
    except KeyError:
        raise NotFound("no such place", place=code) from None
