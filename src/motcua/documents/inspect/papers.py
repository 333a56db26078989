"""PDFs: opened, counted, and refused when they run something, carry something or burst open."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pikepdf

from motcua.documents.inspect.kinds import foreign, kind_of_head
from motcua.documents.inspect.refusals import FileRefused, kind_name

MOST_PAGES = 200
MOST_STREAM = 200 * 1024 * 1024  # one page scanned in colour at 600 dpi opens to 100 MB
MOST_OPENED = 1024 * 1024 * 1024
_MOST_OBJECTS = 100_000
_MOST_PIXELS = 120_000_000
_PIECE = 64 * 1024

_SCRIPTS = frozenset({"/JS", "/JavaScript", "/RichMedia", "/RichMediaContent"})
_RUNNING = frozenset({"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"})
_CARRIED = frozenset({"/EmbeddedFiles", "/EF", "/AF"})


def check_pdf(path: Path) -> tuple[int, bool]:
    """Return (pages, whether it carries a signature), or refuse.

    Reading only: the file is never written, so a signature stays whole. Memory is
    bounded stream by stream; what qpdf itself opens (object streams) is bounded by its
    own limits and by the guard around this process.
    """
    _check_ends(path.read_bytes())
    limits = pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_STREAM, run_length_max_memory=MOST_STREAM, png_max_memory=MOST_STREAM,
        tiff_max_memory=MOST_STREAM, doc_max_warnings=2000, max_stream_filters=4,
    )  # fmt: skip
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            return _check_open(pdf)
    except pikepdf.PasswordError:
        raise FileRefused("pdf_locked") from None
    except (pikepdf.PdfError, pikepdf.DependencyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise FileRefused("file_damaged") from None
    except (MemoryError, RecursionError, OverflowError):
        raise FileRefused("file_too_complex") from None
    finally:
        pikepdf.settings.set_qpdf_limits(**limits)  # type: ignore[arg-type]


def _check_ends(content: bytes) -> None:
    """Refuse a file that is a PDF and something else: a page of the web or an archive glued before or behind."""
    tail = content[content.rfind(b"%%EOF") + 5 :].lstrip(b"\x00\r\n\t ")[:4096]
    glued = kind_of_head(tail) if tail else "empty"
    other = glued if glued in {"html", "svg", "program", "zip", "word"} else foreign(content[:1024] + b"\n" + tail)
    if not other and b"PK\x05\x06" in content[-66_000:] and b"PK\x03\x04" in content:
        other = "zip"  # its directory stands at the end, wherever the archive began
    if other:
        raise FileRefused("file_disguised", kind=kind_name(other))


def _check_open(pdf: pikepdf.Pdf) -> tuple[int, bool]:
    pages = len(pdf.pages)
    if pages == 0:
        raise FileRefused("file_damaged")
    if pages > MOST_PAGES:
        raise FileRefused("pdf_too_long", pages=pages, limit=MOST_PAGES)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        raise FileRefused("pdf_xfa")
    is_signed, opened = False, 0
    for number, thing in enumerate(pdf.objects):
        if number > _MOST_OBJECTS:
            raise FileRefused("file_too_complex")
        for entry in _dictionaries(thing):
            _check_dictionary(entry)
            is_signed = is_signed or "/ByteRange" in entry
        if isinstance(thing, pikepdf.Stream):
            opened += _opened_size(thing)
            if opened > MOST_OPENED:
                raise FileRefused("file_too_complex")
    return pages, is_signed


def _dictionaries(thing: Any) -> Iterator[pikepdf.Object]:
    """Yield every dictionary that stands directly inside an indirect object, itself included.

    Nested references are left: each is walked as an object of its own, so nothing loops.
    """
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            waiting += [value for _, value in one.items() if _is_direct(value)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _is_direct(value)]


def _is_direct(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _check_dictionary(entry: pikepdf.Object) -> None:
    keys = set(entry.keys())
    if keys & _SCRIPTS or _name(entry, "/S") in _RUNNING or _name(entry, "/Subtype") == "/RichMedia":
        raise FileRefused("pdf_script")
    if keys & _CARRIED or _name(entry, "/Subtype") == "/FileAttachment" or _name(entry, "/Type") == "/EmbeddedFile":
        raise FileRefused("pdf_embedded")
    if _name(entry, "/Subtype") == "/Image":
        width, height = entry.get("/Width", 0), entry.get("/Height", 0)
        if int(width) * int(height) > _MOST_PIXELS:
            raise FileRefused("file_too_complex")


def _name(entry: pikepdf.Object, key: str) -> str:
    value = entry.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _opened_size(stream: pikepdf.Stream) -> int:
    """Return how many bytes a stream opens to; stop as soon as it is too much. Nothing is kept."""
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters else []
    if not any(n in {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"} for n in names):
        return len(raw)
    if not all(n in {"/FlateDecode", "/Fl"} for n in names):
        # Rare, old mixtures: qpdf opens them within the limits set above.
        try:
            return len(stream.read_bytes())
        except pikepdf.PdfError:
            return len(raw)  # ends in a picture's own compression, judged by its pixels
    pieces: Iterable[bytes] = (raw,)
    for _ in names:
        pieces = _inflated(pieces)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_STREAM:
            raise FileRefused("file_too_complex")
    return size


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    opener = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest and not opener.eof:
            try:
                out = opener.decompress(rest, _PIECE)
            except zlib.error:
                return  # a damaged stream shows as an empty or partial page; viewers cope, and so do we
            yield out
            rest = opener.unconsumed_tail
