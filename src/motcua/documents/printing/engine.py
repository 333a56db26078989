"""Turn a template and its data into PDF/A-2b bytes.

One Typst compiler is kept for the life of the process: it holds our fonts and parsed templates, so a
page takes milliseconds instead of a cold start. It lets nobody else in while it works (it answers a
second thread with an error), hence the lock.
"""

import io
import json
import os
import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar, cast

import pikepdf
import segno
import typst

from motcua.platform.errors import DomainError

from .catalogue import FOLDER, Template
from .letters import FONTS, clean_all

Made = TypeVar("Made")
STANDARDS: Any = ["a-2b"]  # tagged as well, so a screen reader can follow; PDF/UA refuses tables longer than a page
TEMPLATES = FOLDER / "templates"

_lock = threading.Lock()
_compiler: typst.Compiler | None = None
_owner_pid = 0
_stamp = ""


class PrintingFailed(DomainError):
    """The template and the data do not make a paper; a fault of ours, never of the person on it."""

    code = "printing_failed"


def stamp_all(words: str) -> None:
    """Let every paper of this process say these words on each page and in its title, "" for none (training)."""
    global _stamp
    _stamp = words


def render(template: Template, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of `data` (a paper's `as_data()`) on `template`; the same input gives the same bytes.

    The creation time in the file is `data["made_at"]` (ISO 8601 with offset). Safe to call from
    several threads; in a forked process only if the parent never printed (see `_ours`).
    Raises PrintingFailed without any text of the person, so it may be logged.
    """
    made_at = _fixed_offset(datetime.fromisoformat(data["made_at"]))

    def made(dressed: Template) -> bytes:
        return cast(bytes, _compiled(dressed, data, format="pdf", pdf_standards=STANDARDS, timestamp=made_at))

    return _on_fewest_pages(template, made, _page_count)


def render_pages(template: Template, data: Mapping[str, Any], *, ppi: int) -> tuple[bytes, ...]:
    """Return the same paper as one PNG a page, for a screen that shows no PDF inside a page; raises as `render`."""

    def made(dressed: Template) -> tuple[bytes, ...]:
        pages = _compiled(dressed, data, format="png", ppi=ppi)
        return tuple(pages) if isinstance(pages, list) else (cast(bytes, pages),)

    return _on_fewest_pages(template, made, len)


def _on_fewest_pages(template: Template, made: Callable[[Template], Made], pages: Callable[[Made], int]) -> Made:
    """Set the paper as its layout says, and closer only where that saves a page."""
    paper = made(template)
    if template.tighter is None or pages(paper) == 1:
        return paper
    closer = made(template.tighter)
    return closer if pages(closer) < pages(paper) else paper


def _page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _compiled(template: Template, data: Mapping[str, Any], **how: Any) -> Any:
    paper = {
        "settings": dict(template.settings),
        "words": dict(template.words),
        "data": clean_all({key: value for key, value in data.items() if key != "qr"}),
        "qr": qr_svg(data["qr"]) if data.get("qr") else "",
        "stamp": _stamp,
    }
    with _lock:
        try:
            return _ours().compile(
                input=TEMPLATES / template.main,
                sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
                **how,
            )
        except typst.TypstError as error:
            # Typst quotes the text it stumbled over; a name must not reach a log that way.
            why = re.sub(r"`[^`]*`|\"[^\"]*\"", "…", error.message)
    raise PrintingFailed(why, form=template.form, generation=template.generation)


def qr_svg(text: str) -> str:
    """Return a QR code (error correction M, quiet zone included) as an SVG of one path, black on white."""
    return str(segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True, light="#fff"))


def _ours() -> typst.Compiler:
    global _compiler, _owner_pid
    if _compiler is None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        # No package folder: our templates import nothing, and nothing may be fetched while printing.
        _compiler = typst.Compiler(root=TEMPLATES, font_paths=fonts, package_path=FONTS, package_cache_path=FONTS)
        _owner_pid = os.getpid()
    elif _owner_pid != os.getpid():
        # The worker threads inside the compiler do not survive a fork: a call would hang for ever.
        raise RuntimeError("printing was used before this process was forked; print only after the fork")
    return _compiler


def _fixed_offset(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("made_at needs its time zone")
    offset = at.utcoffset() or timedelta()
    return at.astimezone(timezone(offset)).replace(microsecond=0)
