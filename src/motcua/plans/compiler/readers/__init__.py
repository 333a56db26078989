"""Files to papers: what kind a file is, whether it may be read at all, and which reader reads it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from ..paper import Paper, PaperRefused

MAX_BYTES = 20 * 1024 * 1024
KINDS = (".docx", ".pdf", ".txt")


def read_file(path: Path) -> Paper:
    """Read a file of one of the three kinds; `PaperRefused` says in Vietnamese why it cannot be read."""
    try:
        size = path.stat().st_size
    except OSError:
        raise PaperRefused("missing", f"Không tìm thấy tệp {path}.", f"no such file: {path}") from None
    if not path.is_file():
        raise PaperRefused("missing", f"{path} không phải là một tệp.", f"not a file: {path}")
    _within(size)
    return read_bytes(path.read_bytes(), path.name)


def read_bytes(data: bytes, name: str) -> Paper:
    """Read the bytes of a file; its content decides what it is, its name only has to agree."""
    _within(len(data))
    kind = _kind(data)
    suffix = Path(name).suffix.lower()
    if kind is None or (suffix and suffix not in KINDS):
        raise PaperRefused(
            "type",
            "Chỉ đọc được tệp Word (.docx), PDF có lớp chữ (.pdf) hoặc văn bản (.txt). "
            "Tệp .doc cũ: mở bằng Word và lưu lại thành .docx.",
            "only .docx, .pdf and .txt are read",
        )
    if suffix and suffix != kind:
        raise PaperRefused(
            "type",
            f"Tệp có đuôi {suffix} nhưng nội dung là {kind}. Đặt lại tên tệp cho đúng rồi thử lại.",
            f"the file is named {suffix} but holds {kind}",
        )
    if kind == ".docx":
        from .word import read_word

        return read_word(data)
    if kind == ".pdf":
        from .pdf import read_pdf

        return read_pdf(data)
    from .plain import decode, read_plain

    return read_plain(decode(data))


def _within(size: int) -> None:
    if size > MAX_BYTES:
        raise PaperRefused(
            "size",
            f"Tệp lớn {size / 1024 / 1024:.0f} MB, vượt quá {MAX_BYTES // 1024 // 1024} MB. "
            "Một kế hoạch có lớp chữ chỉ vài MB: hãy bỏ bớt hình ảnh hoặc xuất lại từ Word.",
            f"{size} bytes are more than {MAX_BYTES}",
        )
    if size == 0:
        raise PaperRefused("empty", "Tệp rỗng, không có nội dung để đọc.", "the file is empty")


def _kind(data: bytes) -> str | None:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                return ".docx" if "word/document.xml" in packed.namelist() else None
        except zipfile.BadZipFile:
            return None
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ".txt"
    binary = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 11, 12, 13, 27))
    return None if binary else ".txt"
