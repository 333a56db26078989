"""The places of Việt Nam: 34 provinces and 3,321 communes of today, and the 10,040 units they were made of.

Pure look-ups in dated files that ship with the code; see docs/places.md for their source and their limits.
"""

from .book import (
    DATA_DATE,
    DATA_VERSION,
    NAMES_UNTIL,
    SOURCE,
    VALID_FROM,
    commune,
    communes_of,
    full_name,
    old_place,
    province,
    provinces,
)
from .model import Hit, OldPlace, Place, Successor
from .naming import bare_name, in_sentence
from .search import search
from .succession import successors

__all__ = [
    "DATA_DATE",
    "DATA_VERSION",
    "NAMES_UNTIL",
    "SOURCE",
    "VALID_FROM",
    "Hit",
    "OldPlace",
    "Place",
    "Successor",
    "bare_name",
    "commune",
    "communes_of",
    "full_name",
    "in_sentence",
    "old_place",
    "province",
    "provinces",
    "search",
    "successors",
]
