"""The door for files: what a file is by its content, how many pages, and whether it may come in.

Pure on a path: no Django, no database. Call it through `guard.inspect`, which runs it in
a process of its own with little memory and time; what is dangerous to read is dangerous to check.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from motcua.documents.inspect.kinds import CONTENT_TYPES, kind_of
from motcua.documents.inspect.refusals import FileRefused, kind_name, size_words

__all__ = ["CONTENT_TYPES", "FileRefused", "Inspection", "inspect", "kind_name", "size_words"]


@dataclass(frozen=True)
class Inspection:
    """What a file is: `kind` (pdf, jpg, png), its content type, pages, size in bytes, whether a PDF is signed."""

    kind: str
    content_type: str
    pages: int
    size: int
    is_signed: bool = False


def inspect(path: Path, declared_name: str, accept: Collection[str], *, limit: int) -> Inspection:
    """Return what a file is, or raise FileRefused with the sentence for the person who sent it.

    `accept` names kinds ("pdf", "jpg", "png"), `limit` is in bytes. The declared name
    decides nothing; it only chooses the better advice.
    """
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("file_empty")
    if size > limit:
        raise FileRefused("file_too_big", size=size_words(size), limit=size_words(limit))
    kind = kind_of(path)
    if kind not in CONTENT_TYPES or kind not in accept:
        raise _wrong_kind(kind, declared_name, accept)
    # Each file is looked through by a process that begins with nothing: it learns to read only what it must.
    if kind == "pdf":
        from motcua.documents.inspect.papers import check_pdf

        pages, is_signed = check_pdf(path)
        return Inspection(kind, CONTENT_TYPES[kind], pages, size, is_signed)
    from motcua.documents.inspect.pictures import check_picture

    check_picture(path, kind)
    return Inspection(kind, CONTENT_TYPES[kind], 1, size)


def _wrong_kind(kind: str, declared_name: str, accept: Collection[str]) -> FileRefused:
    looks_like_paper = declared_name.lower().endswith((".pdf", ".jpg", ".jpeg", ".png"))
    if kind in {"heic", "webp", "program"}:
        return FileRefused(f"file_{kind}")
    if kind in {"word", "excel"} and "pdf" in accept:
        return FileRefused("file_word", kind=kind_name(kind))
    if kind in {"html", "svg", "zip"} and looks_like_paper:
        return FileRefused("file_disguised", kind=kind_name(kind))
    if kind in {"unknown", "text"} and looks_like_paper:
        return FileRefused("file_damaged")
    accepted = ", ".join(kind_name(k) for k in ("pdf", "jpg", "png") if k in accept)
    return FileRefused("file_kind", kind=kind_name(kind), accepted=accepted)
