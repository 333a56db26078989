"""The tree of a paper: chapters, points, dashes, each with its path as a person would cite it.

Decree 30/2020/NĐ-CP (annex I, part II) orders Phần, Chương, Mục, I., 1., a) and dashes; papers use more and slip.
Which kind stands under which is learnt from the paper itself, as it comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .fields import field_of
from .paragraphs import Marker, Paragraph, marker_of
from .words import fold, is_capital

_SECTIONS = (
    ("state", re.compile(
        r"thực trạng|tình hình|kết quả đạt được|đánh giá chung|tồn tại, hạn chế|khó khăn, vướng mắc$|"
        r"kết quả thực hiện")),
    ("annex", re.compile(r"^(?:phụ lục|phụ biểu|biểu số|danh mục kèm)\b")),
    ("organisation", re.compile(
        r"tổ chức (?:và )?(?:thực hiện|triển khai)|^(?:triển khai|biện pháp) (?:tổ chức )?thực hiện|^phân công|"
        r"phân công (?:nhiệm vụ|thực hiện|trách nhiệm|tổ chức)|^trách nhiệm|trách nhiệm (?:của|thực hiện|các)")),
    ("budget", re.compile(r"kinh phí|nguồn lực|dự toán")),
    ("tasks", re.compile(
        r"nhiệm vụ|giải pháp|^nội dung(?! (?:tuyên truyền|truyền thông|tập huấn)$)|"
        r"nội dung (?:thực hiện|triển khai|kế hoạch|công việc|hoạt động|chủ yếu|trọng tâm)|"
        r"công tác trọng tâm|hoạt động")),
    ("goals", re.compile(r"mục tiêu|chỉ tiêu|kết quả cần đạt|kết quả phấn đấu")),
    ("purpose", re.compile(
        r"^nội dung (?:tuyên truyền|truyền thông|tập huấn)$|"
        r"mục đích|yêu cầu|quan điểm|căn cứ|cơ sở pháp lý|phạm vi|đối tượng|sự cần thiết|nguyên tắc")),
    ("time", re.compile(r"thời gian|tiến độ|lộ trình")),
    ("reports", re.compile(r"chế độ (?:thông tin,? )?báo cáo|thông tin,? báo cáo|kiểm tra,? giám sát")),
)  # fmt: skip


_OF_TASKS = re.compile(r"nhiệm vụ|phân công|giải pháp|công việc|hoạt động|tiến độ")
_INNER = re.compile(
    r"^(?:mục tiêu|chỉ tiêu|mục đích|yêu cầu|quan điểm|nhiệm vụ|các nhiệm vụ|giải pháp|nội dung|"
    r"tổ chức thực hiện|kinh phí|thời gian)\b"
)


@dataclass
class Item:
    """One paragraph in the tree. `path` is of printed labels only: "II.1.a"; dashes add nothing."""

    text: str  # without its numbering
    paragraph: Paragraph
    kind: str  # chapter kinds of Marker, or "plain"
    value: str
    path: str
    section: str
    offset: int = 0  # characters of the paragraph before `text`
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)

    @property
    def line(self) -> int:
        """Return the line where the item begins."""
        return self.paragraph.line

    @property
    def is_chapter(self) -> bool:
        """Return whether the item is a chapter of the paper (I., II., A., PHẦN …)."""
        return self.kind in ("phan", "roman", "upper")

    def walk(self) -> Iterator[Item]:
        """Return the item and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def above(self) -> Iterator[Item]:
        """Return the items it stands under, nearest first."""
        item = self.parent
        while item is not None:
            yield item
            item = item.parent

    def line_at(self, place: int) -> int:
        """Return the line of a place of `text`."""
        return self.paragraph.line_at(self.offset + place)


def section_of(heading: str) -> str:
    """Return what a chapter is about, "" when its heading does not say.

    >>> section_of("MỤC TIÊU, CHỈ TIÊU"), section_of("III. NHIỆM VỤ VÀ GIẢI PHÁP"), section_of("Thông tin chung")
    ('goals', 'tasks', '')
    """
    low = fold(heading)
    found = [(at.start(), name) for name, words in _SECTIONS if (at := words.search(low))]
    if not found:
        return ""
    names = [name for _, name in found]
    # "Mục tiêu, nhiệm vụ, giải pháp": the first word is the chapter's; "Tổ chức thực hiện nhiệm vụ" is organisation.
    if "organisation" in names and not low.startswith(("nhiệm vụ", "mục tiêu", "nội dung")):
        return "organisation"
    if (
        "tasks" in names
        and names[0] != "state"
        and re.search(r"nhiệm vụ|giải pháp", low)
        and not low.startswith(("mục", "chỉ"))
    ):
        return "tasks"
    return min(found)[1]


