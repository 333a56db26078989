"""File names as people may see them: no paths, no tricks with invisible letters, the ending of the true type."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST = 160
_ENDINGS = {"pdf": ("pdf",), "jpg": ("jpg", "jpeg"), "png": ("png",), "docx": ("docx",), "txt": ("txt",)}


def tidy(declared: str, kind: str) -> str:
    r"""Return a safe name that ends as the content says.

    Letters that turn the direction of writing or show nothing are dropped: with them
    "hoa-don<RLO>fdp.exe" reads as a PDF.

    >>> tidy("C:\\anh\\giấy chứng sinh.JPG", "jpg"), tidy("../../etc/passwd", "pdf"), tidy("anh.jpg", "png")
    ('giấy chứng sinh.jpg', 'passwd.pdf', 'anh.png')
    >>> tidy("hoa-don\u202efdp.exe", "pdf"), tidy("\x00", "jpg")
    ('hoa-donfdp.exe.pdf', 'tep.jpg')
    """
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", declared)[-1])
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    stem = re.sub(r"\s+", " ", name).strip(" .")
    for ending in ("pdf", "jpg", "jpeg", "png", "docx", "txt"):
        stem = re.sub(rf"\.{ending}$", "", stem, flags=re.IGNORECASE)
    ending = _ENDINGS[kind][0]
    return f"{(stem.strip(' .') or 'tep')[: LONGEST - len(ending) - 1]}.{ending}"


def disposition(name: str, *, is_attachment: bool) -> str:
    """Return the Content-Disposition of a name: plain ASCII for old browsers, RFC 5987 for the rest.

    >>> disposition("giấy khai sinh.pdf", is_attachment=True)
    "attachment; filename=giay_khai_sinh.pdf; filename*=UTF-8''gi%E1%BA%A5y%20khai%20sinh.pdf"
    """
    folded = unicodedata.normalize("NFD", name).replace("đ", "d").replace("Đ", "D")
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", folded.encode("ascii", "ignore").decode()).strip("_.") or "tep"
    return f"{'attachment' if is_attachment else 'inline'}; filename={plain}; filename*=UTF-8''{quote(name, safe='')}"
