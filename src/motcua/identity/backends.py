"""Django's sign-in machinery reads accounts through the named functions, never through the table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import BaseBackend

from motcua.identity import queries
from motcua.identity.models import Account
from motcua.platform.clock.now import today


class PrincipalBackend(BaseBackend):
    """`get_user` for the session; passwords are checked by services.sign_in_officer, which counts failures."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Nobody signs in here."""
        return None

    def get_user(self, user_id: int) -> Account | None:
        """Return the account of a session, with the person behind it at `.who`; one query."""
        data = queries.principal_data(int(user_id), today())
        if data is None or not data["account"]["is_active"]:
            return None
        return account_from(data)


def account_from(data: dict[str, Any]) -> Account:
    """Make an Account (unsaved, for Django) that carries the Person it stands for."""
    told = data["account"]
    changed = told["password_changed_at"]
    account = Account(
        id=told["id"],
        kind=told["kind"],
        username=told["username"],
        password=told["password"],
        person_id=data["person"]["id"],
        level=told["level"],
        source=told["source"],
        is_active=told["is_active"],
        must_change_password=told["must_change_password"],
        password_changed_at=datetime.fromisoformat(changed) if changed else None,
    )
    account._state.adding = False
    account.factor_since = told["factor_since"] or ""
    account.who = queries.person_from(data)  # type: ignore[attr-defined]
    return account
