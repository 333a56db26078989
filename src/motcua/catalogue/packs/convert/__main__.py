"""Write the packs anew: `python -m motcua.catalogue.packs.convert --source DIR --out packs/`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from motcua.catalogue.packs.convert.writing import convert
from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.report import report_text


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m motcua.catalogue.packs.convert", description=__doc__)
    parser.add_argument(
        "--source", type=Path, required=True, help="folder with procedures.json, code_lists.json, detailed/"
    )
    parser.add_argument("--out", type=Path, default=Path("packs"), help="folder of the packs")
    parser.add_argument(
        "--detailed",
        default="settled",
        help="which procedures get a detailed pack: 'settled' (those with a settled.yaml), 'all', or codes with commas",
    )
    parser.add_argument("--report", type=Path, help="also write the report of contradictions and gaps to this file")
    args = parser.parse_args(argv)
    written = convert(args.source, args.out, detailed=args.detailed)
    sys.stdout.write(
        f"{written.packs} packs, {written.detailed} detailed, {written.overlays} overlays, {written.files} files\n"
    )
    if args.report:
        text = report_text(Library(args.out))
        args.report.write_text(text, "utf-8")
        headings = (line.lstrip("# ") for line in text.splitlines() if line.startswith("### "))
        sys.stdout.write("".join(f"  {heading}\n" for heading in headings))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
