"""How reports write numbers, distances, spans of time and what a target asks. Pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from motcua.monitoring.figures import Figure
from motcua.monitoring.periods import Period
from motcua.platform.text import in_words, money, number

DASH = "—"
NO_SOURCE = "chưa có nguồn dữ liệu"
_OPS = {">=": "{}", "=": "{}", ">": "trên {}", "<=": "không quá {}", "<": "dưới {}"}
_MARK = re.compile(r"^(?:[-–+•*]\s*|[a-zđ]\)\s*|\d{1,2}[.)]\s+)+")  # of a list: the report has marks of its own
LONGEST = 220  # letters of a task or target in running text


def amount(value: Decimal | int) -> str:
    """Write a number: whole ones as they are, others with two decimals.

    >>> [amount(one) for one in (1284, Decimal("98.36"), Decimal("71.80"), Decimal("70.000"), Decimal("-0.001"))]
    ['1.284', '98,36', '71,80', '70', '0']
    """
    exact = Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return number(int(exact)) if exact == exact.to_integral_value() else number(exact)


def measured(value: Decimal | int, unit: str) -> str:
    """Write a number with its unit.

    >>> measured(Decimal("98.36"), "%"), measured(Decimal("4.2"), "phút"), measured(12, "")
    ('98,36%', '4,20 phút', '12')
    """
    return f"{amount(value)}{unit}" if unit.startswith("%") else f"{amount(value)} {unit}".strip()


def distance(value: Decimal | int, unit: str) -> str:
    """Write how far two figures are apart; of shares in points of percent.

    >>> distance(Decimal("2.65"), "%"), distance(120, "hồ sơ")
    ('2,65 điểm phần trăm', '120 hồ sơ')
    """
    return measured(value, "điểm phần trăm" if unit.startswith("%") else unit)


def value_of(figure: Figure) -> str:
    """Write a figure as a cell of a table holds it."""
    if figure.no_source:
        return NO_SOURCE
    return DASH if figure.value is None else measured(figure.value, figure.unit)


def made_of(figure: Figure) -> str:
    """Write what a figure was counted from: "1.263/1.284"; of a mean how many dossiers were measured."""
    if figure.no_source or figure.kind == "count" or not figure.denominator:
        return DASH
    if figure.numerator is None:
        return amount(figure.denominator)
    return f"{amount(figure.numerator)}/{amount(figure.denominator)}"


def moved(now: Figure, before: Figure | None) -> str:
    """Write how a figure moved, for a cell: "+2,65", "−0,35", "0"; a dash where there is nothing to compare."""
    if before is None or now.value is None or before.value is None:
        return DASH
    by = now.value - before.value
    return "0" if not by else f"{'+' if by > 0 else '−'}{amount(abs(by))}"


def asked(op: str, value: Decimal, unit: str) -> str:
    """Write what a target asks, to stand after "chỉ tiêu".

    >>> asked(">=", Decimal(70), "%"), asked("<=", Decimal(5), "phút"), asked(">", Decimal("0.5"), "%")
    ('70%', 'không quá 5 phút', 'trên 0,50%')
    """
    return _OPS[op].format(measured(value, unit))


def span(period: Period) -> str:
    """Name a period inside a sentence.

    >>> span(Period.parse("2026-10")), span(Period.parse("2024-05-29..2024-09-30"))
    ('tháng 10/2026', 'giai đoạn từ ngày 29/5/2024 đến ngày 30/9/2024')
    """
    if period.kind != "span":
        return period.name_vi
    return f"giai đoạn từ ngày {day(period.first)} đến ngày {day(period.last)}"


def during(period: Period) -> str:
    """Begin a sentence with a period.

    >>> during(Period.parse("2026-Q4")), during(Period.parse("2024-05-29..2024-09-30"))
    ('Trong quý IV/2026', 'Từ ngày 29/5/2024 đến ngày 30/9/2024')
    """
    if period.kind != "span":
        return f"Trong {period.name_vi}"
    return f"Từ ngày {day(period.first)} đến ngày {day(period.last)}"


def day(on: date) -> str:
    """Write a day inside a sentence, without zeros before it.

    >>> day(date(2026, 5, 3))
    '3/5/2026'
    """
    return f"{on.day}/{on.month}/{on.year}"


def dong(value: int | Decimal) -> str:
    """Write an amount of money with its words, as papers must.

    >>> dong(12_500_000)
    '12.500.000 đồng (bằng chữ: Mười hai triệu năm trăm nghìn đồng)'
    """
    told = in_words(int(value))
    return f"{money(value)} (bằng chữ: {told[:1].upper()}{told[1:]} đồng)"


def shortened(text: str, longest: int = LONGEST) -> str:
    """Cut a text at a word, with an ellipsis; the mark before it and the sign at its end go: a sentence goes on there.

    >>> shortened("- a) Tập huấn cho cán bộ.", 60), shortened("Một hai ba bốn", 10)
    ('Tập huấn cho cán bộ', 'Một hai …')
    """
    text = _MARK.sub("", " ".join(text.split())).rstrip(".;:, ")
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rpartition(' ')[0].rstrip('.;:, ')} …"


def listed(parts: list[str], last: str = " và ") -> str:
    """Join parts of a sentence.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a và b', 'a, b và c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}{last}{parts[-1]}" if parts else ""


def begun(text: str) -> str:
    """Return a text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """Return a name as it goes on inside a sentence: "Kế hoạch năm" stays, "Tỷ lệ" becomes "tỷ lệ"."""
    return text if text[1:2].isupper() or text.startswith("Kế hoạch") else text[:1].lower() + text[1:]
