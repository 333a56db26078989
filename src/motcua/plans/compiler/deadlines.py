"""The time a sentence sets: a deadline, a turn of months, quarters or years, told in running text."""

from __future__ import annotations

import re

from .dates import When, dates_in, when
from .words import fold

LABEL = re.compile(
    r"(?:thời gian|thời hạn|tiến độ|hạn)\s*(?:hoàn thành|thực hiện|triển khai)?(?:\s+cho [^:;.]{3,60}?)?\s*:?\s+"
    r"(?=trước|trong|tháng|quý|năm|đầu|cuối|giữa|ngày|từ|đến|hoàn thành|xong|thường|hàng|hằng|định|"
    r"chậm|\d)|hoàn thành\s*:\s+(?=\w)|(?:hoàn thành|xong)\s+(?=trước|trong|tháng|quý|chậm|đầu|cuối)"
)
_CUE = re.compile(
    r"(?:trước|chậm nhất(?: là| đến)?(?: hết)?|đến hết|hết|trong|xong|dự kiến|vào|đến)\s+"
    r"(?:(?:sáng|chiều|tối)\s+)?(?:thứ\s+\w+,?\s+)?(?:đầu\s+|"
    r"cuối\s+|giữa\s+|hết\s+)?(?:ngày\s+|tháng\s+|quý\s+)?$"
)
_NOT_A_DEADLINE = re.compile(r"(?:từ|kể từ|hiệu lực|cao điểm|giai đoạn|bắt đầu)\s+(?:từ\s+)?(?:ngày\s+|tháng\s+)?$")
FIRST_WORDS = (
    ("continuous", re.compile(r"^(?:tiếp tục )?thường xuyên\b")),
    ("monthly", re.compile(r"^(?:định kỳ )?(?:hàng|hằng) tháng\b")),
    ("quarterly", re.compile(r"^(?:định kỳ )?(?:hàng|hằng) quý\b")),
    ("yearly", re.compile(r"^(?:định kỳ )?(?:hàng|hằng) năm\b")),
)  # fmt: skip
_AGAIN = re.compile(
    r"(?:định kỳ|báo cáo|tổng hợp|công bố|họp|giao ban|đánh giá|sơ kết|kiểm tra|rà soát|"
    r"thống kê)(?:,|\s+\w+){0,6}?\s+(?:hàng|hằng|mỗi)\s+(?P<a>tháng|quý|năm)\b"
    r"|ngày\s+\d{1,2}\s+(?:của\s+)?(?:tháng\s+(?:cuối|đầu)\s+(?:của\s+)?)?(?:hàng|hằng|mỗi)\s+(?P<c>tháng|quý|năm)\b"
    r"|(?:hàng|hằng|mỗi)\s+(?P<b>tháng|quý|năm)(?:,|\s+\w+){0,4}?\s+(?:báo cáo|tổng hợp|"
    r"công bố|họp|đánh giá|sơ kết|kiểm tra)"
)
_DONE_EACH = re.compile(
    r"[,;.]\s*(?:thực hiện|tiến hành|định kỳ|tổ chức)\s+(?:thường xuyên|(?:hàng|hằng)\s+(?P<turn>tháng|"
    r"quý|năm))\s*(?:[.;)]|$)|ngày\s+\d{1,2}\s+(?:hàng|hằng)\s+(?P<day>tháng|quý|năm)"
)
_DAY_OF_EACH = re.compile(r"ngày\s+\d{1,2}\s+(?:hàng|hằng|mỗi)\s+(?P<turn>tháng|quý|năm)\b")
_TURNS = {"tháng": "monthly", "quý": "quarterly", "năm": "yearly"}


def turn_said(text: str) -> str | None:
    """Return how often a clause says that the work is done: "…; thực hiện hằng quý"."""
    m = _DONE_EACH.search(fold(text))
    turn = m and (m["turn"] or m["day"])
    return _TURNS[turn] if turn else "continuous" if m else None


def deadline(text: str, year: int | None) -> When:
    """Return the time a sentence sets: after its label, or a day, month or quarter that a word of deadline leads to."""
    low = fold(text)
    labels = list(LABEL.finditer(low))
    if labels:
        at = labels[0].end()
        end = next((m.start() for m in re.finditer(r";|\.(?=\s|$)", low[at:])), len(low) - at)
        return when(text[at : at + end], year=year)
    plain = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), text)
    again = _DAY_OF_EACH.search(low)
    for found in dates_in(plain, year=year):
        if again is not None and again.start() < found.start:
            break
        before = low[
            max(0, found.start - 40) : found.start
            + (len("tháng ") if low[found.start :].startswith(("tháng", "quý", "ngày")) else 0)
        ]
        head = low[max(0, found.start - 40) : found.start]
        if found.fineness in ("year", "years") or _NOT_A_DEADLINE.search(before) or _NOT_A_DEADLINE.search(head):
            continue
        if _CUE.search(head + " " if not head.endswith(" ") else head):
            if re.match(r"\s*(?:hàng|hằng)\s+(?:tháng|quý|năm)", low[found.end :]):
                return When(recurrence=_TURNS[low[found.end :].split()[1]])
            return When(due=found.last) if found.fineness == "day" else When(due_month=f"{found.last:%Y-%m}")
    if again is not None:
        return When(recurrence=_TURNS[again["turn"]])
    # "(Văn phòng Sở; trước ngày 30/6)": a bracket that says who does it says until when.
    inside = re.search(r"\([^();]+;\s*((?:trước|xong|chậm nhất|trong|hết|cuối)\b[^()]*)\)", text)
    return deadline(inside.group(1), year) if inside else When()


def own_time(text: str, year: int | None) -> When:
    """Return the time of its own that makes a duty a task: a deadline, or a turn of months, quarters or years."""
    time = deadline(text, year)
    if time.due or time.due_month:
        return time
    m = _AGAIN.search(fold(text))
    clauses = re.split(r";\s+", fold(text))
    first = next((name for name, words in FIRST_WORDS[1:] if any(map(words.match, clauses))), None)
    turn = _TURNS[m["a"] or m["b"] or m["c"]] if m else first
    return When(recurrence=turn)
