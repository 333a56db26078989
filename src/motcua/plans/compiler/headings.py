"""What the columns of a table are: read from its head, whole cells or words that lost their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .words import fold, squeeze

_DATA = Path(__file__).parent / "data" / "tables.yaml"
TASK_KINDS = frozenset({"lead", "time", "partner", "product"})


@dataclass(frozen=True)
class Column:
    """A column: what it holds and the words of its head (a value column may be of a year)."""

    kind: str  # no, text, lead, partner, product, time, begin, indicator, unit, value, money, note, other
    head: str

    @property
    def year(self) -> int | None:
        """Return the year the head names."""
        found = re.search(r"(?:19|20)\d\d", self.head)
        return int(found.group()) if found else None


@cache
def _rules() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], re.Pattern[str], frozenset[str]]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text("utf-8"))
    kinds = tuple((kind, re.compile(words)) for kind, words in data["columns"].items())
    return (
        kinds,
        re.compile(data["starts"].replace("\n", "").replace(" |", "|").replace("| ", "|")),
        frozenset(data["products"].split()),
    )


def products() -> frozenset[str]:
    """Return the words a product tends to begin with."""
    return _rules()[2]


def kind_of(head: str) -> str:
    """Return what a column holds by the words of its head.

    >>> [kind_of(head) for head in ("Cơ quan phối hợp", "CƠ QUAN CHỦ TRÌ, THỰC HIỆN", "Thời hạn", "Năm 2025")]
    ['partner', 'lead', 'time', 'value']
    """
    low = fold(squeeze(head)).strip(" .:")
    return next((kind for kind, words in _rules()[0] if words.search(low)), "other")


def columns_of(cells: list[str]) -> list[Column] | None:
    """Return the columns when these cells are the head of a table of tasks or targets, else None."""
    if len(cells) < 2 or sum(1 for cell in cells if cell) < 2 or any(len(cell) > 110 for cell in cells):
        return None
    kinds = [kind_of(cell) if cell else "other" for cell in cells]
    if "text" not in kinds and "indicator" in kinds:
        kinds[kinds.index("indicator")] = "text"
    elif kinds.count("text") > 1:
        first = kinds.index("text")
        kinds = [k if k != "text" or i == first else "other" for i, k in enumerate(kinds)]
    if kinds.count("lead") > 1:
        # "Lãnh đạo phụ trách" beside "Đơn vị chủ trì": who leads the work is the second.
        best = next(
            (i for i, k in enumerate(kinds) if k == "lead" and "chủ trì" in fold(cells[i])), kinds.index("lead")
        )
        kinds = [k if k != "lead" or i == best else "other" for i, k in enumerate(kinds)]
    if kinds.count("time") > 1:
        # "Bắt đầu" beside "Hoàn thành": the end counts.
        ends = [i for i, k in enumerate(kinds) if k == "time" and not re.search(r"bắt đầu|khởi công", fold(cells[i]))]
        best = ends[-1] if ends else kinds.index("time")
        kinds = [k if k != "time" or i == best else "begin" for i, k in enumerate(kinds)]
    known = set(kinds)
    if "text" not in known or not known & {"lead", "time", "partner", "product", "value", "unit"}:
        return None
    if "no" not in known and not {"lead", "value"} & known:
        return None
    return [Column(kind, squeeze(cell)) for kind, cell in zip(kinds, cells, strict=True)]


def head_cuts(text: str) -> list[int]:
    """Return where other heads begin inside words that stand close together, each with a capital.

    >>> head_cuts("Kết quả, sản phẩm Thời gian hoàn thành")
    [18]
    """
    cuts: list[int] = []
    for m in re.finditer(r"(?<=\s)\S", text):
        rest, so_far = text[m.start() :], text[cuts[-1] if cuts else 0 : m.start()].rstrip()
        here = fold(" ".join(rest.split()[:2]))
        if rest[0].isupper() and not text.isupper() and _rules()[1].match(here) and _may_end(so_far, here):
            cuts.append(m.start())
    return cuts


def split_head(text: str) -> list[Column] | None:
    """Return the columns of a head whose cells run together: "TT Nhiệm vụ Cơ quan chủ trì Thời gian hoàn thành".

    >>> [c.kind for c in split_head("TT NỘI DUNG NHIỆM VỤ CƠ QUAN CHỦ TRÌ, THỰC HIỆN THỜI GIAN HOÀN THÀNH") or []]
    ['no', 'text', 'lead', 'time']
    """
    words = squeeze(text).split(" ")
    starts = _rules()[1]
    if not words or kind_of(words[0]) != "no":
        return None
    pieces: list[list[str]] = [[words[0]]]
    for at in range(1, len(words)):
        here = fold(" ".join(words[at : at + 2]))
        so_far = " ".join(pieces[-1])
        if starts.match(here) and (len(pieces) == 1 or _may_end(so_far, here)):
            pieces.append([])
        elif len(pieces) == 1:
            return None
        pieces[-1].append(words[at])
    return columns_of([" ".join(piece) for piece in pieces])


def _may_end(so_far: str, following: str) -> bool:
    """Return whether a heading is whole before the next word begins another."""
    kind = kind_of(so_far)
    if kind == "other" or so_far.rstrip().endswith((",", "/", "-")) or fold(so_far).split()[-1] in ("và", "các"):
        return False
    tail = fold(so_far)
    joins = (
        (r"nội dung$", r"nhiệm vụ|công việc|hoạt động"),
        (r"tên$|các$", r"\w"),
        (r"thời gian$|thời hạn$|tiến độ$|thời điểm$", r"hoàn thành"),
        (r"(?:cơ quan|đơn vị|người|bộ phận|phòng)$", r"chủ trì|phối hợp|đơn vị"),
        (r"chỉ tiêu$|mục tiêu$|kế hoạch$", r"năm"),
        (r"nhiệm vụ$", r"giải pháp|công việc"),
        (r"kết quả$", r"sản phẩm|hoàn thành"),
    )
    return not any(re.search(end, tail) and re.match(nxt, following) for end, nxt in joins)
