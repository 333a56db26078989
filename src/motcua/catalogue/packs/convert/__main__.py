"""Write the packs anew: `python -m motcua.catalogue.packs.convert --source DIR --out packs/`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from motcua.catalogue.packs.convert.writing import convert


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
    parser.add_argument("--report", type=Path, help="also write the report to this file")
    args = parser.parse_args(argv)
    written = convert(args.source, args.out, detailed=args.detailed, report=args.report)
    sys.stdout.write(
        f"{written.packs} packs, {written.detailed} detailed, {written.overlays} overlays, {written.files} files\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
