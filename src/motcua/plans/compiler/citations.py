"""Papers a plan names: their kind, number, day, issuer and title; bases stand before the first chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .compiled import Basis
from .dates import dates_in
from .paragraphs import Paragraph
from .words import fold, squeeze

_KINDS = (
    "kế hoạch hành động|chương trình hành động|chương trình|kế hoạch|bộ luật|luật|pháp lệnh|"
    "nghị quyết|nghị định|quyết định|thông tư liên tịch|"
    "thông tư|chỉ thị|công văn|công điện|tờ trình|kết luận|thông báo|hướng dẫn|văn bản|"
    "đề án|báo cáo|quy định|giấy mời|quy chế"
)
_NUMBER = r"\d{1,5}[a-z]?\s?(?:/\s?\d{4}\s?)?(?:[/\-]\s?[a-zđ][\wđ&]*(?:\s?[-–&]\s?[a-zđ][\wđ&]*)*)+"
_CITED = re.compile(
    rf"(?<!\w)(?P<kind>{_KINDS})(?P<name>(?:\s+[^\s,;.:()“”\"]+){{0,14}}?)\s+số:?\s*(?P<no>{_NUMBER}|\d{{2,5}}(?=\s+ngày))"
)
_LAW = re.compile(
    r"(?<!\w)(?P<kind>bộ luật|luật|pháp lệnh)\s+(?P<name>[^;.:(\d]{6,140}?)\s+(?:được\s+[^;.]{4,40}?\s+)?ngày\s+(?=\d)"
)
_OF = re.compile(
    r"^\s*(?:,\s*)?của\s+(?P<issuer>.+?)(?=\s+(?:về|phê duyệt|ban hành|quy định|sửa đổi|"
    r"hướng dẫn|triển khai|thực hiện|công bố|giao|phân công|thành lập|kiện toàn|tổ chức|"
    r"trên địa bàn|“|\")|[,;.:()]|$)"
)
_ABOUT = re.compile(
    r"^\s*,?\s*(?P<title>(?:về(?: việc)?|phê duyệt|ban hành|quy định|sửa đổi|hướng dẫn|triển khai|"
    r"thực hiện|công bố|giao|thành lập|kiện toàn)\s+.+?)(?=[;.]|\bsố\s+\d|, (?:ubnd|ủy ban nhân dân|"
    r"chủ tịch|ban chỉ đạo)\b|,$|, (?:quyết định|nghị định|thông tư|kế hoạch) số|$)"
)
_STARTS = re.compile(r"^(?:căn cứ|thực hiện|triển khai|theo|tiếp tục|để|nhằm|xét|trên cơ sở|chấp hành)\b")


def citations_in(paragraphs: Iterable[Paragraph]) -> list[Basis]:
    """Return the papers named, in order, each as often as it is named."""
    found: list[Basis] = []
    for paragraph in paragraphs:
        low = fold(paragraph.text)
        places: list[tuple[int, Basis]] = []
        for m in _CITED.finditer(low):
            places.append(
                (m.start(), _basis(paragraph, m, re.sub(r"\s", "", paragraph.text[m.start("no") : m.end("no")])))
            )
        taken = [(m.start(), m.end()) for m in _CITED.finditer(low)]
        for m in _LAW.finditer(low):
            if not any(a < m.end() and m.start() < b for a, b in taken):
                places.append((m.start(), _basis(paragraph, m, None)))
        found += [basis for _, basis in sorted(places, key=lambda pair: pair[0])]
    return found


def _basis(paragraph: Paragraph, m: re.Match[str], number: str | None) -> Basis:
    end = m.end("no") if number else m.end()
    rest = paragraph.text[end if number else m.end() - 5 :]
    signed = None
    dated = re.match(r"\s*,?\s*(?:ngày\s+)?(?=\d)", fold(rest)) if number else re.search(r"ngày\s+", fold(rest))
    if dated and (found := dates_in(rest[:60])) and found[0].start <= 8 and found[0].fineness == "day":
        signed, rest = found[0].last, rest[found[0].end :]
    issuer = _OF.match(rest) or _OF.match(fold(rest))
    issuer_text = None
    if issuer:
        issuer_text = squeeze(rest[issuer.start("issuer") : issuer.end("issuer")])
        rest = rest[issuer.end() :]
    about = _ABOUT.match(fold(rest))
    title = squeeze(rest[about.start("title") : about.end("title")]) if about else None
    name = squeeze(paragraph.text[m.start("kind") : m.end("name")])
    kind = squeeze(m["kind"]).capitalize()
    return Basis(
        number,
        signed,
        kind,
        issuer_text,
        title or (name if name.lower() != kind.lower() else None),
        paragraph.line_at(m.start()),
    )


def without_citations(text: str) -> str:
    """Return the text with what it says of other papers blanked, so that their years and numbers are not the plan's.

    >>> text = "đạt 90% theo Quyết định số 06/QĐ-TTg ngày 06/01/2022 phê duyệt Đề án đến năm 2030; xong"
    >>> without_citations(text).split()
    ['đạt', '90%', 'theo', ';', 'xong']
    """
    low = fold(text)
    blank = list(text)
    for m in _CITED.finditer(low):
        end = next(
            (
                at
                for at in range(m.end(), len(low))
                if low[at] in ";." and not low[at - 1 : at + 2].strip(".").isdigit()
            ),
            len(low),
        )
        told = re.search(
            r"(?:,\s+(?:bảo đảm|đảm bảo|đạt|phấn đấu)|\s+(?:đạt|phấn đấu|bảo đảm|đảm bảo)\s)", low[m.end() : end]
        )
        end = m.end() + told.start() if told else end
        for at in range(m.start(), end):
            if not blank[at].isspace():
                blank[at] = " "
    quoted = re.sub(r"[“\"][^“”\"]{0,300}[”\"]", lambda q: " " * len(q.group()), "".join(blank))
    return quoted


def is_preamble(text: str) -> bool:
    """Return whether a paragraph opens as the grounds of a plan do."""
    return _STARTS.match(fold(text)) is not None
