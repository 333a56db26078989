"""Numbers, money, dates and codes as people in Việt Nam read them."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
WEEKDAY_WORDS = re.compile(r"\b(?:[Tt]hứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)|[Cc]hủ nhật)(?: \d{1,2}/\d{1,2})?")
WEEKDAYS_SHORT = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def number(value: int | float | Decimal, places: int = 0) -> str:
    """Group thousands with dots, decimals after a comma.

    >>> number(1284), number(Decimal("86.42"), 2), number(-1500)
    ('1.284', '86,42', '-1.500')
    """
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def money(amount: int | Decimal, *, short: bool = False) -> str:
    """Say an amount of dong; `short` is for tables.

    >>> money(8000), money(Decimal(8000), short=True), money(0)
    ('8.000 đồng', '8.000 đ', '0 đồng')
    """
    return f"{number(amount)} {'đ' if short else 'đồng'}"


def weekday_long(on: date) -> str:
    return WEEKDAYS[on.weekday()]


def weekday_short(on: date) -> str:
    return WEEKDAYS_SHORT[on.weekday()]


def in_sentence(weekday: str) -> str:
    """Lower the first letter for use inside a sentence: thứ Hai, chủ nhật."""
    return weekday[0].lower() + weekday[1:]


def day(on: date, *, year: bool = True) -> str:
    """A promised day always carries its weekday.

    >>> day(date(2026, 11, 16)), day(date(2026, 11, 6), year=False)
    ('thứ Hai 16/11/2026', 'thứ Sáu 06/11')
    """
    return f"{in_sentence(weekday_long(on))} {on:%d/%m/%Y}" if year else f"{in_sentence(weekday_long(on))} {on:%d/%m}"


def tied(words: str) -> str:
    """Keep a weekday and its date on one line, for big type on a small screen.

    >>> tied("17:00, thứ Hai 16/11").replace("\u00a0", "~")
    '17:00, thứ~Hai~16/11'
    """
    return WEEKDAY_WORDS.sub(lambda found: found[0].replace(" ", "\u00a0"), words)


def clock(at: datetime | time) -> str:
    return f"{at:%H:%M}"


def moment(at: datetime, *, year: bool = True) -> str:
    """
    >>> moment(datetime(2026, 11, 16, 17, 0))
    '17:00, thứ Hai 16/11/2026'
    """
    return f"{clock(at)}, {day(at.date(), year=year)}"


def file_size(size: int) -> str:
    """Say the size of a file (bytes) as a phone would.

    >>> file_size(812), file_size(254_000), file_size(1_258_291)
    ('1 KB', '248 KB', '1,2 MB')
    """
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{number(size / 1024 / 1024, 1)} MB"


def code_groups(code: str) -> list[str]:
    """Split a dossier code where a line may break; nothing is added, so that copying gives the code itself.

    >>> code_groups("000.00.31.H24-261113-0017")
    ['000.00.31.H24-', '261113-', '0017']
    """
    parts = code.split("-")
    return [f"{part}-" for part in parts[:-1]] + parts[-1:]
