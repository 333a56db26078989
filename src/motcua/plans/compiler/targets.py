"""Targets: the numbers a plan wants reached, with the time their sentence, heading or row gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from .amounts import Amount, amounts_in, opens_with_making
from .citations import without_citations
from .compiled import Target
from .dates import Found, When, dates_in, looks_like_time
from .indicators import indicator_for
from .outline import Item
from .words import fold, squeeze

_SILENT = ("budget", "state")  # chapters whose numbers nobody wants reached
_SETTLED = re.compile(
    r"(?<!\w)(?:đã\s+(?:chỉ đạo|đạt|giao|thực hiện|hoàn thành|cung cấp|cắt giảm|giảm|triển khai|"
    r"có|xây dựng)|hiện nay|hiện có|hiện tại|tính đến|năm \d{4} đạt|kết quả (?:năm|đạt được))(?!\w)[^;.,]*$"
)
# What was reached so far: "quý I/2026 mới có 41,7%", "tính đến ngày 31/12/2025, toàn tỉnh đã số hóa 1.284.530 …".
_SO_FAR = re.compile(
    r"(?<!\w)(?:mới (?:có|đạt)|tính đến (?:ngày|hết|nay|tháng)[^;]*(?:đã|có|đạt))(?!\w)[^;]*$|"
    r"^(?!.*(?:xuống|giảm)).*\scòn\s*$"
)
_IS_NOTE = re.compile(r"\(?\d{1,2}\)?\s+(?:năm 20\d\d|tính đến|kết quả|số liệu|theo (?:số liệu|báo cáo))\b")
_AS_COMPARED = re.compile(r"(?:so với|cùng kỳ|tăng thêm từ|từ mức)\s+(?:\w+\s+){0,4}$")
_BEGIN = re.compile(
    r"[;.:]\s|,\s(?:và\s|bảo đảm|đảm bảo|có số lượng|trong đó|đáp ứng|hoàn thành|phấn đấu|"
    r"rút ngắn|ban hành)|\svà\s(?=hoàn thành|đáp ứng|bảo đảm|đảm bảo|rút ngắn|đạt|phấn đấu|"
    r"cung cấp|số hóa)|\svới\s(?=số lượng)"
)
_EACH_TIME = (
    ("yearly", re.compile(r"(?:hàng|hằng|mỗi)\s+năm")),
    ("quarterly", re.compile(r"(?:hàng|hằng|mỗi)\s+quý")),
    ("monthly", re.compile(r"(?:hàng|hằng|mỗi)\s+tháng")),
)  # fmt: skip


@dataclass(frozen=True)
class Around:
    """The time around a target: of its headings, of the row or task it stands in, of the plan."""

    headings: tuple[str, ...] = ()  # nearest first
    row: When = field(default_factory=When)
    year: int | None = None


def targets_in(root: Item, year: int | None, times: dict[int, When]) -> Iterator[Target]:
    """Return the targets of the running text; `times`: when the task of an item (by id) is due."""
    for item in root.walk():
        if item.section in _SILENT or item.kind in ("root", "annex"):
            continue
        if _is_remark(item.text):
            continue
        task = next((own for own in (item, *item.above()) if id(own) in times), None)
        row = times[id(task)] if task is not None else When()
        no = task.path if task is not None else item.path  # the letters of a task's fields are no numbers of the plan
        around = Around(tuple(_headings(item)), row, year)
        for amount, text, start in wanted(item.text, is_goal=item.section in ("goals", "annex")):
            if item.section == "purpose" and amount.is_plain and amount.value != 100:
                continue  # "tình trạng 4,3% hồ sơ quá hạn": what the plan is made against
            yield target(no, amount, text, item.text, item.line_at(start), around)


def wanted(text: str, *, is_goal: bool) -> Iterator[tuple[Amount, str, int]]:
    """Return the amounts a sentence wants reached: each with its clause and where that begins."""
    amounts = amounts_in(without_citations(text))
    kept = [amount for amount in amounts if _is_wanted(amount, amounts, text, is_goal)]
    for at, amount in enumerate(kept):
        before = kept[at - 1].end if at else 0
        after = kept[at + 1].start if at + 1 < len(kept) else len(text)
        start, end = _clause(text, amount, before, after, alone=len(kept) == 1 and is_goal)
        yield amount, squeeze(text[start:end]).strip(" ,"), start


def _is_wanted(amount: Amount, amounts: list[Amount], text: str, is_goal: bool) -> bool:
    low = fold(text)
    if amount.unit.endswith("đồng") and amount.is_plain:
        return False  # money that is set aside, not a number to be reached
    if _IS_NOTE.match(low) or _SO_FAR.search(low[: amount.start]):
        return False
    if _SETTLED.search(low[max(0, amount.start - 120) : amount.start]):
        return False
    if _AS_COMPARED.search(low[: amount.start]):
        return False
    if amount.unit == "%" or not amount.is_plain:
        return True
    if amount.is_of_a_thing:
        # "đối với 82 nhóm": wanted when it is all the sentence counts; "với 53 dịch vụ …, đạt 90 %" is not.
        # "Bồi dưỡng … cho 1.500 lượt cán bộ": a task that is made for so many.
        ends = ("đối với", "tại", "cho") if is_goal else ("cho",) if opens_with_making(low) else ()
        return len(amounts) == 1 and low[: amount.start].rstrip().endswith(ends)
    if is_goal:
        return amount.is_made or amount.is_first or len(amounts) == 1
    return amount.is_made and amount.unit not in (
        "ngày",
        "giờ",
        "phút",
        "cấp độ",
        "tổ",
        "xã",
        "thôn",
        "ấp",
        "bản",
        "bộ",
        "lần",
    )


def target(no: str, amount: Amount, text: str, whole: str, line: int, around: Around) -> Target:
    """Return one target with the time that governs it."""
    due, year, span = _time(text, whole, around)
    period = next((name for name, words in _EACH_TIME if words.search(fold(text))), None)
    period = period or span
    if period is None and due is None and around.row.due_month and year == around.row.year:
        period = around.row.due_month
    indicator = indicator_for(text, amount.unit) or (
        indicator_for(whole, amount.unit) if len(amounts_in(whole)) == 1 else None
    )
    return Target(no, text, amount.value, amount.op, amount.unit, line, due, year, period, indicator)


def _time(text: str, whole: str, around: Around) -> tuple[date | None, int | None, str | None]:
    """Look for the time: in the clause, in its sentence, in the headings, in the row, in the plan's own period."""
    for said in dict.fromkeys((text, _without_other_clauses(whole), _opening(whole), *around.headings)):
        found = _said(said, around.year)
        if found is not None:
            return (found.last if found.fineness == "day" else None), found.last.year, _span(found)
    if around.row.year is not None:
        return around.row.due, around.row.year, None
    return None, around.year, None


