"""Numbers a plan wants reached: value, "at least" or "under", what is counted, and where in the sentence.

A number is a percentage, a count of a known noun, or a level. Numbers of papers, dates, articles and sizes of
things merely named are no amounts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .words import COUNTS, fold, number

_DATA = Path(__file__).parent / "data" / "amounts.yaml"
_NUM = r"(?P<n>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_PERCENT = re.compile(
    rf"(?<![\w/.,]){_NUM}\s*(?:%|phần\s+trăm)(?:\s*(?:-|–|đến)\s*(?P<to>\d+(?:[.,]\d+)?)\s*%)?|(?<![\w/.,])(?P<a>\d+(?:[.,]\d+)?)\s*[-–]\s*(?P<b>\d+(?:[.,]\d+)?)\s*%|(?<![\w/.,])(?P<c>\d+(?:[.,]\d+)?)\s+(?:đến|tới)\s+(?P<d>\d+(?:[.,]\d+)?)\s*%"
)
_LEVEL = re.compile(r"(?P<unit>cấp\s+độ|mức\s+độ)\s+(?P<n>\d{1,2})\b")
_EACH = re.compile(
    r"mỗi\s+(?P<noun>hộ\s+gia\s+đình|hộ|thôn|ấp|bản|khu\s+phố|tổ\s+dân\s+phố|xã|phường|đơn\s+vị|cơ\s+quan|trường|người)\b"
)
_RATE = re.compile(r"(?:\s*/\s*[^\W\d_]+(?:\s+(?:gia\s+đình|dân\s+phố))?){1,3}")
_EVERY = re.compile(r"\s+(?:mỗi|một)\s+(?P<span>năm|quý|tháng|tuần)\b")  # "400 phiếu mỗi quý"
# A noun that is not known counts where the number is compared: "ít nhất 05 chậu hoa".
_OTHER = re.compile(
    rf"(?<![\w/.,\-]){_NUM}\s+(?!(?:so|của|trở|đến|và|trong|tháng|năm|quý|tuổi|tại|cho|với|trên|hoặc|là|thì)\b)"
    r"(?P<noun>[^\W\d_][\w-]*)(?!\w)"
)
_SAID_BEFORE = re.compile(
    r"^\s*(?:[^\W\d_]+\s+){0,3}?(?:này|nêu\s+trên|nói\s+trên|kể\s+trên|trên(?=\s*(?:phụ\s+thuộc|là|được|do|[,;).]|$)))\b"
)
_OF_A_THING = re.compile(
    r"(?:\bvới|\bcủa|\btrong|\btại|\btheo|\bgồm|\bvề|\bcho|\bở|\bbởi|ưu\s+tiên|điều|khoản|mục|điểm|phần|bước|cấp\s+độ|mức\s+độ|mức|thứ|lần|số)\s*$"
)


@dataclass(frozen=True)
class Amount:
    """One number wanted and its place in the text; `is_plain`: no word of comparison stands by it."""

    value: Decimal
    op: str
    unit: str
    start: int
    end: int
    is_plain: bool
    is_of_a_thing: bool = False  # "với 53 dịch vụ": the size of what is spoken of
    is_first: bool = False  # nothing stands before it in its clause
    is_made: bool = False  # "tổ chức 04 lớp": a verb wants it


@cache
def _rules() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text("utf-8"))
    nouns = "|".join(re.escape(noun).replace(r"\ ", r"\s+") for noun in data["nouns"])
    words = "|".join(COUNTS)
    makes = data["makes"].replace("\n", "").replace("| ", "|")
    before = {
        ">=": rf"(?:{data['at_least']})",
        ">": rf"(?:{data['more_than']})",
        "<=": rf"(?:{data['at_most']})",
        "<": rf"(?:{data['less_than']})",
    }
    return {
        "count": re.compile(rf"(?<![\w/.,\-]){_NUM}(?:\s*/\s*\d{{1,3}})?\s+(?P<noun>{nouns})(?!\w)"),  # "8/8 khu phố"
        "word": re.compile(rf"(?<!\w)(?P<n>{words})\s+(?P<noun>{nouns})(?!\w)"),
        "same": data["same"],
        "makes": re.compile(
            rf"(?:^|[\s,;(])(?:{makes})(?:\s+(?:được|mới|thêm|tốt|hiệu\s+quả|thực\s+chất|và|thành\s+công|sử\s+dụng|ra\s+mắt|khoảng)|,)*\s*$"
        ),
        "opens": re.compile(rf"\W*(?:{makes})\b"),
        "before": [
            (op, re.compile(rf"{words_}\s*(?:là|bằng|đạt|có|được|khoảng)?\s*$"))
            for op, words_ in _longest_first(before)
        ],
    }


def opens_with_making(low: str) -> bool:
    """Return whether a folded sentence opens with a verb that makes something countable."""
    return _rules()["opens"].match(low) is not None


def _longest_first(before: dict[str, str]) -> list[tuple[str, str]]:
    # "không quá" must be seen before "hơn" of "không cao hơn"; the negated ones hold the plain ones inside.
    return [("<=", before["<="]), (">=", before[">="]), (">", before[">"]), ("<", before["<"])]


def amounts_in(text: str) -> list[Amount]:
    """Return the amounts of a text in order.

    >>> text = "đạt tối thiểu 90%; 40% trở lên; dưới 08 phút; không quá 3 ngày"
    >>> [(int(a.value), a.op, a.unit) for a in amounts_in(text)]
    [(90, '>=', '%'), (40, '>=', '%'), (8, '<', 'phút'), (3, '<=', 'ngày')]
    >>> text = "mỗi hộ gia đình có ít nhất 01 người; ít nhất 500 hồ sơ/năm/xã"
    >>> [(int(a.value), a.op, a.unit) for a in amounts_in(text)]
    [(1, '>=', 'người/hộ'), (500, '>=', 'hồ sơ/năm/xã')]
    """
    low = fold(text)
    found = [*_percents(low), *_levels(low), *_counts(low)]
    taken: list[Amount] = []
    for amount in sorted(found, key=lambda a: (a.start, -a.end)):
        if not any(amount.start < other.end and other.start < amount.end for other in taken):
            taken.append(amount)
    return taken


def _percents(low: str) -> list[Amount]:
    found = []
    for m in _PERCENT.finditer(low):
        value = number(m["n"] or m["a"] or m["c"])
        if value is None:
            continue
        op, is_plain = _op(low, m.start(), m.end())
        if m["to"] or m["b"] or m["d"]:
            op, is_plain = ">=", False
        found.append(Amount(value, op, "%", m.start(), m.end(), is_plain))
    return found


def _levels(low: str) -> list[Amount]:
    found = []
    for m in _LEVEL.finditer(low):
        op, is_plain = _op(low, m.start(), m.end())
        # "tài khoản mức độ 2" names a level; "tối thiểu cấp độ 3" wants one.
        if is_plain and not re.search(r"(?:đạt|đáp\s+ứng|bảo\s+đảm|đảm\s+bảo)\s*$", low[: m.start()]):
            continue
        found.append(Amount(Decimal(m["n"]), op, re.sub(r"\s+", " ", m["unit"]), m.start(), m.end(), is_plain))
    return found


def _counts(low: str) -> list[Amount]:
    rules, found = _rules(), []
    known = [*rules["count"].finditer(low), *rules["word"].finditer(low)]
    taken = {m.start() for m in known}
    for m in [*known, *(other for other in _OTHER.finditer(low) if other.start() not in taken)]:
        value = number(m["n"])
        if value is None or _SAID_BEFORE.match(low[m.end() :]):
            continue
        op, is_plain = _op(low, m.start(), m.end())
        if is_plain and (m["n"] in COUNTS or m.re is _OTHER):
            continue  # "một nhóm" in running text counts nothing
        noun = re.sub(r"\s+", " ", m["noun"])
        end, unit = m.end(), rules["same"].get(noun, noun)
        rate = _RATE.match(low, end)
        if rate:
            unit += re.sub(r"\s*/\s*", "/", rate.group()).replace(" gia đình", "")
            end = rate.end()
        elif every := _EVERY.match(low, end):
            unit, end = f"{unit}/{every['span']}", every.end()
        elif each := _each(low, m.start()):
            unit = f"{unit}/{each}"
        head = low[: m.start()]
        made = is_plain and rules["makes"].search(head) is not None
        found.append(
            Amount(
                value,
                op,
                unit,
                m.start(),
                end,
                is_plain,
                is_plain and _OF_A_THING.search(head) is not None,
                not re.split(r"[;,.]", head)[-1].strip(" -+"),
                made,
            )
        )
    return found


def _each(low: str, at: int) -> str | None:
    """Return what the number is counted by: "mỗi hộ gia đình có ít nhất 01 người" is a person per household."""
    clause = re.split(r"[.;]", low[:at])[-1]
    found = list(_EACH.finditer(clause))
    if not found or len(clause) - found[-1].end() > 60:
        return None
    return re.sub(r"\s+", " ", found[-1]["noun"]).replace(" gia đình", "")


def _op(low: str, start: int, end: int) -> tuple[str, bool]:
    """Return how the number is compared, and whether nothing said so."""
    after = low[end : end + 16].lstrip()
    if after.startswith("trở lên"):
        return ">=", False
    if after.startswith("trở xuống"):
        return "<=", False
    before = low[max(0, start - 40) : start]
    for op, words in _rules()["before"]:
        if words.search(before):
            return op, False
    return "=", True
