"""Days and instants as people read them: always with the weekday when something is promised for them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from .numbers import in_words

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
# The day's own syllable has the capital (decree 30/2020, appendix II).
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def date_vi(day: date) -> str:
    """
    >>> date_vi(date(2026, 11, 6))
    '06/11/2026'
    """
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def weekday_vi(day: date) -> str:
    """
    >>> weekday_vi(date(2026, 11, 16)), weekday_vi(date(2026, 11, 22))
    ('thứ Hai', 'Chủ nhật')
    """
    return _WEEKDAYS[day.weekday()]


def instant_vi(instant: datetime) -> str:
    """The instant on the clock of Việt Nam; one without a zone is a fault of the caller: ValueError.

    >>> from datetime import UTC
    >>> instant_vi(datetime(2026, 11, 16, 10, 0, tzinfo=UTC))
    '17:00, thứ Hai 16/11/2026'
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    here = instant.astimezone(HERE)
    return f"{here:%H:%M}, {weekday_vi(here)} {date_vi(here)}"


def date_in_words(day: date) -> str:
    """A date of birth as civil-status papers repeat it in words.

    >>> date_in_words(date(2026, 10, 28))
    'Ngày hai mươi tám, tháng mười, năm hai nghìn không trăm hai mươi sáu'
    >>> date_in_words(date(1985, 4, 5))
    'Ngày năm, tháng tư, năm một nghìn chín trăm tám mươi lăm'
    """
    # The fourth month has a name of its own; nobody says "tháng bốn".
    month = "tư" if day.month == 4 else in_words(day.month)
    return f"Ngày {in_words(day.day)}, tháng {month}, năm {in_words(day.year)}"
