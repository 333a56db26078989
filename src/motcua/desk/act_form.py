"""What an act at the desk asks for before it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from motcua.dossiers.queries import Page
from motcua.dossiers.rules.acts import Act
from motcua.identity.queries import Person
from motcua.web.fields import FieldView


@dataclass(frozen=True)
class Form:
    """What an act asks for: questions, and the call that does it with what was typed."""

    fields: Callable[..., list[FieldView]]  # (page, typed), and `who` where `asks`
    call: Callable[..., Any]
    takes_files: bool = False
    told: Callable[[Person, Page], list[str]] | None = None  # what he must know to decide
    start: Callable[[Person, Page], dict[str, str]] | None = None  # what the boxes hold at first
    asks: bool = False  # the questions depend on who reads them
    instead: Act | None = None  # the other answer to the same question, a link away
    ticks: tuple[str, ...] = ()  # questions with several ticks: typed as their values, a blank between
