"""Whose facts fill a form at the counter to begin with: nobody's, above all not the officer's own."""

from __future__ import annotations

from motcua.forms.engine import Facts
from motcua.identity.queries import Person


class NobodysFacts:
    """A source of facts (forms.ports.FactSource) that knows nothing."""

    def sign_in(self, who: Person) -> Facts:  # noqa: ARG002
        """Nothing."""
        return {}

    def remembered(self, who: Person) -> Facts:  # noqa: ARG002
        """Nothing."""
        return {}
