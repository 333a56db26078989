"""Print every form with invented people into a folder: `python -m motcua.documents.printing.preview OUTDIR`."""

import sys
from pathlib import Path

from . import samples_of_the_office
from .catalogue import template_for
from .engine import render
from .samples import MADE_AT, all_samples


def main(folder: Path) -> None:
    """Write one PDF a sample, each marked MẪU (R2.52)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, form, paper in (*all_samples(), *samples_of_the_office.all_samples()):
        pdf = render(template_for(form, MADE_AT.date()), paper.as_data())
        (folder / f"{name}.pdf").write_bytes(pdf)
        sys.stdout.write(f"{name}.pdf {len(pdf)} bytes\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m motcua.documents.printing.preview OUTDIR")
    main(Path(sys.argv[1]))
