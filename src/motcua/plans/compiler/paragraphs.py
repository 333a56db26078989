"""Broken lines put together again: where a paragraph ends, a word of the next line would still have fitted.

Papers come at any width, with empty lines between all lines, between paragraphs, or nowhere.
So nothing is asked of widths alone: a mark of numbering begins a paragraph when the line before could end
there, a small letter never begins one, and a line that was left early ends one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .paper import Line
from .words import JOINERS, fold, is_capital, squeeze

ROMAN = r"(?:X{0,3})(?:IX|IV|V?I{0,3})"
_STARTS = re.compile(
    rf"^(?:(?P<roman>(?=[IVX]){ROMAN})(?:\s*[.)/]\s*|\s*[-–:]\s+)(?=\S)"
    r"|(?P<phan>(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục|ĐIỀU|Điều)\s+(?:[IVX]+|\d+|(?:thứ|THỨ|Thứ)\s+\w+)\s*(?:[.:]|$))\s*"
    r"|(?P<arabic>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s*[.)]?\s+(?=\S)"
    r"|(?P<one>\d{1,2})(?:(?:\s*[.)]\s*|\s*[/\-]\s+)(?=[^\d\s])|[.)]\s+(?=\d[\d.,]*\s?%))"
    r"|(?:Nhiệm vụ|NHIỆM VỤ|Nội dung|Giải pháp|Hoạt động|Công việc|Mục tiêu)\s+(?:số\s+)?"
    r"(?P<named>\d{1,2})\s*[:.]\s+(?=\S)"
    r"|(?P<paren>\(\d{1,2}\))\s*(?=\S)"
    r"|(?P<lower>[a-zđ]{1,2}(?:\.\d{1,2})?)\s*[.)/]\s*(?=\S)"
    r"|(?P<upper>[A-HĐ])\s*[.)/]\s*(?=\S)"
    r"|(?P<bullet>[-–—+*])\s*(?=\S))"
)
_OPENERS = re.compile(
    r"^(?:rà soát|tổ chức|thường xuyên|tăng cường|đẩy mạnh|đẩy nhanh|nâng cao|triển khai|"
    r"thực hiện|xây dựng|phối hợp|chủ trì|tham mưu|tiếp tục|"
    r"kịp thời|hướng dẫn|đưa|khai thác|tập trung|tuyên truyền|phát triển|phát huy|cung cấp|"
    r"hoàn thành|hoàn thiện|bảo đảm|đảm bảo|giao|đề nghị|"
    r"yêu cầu|căn cứ|trên cơ sở|quán triệt|chỉ đạo|định kỳ|chủ động|gửi|khuyến khích|nghiên cứu|"
    r"theo dõi|tổng hợp|kiểm tra|ban hành|duy trì)\b"
)
_FIELD_LABEL = re.compile(
    r"^(?:(?:đơn vị|cơ quan|bộ phận)\s+)?(?:chủ trì|phối hợp|thực hiện)(?:\s+thực hiện)?\s*:|"
    r"^(?:thời gian|thời hạn|tiến độ)(?:\s+\w+\s+\w+)?\s*:|^(?:sản phẩm|kinh phí|kết quả)(?:\s+\w+\s+\w+)?\s*:"
)
_FAREWELL = re.compile(
    r"^(?:trên đây là|nơi nhận|trong quá trình (?:triển khai|tổ chức|thực hiện)|yêu cầu các (?:cơ quan|đơn vị))\b"
)
_ISSUES = re.compile(r"^(?:ủy ban nhân dân|ubnd|chủ tịch|ban chỉ đạo|đảng ủy|hội đồng nhân dân)\b")
_OFFICES = frozenset(
    ["sở", "bộ", "phòng", "ban", "ngành", "cục", "vụ", "số", "của"]
)  # "Sở | Xây dựng", "Sở Tư pháp, Sở | …"
_ENDS = re.compile(r"[.;:!?…/”\"]\s*\)?$|\)$")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph put together: its text, and for each place in it the line it came from."""

    text: str
    line: int
    page: int = 1
    indent: int = 0
    marks: tuple[tuple[int, int], ...] = ()  # (place in the text, line)

    def line_at(self, place: int) -> int:
        """Return the line of the paper where this place of the text stands."""
        places = [at for at, _ in self.marks]
        return self.marks[bisect_right(places, place) - 1][1] if self.marks else self.line


@dataclass(frozen=True)
class Marker:
    """The numbering a paragraph begins with: its kind, its value, and what follows it."""

    kind: str  # phan, upper, roman, arabic (depth by its points), lower, paren, bullet
    value: str
    rest: str
    length: int

    @property
    def depth(self) -> int:
        """Return how many numbers stand in "1.2.1": 3."""
        return self.value.count(".") + 1


