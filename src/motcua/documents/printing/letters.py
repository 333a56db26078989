"""What our fonts can draw, and how a person's text is made safe to set.

PDF/A refuses a page that shows a glyph the font lacks, so a name with an emoji or a script we do not
ship would stop the whole form. Here such letters become `PLACEHOLDER`, visibly, and `unprintable`
tells the caller which they were. Nothing here escapes markup: text reaches the templates as JSON
values, which Typst shows and never reads as source.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
PLACEHOLDER = "□"

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_JOINERS = "\u200d\ufe0e\ufe0f"


def clean(text: str) -> str:
    """Return `text` composed (NFC), free of control and direction marks, every letter drawable.

    Line ends are kept; other runs of white space become one space, and the ends are trimmed.

    >>> clean("  Nguye\u0302\u0303n \u202eThị  Hạnh😀 ")
    'Nguyễn Thị Hạnh□'
    """
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    drawn: list[str] = []
    for letter in text:
        if letter == "\n" or letter.isspace():
            drawn.append("\n" if letter == "\n" else " ")
        elif _is_silent(letter):
            continue
        elif ord(letter) in drawable():
            drawn.append(letter)
        elif not drawn or drawn[-1] != PLACEHOLDER:
            drawn.append(PLACEHOLDER)  # one box for a run: an emoji is often several code points
    return "\n".join(_SPACES.sub(" ", line).strip() for line in "".join(drawn).split("\n")).strip("\n")


def clean_all(value: Any) -> Any:
    """Return `value` with every text in it cleaned; mappings and lists are copied, keys are ours and kept."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: clean_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_all(item) for item in value]
    return value


def unprintable(text: str) -> str:
    """Return the letters of `text` that print as `PLACEHOLDER`, each once, in the order met.

    >>> unprintable("Lò Văn ꪼꪕ 😀 Hạnh")
    'ꪼꪕ😀'
    """
    met = dict.fromkeys(unicodedata.normalize("NFC", text))
    return "".join(x for x in met if not x.isspace() and not _is_silent(x) and ord(x) not in drawable())


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Return the code points Tinos draws in every weight; it stands last in the font list of every template."""
    families = json.loads((FONTS / "coverage.json").read_text("utf-8"))
    return frozenset(point for low, high in families["Tinos"] for point in range(low, high + 1))


def _is_silent(letter: str) -> bool:
    # Controls, zero-width marks, lone surrogates, and direction overrides, which make a name read backwards.
    return letter in _JOINERS or unicodedata.category(letter) in {"Cc", "Cf", "Cs"}
