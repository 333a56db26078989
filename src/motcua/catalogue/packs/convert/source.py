"""Reading the captured catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """The folder as values: procedures in the order of the file, detailed ones by code, the code lists."""

    procedures: tuple[Row, ...]
    detailed: Mapping[str, Row]
    code_lists: Row

    def text_codes(self, options: str) -> list[str]:
        """The codes of a list that must be completed in words."""
        for one in self.code_lists["lists"]:
            if one["key"] == options:
                return [item["code"] for item in one["items"] if item.get("needs_text")]
        raise KeyError(options)


def read_source(folder: Path) -> Source:
    """Return the source; missing files raise, an unreadable catalogue is never half converted."""
    procedures = json.loads((folder / "procedures.json").read_text("utf-8"))
    lists = json.loads((folder / "code_lists.json").read_text("utf-8"))
    detailed = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((folder / "detailed").glob("*.json"))}
    return Source(tuple(procedures), detailed, lists)
