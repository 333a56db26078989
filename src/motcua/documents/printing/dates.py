"""Dates and instants as official papers write them out.

Screens say "17:00, thứ Hai 16/11/2026" (platform.text); a paper says "17 giờ 00, thứ Hai ngày 16 tháng
11 năm 2026", days below 10 and months 1 and 2 with a zero (decree 30/2020/NĐ-CP, appendix I).
"""

import re
from datetime import date, datetime

from motcua.platform.text import date_vi, weekday_vi
from motcua.platform.text.dates import HERE


def day_in_words(on: date) -> str:
    """Return the day as it stands after the place name; days below 10 and months 1 and 2 get a zero.

    >>> day_in_words(date(2026, 2, 5))
    'ngày 05 tháng 02 năm 2026'
    """
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02} tháng {month} năm {on.year}"


def weekday_in_words(on: date) -> str:
    """Return the day with its weekday, for a promise somebody plans a trip around.

    >>> weekday_in_words(date(2026, 11, 16))
    'thứ Hai ngày 16 tháng 11 năm 2026'
    """
    return f"{weekday_vi(on)} {day_in_words(on)}"


def hour_in_words(at: datetime) -> str:
    """Return the local hour and minute of an aware instant: '17 giờ 00'."""
    local = _local(at)
    return f"{local:%H} giờ {local:%M}"


def instant_in_words(at: datetime) -> str:
    """Return an aware instant in Việt Nam's time.

    >>> from datetime import UTC
    >>> instant_in_words(datetime(2026, 11, 16, 10, 0, tzinfo=UTC))
    '17 giờ 00, thứ Hai ngày 16 tháng 11 năm 2026'
    """
    return f"{hour_in_words(at)}, {weekday_in_words(_local(at).date())}"


def moment_in_words(when: date | datetime) -> str:
    """Return an instant with its hour, a plain day without one."""
    return instant_in_words(when) if isinstance(when, datetime) else weekday_in_words(when)


def local_day(at: datetime) -> date:
    """Return the day it is in Việt Nam at an aware instant."""
    return _local(at).date()


def birth_in_words(born: str) -> str:
    """Return a birth date given in ISO form with what is known of it: year, year and month, or the whole day.

    Many old people's papers know only the year; what is not known is not printed.

    >>> birth_in_words("1957"), birth_in_words("1957-08"), birth_in_words("1957-08-03")
    ('1957', 'tháng 8 năm 1957', '03/08/1957')
    """
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", born):
        raise ValueError("a birth date is YYYY, YYYY-MM or YYYY-MM-DD")
    first_day = date.fromisoformat(born + "-01-01"[len(born) - 4 :])
    if len(born) == len("1957"):
        return born
    return date_vi(first_day) if len(born) == len("1957-08-03") else f"tháng {first_day.month} năm {first_day.year}"


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant on paper needs its time zone")
    return at.astimezone(HERE)
