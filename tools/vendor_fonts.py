"""Make the fonts of the official print forms (development only; the product ships the result).

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools
    /tmp/fonts/bin/python tools/vendor_fonts.py src/motcua/documents/printing/fonts

Takes two packages from the npm registry with `npm pack` (nothing of them is installed or run),
cuts each file down to the scripts a Vietnamese office writes, drops the screen hints a PDF does
not need, and writes beside them the licence texts and `coverage.json`: the code points each family
can draw, so the printing code can replace what it cannot draw before PDF/A refuses the page.

Both families are under the SIL Open Font License 1.1 without a reserved font name, so the cut
files may keep their names. Tinos has the widths of Times New Roman, the face that decree
30/2020/NĐ-CP, appendix I, asks for; Be Vietnam Pro is the face of the screens.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGES = {"tinos": "@expo-google-fonts/tinos@0.4.2", "be-vietnam-pro": "@expo-google-fonts/be-vietnam-pro@0.4.1"}
# family folder, path inside the package, file name here
FILES = [
    ("tinos", "400Regular/Tinos_400Regular.ttf", "Tinos-Regular.ttf"),
    ("tinos", "400Regular_Italic/Tinos_400Regular_Italic.ttf", "Tinos-Italic.ttf"),
    ("tinos", "700Bold/Tinos_700Bold.ttf", "Tinos-Bold.ttf"),
    ("tinos", "700Bold_Italic/Tinos_700Bold_Italic.ttf", "Tinos-BoldItalic.ttf"),
    ("be-vietnam-pro", "400Regular/BeVietnamPro_400Regular.ttf", "BeVietnamPro-Regular.ttf"),
    ("be-vietnam-pro", "600SemiBold/BeVietnamPro_600SemiBold.ttf", "BeVietnamPro-SemiBold.ttf"),
]
LICENCES = {"tinos": "LICENSE-Tinos.txt", "be-vietnam-pro": "LICENSE-BeVietnamPro.txt"}
# Latin with every Vietnamese and minority-language letter (Ƀ ĭ ŏ ŭ č ñ ê̆ …), Greek and Cyrillic for
# foreigners' names, punctuation, currency, arrows, mathematics, boxes.
WANTED = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x206F),
    (0x2070, 0x20CF), (0x2100, 0x214F), (0x2150, 0x22FF), (0x2500, 0x25FF), (0xFB00, 0xFB04), (0xFFFD, 0xFFFD),
]  # fmt: skip


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    covered: dict[str, list[set[int]]] = {}
    with tempfile.TemporaryDirectory() as work:
        roots = {family: unpack(package, Path(work) / family) for family, package in PACKAGES.items()}
        for family, inside, name in FILES:
            cut(roots[family] / inside, folder / name)
            font = TTFont(folder / name)
            covered.setdefault(font["name"].getBestFamilyName(), []).append(set(font.getBestCmap()))
        for family, name in LICENCES.items():
            (folder / name).write_text((roots[family] / "LICENSE_FONT").read_text("utf-8"), "utf-8")
    # A letter counts only where every weight has it: the same word is printed upright, bold and slanted.
    shared = {family: ranges(sorted(set.intersection(*sets))) for family, sets in covered.items()}
    (folder / "coverage.json").write_text(json.dumps(shared, indent=0) + "\n", "utf-8")
    for file in sorted(folder.iterdir()):
        print(f"{file.stat().st_size:>8} {file.name}")


def unpack(package: str, folder: Path) -> Path:
    folder.mkdir()
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    with tarfile.open(folder / packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def cut(source: Path, target: Path) -> None:
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[point for low, high in WANTED for point in range(low, high + 1)])
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def ranges(points: list[int]) -> list[list[int]]:
    """Fold sorted code points into inclusive [first, last] pairs."""
    folded: list[list[int]] = []
    for point in points:
        if folded and folded[-1][1] == point - 1:
            folded[-1][1] = point
        else:
            folded.append([point, point])
    return folded


if __name__ == "__main__":
    main(Path(sys.argv[1]))
