"""One look-up Django lacks: `column__any_of=[…]` as one parameter, so that every list has the same statement."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Lookup


@BigIntegerField.register_lookup
class AnyOf(Lookup):
    """`column = ANY(list)`; of an empty list nothing. `IN` would be another statement, to be planned again,
    for each number of values an officer holds.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write the comparison, the whole list as one parameter."""
        column, before = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*before, [int(one) for one in self.rhs])
