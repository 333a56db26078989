"""What happens to the words of notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WordingChanged:
    """A committee gave a notice words of its own, from a day on; recorded in the committee's chain."""

    code: str
    valid_from: date
    heading: str
    sentence: str
    call: str
    source: str
