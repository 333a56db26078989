"""How often the first hits are right, over queries drawn from the data; figures in docs/places.md."""

import pytest

from motcua.platform.places import search

from .queries import Query, by_new_name, by_old_name


@pytest.mark.parametrize(
    ("draw", "seed", "slip", "at_first", "within_three"),
    [
        (by_new_name, 1, False, 0.98, 0.99),
        (by_old_name, 3, False, 0.97, 0.99),
        (by_new_name, 2, True, 0.90, 0.92),
        (by_old_name, 4, True, 0.93, 0.95),
    ],
)
def test_the_place_meant_comes_first_even_without_marks_and_with_a_slip(draw, seed, slip, at_first, within_three):
    queries: list[Query] = draw(seed, 300, slip=slip)
    found = [[hit.place.code for hit in search(query.text, limit=3)] for query in queries]
    right = {
        first: sum(bool(query.wanted & set(codes[:first])) for query, codes in zip(queries, found, strict=True))
        for first in (1, 3)
    }
    assert right[1] >= at_first * len(queries)
    assert right[3] >= within_three * len(queries)
