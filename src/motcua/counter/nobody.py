"""How a draft of the counter begins: with nobody's facts, above all not the officer's own."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from motcua.forms import services as forms
from motcua.forms.engine import Facts, Form
from motcua.forms.queries import DraftView
from motcua.identity.queries import Person


class NobodysFacts:
    """A source of facts (forms.ports.FactSource) that knows nothing."""

    def sign_in(self, who: Person) -> Facts:  # noqa: ARG002
        """Nothing."""
        return {}

    def remembered(self, who: Person) -> Facts:  # noqa: ARG002
        """Nothing."""
        return {}


class Taken(Protocol):
    """A procedure as a counter takes it in (a lane, a list)."""

    @property
    def committee_id(self) -> int: ...
    @property
    def procedure(self) -> str: ...
    @property
    def version_id(self) -> int: ...
    @property
    def form(self) -> Form: ...


def open_for_other(who: Person, taken: Taken, *, now: datetime) -> DraftView:
    """Open a draft of the officer's own account for somebody who sits there or stands in a list."""
    return forms.open_draft(
        who,
        unit_id=taken.committee_id,
        subject=taken.procedure,
        version_id=taken.version_id,
        form=taken.form,
        facts=NobodysFacts(),
        now=now,
        is_for_other=True,
    )
