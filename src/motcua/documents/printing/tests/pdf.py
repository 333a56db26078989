"""Look at a PDF with poppler and pikepdf: another program than the one that made it."""

import io
import re
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
from PIL import Image


def poppler(tool: str, *arguments: str, pdf: bytes) -> bytes:
    """Run one of poppler's tools on the bytes; without poppler the test fails, it is never skipped."""
    assert shutil.which(tool), f"{tool} is missing: apt-get install poppler-utils"
    return subprocess.run([tool, *arguments], input=pdf, capture_output=True, check=True).stdout


def text(pdf: bytes, *, page: int | None = None) -> str:
    """The text in the order it was set, white space folded, without the break marks we put into long words."""
    pages = ["-f", str(page), "-l", str(page)] if page else []
    raw = poppler("pdftotext", "-raw", "-enc", "UTF-8", *pages, "-", "-", pdf=pdf).decode()
    return " ".join(unicodedata.normalize("NFC", raw).replace("\u200b", "").split())


def page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def page_sizes_mm(pdf: bytes) -> set[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        boxes = [[float(side) for side in page.mediabox] for page in opened.pages]
    return {(round((box[2] - box[0]) / 72 * 25.4), round((box[3] - box[1]) / 72 * 25.4)) for box in boxes}


def fonts(pdf: bytes, work: Path) -> list[tuple[str, bool]]:
    """Each font as (name without the subset prefix, embedded?)."""
    path = work / "fonts.pdf"
    path.write_bytes(pdf)
    lines = poppler("pdffonts", str(path), pdf=b"").decode().splitlines()[2:]
    return [(line.split()[0].split("+")[-1], line.split()[-5] == "yes") for line in lines]


@dataclass(frozen=True)
class Word:
    text: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


def words(pdf: bytes) -> list[Word]:
    """Every word with its box in points from the top left of its page."""
    xml = poppler("pdftotext", "-bbox", "-", "-", pdf=pdf).decode()
    found, page = [], 0
    for line in xml.splitlines():
        page += line.lstrip().startswith("<page ")
        box = re.search(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*)</word>', line)
        if box:
            found.append(Word(box[5], page, *(float(side) for side in box.groups()[:4])))
    return found


@dataclass(frozen=True)
class Piece:
    text: str
    page: int
    size: int
    family: str
    left: int
    top: int


def pieces(pdf: bytes, work: Path) -> list[Piece]:
    """Every run of text with its font and size in points."""
    path = work / "pieces.pdf"
    path.write_bytes(pdf)
    xml = poppler(
        "pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", "-hidden", "-fontfullname", str(path), pdf=b""
    ).decode()
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", xml))
    styles: dict[str, tuple[int, str]] = {}
    found = []
    for page in root.iter("page"):
        for spec in page.iter("fontspec"):
            styles[spec.attrib["id"]] = (int(spec.attrib["size"]), spec.attrib["family"].split("+")[-1])
        for run in page.iter("text"):
            size, family = styles[run.attrib["font"]]
            words_ = unicodedata.normalize("NFC", "".join(run.itertext()).strip())
            place = (int(run.attrib["left"]), int(run.attrib["top"]))
            found.append(Piece(words_, int(page.attrib["number"]), size, family, *place))
    return found


def picture(pdf: bytes, work: Path, *, page: int = 1, dpi: int = 150) -> Image.Image:
    """The page as people see it, in greys."""
    path = work / "picture.pdf"
    path.write_bytes(pdf)
    stem = work / "page"
    poppler("pdftoppm", "-r", str(dpi), "-gray", "-png", "-singlefile", "-f", str(page), str(path), str(stem), pdf=b"")
    with Image.open(stem.with_suffix(".png")) as image:
        return image.convert("L")
