"""How numbers read: a comma before decimals, a dot between thousands, signs in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from motcua.monitoring.figures import Figure
from motcua.monitoring.indicators import Measure, library
from motcua.monitoring.indicators.model import Indicator

DASH = "—"
NO_SOURCE = "chưa có nguồn dữ liệu"
MARKS = {
    "C": "theo văn bản chính thức",
    "C2": "theo nguồn thứ hai, chưa đối chiếu phụ lục",
    "M": "chưa có văn bản xác nhận",
    "P": "do hệ thống đề xuất",
}


def number(value: Decimal | int | None, decimals: int = 2) -> str:
    """Write a number as Vietnamese read it.

    >>> number(Decimal("1284.5")), number(1284, 0), number(None)
    ('1.284,50', '1.284', '—')
    """
    if value is None:
        return DASH
    text = f"{value:,.{decimals}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def value_of(figure: Figure) -> str:
    """Write a figure with its unit: "98,36%", "4,20 phút", "1.284 hồ sơ"."""
    if figure.no_source:
        return NO_SOURCE
    if figure.value is None:
        return DASH
    text = number(figure.value, 0 if figure.kind == "count" else 2)
    return f"{text}%" if figure.unit == "%" else f"{text} {figure.unit}"


def made_of(figure: Figure) -> str:
    """Write what a figure was made of: "1.263 / 1.284", or the spread of a mean."""
    if figure.median is not None:
        return f"trung vị {number(figure.median)}, chín phần mười không quá {number(figure.p90)}"
    if figure.numerator is None or figure.kind == "count":
        return ""
    return f"{number(figure.numerator, 0)} / {number(figure.denominator, 0)}"


def change(now: Decimal | None, before: Decimal | None, decimals: int = 2) -> str:
    """Say how a number moved: "tăng 0,40", "giảm 0,35", "không đổi".

    >>> change(Decimal("86.42"), Decimal("84.90")), change(Decimal(1), Decimal(1)), change(None, Decimal(1))
    ('tăng 1,52', 'không đổi', '')
    """
    if now is None or before is None:
        return ""
    if now == before:
        return "không đổi"
    return f"{'tăng' if now > before else 'giảm'} {number(abs(now - before), decimals)}"


def formula(measure: Measure) -> list[tuple[str, str]]:
    """Say what is counted: (what it is called, the sentence)."""
    if measure.kind == "missing":
        return [("Chưa tính được", measure.why)]
    told: list[tuple[str, str]] = []
    base = "" if measure.kind == "services" else _dossiers(measure, measure.denominator)
    match measure.kind:
        case "mean":
            told = [("Được tính", base), ("Cách tính", _COMPARED)]
        case "services":
            told = [("Mẫu số", _services(measure.denominator))]
            if measure.used:
                names = " và ".join(library().conditions[key].name for key in measure.used)
                told.insert(0, ("Tử số", f"Trong số đó, thủ tục có ít nhất một hồ sơ {names} trong kỳ."))
            else:
                told.insert(0, ("Tử số", _services(measure.numerator)))
        case _ if measure.subtract:
            less = "; trừ hồ sơ ".join(library().conditions[key].name for key in measure.subtract)
            told = [("Tử số", f"Hồ sơ của mẫu số, trừ hồ sơ {less}."), ("Mẫu số", base)]
        case "count":
            told = [("Được đếm", _dossiers(measure, measure.numerator))]
        case _:
            told = [("Tử số", _dossiers(measure, measure.denominator + measure.numerator)), ("Mẫu số", base)]
    if measure.kind != "services":
        told.append(("Không tính", "Hồ sơ trùng đã gộp vào hồ sơ khác."))
    return told


_COMPARED = (
    "Từng thủ tục: 1 trừ thời gian trung bình khi nộp trực tuyến chia thời gian trung bình khi nộp trực tiếp; gộp các"
    " thủ tục theo số hồ sơ trực tuyến. Chỉ tính thủ tục có từ 5 hồ sơ ở mỗi cách nộp."
)
_INTO = {
    "received": "được tiếp nhận (hoặc bị từ chối tiếp nhận) trong kỳ",
    "submitted": "nộp trong kỳ",
    "rated": "được đánh giá trong kỳ",
    "ended": "kết thúc trong kỳ",
}


def _dossiers(measure: Measure, keys: Sequence[str]) -> str:
    named = [library().conditions[key].name for key in keys if key != "all"]
    return f"Hồ sơ {', '.join([_INTO[measure.of], *named])}."


def _services(keys: Sequence[str]) -> str:
    named = [library().services[key].name for key in keys]
    return f"Thủ tục {', '.join(named)} vào ngày cuối kỳ."


def scoring(one: Indicator) -> str:
    """Say how a line gives points.

    >>> from motcua.monitoring.indicators.model import Scoring
    >>> scoring(Indicator("9", "1", "m", 6, Scoring("bands", steps=((90, 6), (50, 2), (0, 0))), ("commune",)))
    'Từ 90% được 6 điểm; từ 50% được 2 điểm; từ 0% được 0 điểm.'
    """
    match one.scoring.type:
        case "linear":
            return f"{one.points} điểm nhân tỷ lệ đạt được."
        case "to_target":
            return f"Đạt từ {one.scoring.target}% được {one.points} điểm; dưới mức đó tính theo phần đạt được."
        case "bands":
            steps = "; ".join(f"từ {since}% được {points} điểm" for since, points in one.scoring.steps)
            return f"{steps[:1].upper()}{steps[1:]}."
    return "Chỉ để biết, không tính điểm."
