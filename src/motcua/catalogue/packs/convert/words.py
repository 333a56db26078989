"""Small readings of the source's Vietnamese: keys, dates, amounts nobody read."""

from __future__ import annotations

import re

from motcua.platform.text import fold

MAX_KEY = 56


def key_of(text: str) -> str:
    """Return a key made of the words of `text`, short enough to be read.

    >>> key_of("Lệ phí hộ tịch: khai sinh (31)")
    'le_phi_ho_tich_khai_sinh_31'
    """
    words = re.findall(r"[a-z0-9]+", fold(text))
    key = "_".join(words)
    while len(key) > MAX_KEY and len(words) > 1:
        words.pop()
        key = "_".join(words)
    return key if key[:1].isalpha() else f"k_{key}"


class Keys:
    """Keys that are unique within one list: a second `a` becomes `a_2`."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def unique(self, key: str) -> str:
        self._seen[key] = self._seen.get(key, 0) + 1
        return key if self._seen[key] == 1 else f"{key}_{self._seen[key]}"


def unread_reason(*texts: str | None) -> str:
    """Return why a fee has no amount: `council`, `not_recorded` or `unset` (docs/packs.md section 6).

    >>> unread_reason("Mức do HĐND cấp tỉnh quy định")
    'council'
    >>> unread_reason(None, "CSDL quốc gia không ghi khoản thu nào")
    'not_recorded'
    >>> unread_reason("Chưa quy định")
    'unset'
    """
    said = " ".join(text for text in texts if text)
    if "HĐND" in said:
        return "council"
    return "not_recorded" if "không ghi khoản thu" in said else "unset"


_DAY = r"(\d{1,2})/(\d{1,2})/(\d{4})"


def validity(legal: str) -> tuple[str | None, str | None]:
    """Return the first and last day a resolution itself names.

    >>> validity("NQ 23/2026/NQ-HĐND Hải Phòng: 0 đồng khi nộp trực tuyến, từ 08/8/2026")
    ('2026-08-08', None)
    >>> validity("NQ 12/2026/NQ-HĐND Hải Phòng, 08/8/2026–31/12/2031, mọi hình thức nộp")
    ('2026-08-08', '2031-12-31')
    >>> validity("NQ 43/2025/NQ-HĐND Hải Phòng: ngân sách hỗ trợ 100% phí, 2026–2030")
    ('2026-01-01', '2030-12-31')
    >>> validity("NQ 12/2018/NQ-HĐND, Phụ lục 04 điểm a")
    (None, None)
    """
    if found := re.search(rf"{_DAY}\s*–\s*{_DAY}", legal):
        d1, m1, y1, d2, m2, y2 = map(int, found.groups())
        return f"{y1:04}-{m1:02}-{d1:02}", f"{y2:04}-{m2:02}-{d2:02}"
    if found := re.search(rf"từ {_DAY}", legal):
        d1, m1, y1 = map(int, found.groups())
        return f"{y1:04}-{m1:02}-{d1:02}", None
    if found := re.search(r"(?<![\d/])(\d{4})–(\d{4})", legal):
        return f"{found[1]}-01-01", f"{found[2]}-12-31"
    return None, None