def _span(found: Found) -> str | None:
    if found.fineness == "month":
        return f"{found.last:%Y-%m}"
    return f"{found.last.year}-Q{(found.last.month + 2) // 3}" if found.fineness == "quarter" else None


def _said(text: str, year: int | None) -> Found | None:
    """Return the time a phrase sets: not a paper's day, not a span of years, not what it is compared with."""
    plain = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), without_citations(text))
    low = fold(plain)
    quarters = [found for found in dates_in(plain, year=year) if found.fineness == "quarter"]
    for found in sorted({*dates_in(plain), *quarters}, key=lambda f: f.start):
        before = low[max(0, found.start - 30) : found.start]
        if found.fineness == "years" or re.search(
            r"(?:so với|cùng kỳ|từ|kể từ|dự toán|tầm nhìn đến|định hướng đến|giai đoạn|kết quả|hưởng ứng)\s+(?:cuối\s+|"
            r"đầu\s+)?(?:ngày\s+|tháng\s+)?$",
            before,
        ):
            continue
        if re.match(r"\s*(?:đến|-|–)\s*(?:năm\s+)?20\d\d", low[found.end :]):
            continue
        return found
    return None


def _without_other_clauses(whole: str) -> str:
    # A sentence with two clauses of two years must not lend one's year to the other.
    return whole if len(amounts_in(whole)) <= 1 else re.split(r"[;.]\s", whole)[0] if whole.count(";") == 0 else ""


def _opening(whole: str) -> str:
    """Return the time that opens a sentence and rules all its clauses: "Đến 30/6: …; …"."""
    head, colon, _ = whole.partition(":")
    return head if colon and len(head) < 60 and looks_like_time(head) else ""


def _headings(item: Item) -> Iterator[str]:
    """Return what governs an item: the sentence that introduces its list, then the headings above it."""
    own: Item | None = item
    while own is not None and own.parent is not None:
        siblings = own.parent.children
        at = next(i for i, child in enumerate(siblings) if child is own)
        for sibling in reversed(siblings[:at]):
            if sibling.kind == "plain" and sibling.text.rstrip().endswith(":"):
                yield sibling.text
                break
            if sibling.kind == "plain" and own.kind == "plain":
                break
        if own.parent.kind != "root" and len(own.parent.text) < 400:
            yield own.parent.text
        own = own.parent


def _clause(text: str, amount: Amount, before: int, after: int, *, alone: bool) -> tuple[int, int]:
    if alone:
        return 0, len(text)
    start = before
    for m in _BEGIN.finditer(text, before, amount.start):
        start = m.end() if text[m.start()] in ";.:" else m.start() + (1 if text[m.start()].isspace() else 2)
    end = next((m.start() for m in re.finditer(r";|\.\s|\.$", text) if m.start() >= amount.end), len(text))
    if after < len(text):
        comma = text.rfind(", ", amount.end, after)
        cut = next((m.start() for m in _BEGIN.finditer(text, amount.end, after)), comma if comma > 0 else after)
        end = min(end, cut if cut >= amount.end else after)
    while start < len(text) and text[start].isspace():
        start += 1
    return start, end


def _is_remark(text: str) -> bool:
    """Return whether the whole paragraph stands in brackets: a remark on the list above it."""
    return text.startswith("(") and text.rstrip(" .;").endswith(")") and re.match(r"\(\d+\)", text) is None
