"""Numbers that Word counts itself: "1.", "a)", "1.2." of lists are not in a paragraph's text, they are computed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMANS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class Level:
    """One level of a list: how it counts, what it prints, where it starts."""

    form: str
    text: str
    start: int


class Numbering:
    """The lists of one document; ask paragraph by paragraph, in order."""

    def __init__(self, root: Any | None, styles: Any | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._styles: dict[str, tuple[str | None, str | None, str | None]] = {}
        if root is not None:
            self._read(root)
        if styles is not None:
            self._read_styles(styles)

    def _read(self, root: Any) -> None:
        abstract: dict[str, dict[int, Level]] = {}
        for item in root.iter(f"{W}abstractNum"):
            levels = {}
            for level in item.iter(f"{W}lvl"):
                levels[int(level.get(f"{W}ilvl"))] = Level(
                    _value(level.find(f"{W}numFmt"), "decimal"),
                    _value(level.find(f"{W}lvlText"), ""),
                    int(_value(level.find(f"{W}start"), "1")),
                )
            abstract[item.get(f"{W}abstractNumId")] = levels
        for num in root.iter(f"{W}num"):
            of = num.find(f"{W}abstractNumId")
            number = num.get(f"{W}numId")
            if of is None:
                continue
            self._abstract[number] = of.get(f"{W}val")
            levels = dict(abstract.get(of.get(f"{W}val"), {}))
            for change in num.iter(f"{W}lvlOverride"):
                at, start = int(change.get(f"{W}ilvl")), change.find(f"{W}startOverride")
                if start is not None and at in levels:
                    levels[at] = Level(levels[at].form, levels[at].text, int(start.get(f"{W}val")))
                    self._abstract[number] = f"own {number}"  # counts for itself
            self._levels[number] = levels

    def _read_styles(self, styles: Any) -> None:
        for style in styles.iter(f"{W}style"):
            based = style.find(f"{W}basedOn")
            number, level = _own(style.find(f"{W}pPr"))
            self._styles[style.get(f"{W}styleId")] = (
                number,
                level,
                based.get(f"{W}val") if based is not None else None,
            )

    def of(self, paragraph: Any) -> str:
        """Return what Word prints before the paragraph, "" when it is in no list; counts it."""
        properties = paragraph.find(f"{W}pPr")
        number, level = _own(properties)
        if number is None and properties is not None:
            number, level = self._of_style(_value(properties.find(f"{W}pStyle"), ""))
        if number is None or number == "0" or number not in self._levels:
            return ""
        at = int(level or 0)
        levels = self._levels[number]
        if at not in levels:
            return ""
        counts = self._counts[self._abstract[number]]
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [own for own in counts if own > at]:
            del counts[deeper]
        if levels[at].form == "bullet":
            return "-"
        if levels[at].form == "none":
            return ""
        text = levels[at].text
        for own in range(at + 1):
            if own in levels:
                text = text.replace(f"%{own + 1}", _written(counts.get(own, levels[own].start), levels[own].form))
        return text

    def _of_style(self, name: str) -> tuple[str | None, str | None]:
        for _ in range(10):  # styles are based on styles; a circle ends here
            if name not in self._styles:
                return None, None
            number, level, based = self._styles[name]
            if number is not None:
                return number, level
            name = based or ""
        return None, None


def _own(properties: Any | None) -> tuple[str | None, str | None]:
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None, None
    number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    return (number.get(f"{W}val") if number is not None else None), (
        level.get(f"{W}val") if level is not None else None
    )


def _value(element: Any | None, default: str) -> str:
    return default if element is None else element.get(f"{W}val") or default


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        text, left = "", count
        for value, sign in _ROMANS:
            while left >= value:
                text, left = text + sign, left - value
        return text if form == "lowerRoman" else text.upper()
    return f"{count:02d}" if form == "decimalZero" else str(count)