def marker_of(text: str) -> Marker | None:
    """Return the numbering a line begins with.

    >>> marker_of("1.2.1. Đảm bảo").value, marker_of("- 2025 theo"), marker_of("1.000 hồ sơ")
    ('1.2.1', None, None)
    """
    found = _STARTS.match(text)
    if not found:
        return None
    kind = next(name for name, value in found.groupdict().items() if value)
    value, rest = found[kind], text[found.end() :].strip()
    if kind == "bullet" and re.match(r"(?:19|20)\d\d\b|\d+\s*[%‰]?\s*$", rest):
        return None
    if kind == "arabic" and re.match(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
        return None
    if kind == "lower" and len(value) > 1 and value not in ("đ",) and not re.match(r"[a-zđ]\.\d", value):
        return None
    return Marker(
        "arabic" if kind in ("one", "named") else kind,
        value.strip("()") if kind != "phan" else squeeze(value),
        rest,
        found.end(),
    )


def join(lines: Sequence[Line], breaks: set[int]) -> list[Paragraph]:
    """Put the lines of running text together to paragraphs."""
    lines = [line for line in lines if line.text.strip()]
    paragraphs: list[list[Line]] = []
    for at, line in enumerate(lines):
        if (
            paragraphs
            and not line.is_whole
            and not _begins(lines, at, breaks, marker_of(paragraphs[-1][0].text.strip()) is None)
        ):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [_paragraph(group) for group in paragraphs]


def _begins(lines: Sequence[Line], at: int, breaks: set[int], is_plain: bool) -> bool:
    """Return whether a line begins a paragraph; `is_plain`: the paragraph it would go on has no number or dash."""
    before, line = lines[at - 1], lines[at]
    if before.is_whole:
        return True
    text, last = line.text.strip(), before.text.strip()
    room = _room(lines, at - 1)
    first = text.split(" ", 1)[0]
    left_early = len(last) + 1 + len(first) <= room * 0.93
    ended = _ENDS.search(last) is not None
    mark = marker_of(text)
    if mark is not None:
        if mark.kind == "bullet":
            # A dash may be the middle of "Ban Văn hóa - Thông tin" or "2024 - 2025" that was broken there.
            if _FIELD_LABEL.match(fold(mark.rest)):
                return True
            return ended or (
                left_early and not (mark.rest[:1].islower() and not last[-1:].isupper() and len(last) > room * 0.8)
            )
        if mark.kind in ("roman", "phan"):
            return ended or left_early or mark.rest.isupper() or _last_word(last) not in JOINERS
        if mark.kind == "lower" or mark.kind == "upper":
            return ended or left_early or is_capital(mark.rest)
        # "… theo Luật số\n12. Điều": rare; a sentence that hangs on a joiner goes on.
        return ended or left_early or (is_capital(mark.rest) and _last_word(last) not in JOINERS)
    if _FIELD_LABEL.match(fold(text)) and (left_early or not ended or _FIELD_LABEL.match(fold(last))):
        return True
    if ended and _FAREWELL.match(fold(text)):
        return True
    if not is_capital(text) and not re.match(r"[“\"(]\w|\d", text):
        return False
    if not is_capital(text) and not ended:
        return False
    if last.endswith(",") and left_early and _ISSUES.match(fold(text)):
        return True  # the grounds end with a comma, then the body that issues the plan speaks
    if (_last_word(last) in JOINERS and not ended) or last.endswith((",", "-", "–")):
        return False
    if text.isupper() != last.isupper() and len(text) > 6 and len(last) > 6:
        return True
    if _gaps_tell(lines, at):
        # Empty lines separate paragraphs here; a page break puts one where none belongs.
        return line.gap > 0 if line.no not in breaks else left_early
    if line.indent >= before.indent + 2 and ended and line.no not in breaks:
        return True
    if ended and not last.endswith(")"):
        # A full stop at the very end of a full line is most often inside a paragraph.
        # Where paragraphs have no numbers, a new one opens with what is to be done.
        return left_early or len(last) < room * 0.9 or (is_plain and _OPENERS.match(fold(text)) is not None)
    # Nothing ends here but perhaps a title: the line must be left far too early, for text is ragged on the right.
    if text.startswith("(") or (first.strip(",;.").isupper() and len(first) > 2 and not text.isupper()):
        return len(last) < room * 0.5
    if _OPENERS.match(fold(text)) and _last_word(last) not in _OFFICES and last.count("“") == last.count("”"):
        return True  # in the middle of a sentence nobody writes "Tăng cường" with a capital
    return len(last) + 1 + len(first) <= room * 0.75


def _room(lines: Sequence[Line], at: int) -> float:
    """Return the width of the text around a line: what the fullest of its neighbours hold."""
    around = sorted(len(line.text.strip()) for line in lines[max(0, at - 14) : at + 15] if not line.is_whole)
    return float(around[min(len(around) - 1, int(len(around) * 0.85))]) if around else 0.0


def _gaps_tell(lines: Sequence[Line], at: int) -> bool:
    """Return whether empty lines separate paragraphs here, and not every line from the next."""
    around = lines[max(0, at - 20) : at + 21]
    marked = [line for line in around if marker_of(line.text.strip())]
    if sum(1 for line in marked if line.gap) < 0.8 * len(marked):
        return False  # numbered items follow without one: it parts chapters only
    return 2 < sum(1 for line in around if line.gap) < len(around) * 0.6


def _last_word(text: str) -> str:
    return fold(text.rsplit(" ", 1)[-1]) if text else ""


def _paragraph(group: Sequence[Line]) -> Paragraph:
    text, marks = "", []
    for line in group:
        piece = squeeze(line.text)
        # "816/QĐ-" and "BTTTT": a number of a paper broken at its dash is one word.
        glue = "" if not text or re.search(r"/\s?[A-ZĐ][\wĐ]*-$", text) else " "
        marks.append((len(text) + len(glue), line.no))
        text += glue + piece
    return Paragraph(text, group[0].no, group[0].page, group[0].indent, tuple(marks))
