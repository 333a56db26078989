"""What a page of numbers is asked for: whose, of which period, of which procedure; and how amounts are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from motcua.identity.queries import Person, UnitView
from motcua.monitoring import places
from motcua.monitoring.models import DossierFact, VersionTrait
from motcua.monitoring.periods import Period
from motcua.monitoring.queries.walking import Asked
from motcua.platform.errors import Forbidden, Invalid
from motcua.platform.text import number

FEWEST = 5  # of less than this no share is said, only the counts: one dossier more would turn it over


@dataclass(frozen=True)
class Wanted:
    """A unit whose figures this person reads, a period, a procedure ("" for all)."""

    unit: UnitView
    units: tuple[UnitView, ...]
    period: Period
    on: date
    procedure: str

    @cached_property
    def members(self) -> tuple[int, ...]:
        """The committees that are counted."""
        return places.counted(self.unit.id, min(self.period.last, self.on)).place.members

    @property
    def asked(self) -> Asked:
        """The same as queries ask it."""
        return Asked(self.members, self.period, self.procedure)

    @property
    def query(self) -> dict[str, str]:
        """The same as addresses say it."""
        told = {"don-vi": str(self.unit.id), "ky": self.period.key}
        return told | ({"thu-tuc": self.procedure} if self.procedure else {})

    def url(self, base: str, **more: object) -> str:
        """Return an address of another page about the same."""
        return f"{base}?{urlencode(self.query | {key: str(value) for key, value in more.items() if value != ''})}"

    def choices(self, procedures: Mapping[str, str]) -> dict[str, object]:
        """Return what the form above the page offers."""
        return {
            "units": [(str(one.id), one.name, one.id == self.unit.id) for one in self.units],
            "periods": period_choices(self.period, self.on),
            "procedures": [(code, title, code == self.procedure) for code, title in procedures.items()],
        }


_PAGES = {"desk:board": "Bảng điều hành", "desk:bottlenecks": "Điểm nghẽn", "desk:emulation": "Số liệu thi đua"}


def tabs(here: str, who: Person, wanted: Wanted | None = None) -> list[dict[str, object]]:
    """Return the pages that stand beside each other under the board, those he may open; what is asked goes along."""
    return [
        {
            "label": label,
            "url": wanted.url(reverse(name)) if wanted and name != "desk:board" else reverse(name),
            "is_current": name == here,
        }
        for name, label in _PAGES.items()
        if name != "desk:board" or who.may(places.OVERSEES)
    ]


def wanted_of(who: Person, query: QueryDict, on: date) -> Wanted:
    """Read the address; what is not understood asks for this month of the first unit he reads. Forbidden for none."""
    units = tuple(places.readable(who, on))
    unit = next((one for one in units if str(one.id) == query.get("don-vi", "")), units[0] if units else None)
    if unit is None:
        raise Forbidden("there are no figures for him to read")
    places.permit(who, unit.id)
    return Wanted(unit, units, period_of(query, on), on, query.get("thu-tuc", "")[:20])


def period_of(query: QueryDict, on: date) -> Period:
    """Return the period an address names, else this month."""
    try:
        return Period.parse(query.get("ky", "")[:30])
    except Invalid:
        return Period.month_of(on)


def period_choices(chosen: Period, on: date) -> list[tuple[str, str, bool]]:
    """Return (key, words, whether it is the one): a year of months, two quarters and two years, and what is shown."""
    this = Period.month_of(on)
    months = this.within_a_year()[::-1]
    quarter = Period.parse(f"{on.year}-Q{(on.month + 2) // 3}")
    year = Period.parse(str(on.year))
    offered = [*months, quarter, quarter.before(), year, year.before()]
    if chosen not in offered:
        offered.insert(0, chosen)
    return [(one.key, one.name_vi[0].upper() + one.name_vi[1:], one == chosen) for one in offered]


def procedures_of(members: tuple[int, ...], period: Period) -> dict[str, str]:
    """Return the procedures with dossiers of a period, by title; two queries."""
    codes = set(
        DossierFact.objects.filter(committee_id__in=members, submitted_on__lte=period.last)
        .values_list("procedure", flat=True)
        .distinct()
    )
    titles = dict(
        VersionTrait.objects.filter(procedure__in=codes).order_by("valid_from").values_list("procedure", "title")
    )
    return dict(sorted(((code, titles.get(code, code)) for code in codes), key=lambda one: one[1]))


def amount(value: float) -> str:
    """Say a number with at most one decimal.

    >>> amount(3.0), amount(3.46), amount(1234)
    ('3', '3,5', '1.234')
    """
    short = round(value, 1)
    return number(int(short)) if short == int(short) else number(short)


def hours(seconds: float | None) -> str:
    """Say an amount of office time.

    >>> [hours(one) for one in (None, 0, 1500, 3600, 12600, 59.9 * 60)]
    ['—', '0 phút', '25 phút', '1 giờ', '3,5 giờ', '1 giờ']
    """
    if seconds is None:
        return "—"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} phút"
    return f"{amount(minutes / 60)} giờ"


def share(count: int, of: int) -> str:
    """Say a share of a count, where there are enough of them.

    >>> share(3, 4), share(9, 12), share(0, 0)
    ('', '75%', '')
    """
    return f"{amount(100 * count / of)}%" if of >= FEWEST else ""


def with_share(count: int, of: int) -> str:
    """Say a count and, where there are enough, its share.

    >>> with_share(3, 4), with_share(9, 12)
    ('3', '9 (75%)')
    """
    told = share(count, of)
    return f"{number(count)} ({told})" if told else number(count)
