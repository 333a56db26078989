"""Join the style sources into the files pages load: `python tools/build_css.py` (`--check` only compares).

A citizen's first page must stay light on a 150 kbit/s line, so what every page needs is one file:
govuk-frontend's chosen components, then the tokens, then our own rules. `strong.css` (weight 600) follows
after the page stands; `desk.css` is loaded by officers only, on top of the first, `hall.css` by the machines in
the hall, `charts.css` by pages with charts, `wall.css` by boards on a wall, `public.css` by the public figures.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parents[1] / "src/motcua/web"
VENDOR = WEB / "static/vendor"
STYLES = WEB / "styles"
OUT = WEB / "static/web"

BUNDLES: dict[str, tuple[Path, ...]] = {
    "citizen.css": (
        VENDOR / "govuk-frontend/govuk.css",
        *(
            STYLES / f"{name}.css"
            for name in (
                "tokens", "fonts", "base", "header", "buttons", "forms", "facts", "days", "timeline",
                "tags", "panels", "tables", "home", "kiosk", "print",
            )
        ),
    ),
    "strong.css": (STYLES / "fonts-strong.css",),
    "desk.css": (
        STYLES / "fonts-strong.css", STYLES / "desk.css", STYLES / "counter.css", STYLES / "leading.css",
        STYLES / "figures.css", STYLES / "plans.css", STYLES / "reports.css", STYLES / "print-desk.css",
    ),
    "hall.css": (STYLES / "hall.css",),
    "charts.css": (STYLES / "charts.css",),
    "wall.css": (STYLES / "wall.css",),
    "public.css": (STYLES / "public.css",),
}  # fmt: skip


def minified(css: str) -> str:
    """Drop comments and blanks that mean nothing.

    Strings and `calc()` keep their blanks: only those around `{ } ; , >` and after `:` go, and never a blank
    before `:`, which separates a descendant from a pseudo-class.
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r"(?<=[{;])([a-z-]+): ", r"\1:", css)
    css = re.sub(r"(?<=[{;])(--[a-z0-9-]+): ", r"\1:", css)
    return css.replace(";}", "}").strip()


def built() -> dict[str, str]:
    """Return the text of every bundle by file name."""
    return {
        name: "\n".join(minified(part.read_text(encoding="utf-8")) for part in parts) + "\n"
        for name, parts in BUNDLES.items()
    }


def main() -> int:
    stale = [name for name, css in built().items() if not _same(OUT / name, css)]
    if "--check" in sys.argv:
        for name in stale:
            print(f"{name} is out of date: run python tools/build_css.py")
        return 1 if stale else 0
    for name, css in built().items():
        (OUT / name).write_text(css, encoding="utf-8")
    return 0


def _same(path: Path, css: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == css


if __name__ == "__main__":
    sys.exit(main())
