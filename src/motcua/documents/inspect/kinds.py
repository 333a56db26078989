"""What a file is, by its bytes; the name somebody gave it and the type a browser claims count for nothing."""

from __future__ import annotations

import re
from pathlib import Path

CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}

_HEAD = 4096
_STARTS = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "zip"),
    (b"\x1f\x8b", "zip"),
)
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"heim", b"heis", b"avif", b"avis"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe|svg|\?php|a\s|img\s|meta\s)", re.IGNORECASE)

# What turns a picture or PDF into a second file as well. Long enough never to arise by chance in 10 MB.
_FOREIGN = (
    (re.compile(rb"<script[\s>]|<!doctype\s+html|<html[\s>]|<\?php\s", re.IGNORECASE), "html"),
    (re.compile(rb"PK\x05\x06[\s\S]{18}"), "zip"),  # the end record without which no zip or jar opens
)


def kind_of(path: Path) -> str:
    """Return the kind of a file: pdf, jpg, png, or what it is instead (heic, word, html, program …)."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return kind_of_head(head, path)


def kind_of_head(head: bytes, path: Path | None = None) -> str:
    r"""Return the kind told by the first bytes; `path` lets a zip be looked into.

    >>> kind_of_head(b"%PDF-1.7"), kind_of_head(b"MZ\x90"), kind_of_head(b"\xef\xbb\xbf \n<!DOCTYPE html>")
    ('pdf', 'program', 'html')
    >>> kind_of_head(b"\x00\x00\x00\x18ftypheic"), kind_of_head(b"xin ch\xc3\xa0o")
    ('heic', 'text')
    """
    if not head:
        return "empty"
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _HEIC else "video"
    if head.startswith(b"RIFF"):
        return "webp" if head[8:12] == b"WEBP" else "video"
    if head.startswith(b"PK"):
        return _office(path)
    if head.startswith(_OLE):
        return "word"
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if text.startswith(b"%PDF-"):
        return "pdf"
    if text.startswith((b"<?xml", b"<")) and (found := _MARKUP.search(head)):
        return "svg" if found[1].lower() == b"svg" else "html"
    return _by_library(head)


def _office(path: Path | None) -> str:
    names = b""
    if path is not None:
        with path.open("rb") as file:
            names = file.read(_HEAD * 4)
    if b"word/" in names or b"[Content_Types].xml" in names:
        return "excel" if b"xl/" in names else "word"
    return "zip"


def _by_library(head: bytes) -> str:
    import puremagic  # slow to load, and rarely needed

    try:
        mime = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        mime = ""
    for part, kind in (("html", "html"), ("video", "video"), ("audio", "video"), ("zip", "zip")):
        if part in mime:
            return kind
    try:
        head.decode("utf-8", errors="strict")
    except UnicodeDecodeError as fault:
        # the head may end inside a letter; anything earlier is no text
        return "text" if fault.start > len(head) - 4 else "unknown"
    return "unknown" if b"\x00" in head else "text"


def foreign(content: bytes) -> str:
    r"""Return what else hides in the bytes of a picture or a PDF ("html", "zip"), or "".

    >>> foreign(b"\xff\xd8 plain"), foreign(b"\xff\xd8 <ScRipt >alert(1)"), foreign(b"PK\x05\x06" + bytes(18))
    ('', 'html', 'zip')
    """
    return next((kind for pattern, kind in _FOREIGN if pattern.search(content)), "")
