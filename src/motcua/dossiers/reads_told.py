"""The log of reads in words: the same for the person who was read about and for who inspects."""

from __future__ import annotations

_WORDS = {
    "desk.call": "Mở số điện thoại để gọi báo tin",
    "desk.dossier": "Mở hồ sơ",
    "desk.handover_list": "In danh sách bàn giao",
    "desk.inspection": "Mở trang kiểm tra của hồ sơ",
    "desk.inspection_file": "Lấy toàn bộ hồ sơ để kiểm tra",
    "desk.judge": "Xét từng mục của hồ sơ",
    "desk.list": "Xem danh sách có tên, số điện thoại",
    "desk.rating": "Xem đánh giá sau khi trả kết quả",
    "desk.register": "Lấy sổ theo dõi ra",
    "desk.slip": "Mở phiếu của hồ sơ",
    "file.original": "Tải một tệp",
    "file.view": "Xem một tệp",
}


def read_words(what: str) -> str:
    """Return what was done, as `log_read` names it, in words; an unknown name as it stands.

    >>> read_words("desk.slip"), read_words("desk.of_tomorrow")
    ('Mở phiếu của hồ sơ', 'desk.of_tomorrow')
    """
    return _WORDS.get(what, what)
