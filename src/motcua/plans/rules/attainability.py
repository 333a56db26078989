"""Can a target be reached at all? A product of two numbers of a paper, held against people and what really came. Pure.

Nothing is refused: a target that looks out of reach is flagged for a person, with every number and where it is from.
The thresholds are data (data/attainability.yaml, mark P).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from motcua.plans.rules.targets import number_vi, rounded
from motcua.platform.text import fold, number


@dataclass(frozen=True)
class Limits:
    """From where on a target is called hard to reach."""

    dossiers_a_person_a_year: Decimal
    times_what_came: Decimal


@dataclass(frozen=True)
class Known:
    """What is known of the unit the target is for; None is not known.

    `people` live there, `received` dossiers came in the last twelve months, it has `procedures` of its own.
    """

    people: int | None = None
    received: int | None = None
    procedures: int | None = None


@dataclass(frozen=True)
class Verdict:
    """`lines` is the arithmetic, `why` the sentences that call it hard to reach, `lacks` what could not be held."""

    lines: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def is_hard(self) -> bool:
        """Whether anything speaks against it."""
        return bool(self.why)


def judge(op: str, value: Decimal, measure: str, each_of: int | None, known: Known, limits: Limits) -> Verdict:
    """Return whether a target can be reached, and how that was counted.

    `each_of`: the value is for each of so many services. "At most" targets are never hard in this sense.
    """
    folded = fold(measure)
    if measure.strip().startswith("%") or "phan tram" in folded:
        over = op in (">=", ">", "=") and value > 100
        return Verdict(why=(f"{number_vi(value)}% lớn hơn toàn bộ (100%).",) if over else ())
    if op in ("<=", "<"):
        return Verdict()
    if "ho so" in folded:
        return _volume(value, each_of, known, limits)
    if "dich vu" in folded or "thu tuc" in folded or "dvc" in folded:
        return _services(value, known)
    return Verdict()


def _volume(value: Decimal, each_of: int | None, known: Known, limits: Limits) -> Verdict:
    total = value * (each_of or 1)
    lines = (
        [f"{number(each_of)} dịch vụ × {number_vi(value)} hồ sơ một năm = {number_vi(total)} hồ sơ một năm."]
        if each_of
        else []
    )
    why, lacks = [], []
    if known.people is None:
        lacks.append("Chưa có dân số của đơn vị nên chưa chia được theo đầu người.")
    else:
        each = rounded(total / known.people, 1)
        lines.append(
            f"{number_vi(total)} hồ sơ : {number(known.people)} người = {number_vi(each)} hồ sơ mỗi người một năm."
        )
        if total > limits.dossiers_a_person_a_year * known.people:
            why.append(
                f"Mỗi người dân, kể cả trẻ nhỏ, phải nộp {number_vi(each)} hồ sơ một năm;"
                f" ngưỡng đặt ra là {number_vi(limits.dossiers_a_person_a_year)}."
            )
    if known.received is None:
        lacks.append("Chưa có số hồ sơ thực nhận 12 tháng qua để đối chiếu.")
    else:
        lines.append(f"12 tháng qua thực nhận {number(known.received)} hồ sơ.")
        if total > limits.times_what_came * known.received:
            beside = "trong khi 12 tháng qua chưa nhận hồ sơ nào"
            if known.received:
                beside = f"gấp {number_vi(rounded(total / known.received, 1))} lần số thực nhận"
            why.append(f"Chỉ tiêu là {number_vi(total)} hồ sơ, {beside}.")
    return Verdict(tuple(lines), tuple(why), tuple(lacks))


def _services(value: Decimal, known: Known) -> Verdict:
    if known.procedures is None:
        return Verdict(lacks=("Chưa có danh mục thủ tục của đơn vị để đối chiếu.",))
    line = f"Danh mục của đơn vị có {number(known.procedures)} thủ tục."
    if value <= known.procedures:
        return Verdict((line,))
    return Verdict(
        (line,), (f"Chỉ tiêu {number_vi(value)} nhiều hơn số thủ tục đơn vị có ({number(known.procedures)}).",)
    )
