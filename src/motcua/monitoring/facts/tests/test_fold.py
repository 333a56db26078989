"""What a fact says of a dossier, by hand; and that the order in which events come does not matter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.monitoring.facts.fold import READS, Told, fold
from motcua.monitoring.facts.model import Traits

MORNING = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)  # Monday 9:00 in Việt Nam
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUBMITTED = {
    "procedure": "2.000635", "version": "7", "channel": 2, "origin": "local", "files": [], "seconds": 260,
    "answer_by": (MORNING + 8 * HOUR).isoformat(), "assisted_by": None, "fee": 8000,
}  # fmt: skip
DUE = MORNING + 3 * DAY
ACCEPTED = ("DossierAccepted", HOUR, {"version": "8"})
STOPPED = ("DossierStopped", 4 * DAY, {})
PROMISED = ("DueSet", HOUR, {"due_at": DUE.isoformat(), "reason": "accepted"})


def told(*events, **submitted):
    rows = [("DossierSubmitted", timedelta(), SUBMITTED | submitted), *events]
    return [
        Told(n, MORNING + after, name, "citizen" if n == 1 else "officer", 5, 0, payload)
        for n, (name, after, payload) in enumerate(rows, 1)
    ]


def fact_of(*events, traits=None, **submitted):
    return fold(1, told(*events, **submitted), lambda version: traits or Traits(field=f"v{version}"))


def asked(after, due=None):
    return ("SupplementAsked", after, {})


def answered(after, new="c2Vj"):
    return ("SupplementCompleted", after, {"changes": [{"key": "paper", "old": "", "new": new}]})


def done(after, sha="ab" * 32):
    return ("DossierCompleted", after, {"sha256": sha, "attachment": "1"})


def test_a_dossier_without_its_first_event_has_no_fact():
    assert fold(1, told()[1:], lambda _: Traits()) is None
    assert fold(1, [], lambda _: Traits()) is None


def test_a_plain_dossier():
    fact = fact_of(ACCEPTED, PROMISED, ("TakenUp", 2 * HOUR, {}), done(DAY), ("ResultReturned", DAY + HOUR, {}))
    assert (fact.received_on, fact.field, fact.version_id) == (date(2026, 10, 5), "v8", 8)
    assert fact.ended_at == fact.index_end_at == MORNING + DAY
    assert fact.returned_at == MORNING + DAY + HOUR
    assert fact.handling_seconds == 23 * 3600
    assert fact.is_early
    assert fact.has_result_file
    assert fact.by_vneid
    assert (fact.session_seconds, fact.fee, fact.committee_id) == (260, 8000, 5)
    assert not fact.index_always_late


def test_a_day_is_a_vietnamese_day():
    late_evening = ("DossierAccepted", timedelta(hours=16), {"version": "8"})  # 01:00 of the next day
    assert fact_of(late_evening).received_on == date(2026, 10, 6)


@pytest.mark.parametrize(
    ("events", "end", "always_late", "waiting"),
    [
        # R1.3: exactly one request and not finished: the end is the request.
        ((ACCEPTED, PROMISED, asked(DAY)), DAY, False, 0),
        # R1.3: more than one and not finished: overdue.
        ((ACCEPTED, PROMISED, asked(DAY), answered(2 * DAY), asked(3 * DAY)), None, True, DAY),
        # R1.4: finished after a request: less the waiting.
        ((ACCEPTED, PROMISED, asked(DAY), answered(3 * DAY), done(4 * DAY)), 2 * DAY, False, 2 * DAY),
        # R1.1: 8 and 3 end it where no 9 or 10 does.
        ((ACCEPTED, PROMISED, ("WithdrawalGranted", DAY, {})), DAY, False, 0),
        ((("DossierDeclined", HOUR, {}),), HOUR, False, 0),
        # Asked twice, then stopped: it ended, so it is not overdue for ever.
        (
            (ACCEPTED, asked(DAY), answered(2 * DAY), asked(3 * DAY), ("DossierStopped", 4 * DAY, {})),
            4 * DAY,
            False,
            DAY,
        ),
        # Nothing ended: the period says what stands in (R1.2).
        ((ACCEPTED, PROMISED), None, False, 0),
    ],
)
def test_the_end_as_the_index_takes_it(events, end, always_late, waiting):
    fact = fact_of(*events)
    assert fact.index_end_at == (None if end is None else MORNING + end)
    assert fact.index_always_late is always_late
    assert fact.waiting_seconds == (waiting.total_seconds() if waiting else 0)


def test_a_lapse_before_acceptance_declines_and_after_it_stops():
    before = fact_of(asked(HOUR), ("SupplementLapsed", 30 * DAY, {}))
    assert (before.declined_at, before.stopped_at) == (MORNING + 30 * DAY, None)
    assert before.received_on == date(2026, 11, 4)
    after = fact_of(ACCEPTED, asked(DAY), ("SupplementLapsed", 30 * DAY, {}))
    assert (after.declined_at, after.stopped_at) == (None, MORNING + 30 * DAY)


def test_neither_a_supplement_nor_an_apology_moves_the_day_of_the_index():
    later = {"due_at": (DUE + 5 * DAY).isoformat()}
    fact = fact_of(ACCEPTED, PROMISED, ("DueSet", 2 * DAY, later | {"reason": "supplement"}),
                   ("DueSet", 3 * DAY, later | {"reason": "apology"}))  # fmt: skip
    assert (fact.index_due_at, fact.original_due_at, fact.due_at) == (DUE, DUE, DUE + 5 * DAY)
    assert (
        fact_of(ACCEPTED, PROMISED, ("DueSet", 2 * DAY, later | {"reason": "calendar"})).index_due_at == DUE + 5 * DAY
    )


def test_only_files_that_came_count_as_digitised():
    assert not fact_of(ACCEPTED, asked(DAY), answered(2 * DAY)).has_files  # an answer was corrected
    assert fact_of(ACCEPTED, asked(DAY), answered(2 * DAY, "ab" * 32 + " " + "cd" * 32)).has_files
    assert fact_of(files=[{"slot": "paper", "sha256": "ab" * 32}]).has_files


def test_a_rating_that_is_changed_counts_once_by_its_last_word():
    fact = fact_of(ACCEPTED, done(DAY), ("DossierRated", 2 * DAY, {"verdict": "bad"}),
                   ("RatingChanged", 3 * DAY, {"verdict": "good"}), ("ReviewAsked", 4 * DAY, {}))  # fmt: skip
    assert (fact.verdict, fact.rated_at, fact.is_complained) == ("good", MORNING + 2 * DAY, True)


def test_what_took_longest_is_named():
    took = (ACCEPTED, ("TakenUp", 2 * HOUR, {}), ("ResultProposed", 3 * HOUR, {"is_refusal": False}))
    slow_signing = fact_of(*took, ("ResultApproved", 3 * DAY, {}), done(3 * DAY + HOUR))
    assert slow_signing.slowest == "signing"
    assert fact_of(*took, ("OpinionLate", 2 * DAY, {})).slowest == "opinion"


_MORE = [ACCEPTED, PROMISED, ("TakenUp", 2 * HOUR, {}), asked(DAY), answered(2 * DAY), done(4 * DAY),
         ("PaymentTaken", 4 * DAY, {"channel": "counter"}), ("ResultReturned", 5 * DAY, {})]  # fmt: skip


@given(st.permutations(told(*_MORE)))
def test_the_order_of_delivery_changes_nothing(events):
    assert fold(1, events, lambda _: Traits()) == fold(1, told(*_MORE), lambda _: Traits())


@given(st.integers(1, len(_MORE)))
def test_an_event_that_no_figure_reads_changes_only_the_number_of_the_last(at):
    plain = fold(1, told(*_MORE), lambda _: Traits())
    with_more = fold(1, told(*_MORE[:at], ("NoteWritten", DAY, {}), *_MORE[at:]), lambda _: Traits())
    assert "NoteWritten" not in READS
    assert with_more.sequence == plain.sequence + 1
    assert {k: v for k, v in vars(with_more).items() if k != "sequence"} == {
        k: v for k, v in vars(plain).items() if k != "sequence"
    }
