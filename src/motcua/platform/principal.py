"""Who is asking, told to the database: the settings that row-level security reads.

One round trip at the start of a transaction (stack.md A6). `set_config(..., true)`
lasts only as long as the transaction, so a pooled connection never carries one
person's rights into the next person's request. Without it every protected table is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction

from motcua.platform import security


@dataclass(frozen=True)
class Principal:
    """What the database must know of the one who asks.

    `scopes` are the numbers of `scope_of`: unit, part in the dossier and class of
    confidentiality in one; `barred` are the persons whose dossiers this officer may
    never see (himself and his relatives).
    """

    kind: str = ""  # "" nobody, "citizen", "officer", "job"
    account_id: int | None = None
    person_id: int | None = None
    organisation_id: int | None = None
    scopes: tuple[int, ...] = ()
    barred: tuple[int, ...] = ()
    permissions: frozenset[str] = field(default_factory=frozenset)


NOBODY = Principal()
JOB = Principal(kind="job")


def _array(values: Iterable[int]) -> str:
    return "{" + ",".join(str(int(v)) for v in values) + "}"


def tell_database(principal: Principal) -> None:
    """Set who asks for the rest of the current transaction."""
    with connection.cursor() as cursor:
        if settings.DB_STEP_DOWN_TO:
            role = security.JOB if principal.kind == "job" else settings.DB_STEP_DOWN_TO
            cursor.execute(f'SET LOCAL ROLE "{role}"')
        cursor.execute(
            "SELECT set_config('app.kind', %s, true), set_config('app.account', %s, true),"
            " set_config('app.person', %s, true), set_config('app.organisation', %s, true),"
            " set_config('app.scopes', %s, true), set_config('app.barred', %s, true),"
            " set_config('app.permissions', %s, true)",
            [
                principal.kind,
                str(principal.account_id or ""),
                str(principal.person_id or ""),
                str(principal.organisation_id or ""),
                _array(principal.scopes),
                _array(principal.barred),
                "{" + ",".join(sorted(principal.permissions)) + "}",
            ],
        )


@contextmanager
def acting_as(principal: Principal) -> Iterator[None]:
    """Run a block in one transaction as this principal (jobs, commands, demonstration data, tests)."""
    with transaction.atomic():
        tell_database(principal)
        yield
        if settings.DB_STEP_DOWN_TO:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