def build(paragraphs: Sequence[Paragraph]) -> Item:
    """Return the root of the tree of these paragraphs."""
    root = Item("", Paragraph("", 0), "root", "", "", "")
    stack: list[Item] = [root]
    section = ""
    for paragraph in paragraphs:
        mark = marker_of(paragraph.text)
        low = fold(paragraph.text)
        if mark is None and re.match(r"(?:phụ lục|phụ biểu|biểu số)\b", low) and len(low) < 600:
            # A list of procedures or addresses is an annex too: only one of tasks holds tasks.
            section = (
                "annex" if re.search(r"nhiệm vụ|phân công|giải pháp|công việc|hoạt động|tiến độ", low) else "state"
            )
            item = Item(paragraph.text, paragraph, "annex", "", "", section, 0, root)
            root.children.append(item)
            stack = [root, item]
            continue
        if mark is None:
            parent = _parent_of_plain(stack, paragraph)
            own = sum(1 for child in parent.children if child.kind == "plain") + 1
            item = Item(paragraph.text, paragraph, "plain", str(own), parent.path, parent.section or section, 0, parent)
            parent.children.append(item)
            # A plain sentence ending with a colon rules the dashes that follow it.
            if paragraph.text.rstrip().endswith(":"):
                stack = [*stack[: stack.index(parent) + 1], item]
            continue
        depth = _depth(stack, mark)
        parent = stack[depth - 1]
        is_heading = mark.kind in ("phan", "roman", "upper") or (parent is root and len(mark.rest) < 100)
        heading = section_of(mark.rest) if is_heading else ""
        if is_heading and not heading and parent is root and root.children and mark.kind != "phan":
            heading = "tasks"  # what stands between purpose and organisation is to be done
        own_section = heading or _inner_section(mark.rest, parent) or parent.section or section
        item = Item(mark.rest, paragraph, mark.kind, mark.value, _path(parent, mark), own_section, mark.length, parent)
        if mark.kind == "phan":
            section = own_section
        parent.children.append(item)
        stack = [*stack[:depth], item]
    return root


def _inner_section(text: str, parent: Item) -> str:
    """Return the section a short heading inside a chapter opens: "2. Mục tiêu cụ thể" in "Mục đích, yêu cầu"."""
    head = text.split(":", 1)[0]
    if len(text) > 90 or len(head) > 60 or not _INNER.match(fold(head)):
        return ""
    named = section_of(head)
    if parent.section in ("purpose", "goals", ""):
        return named
    return named if parent.section == "tasks" and named == "goals" else ""


def _depth(stack: list[Item], mark: Marker) -> int:
    """Return at which depth of the stack the new item stands."""
    if mark.kind == "phan":
        return next((i for i, item in enumerate(stack) if item.kind == "phan"), 1)
    if mark.kind == "arabic" and mark.depth > 1:
        above = mark.value.rsplit(".", 1)[0]
        for i in range(len(stack) - 1, 0, -1):
            item = stack[i]
            if item.kind == "arabic" and item.value == above:
                return i + 1
        for i in range(1, len(stack)):
            if stack[i].kind == "arabic" and stack[i].value.count(".") + 1 >= mark.depth:
                return i
    same = [i for i, item in enumerate(stack) if _alike(item, mark)]
    if same:
        return same[-1]
    if mark.kind in ("roman", "upper"):
        # "A." over "I." or the other way round: the kind that came first is the higher.
        return next(
            (i + 1 for i, item in reversed(list(enumerate(stack))) if item.kind in ("phan", "roman", "upper", "annex")),
            1,
        )
    # A new kind goes below the last numbered item, below a sentence that ends with a colon too.
    if mark.kind == "arabic":
        for i in range(len(stack) - 1, 0, -1):
            if stack[i].kind in ("roman", "upper", "phan", "annex"):
                return i + 1
        return 1
    return len(stack)


def _alike(item: Item, mark: Marker) -> bool:
    if mark.kind == "bullet":
        return item.kind == "bullet" and item.value == mark.value
    return item.kind == mark.kind and (mark.kind != "arabic" or item.value.count(".") == mark.value.count("."))


def _path(parent: Item, mark: Marker) -> str:
    if mark.kind == "bullet":
        return parent.path
    if mark.kind == "phan":
        return mark.value.split(" ")[-1].strip(".:")
    if mark.kind == "arabic" and mark.depth > 1:
        above = next((item for item in _line_up(parent) if item.kind == "arabic"), None)
        if above is not None and mark.value.startswith(above.value + "."):
            base = above.path[: len(above.path) - len(above.value)].rstrip(".")
            return f"{base}.{mark.value}" if base else mark.value
    return f"{parent.path}.{mark.value}" if parent.path else mark.value


def _line_up(item: Item) -> Iterator[Item]:
    yield item
    yield from item.above()


def _parent_of_plain(stack: list[Item], paragraph: Paragraph) -> Item:
    """Return what an unnumbered paragraph belongs to: the last numbered item, past dashes it does not continue."""
    if field_of(paragraph.text) is not None:
        return next((item for item in reversed(stack) if item.kind not in ("plain", "bullet")), stack[0])
    for item in reversed(stack):
        if item.kind in ("bullet", "plain", "paren", "lower") and len(stack) > 1:
            if item.kind in ("lower", "paren") and _is_title(item):
                return item
            continue
        return item
    return stack[0]


def _is_title(item: Item) -> bool:
    """Return whether an item is a title whose text follows: short, and not ended like a sentence."""
    return len(item.text) < 90 and not item.text.rstrip().endswith((".", ";")) and is_capital(item.text)
