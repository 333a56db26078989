"""The report for the administrator: contradictions and gaps of the captured catalogue. Generated, never edited.

Everything is read from the committed packs, so the report can be made again, and compared, on any machine.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.packs.report_topics import CONTRADICTIONS, GAPS, Topic
from motcua.platform.text import number

PREAMBLE = """\
# Báo cáo về dữ liệu thủ tục

Sinh từ các gói trong `packs/` bởi `python -m motcua.catalogue.packs.report`; không sửa tay. Những chỗ nguồn tự
mâu thuẫn hoặc để trống được giữ nguyên và liệt kê ở đây để người có văn bản gốc đối chiếu. Con số sau mỗi đề mục
là số thủ tục. Dấu nguồn: C văn bản chính thức đã đọc, C2 nguồn thứ cấp, M theo trí nhớ, P do chúng tôi đề xuất,
NF tìm không thấy.
"""
MARKS = ("C", "C2", "M", "P", "NF")


def report_text(library: Library) -> str:
    """Return the report as Markdown; same packs, same bytes."""
    packs = list(library.packs())
    lines = [
        PREAMBLE,
        *_overview(library, packs),
        "## 1. Mâu thuẫn",
        "",
        *_topics(CONTRADICTIONS, packs),
        "## 2. Chỗ nguồn để trống",
        "",
        *_topics(GAPS, packs),
        *_unpublished_options(library, packs),
        *_processes(packs),
        *_unconfirmed(packs),
        "## 3. Cách làm ở đây (P)",
        "",
        *_handling(packs),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _overview(library: Library, packs: list[Pack]) -> Iterator[str]:
    detailed = [pack.code for pack in packs if library.is_detailed(pack.code)]
    kinds = Counter(pack.kind for pack in packs)
    levels = Counter(pack.procedure["service"]["level"] for pack in packs)
    marks = Counter(mark for pack in packs for mark in _marks(pack.documents))
    overlays = {p: len(list((library.root / "overlays" / f"province-{p}").glob("*.yaml"))) for p in library.provinces()}
    rows = {
        "Thủ tục": str(len(packs)),
        "Gói chi tiết": f"{len(detailed)}: {', '.join(detailed)}",
        "Xã giải quyết": str(kinds["ours"]),
        "Tiếp nhận rồi chuyển": str(kinds["receive_and_forward"]),
        "Chỉ hướng dẫn": str(kinds["guide_only"]),
        "Toàn trình": str(levels["full"]),
        "Một phần": str(levels["partial"]),
        "Chỉ cung cấp thông tin": str(levels["information"]),
        "Có kênh trực tuyến": str(sum("online" in pack.procedure["channels"] for pack in packs)),
        "Thủ tục có mức thu riêng của tỉnh": "; ".join(f"tỉnh {p}: {n}" for p, n in overlays.items()) or "không có",
        "Dấu nguồn trong các gói": ", ".join(f"{mark} {number(marks[mark])}" for mark in MARKS),
    }
    yield "| Tổng quan | |"
    yield "| --- | --- |"
    yield from (f"| {title} | {value} |" for title, value in rows.items())
    yield ""


def _marks(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and (key == "mark" or key.endswith("_mark")):
                yield inner
            elif key == "marks":
                yield from inner.values()
            else:
                yield from _marks(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _marks(inner)


def _topics(topics: Iterable[Topic], packs: list[Pack]) -> Iterator[str]:
    for topic in topics:
        answers = [(pack, answer) for pack in packs if (answer := topic.ask(pack)) is not None]
        yield f"### {topic.title}: {len(answers)}"
        yield ""
        yield topic.why
        yield ""
        yield from (_row(pack, answer) for pack, answer in answers)
        if answers:
            yield ""


def _row(pack: Pack, answer: str) -> str:
    return f"- `{pack.code}` {pack.short_name}" + (f": {answer}" if answer else "")


def _unpublished_options(library: Library, packs: list[Pack]) -> Iterator[str]:
    forms = library.published_forms
    used = Counter(p.procedure["published_form"]["fields_in"] for p in packs if p.procedure["published_form"])
    open_fields = {
        fid: [field["label"] for field in form["fields"] if field.get("options_mark") == "NF"]
        for fid, form in sorted(forms.items())
    }
    total, touched = sum(map(len, open_fields.values())), sum(map(bool, open_fields.values()))
    yield f"### Ô chọn mà không ai công bố các lựa chọn: {total} ô trong {touched} biểu mẫu"
    yield ""
    yield "Hệ thống chưa hỏi các ô này (thủ tục chạy biểu mẫu chung), trừ các gói chi tiết có danh mục riêng."
    yield ""
    for fid, labels in open_fields.items():
        if labels:
            yield f"- {forms[fid]['name']} (`{fid}`, dùng cho {used[fid]} thủ tục): {'; '.join(labels)}"
    yield ""


def _processes(packs: list[Pack]) -> Iterator[str]:
    published = [pack.procedure["published_process"] for pack in packs]
    ordered = [process for process in published if process is not None]
    timed = sum(any(step["hours"] is not None for step in process["steps"]) for process in ordered)
    yield f"### Quy trình nội bộ không có: {len(published) - len(ordered)}"
    yield ""
    yield f"Có thứ tự khâu: {len(ordered)}; trong đó có giờ ở ít nhất một khâu: {timed}."
    yield "Các phần chia thời hạn trong gói là đề xuất (P)."
    yield ""


def _unconfirmed(packs: list[Pack]) -> Iterator[str]:
    counts = Counter(key for pack in packs for key in pack.procedure["unconfirmed"])
    yield f"### Mục lấy theo trí nhớ hoặc suy luận: {sum(counts.values())} lần"
    yield ""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    yield ", ".join(f"{key} {times}" for key, times in ordered) + "."
    yield ""


def _handling(packs: list[Pack]) -> Iterator[str]:
    for kind, title in (("guide_only", "Chỉ hướng dẫn"), ("receive_and_forward", "Tiếp nhận rồi chuyển")):
        rows = [pack for pack in packs if pack.kind == kind]
        yield f"### {title}: {len(rows)}"
        yield ""
        for pack in rows:
            handling = pack.procedure["handling"]
            yield _row(pack, f"{handling['forward_to']}. {handling['reason']}")
        yield ""
    ours = sum(pack.kind == "ours" for pack in packs)
    yield f"Còn lại {ours} thủ tục xã giải quyết; bảng đủ ở `packs/handling.yaml`."


def main(argv: list[str] | None = None) -> int:
    """`python -m motcua.catalogue.packs.report [packs] [docs/packs-report.md]` writes the report."""
    args = sys.argv[1:] if argv is None else argv
    root = Path(args[0] if args else "packs")
    target = Path(args[1] if len(args) > 1 else "docs/packs-report.md")
    target.write_text(report_text(Library(root)), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
