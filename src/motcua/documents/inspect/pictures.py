"""Photos of papers: whole, of a sane number of pixels, and nothing else at the same time."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path

from PIL import Image, ImageFile

from motcua.documents.inspect.kinds import foreign, kind_of_head
from motcua.documents.inspect.refusals import FileRefused, kind_name

MOST_PIXELS = 64_000_000  # a phone's "50 megapixel" photo passes; an A3 scan at 600 dpi does not need to
_FORMATS = {"jpg": ("JPEG",), "png": ("PNG",)}  # JPEG covers MPO, a photo of two views


def check_picture(path: Path, kind: str) -> None:
    """Refuse a damaged, oversized or disguised picture. The header is judged before any pixel is decoded."""
    content = path.read_bytes()
    if other := foreign(content):
        raise FileRefused("file_disguised", kind=kind_name(other))
    try:
        end = _jpeg_end(content) if kind == "jpg" else _png_end(content)
    except (IndexError, struct.error):
        raise FileRefused("file_damaged") from None
    _check_tail(content[end:])
    _decode(path, kind)


def _check_tail(tail: bytes) -> None:
    """Refuse another file glued behind the picture.

    Phones glue honest things there (Samsung's "SEFT" notes, the film of a motion photo,
    the second view of an MPO), so a tail alone is no ground: what a program or browser
    would open is.
    """
    start = tail.lstrip(b"\x00\r\n\t ")[:4096]
    glued = kind_of_head(start) if start else "empty"
    if glued in {"html", "svg", "program", "zip", "word", "excel", "pdf", "text"}:
        raise FileRefused("file_disguised", kind=kind_name(glued))


def _jpeg_end(data: bytes) -> int:
    """Return the offset just after the first picture's end marker, walking markers, never searching for one."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise IndexError("no marker where one must stand")
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker == 0xD9:
            return at + 2
        elif marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
        elif marker == 0xDA:
            at = _scan_end(data, at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0])
        else:
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]


def _scan_end(data: bytes, at: int) -> int:
    """Return where the compressed data of a scan gives way to the next marker."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise IndexError("the scan never ends")
        if data[at + 1] == 0x00 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _png_end(data: bytes) -> int:
    at = 8
    while True:
        length, name = struct.unpack(">I4s", data[at : at + 8])
        at += 12 + length
        if at > len(data):
            raise IndexError("a chunk reaches beyond the file")
        if name == b"IEND":
            return at


def _decode(path: Path, kind: str) -> None:
    """Let Pillow read every pixel, after its size was found sane."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is judged below
            with Image.open(path, formats=_FORMATS[kind]) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise FileRefused("picture_too_large", width=width, height=height)
                image.verify()
            with Image.open(path, formats=_FORMATS[kind]) as image:
                if kind == "jpg":
                    image.draft("RGB", (width // 8, height // 8))  # an eighth of the memory; every byte is still read
                image.load()
    except FileRefused:
        raise
    except Image.DecompressionBombError:
        raise FileRefused("file_too_complex") from None
    except (
        OSError,
        SyntaxError,
        ValueError,
        struct.error,
        IndexError,
        KeyError,
        TypeError,
        EOFError,
        ZeroDivisionError,
    ):
        raise FileRefused("file_damaged") from None
