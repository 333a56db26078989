"""List the words people use for each procedure, and why: `python tools/list_aliases.py` (`--check` only compares).

The words live in the packs: those the source captured in procedure.yaml, our own in settled.yaml beside it. The list
is for reading and for correcting by people who know how their region talks, so it is made, never edited.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.model import Pack

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "aliases.md"

PREAMBLE = """\
# Cách gọi hằng ngày của các thủ tục

Sinh từ các gói trong `packs/` bởi `python tools/list_aliases.py`; không sửa tay. Muốn thêm, sửa hay bỏ một cách gọi
thì sửa `procedure: aliases:` trong `settled.yaml` cạnh gói rồi chạy lại. Danh sách trong `settled.yaml` thay cả danh
sách của nguồn, nên gói đã có cách gọi lấy từ nguồn thì phải chép lại đủ. Gói có cách gọi mang lý do "lời nói hằng ngày"
mà chưa có `settled.yaml` thì chưa thêm ở đây: có tệp ấy, lần chuyển đổi sau sẽ coi gói là gói chi tiết.

Tìm kiếm không phân biệt hoa thường, có dấu hay không dấu, nên không ghi riêng cách gõ không dấu. Mọi cách gọi mang
dấu P: do chúng tôi đề xuất theo hiểu biết về lời nói ba miền, chưa khảo sát; xã thấy chỗ nào người dân không nói vậy
thì sửa.
"""


def listed(library: Library) -> str:
    """Return the list as Markdown, by field in the order of fields.yaml, then by code; same packs, same bytes."""
    fields = {row["slug"]: row["name"] for row in library.tables.fields["fields"]}
    order = list(fields)
    named = sorted(
        (pack for pack in library.packs() if pack.procedure["aliases"]),
        key=lambda pack: (order.index(pack.procedure["field"]), pack.code),
    )
    total = sum(len(pack.procedure["aliases"]) for pack in named)
    lines = [PREAMBLE, f"{len(named)} trong {len(library.codes)} thủ tục có cách gọi; tất cả {total} cách gọi.", ""]
    for slug, packs in groupby(named, key=lambda pack: pack.procedure["field"]):
        lines += [f"## {fields[slug]}", ""]
        for pack in packs:
            lines += _table(pack)
    return "\n".join(lines).rstrip() + "\n"


def _table(pack: Pack) -> Iterator[str]:
    yield f"### `{pack.code}` {pack.short_name}"
    yield ""
    yield "| Cách gọi | Vì sao | Dấu |"
    yield "| --- | --- | --- |"
    for alias in pack.procedure["aliases"]:
        yield f"| {_cell(alias['text'])} | {_cell(alias['reason'])} | {alias['mark']} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(argv: list[str] | None = None) -> int:
    """Write docs/aliases.md, or with `--check` return 1 when it is not what the packs say."""
    args = sys.argv[1:] if argv is None else argv
    text = listed(Library(ROOT / "packs"))
    if "--check" in args:
        same = OUT.exists() and OUT.read_text("utf-8") == text
        if not same:
            print("docs/aliases.md is not what the packs say; run python tools/list_aliases.py")
        return 0 if same else 1
    OUT.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
