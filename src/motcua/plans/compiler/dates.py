"""When something is due, as plans say it: a day, a month, a quarter, a year, always, again and again."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .words import fold

_YEAR = r"(?:19|20)\d\d"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_DAY = re.compile(
    rf"(?:ngày\s+)?(?<![\d/])(?P<d>\d{{1,2}})\s*[/.\-]\s*(?P<m>\d{{1,2}})\s*[/.\-]\s*(?P<y>{_YEAR})(?!\d)"
    rf"|ngày\s+(?P<d2>\d{{1,2}})\s+tháng\s+(?P<m2>\d{{1,2}})\s*,?\s+năm\s+(?P<y2>{_YEAR})"
)
_MONTH = re.compile(
    rf"tháng\s+(?P<m>\d{{1,2}})\s*(?:[/\-]|\s+năm\s+)\s*(?P<y>{_YEAR})|(?<![\d/])(?P<m2>\d{{1,2}})\s*/\s*(?P<y2>{_YEAR})(?!\d)"
)
_BARE_MONTH = re.compile(r"tháng\s+(?P<m>\d{1,2})(?![\d/])(?!\s*(?:năm|[/\-]))")
_BARE_DAY = re.compile(r"(?:ngày\s+)?(?<![\d/])(?P<d>\d{1,2})\s*/\s*(?P<m>\d{1,2})(?![\d/])(?!\s*/)")
_QUARTER = re.compile(rf"quý\s+(?P<q>iv|iii|ii|i|[1-4])\b(?:\s*(?:[/\-,]|năm|\s)\s*(?:năm\s+)?(?P<y>{_YEAR}))?")
_QUARTERS = re.compile(
    rf"quý\s+(?:iv|iii|ii|i|[1-4])\s*(?:(?:[-–,+]|đến)\s*(?:quý\s+)?|và\s+(?!quý))(?P<q>iv|iii|ii|i|[1-4])\s*(?:[/\-,]|năm|\s)\s*(?:năm\s+)?(?P<y>{_YEAR})"
)
_HALF = re.compile(rf"(?P<h>6|sáu)\s+tháng\s+(?P<w>đầu|cuối)\s+năm(?:\s+(?P<y>{_YEAR}))?")
_YEARS = re.compile(rf"(?:giai\s+đoạn\s+)?(?P<a>{_YEAR})\s*[-–]\s*(?P<b>{_YEAR})")
_ONE_YEAR = re.compile(rf"năm\s+(?P<y>{_YEAR})(?!\s*[-–]\s*{_YEAR})")

_RECURRENCES = (
    ("monthly", re.compile(r"(?:hàng|hằng|mỗi|từng)\s+tháng|tháng\s+một\s+lần|\d+\s*lần\s*/\s*tháng|/\s*tháng\b")),
    ("quarterly", re.compile(r"(?:hàng|hằng|mỗi|từng)\s+quý|quý\s+một\s+lần|\d+\s*lần\s*/\s*quý|/\s*quý\b")),
    ("yearly", re.compile(r"(?:hàng|hằng|mỗi|từng)\s+năm|năm\s+một\s+lần|\d+\s*lần\s*/\s*năm|/\s*năm\b")),
    ("continuous", re.compile(r"thường\s+xuyên|liên\s+tục|(?:hàng|hằng|mỗi)\s+(?:ngày|tuần)")),
)  # fmt: skip

# "đã thực hiện", "đã ban hành Kế hoạch …": the paper itself says that it is done.
_DONE = re.compile(r"\(?\s*đã\s+(?:hoàn\s+thành|thực\s+hiện|ban\s+hành|triển\s+khai|xong|có|giao|kết\s+nối|tổ\s+chức)")
_GOES_ON = re.compile(r"tiếp\s+tục|đang\s+(?:thực\s+hiện|triển\s+khai)")

_TIME_WORDS = re.compile(
    r"^\W*(?:nhiệm\s+vụ\s+)?(?:(?:hoàn\s+thành|xong|thực\s+hiện)\b\s*)?"
    r"(?:thường\s+xuyên|cả\s+năm|hàng\s|hằng\s|định\s+kỳ|trước|trong|sau\s+khi|ngay\s|quý|tháng|năm\s+\d|đến\s|từ\s|cuối|đầu|giữa|chậm\s+nhất|"
    r"theo\s+(?:hướng\s+dẫn|quy\s+định|yêu\s+cầu|kế\s+hoạch|lộ\s+trình|tiến\s+độ|chỉ\s+đạo|thời\s+gian)|khi\s+có|"
    r"\d{1,2}[/.]\d{1,2}|\d{1,2}/\d{4}|(?:19|20)\d\d|\(?đã\s|cấp\s+(?:xã|tỉnh|huyện)\s+\d|thực\s+hiện\s+theo|liên\s+tục|hoàn\s+thành|"
    r"giai\s+đoạn|6\s+tháng|sáu\s+tháng|đột\s+xuất|-\s*năm\s+\d)"
)


@dataclass(frozen=True)
class When:
    """The last day, or else the month, a year, and how it comes back; all None when the words give no time."""

    due: date | None = None
    due_month: str | None = None
    year: int | None = None
    recurrence: str | None = None
    status: str | None = None

    @property
    def is_known(self) -> bool:
        """Return whether anything was found."""
        return any((self.due, self.due_month, self.year, self.recurrence, self.status))


@dataclass(frozen=True)
class Found:
    """A date in a text: the last day of what is said, how fine it is, and its place."""

    last: date
    fineness: str  # day, month, quarter, year
    start: int
    end: int


def dates_in(text: str, *, year: int | None = None) -> list[Found]:
    """Return every date of the text in order; a month or day without a year takes `year`, or is left out.

    >>> [(f.last.isoformat(), f.fineness) for f in dates_in("trước ngày 30/9/2024; quý IV/2025; tháng 12 năm 2025")]
    [('2024-09-30', 'day'), ('2025-12-31', 'quarter'), ('2025-12-31', 'month')]
    """
    low, taken, found = fold(text), bytearray(len(text)), []
    for last, fineness, start, end in _all(low, year):
        if last is None or any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        found.append(Found(last, fineness, start, end))
    return sorted(found, key=lambda f: f.start)


def _all(low: str, year: int | None) -> Iterator[tuple[date | None, str, int, int]]:
    for m in _DAY.finditer(low):
        d, mo, y = (m["d"], m["m"], m["y"]) if m["d"] else (m["d2"], m["m2"], m["y2"])
        yield _day(int(y), int(mo), int(d)), "day", m.start(), m.end()
    for m in _HALF.finditer(low):
        y = int(m["y"]) if m["y"] else year
        yield (y and _month_end(y, 6 if m["w"] == "đầu" else 12)) or None, "quarter", m.start(), m.end()
    for m in _MONTH.finditer(low):
        mo, y = (m["m"], m["y"]) if m["m"] else (m["m2"], m["y2"])
        yield _month_end(int(y), int(mo)), "month", m.start(), m.end()
    for m in _QUARTERS.finditer(low):
        yield _month_end(int(m["y"]), _ROMAN[m["q"]] * 3), "quarter", m.start(), m.end()
    for m in _QUARTER.finditer(low):
        y = int(m["y"]) if m["y"] else year
        yield (y and _month_end(y, _ROMAN[m["q"]] * 3)) or None, "quarter", m.start(), m.end()
    for m in _YEARS.finditer(low):
        yield date(int(m["b"]), 12, 31), "years", m.start(), m.end()
    for m in _ONE_YEAR.finditer(low):
        yield date(int(m["y"]), 12, 31), "year", m.start(), m.end()
    for m in _BARE_DAY.finditer(low):
        yield (year and _day(year, int(m["m"]), int(m["d"]))) or None, "day", m.start(), m.end()
    for m in _BARE_MONTH.finditer(low):
        yield (year and _month_end(year, int(m["m"]))) or None, "month", m.start(), m.end()


def when(text: str, *, year: int | None = None) -> When:
    """Return what a cell or a clause about time says; several dates: the first counts, the papers put it first.

    >>> when("Tháng 12/2025")
    When(due=None, due_month='2025-12', year=2025, recurrence=None, status=None)
    >>> when("Hoàn thành trước ngày 10/7/2024").due.isoformat()
    '2024-07-10'
    >>> when("Hàng quý").recurrence, when("(Đã thực hiện kết nối)").status
    ('quarterly', 'done')
    """
    low = fold(text)
    recurrence = next((name for name, words in _RECURRENCES if words.search(low)), None)
    is_done = _DONE.match(low.lstrip(" (-")) is not None and not _GOES_ON.search(low)
    status = "done" if is_done else None
    # What stands in brackets tells how it came about ("Quyết định … ngày 17/6/2025"), not when it is due.
    outside = re.sub(r"\([^()]*\)?", lambda m: " " * len(m.group()), text)
    outside = re.sub(rf"^\s*({_YEAR})\s*$", r"năm \1", outside)
    # "10/10 hằng năm" comes back: it is no day of this year.
    found = [f for f in dates_in(outside, year=None if recurrence else year) if not _is_of_a_paper(fold(outside), f)]
    if not found and year and re.fullmatch(r"\W*(?:trong|cả|hết|cuối)\s+năm\W*", fold(outside)):
        return When(due_month=f"{year}-12", year=year, recurrence=recurrence, status=status)
    if is_done or not found:
        return When(recurrence=recurrence, status=status)
    first = found[0]
    spoken = first
    if (
        first.fineness == "year"
        and len(found) > 1
        and found[1].fineness in ("day", "month")
        and found[1].last.year == first.last.year
    ):
        spoken = found[1]  # "Năm 2025: Tháng 11/2025"
    following = next((f for f in found if f.start >= spoken.end), None)
    if following and re.fullmatch(
        r"\s*(?:-|–|đến|đến hết|tới)\s*(?:hết\s+)?", fold(outside)[spoken.end : following.start]
    ):
        spoken = following  # "tháng 3 - tháng 6/2026" ends in June
    begins = re.search(r"(?:từ|kể\s+từ|bắt\s+đầu)\s+(?:ngày\s+|tháng\s+)?$", fold(outside)[: spoken.start])
    if begins:
        later = [f for f in found if f.start > spoken.start]
        if recurrence or not later:
            return When(year=spoken.last.year, recurrence=recurrence, status=status)
        spoken = later[0]
    if spoken.fineness == "day":
        return When(due=spoken.last, year=spoken.last.year, recurrence=recurrence, status=status)
    # A quarter and a year end with their last month.
    return When(due_month=f"{spoken.last:%Y-%m}", year=spoken.last.year, recurrence=recurrence, status=status)


def looks_like_time(text: str) -> bool:
    """Return whether a phrase begins as plans begin a time.

    >>> looks_like_time("Thường xuyên"), looks_like_time("Theo hướng dẫn của Sở"), looks_like_time("Văn phòng")
    (True, True, False)
    """
    return _TIME_WORDS.match(fold(text)) is not None


def _is_of_a_paper(low: str, found: Found) -> bool:
    # "Quyết định số 06/QĐ-TTg ngày 06/01/2022": the day a paper was signed.
    before = low[max(0, found.start - 60) : found.start]
    return (
        re.search(
            r"(?:số\s*[\w/.\-]*\s*|/[\w\-]+\s*|(?:nghị định|quyết định|thông tư|công văn|kế hoạch)"
            r"\s+(?:số\s+)?[\w/.\-]+\s*)(?:ngày\s*)?$",
            before,
        )
        is not None
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])
