"""Fetch, cut down and record the third-party assets that pages load (run by hand, results are committed).

    pip install fonttools brotli        # in any throw-away environment, next to node and npm
    python tools/vendor_assets.py       # rewrites src/motcua/web/static/vendor and its vendor.lock.json

Nothing here runs when the product is installed or tested: the files are in the repository, and
`web/tests/test_vendor.py` holds them to the hashes in the lock.

What is cut, and why:

* govuk-frontend: only the components we use, compiled with our font variable, so that the GDS Transport
  font, the crown and the crest (which may not be used outside GOV.UK) never enter the repository. Its script
  is left out: it sets `aria-expanded` on radios, which ARIA does not allow, and what we need of it is 40 lines.
* Be Vietnam Pro: ASCII, Vietnamese letters and a little punctuation; a commune on a 150 kbit/s line should
  read its first page in seconds. Kerning and mark positioning stay, hinting goes.
* Motcua So: the ten digits of Be Vietnam Pro set to one advance, because the family has no tabular figures
  and columns of money must line up. The OFL asks for a new name for a changed font, hence the name.
* Tabler icons: one sprite of the outline icons in `ICONS`.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "src/motcua/web/static/vendor"

PACKAGES = {
    "govuk-frontend": "6.6.0",
    "htmx.org": "2.0.11",
    "@expo-google-fonts/be-vietnam-pro": "0.4.1",
    "@tabler/icons": "3.51.0",
}
SASS = "sass@1.108.2"

# What forms are made of; the rest of the kit (buttons, tables, tags …) we draw ourselves as vn- components.
GOVUK_CSS = (
    "error-summary", "error-message", "fieldset", "label", "hint", "input", "select", "textarea", "radios",
    "checkboxes",
)  # fmt: skip

# The package carries no licence file; this is the text of its repository (MIT).
GOVUK_LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""

VIETNAMESE = (
    "ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝĩĨũŨ"  # ISO-8859 leftovers and the base letters
    + "".join(map(chr, range(0x1EA0, 0x1EFA)))  # every letter with a tone mark
    + "\u0300\u0301\u0303\u0309\u0323"  # names typed in decomposed form still show
)
PUNCTUATION = "–—…·•×°₫“”‘’\u00a0"
LETTERS = {*range(0x20, 0x7F), *map(ord, VIETNAMESE + PUNCTUATION)}

# Our name → Tabler's name. Ours says what the icon means on the page, so that a change of drawing is one line.
ICONS = {
    "account": "user",
    "alert": "alert-triangle",
    "arrow-left": "arrow-left",
    "arrow-right": "arrow-right",
    "baby": "baby-carriage",
    "bell": "bell",
    "book": "book",
    "bulb": "bulb",
    "calendar": "calendar",
    "camera": "camera",
    "check": "check",
    "check-circle": "circle-check",
    "chevron-down": "chevron-down",
    "chevron-right": "chevron-right",
    "clock": "clock",
    "close": "x",
    "copy": "copy",
    "counter": "building-bank",
    "data": "database",
    "download": "download",
    "early": "chevrons-up",
    "edit": "pencil",
    "elder": "old",
    "error": "alert-circle",
    "family": "users",
    "file": "file-text",
    "file-signed": "file-certificate",
    "files": "files",
    "flower": "flower",
    "heart": "heart-handshake",
    "home": "home",
    "house-move": "home-move",
    "info": "info-circle",
    "keyboard": "keyboard",
    "list": "list-check",
    "lock": "lock",
    "logout": "logout",
    "mail": "mail",
    "map-pin": "map-pin",
    "message": "message-2",
    "money": "cash",
    "offline": "cloud-off",
    "pause": "player-pause",
    "person-card": "id",
    "phone": "phone",
    "plus": "plus",
    "printer": "printer",
    "qr": "qrcode",
    "refresh": "refresh",
    "rotate": "rotate-clockwise",
    "scan": "scan",
    "school": "school",
    "search": "search",
    "send": "send",
    "settings": "settings",
    "shield-check": "shield-check",
    "shop": "building-store",
    "signature": "signature",
    "smile": "mood-smile",
    "star": "star",
    "target": "target-arrow",
    "trash": "trash",
    "upload": "upload",
    "mobile": "device-mobile",
    "zoom-in": "zoom-in",
    "zoom-out": "zoom-out",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        sources = {name: _unpack(name, version, work) for name, version in PACKAGES.items()}
        shutil.rmtree(VENDOR, ignore_errors=True)
        _govuk(work)
        _htmx(sources["htmx.org"])
        _fonts(sources["@expo-google-fonts/be-vietnam-pro"])
        _icons(sources["@tabler/icons"])
    _lock()


def _unpack(name: str, version: str, work: Path) -> Path:
    archive = _run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=work).strip().splitlines()[-1]
    target = work / "packages" / name
    with tarfile.open(work / archive) as packed:
        packed.extractall(target, filter="data")
    return target / "package"


def _govuk(work: Path) -> None:
    out = _folder("govuk-frontend")
    (work / "package.json").write_text("{}")
    archive = next(work.glob("govuk-frontend-*.tgz"))
    _run(["npm", "install", "--silent", "--no-audit", "--no-fund", SASS, str(archive)], cwd=work)
    uses = [
        '@use "govuk-frontend/dist/govuk/settings" with ('
        "$govuk-font-family: var(--vn-font), $govuk-include-default-font-face: false, $govuk-font-weight-bold: 600);",
        '@use "govuk-frontend/dist/govuk/custom-properties";',
        '@use "govuk-frontend/dist/govuk/objects/form-group";',
        '@use "govuk-frontend/dist/govuk/utilities";',
        *(f'@use "govuk-frontend/dist/govuk/components/{name}";' for name in GOVUK_CSS),
    ]
    (work / "govuk.scss").write_text("\n".join(uses))
    css = _run(
        ["npx", "sass", "--load-path=node_modules", "--style=compressed", "--no-source-map", "--quiet-deps",
         "--no-charset", "govuk.scss"],
        cwd=work,
    )  # fmt: skip
    for forbidden in ("GDS", "crest", "@font-face", "crown"):
        if forbidden in css:
            sys.exit(f"govuk-frontend: {forbidden} is still in the stylesheet")
    (out / "govuk.css").write_text(css.lstrip("\ufeff"), encoding="utf-8")

    (out / "LICENSE").write_text(GOVUK_LICENCE, encoding="utf-8")


def _htmx(source: Path) -> None:
    out = _folder("htmx")
    shutil.copy(source / "dist/htmx.min.js", out / "htmx.min.js")
    shutil.copy(source / "LICENSE", out / "LICENSE")


def _fonts(source: Path) -> None:
    out = _folder("be-vietnam-pro")
    digits = _folder("motcua-so")
    for weight, stem, advance in ((400, "400Regular", 634), (600, "600SemiBold", 654)):
        original = source / stem / f"BeVietnamPro_{stem}.ttf"
        _cut(original, LETTERS, out / f"be-vietnam-pro-{weight}.woff2")
        _even_digits(original, advance, weight, digits / f"motcua-so-{weight}.woff2")
    for folder in (out, digits):
        shutil.copy(source / "LICENSE_FONT", folder / "OFL.txt")


def _cut(original: Path, letters: set[int], target: Path) -> None:
    from fontTools import subset

    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp", "locl"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True,
    )  # fmt: skip
    font = subset.load_font(str(original), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def _even_digits(original: Path, advance: int, weight: int, target: Path) -> None:
    """Write the ten digits, each centred on the same advance, under the name Motcua So."""
    from fontTools import subset
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    options = subset.Options(flavor="woff2", hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    font = subset.load_font(str(original), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=set(range(0x30, 0x3A)))
    cutter.subset(font)
    names = [font.getBestCmap()[code] for code in range(0x30, 0x3A)]
    for name in names:
        width, _ = font["hmtx"][name]
        pen = TTGlyphPen(font.getGlyphSet())
        font.getGlyphSet()[name].draw(TransformPen(pen, (1, 0, 0, 1, round((advance - width) / 2), 0)))
        font["glyf"][name] = pen.glyph()
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (advance, font["glyf"][name].xMin)
    style = {400: "Regular", 600: "SemiBold"}[weight]
    for name_id, text in {1: "Motcua So", 2: style, 3: f"MotcuaSo-{style}", 4: f"Motcua So {style}",
                          6: f"MotcuaSo-{style}"}.items():  # fmt: skip
        font["name"].setName(text, name_id, 3, 1, 0x409)
    for record in list(font["name"].names):
        if record.nameID in (16, 17, 21, 22):
            font["name"].names.remove(record)
    subset.save_font(font, str(target), options)


def _icons(source: Path) -> None:
    out = _folder("tabler")
    symbols = []
    for ours, theirs in sorted(ICONS.items()):
        drawing = (source / "icons/outline" / f"{theirs}.svg").read_text()
        shapes = re.findall(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>", drawing)
        visible = [re.sub(r"\s*/>$", "/>", shape) for shape in shapes if 'd="M0 0h24v24H0z"' not in shape]
        symbols.append(f'<symbol id="{ours}" viewBox="0 0 24 24">{"".join(visible)}</symbol>')
    # Stroke properties inherit through <use>, so the sprite needs none of its own.
    (out / "icons.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", encoding="utf-8"
    )
    shutil.copy(source / "LICENSE", out / "LICENSE")


def _lock() -> None:
    licences = {
        "govuk-frontend": ("govuk-frontend", "MIT", "chosen components compiled; no GOV.UK font or crest"),
        "htmx": ("htmx.org", "0BSD", "unchanged; desk pages only"),
        "be-vietnam-pro": ("@expo-google-fonts/be-vietnam-pro", "OFL-1.1", "ASCII and Vietnamese letters, no hinting"),
        "motcua-so": ("@expo-google-fonts/be-vietnam-pro", "OFL-1.1", "digits of equal advance, renamed as OFL asks"),
        "tabler": ("@tabler/icons", "MIT", "one sprite of chosen outline icons"),
    }
    entries = []
    for folder, (package, licence, change) in licences.items():
        files = {
            path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((VENDOR / folder).iterdir())
        }
        entries.append(
            {"name": package, "version": PACKAGES[package], "licence": licence, "change": change, "sha256": files}
        )
    (VENDOR / "vendor.lock.json").write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")


def _folder(name: str) -> Path:
    path = VENDOR / name
    path.mkdir(parents=True)
    return path


def _run(command: list[str], *, cwd: Path) -> str:
    return subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
