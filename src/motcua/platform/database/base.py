"""Django's PostgreSQL backend with parameters bound by the server, made safe for our numbers.

With `server_side_binding` Django announces every plain integer of an expression as a four-byte one; ours, made by
platform/ids.py, need eight, and the driver cuts them off without a word: a person barred from a dossier would no
longer be found among those it is about. Here a number is announced as its column says, and as eight bytes when it
does not fit. The server also keeps the plans of all a connection asks again and again.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base, operations
from django.utils.asyncio import async_unsafe
from psycopg.types.numeric import Int8

PLANS_KEPT = 300  # a connection meets about two hundred different statements in a day's work
_BYTES = {"Int2": 2, "Int4": 4, "Int8": 8}


class DatabaseOperations(operations.DatabaseOperations):
    """Numbers as wide as they are."""

    def adapt_integerfield_value(self, value: Any, internal_type: str) -> Any:
        """Return the number with the type of its column, or as eight bytes where that would cut it."""
        adapted = super().adapt_integerfield_value(value, internal_type)
        width = _BYTES.get(type(adapted).__name__)
        if width is not None and not -(1 << width * 8 - 1) <= adapted < 1 << width * 8 - 1:
            return Int8(adapted)
        return adapted


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection."""

    ops_class = DatabaseOperations

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and let the server keep more plans than the driver's hundred."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = PLANS_KEPT
        return connection
