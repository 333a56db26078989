"""Who may work on a draft through the interface: its owner. Anybody else's draft does not exist."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import Field

from motcua.forms import queries as drafts
from motcua.forms.queries import DraftView
from motcua.identity.queries import Person
from motcua.web.api import Rate, Session

# 64 bits and therefore words: a number of JavaScript would lose the last digits.
Id = Annotated[str, Field(pattern=r"^[0-9]{1,19}$")]


class OwnDraft(Session):
    """Only a citizen, and only for a draft of his own: 404 comes before anything else he sent is looked at.

    The draft is found once and put at `request.draft`.
    """

    def __init__(self, rate: Rate | None = None) -> None:
        super().__init__("citizen", rate=rate)

    def __call__(self, request: HttpRequest) -> Any:
        who: Person | None = super().__call__(request)
        number = str(request.resolver_match.kwargs["draft"])  # type: ignore[union-attr]
        if who is not None and number.isascii() and number.isdecimal() and len(number) <= 19:
            request.draft = drafts.draft(who, int(number))  # type: ignore[attr-defined]
        return who  # a number that is none is refused as malformed, with its field


def who_of(request: HttpRequest) -> Person:
    """Return the person an operation was granted to."""
    return request.auth  # type: ignore[attr-defined, no-any-return]


def draft_of(request: HttpRequest) -> DraftView:
    """Return the draft that `OwnDraft` found."""
    return request.draft  # type: ignore[attr-defined, no-any-return]
