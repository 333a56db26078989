"""All 100 pairs of states, for every state one came from and whether the dossier was ever accepted (R4.3, T9)."""

from __future__ import annotations

import itertools

import pytest

from motcua.dossiers.rules.states import FINAL, Status, Step, may_follow, next_status
from motcua.platform.errors import StepNotAllowed

# Written from the table of rules 4.2 by hand, in the portal's numbers, not from the code.
ALWAYS = {
    (1, 2), (1, 3), (1, 5), (1, 6), (1, 7),
    (2, 4), (2, 5), (2, 6), (2, 7),
    (4, 5), (4, 6), (4, 8), (4, 9), (4, 7),
    (5, 5), (5, 7),
    (6, 8), (6, 7),
    (7, 8),
    (9, 10),
}  # fmt: skip


def expected(one: int, other: int, came_from: int | None, ever_accepted: bool) -> bool:
    if (one, other) in ALWAYS:
        return True
    if one == 5:
        return other in ({4, 8} if ever_accepted else {2, 3})
    if one == 6:
        return (other == came_from and came_from in {1, 2, 4}) or (other == 9 and came_from == 4)
    if one == 7:
        return other == came_from and came_from in {1, 2, 4, 5, 6}
    return False


@pytest.mark.parametrize(("one", "other"), list(itertools.product(range(1, 11), repeat=2)))
def test_a_state_follows_another_exactly_where_the_table_says_so(one, other):
    for came_from in (None, *range(1, 11)):
        for ever_accepted in (False, True):
            told = may_follow(
                Status(one),
                Status(other),
                came_from=Status(came_from) if came_from else None,
                ever_accepted=ever_accepted,
            )
            assert told == expected(one, other, came_from, ever_accepted), (one, other, came_from, ever_accepted)


@pytest.mark.parametrize("status", sorted(FINAL))
@pytest.mark.parametrize("step", list(Step))
def test_nothing_follows_a_final_state(status, step):
    with pytest.raises(StepNotAllowed):
        next_status(status, step, came_from=None, ever_accepted=True)


def test_a_withdrawal_after_completion_is_refused():
    with pytest.raises(StepNotAllowed):  # T9, R2.42
        next_status(Status.COMPLETED, Step.ASK_WITHDRAWAL, came_from=None, ever_accepted=True)
