"""Numbers as Vietnamese papers write them: grouped by dots, and in words."""

from __future__ import annotations

from decimal import Decimal

LARGEST_IN_WORDS = 10**15
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


def number(value: int | float | Decimal) -> str:
    """Thousands by dots, decimals after a comma.

    >>> number(1284), number(Decimal("86.42")), number(-1234567)
    ('1.284', '86,42', '-1.234.567')
    """
    exact = value if isinstance(value, int | Decimal) else Decimal(repr(value))
    return f"{exact:,f}".translate({ord(","): ".", ord("."): ","}) if isinstance(exact, Decimal) else _grouped(exact)


def money(amount: int | Decimal) -> str:
    """An amount of dong. The dong has no fraction, so a fraction is a fault of the caller: ValueError.

    >>> money(8000), money(Decimal("0"))
    ('8.000 đồng', '0 đồng')
    """
    if amount != int(amount):
        raise ValueError(f"a dong has no fraction: {amount}")
    return f"{_grouped(int(amount))} đồng"


def in_words(n: int) -> str:
    """A whole number from 0 to 10^15 in words; outside of it ValueError.

    The northern reading of offices: "linh" before a lone unit, "nghìn", "tỷ";
    "mốt", "tư", "lăm" after "mươi". Groups that are all zero are passed over, and a
    group after a greater one is read in full ("không trăm …").

    >>> in_words(2026)
    'hai nghìn không trăm hai mươi sáu'
    >>> in_words(15), in_words(21), in_words(24), in_words(105), in_words(10**6)
    ('mười lăm', 'hai mươi mốt', 'hai mươi tư', 'một trăm linh năm', 'một triệu')
    """
    if isinstance(n, bool) or not 0 <= n <= LARGEST_IN_WORDS:
        raise ValueError(f"only 0 to {LARGEST_IN_WORDS} are read: {n}")
    return " ".join(_words(n)) or _DIGITS[0]


def _grouped(n: int) -> str:
    return f"{n:,}".replace(",", ".")


def _words(n: int, *, after_greater: bool = False) -> list[str]:
    """The words of n, none for 0; `after_greater` reads the missing hundreds aloud."""
    high, low = divmod(n, _BILLION)
    words: list[str] = []
    if high:
        words += [*_words(high, after_greater=after_greater), "tỷ"]
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = low // size % 1000
        if group:
            words += _group_words(group, in_full=bool(words) or after_greater)
            words += [name] if name else []
    return words


def _group_words(group: int, *, in_full: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or in_full else []
    if tens == 0:
        return words + ((["linh"] if words else []) + [_DIGITS[units]] if units else [])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + ([_unit_after_ten(tens, units)] if units else [])


def _unit_after_ten(tens: int, units: int) -> str:
    if units == 5:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(units, _DIGITS[units])
    return _DIGITS[units]
