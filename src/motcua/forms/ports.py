"""What forms need from outside: what is known of the person, and what files lie in a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from motcua.forms.engine import Facts
from motcua.identity.queries import Person


class FactSource(Protocol):
    """What is known of the one who is signed in, by canonical fact ("applicant.full_name"), as JSON values."""

    def sign_in(self, who: Person) -> Facts:
        """What the sign-in vouches for now: it locks fields, and is compared again at submit."""

    def remembered(self, who: Person) -> Facts:
        """What the person declared in an earlier dossier: offered, and counted only when confirmed."""


@dataclass(frozen=True)
class StoredFile:
    """A file in a slot. `key` names it for "Bỏ"; `size` in bytes."""

    key: str
    name: str
    size: int
    pages: int
    url: str = ""


class FileField(Protocol):
    """The files of a draft; a slot is the key of a file field."""

    def counts(self, draft_id: int) -> Mapping[str, int]:
        """How many files each slot holds; empty slots may be absent."""

    def files(self, draft_id: int, slot: str) -> Sequence[StoredFile]:
        """The files of one slot in the order of their pages."""
