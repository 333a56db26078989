"""The third truth value: a register that has not been asked, or has not answered yet.

"The register found nothing" and "nobody has asked" lead to different papers; a
rule that took the second for the first would ask a citizen for a paper the State
holds. So the value refuses to be used as false: it has no truth of its own.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal


class Unknown(Enum):
    """The type of `NOT_ASKED`; an enum so that copies and pickles stay the same object."""

    NOT_ASKED = "not_asked"

    def __bool__(self) -> bool:
        raise TypeError("NOT_ASKED is neither true nor false: ask logic.truth()")

    def __repr__(self) -> str:
        return "NOT_ASKED"


NOT_ASKED: Final = Unknown.NOT_ASKED

Truth = bool | Literal[Unknown.NOT_ASKED]


class AskedFacts(dict):
    """Facts by name, of which those that are absent have not been asked.

    >>> AskedFacts(birth=True)["residence"]
    NOT_ASKED
    """

    def __missing__(self, key: object) -> Unknown:
        return NOT_ASKED
