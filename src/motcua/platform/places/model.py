"""What a place is: a unit of today, or one that was until 30/6/2025."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["province", "commune"]
OldKind = Literal["province", "district", "commune"]


@dataclass(frozen=True, slots=True)
class Place:
    """A province or commune of today.

    `code` is the official one: two digits for a province, five for a commune. `name` carries the kind as
    signboards write it ("Xã Xuân Thành", "Đặc khu Côn Đảo"). Latitude and longitude are degrees (WGS 84) of
    a point inside or near the unit, good for a dot on a map and for nothing finer. A province is its own province.
    """

    code: str
    name: str
    kind: Kind
    province_code: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class OldPlace:
    """A unit as it was until 30/6/2025: a province (2 digits), district (3) or commune (5 digits).

    The old codes live on in papers and in the first digits of personal numbers. Many of them now name
    another unit (00004 was Phường Trúc Bạch and is Phường Ba Đình), so a code alone never tells which is meant.
    `district` and `province` are names, empty where the unit is itself of that level or above.
    """

    code: str
    name: str
    kind: OldKind
    district: str
    province: str

    @property
    def title(self) -> str:
        """The name with everything above it: "Phường Anh Dũng, Quận Dương Kinh, Thành phố Hải Phòng"."""
        return ", ".join(part for part in (self.name, self.district, self.province) if part)


@dataclass(frozen=True, slots=True)
class Successor:
    """One of the units into which an old unit went.

    `share` is the part of the old unit's communes whose main successor this is, for an old commune 1.0 or,
    where it was divided, None: nobody published the areas in a form we could check. `is_main` is the source's
    guess at the largest part. `is_certain` says that the old name meant one unit and that all of it went here:
    only then may a program write the new place without asking.
    """

    old: OldPlace
    place: Place
    share: float | None
    is_main: bool
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search.

    `matched` is empty when the place was found by its own name, else what it was found by
    ("tên cũ: Phường Anh Dũng, Quận Dương Kinh, Thành phố Hải Phòng"). `score` is between 0 and 1 and only
    good for comparing hits of one query.
    """

    place: Place
    matched: str
    score: float
