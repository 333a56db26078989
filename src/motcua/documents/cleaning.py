"""The rendition viewers get: pictures re-encoded without their notes, PDFs without anything that acts."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from PIL import Image, ImageOps

LONGEST = 2000  # pixels: an A4 page stays legible at 170 dpi
_HARMLESS = frozenset({"/GoTo"})


def clean(path: Path, content_type: str, to: Path) -> None:
    """Write the cleaned copy of a stored file to `to`. A signed PDF must not come here: it is shown as it is."""
    if content_type == "application/pdf":
        _clean_pdf(path, to)
    else:
        _clean_picture(path, content_type, to)


def _clean_picture(path: Path, content_type: str, to: Path) -> None:
    """Turn upright, shrink, drop position, camera and every other note. JPEG stays JPEG, PNG stays PNG."""
    with Image.open(path, formats=("JPEG", "PNG")) as image:
        if content_type == "image/jpeg":
            image.draft("RGB", (LONGEST, LONGEST))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST, LONGEST))
        if content_type == "image/jpeg":
            plain = upright.convert("RGB")
        else:
            has_alpha = "A" in upright.mode or "transparency" in upright.info
            plain = upright.convert("RGBA" if has_alpha else "RGB")
        pixels = Image.new(plain.mode, plain.size)
        pixels.paste(plain)  # a new picture: nothing but pixels comes along
    if content_type == "image/jpeg":
        pixels.save(to, "JPEG", quality=85, optimize=True)
    else:
        pixels.save(to, "PNG", optimize=True)


def _clean_pdf(path: Path, to: Path) -> None:
    """Drop actions, scripts, attachments, forms' logic and metadata; pages keep their look."""
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        for key in ("/OpenAction", "/AA", "/Metadata", "/AF", "/PieceInfo", "/Collection"):
            if key in pdf.Root:
                del pdf.Root[key]
        names = pdf.Root.get("/Names")
        if isinstance(names, pikepdf.Dictionary):
            for key in ("/JavaScript", "/EmbeddedFiles"):
                if key in names:
                    del names[key]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary):
                _disarm(thing)
        for page in pdf.pages:
            for note in page.obj.get("/Annots", ()):  # annotations may stand directly in the page
                if isinstance(note, pikepdf.Dictionary):
                    _disarm(note)
        pdf.save(to, encryption=False, deterministic_id=True)


def _disarm(thing: pikepdf.Object) -> None:
    for key in ("/AA", "/PA", "/JS"):
        if key in thing:
            del thing[key]
    action = thing.get("/A")
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in _HARMLESS:
        del thing["/A"]
