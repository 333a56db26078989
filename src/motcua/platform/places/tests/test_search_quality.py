"""How often the first hits are right, over queries drawn from the data. The figures of docs/places.md come from here."""

import pytest

from motcua.platform.places import search

from .queries import Query, by_new_name, by_old_name


def right_within(first: int, queries: list[Query]) -> float:
    right = sum(bool({hit.place.code for hit in search(query.text)[:first]} & query.wanted) for query in queries)
    return right / len(queries)


@pytest.mark.parametrize(
    ("queries", "at_first", "within_three"),
    [
        (by_new_name(1, 300, slip=False), 0.98, 0.99),
        (by_old_name(3, 300, slip=False), 0.97, 0.99),
        (by_new_name(2, 300, slip=True), 0.90, 0.92),
        (by_old_name(4, 300, slip=True), 0.93, 0.95),
    ],
    ids=["today's name", "old name", "today's name with a slip", "old name with a slip"],
)
def test_the_place_meant_comes_first_even_without_marks_and_with_a_slip(queries, at_first, within_three):
    assert right_within(1, queries) >= at_first
    assert right_within(3, queries) >= within_three
