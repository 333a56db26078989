"""Labels with a colon: which field of a task a line or a part of a sentence is, and what it says."""

from __future__ import annotations

import re

from .words import fold, squeeze

# A label of a task's field: what it is, and what follows the colon.
_FIELDS = (
    ("lead",
        r"(?:(?:đơn vị|cơ quan|bộ phận|phòng|cá nhân|người)(?:,? (?:đơn vị|cơ quan))?\s+)?(?:chủ trì|"
        r"đầu mối|phụ trách)(?:\s+(?:thực hiện|tham mưu))?|(?:đơn vị|cơ quan|người) (?:chịu trách nhiệm|"
        r"thực hiện)|giao"),
    ("partner", r"(?:(?:đơn vị|cơ quan|bộ phận|phòng)(?:,? (?:đơn vị|cơ quan))?\s+)?phối hợp(?:\s+(?:thực hiện|với))?"),
    ("gatherer", r"(?:đơn vị|cơ quan)\s+(?:tổng hợp|theo dõi|báo cáo)"),
    ("time",
        r"(?:thời gian|thời hạn|tiến độ|thời điểm)(?:\s+(?:hoàn thành|thực hiện|triển khai|báo cáo))?|"
        r"hoàn thành|hạn hoàn thành"),
    ("product",
        r"(?:sản phẩm|kết quả|đầu ra)(?:,? (?:sản phẩm|kết quả))?(?:\s+(?:đầu ra|dự kiến|đạt được|"
        r"cần đạt|thực hiện))?"),
    ("content",
        r"(?:nhiệm vụ|nội dung|giải pháp|yêu cầu|mục tiêu)(?:,?\s+(?:và\s+)?(?:giải pháp|nhiệm vụ|"
        r"nội dung|thực hiện|công việc|cụ thể))*"),
    ("who", r"(?:trách nhiệm|phân công)(?:\s+(?:thực hiện|nhiệm vụ))?"),
    ("money", r"kinh phí(?:\s+thực hiện)?|nguồn kinh phí"),
)  # fmt: skip
_FIELD = [(name, re.compile(rf"^(?:{words})\s*:\s*")) for name, words in _FIELDS]
_VALUE = r"(?:(?!,\s*(?:hoàn thành|thời gian|thời hạn|đơn vị phối hợp|sản phẩm)\b)[^.;])+"
_INLINE = {
    name: re.compile(
        rf"(?:^|[.;,(]\s*)(?:{words})\s*:\s*"
        rf"(?P<value>{_VALUE}(?:;(?!\s*(?:đơn vị|cơ quan|thời|phối|sản|kết)\b){_VALUE})*)"
    )
    for name, words in _FIELDS
    if name in ("lead", "partner", "product", "who")
}


def field_of(text: str) -> tuple[str, str] | None:
    """Return which field of a task a line is, and its value.

    >>> field_of("Đơn vị chủ trì: Phòng Kinh tế."), field_of("Báo cáo kết quả")
    (('lead', 'Phòng Kinh tế.'), None)
    """
    low = fold(text)
    for name, words in _FIELD:
        m = words.match(low)
        if m:
            return name, text[m.end() :].strip()
    return None


def fields_of(text: str) -> list[tuple[str, str]]:
    """Return the fields of a line that holds one after the other, [] when it is no field.

    >>> fields_of("Chủ trì: Công an xã; phối hợp: các thôn.")
    [('lead', 'Công an xã'), ('partner', 'các thôn.')]
    """
    if field_of(text) is None:
        return []
    found: list[tuple[str, str]] = []
    for piece in re.split(r"[;.]\s+", text):
        field = field_of(piece)
        if field is not None:
            found.append(field)
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}; {piece}")
    return found


def inline(text: str, name: str) -> str | None:
    """Return what a label inside a sentence says: "… (chủ trì: Phòng Kinh tế; …)"."""
    m = _INLINE[name].search(fold(text))
    return squeeze(text[m.start("value") : m.end("value")]).strip(" .;,)") if m else None
