"""A dossier's walk is read from its events alone: in whatever order they come, and as the hours of the office tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from motcua.monitoring.facts.fold import Told
from motcua.monitoring.steps import office
from motcua.monitoring.steps.fold import fold
from motcua.monitoring.steps.model import Process, Station
from motcua.platform import clock
from motcua.platform.clock.now import ZONE

SHIFTS = {str(day): [["07:30", "11:30"], ["13:00", "17:00"]] for day in range(1, 6)}
CALENDAR = clock.from_rows([{"valid_from": None, "weekdays": SHIFTS}], [], {2026: True})
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=ZONE)
HOUR, DAY = 3600, timedelta(days=1)
PROCESS = Process(
    (
        Station("r", "Tiếp nhận", "receiving", False, {"c": Fraction(1, 8), "d": Fraction(1, 8)}),
        Station("h", "Thụ lý", "handling", False, {"c": Fraction(1, 2), "d": Fraction(1, 4)}),
        Station("s", "Ký", "deciding", False, {"c": Fraction(1, 4), "d": Fraction(1, 4)}),
        Station("b", "Trả", "returning", False, {"c": Fraction(1, 8), "d": Fraction(1, 8)}),
    ),
    {"c": clock.Limit(2, "working_days"), "d": clock.Limit(8, "working_days")},
    {"c": "Thường", "d": "Phải xác minh"},
)
OFFICER, LEADER, CLERK = 11, 12, 13


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def story(*told: tuple) -> list[Told]:
    """Each: hours after Monday at eight, name, account (0: a citizen), payload."""
    return [
        Told(n, at(hours), name, "officer" if who else "citizen", 5, 0, payload, who or None)
        for n, (hours, name, who, payload) in enumerate(told, start=1)
    ]


def submitted(**more) -> tuple:
    due = (MONDAY + timedelta(hours=9)).isoformat()
    return (0, "DossierSubmitted", 0, {"procedure": "p", "version": 1, "answer_by": due, "case": "c",
                                       "receiving_unit": 6, **more})  # fmt: skip


ACCEPT = [(1, "DossierAccepted", CLERK, {"version": 1}),
          (1, "HandedOver", CLERK, {"from_step": "r", "to_step": "h", "to_unit": 7})]  # fmt: skip


def visits(events, **_):
    return fold(1, events, lambda _: PROCESS, lambda *_: CALENDAR)


def test_a_straight_walk_is_measured_by_the_hours_of_the_office():
    walk = visits(story(
        submitted(), *ACCEPT,
        (3, "TakenUp", OFFICER, {"step": "h"}),
        (24, "HandedOver", OFFICER, {"from_step": "h", "to_step": "s", "to_unit": 5}),
        (25, "TakenUp", LEADER, {"step": "s"}),
        (25, "HandedOver", LEADER, {"from_step": "s", "to_step": "b", "to_unit": 6}),
        (25, "DossierCompleted", LEADER, {}), (98, "ResultReturned", CLERK, {}),
    ))  # fmt: skip
    assert [(v.step, v.part, v.unit_id, v.account_id, v.how) for v in walk] == [
        ("r", "receiving", 6, CLERK, "forward"), ("h", "handling", 7, OFFICER, "forward"),
        ("s", "deciding", 5, LEADER, "forward"), ("b", "returning", 6, CLERK, "end"),
    ]  # fmt: skip
    receiving, handling, _, returning = walk
    assert receiving.due_at == at(9)  # the answer was promised for the end of the day
    assert (receiving.waiting_seconds, receiving.working_seconds) == (HOUR, 0)
    # 09:00 to 11:00, then 11:00 to 11:30, 13:00 to 17:00 and 07:30 to 08:00.
    assert (handling.waiting_seconds, handling.working_seconds) == (2 * HOUR, 5 * HOUR)
    assert handling.share_seconds == 8 * HOUR  # half of two days of eight hours
    assert handling.due_at == at(25)
    assert returning.share_seconds is None  # the result is there: nobody is late any more


def test_waiting_for_the_applicant_is_nobodys_time_and_moves_the_date_of_the_step():
    walk = visits(story(
        submitted(), *ACCEPT,
        (2, "TakenUp", OFFICER, {"step": "h"}),
        (3, "SupplementAsked", OFFICER, {"ordinal": 1}), (3, "ClockPaused", OFFICER, {"reason": "supplement"}),
        (24, "SupplementCompleted", 0, {}), (24, "ClockResumed", 0, {"until": at(24).isoformat()}),
        (26, "SupplementAsked", OFFICER, {"ordinal": 2}), (27, "SupplementCompleted", 0, {}),
        (28, "HandedOver", OFFICER, {"from_step": "h", "to_step": "s", "to_unit": 5}),
    ))  # fmt: skip
    handling = walk[1]
    assert (handling.supplement_count, handling.again_count) == (2, 1)
    # 11:00 Monday to 08:00 Tuesday and one hour of Tuesday: 0:30 + 4:00 + 0:30 + 1:00.
    assert handling.outside_seconds == 6 * HOUR
    assert handling.working_seconds == 3.5 * HOUR  # 10 to 11, 8 to 10, 11 to 11:30
    assert handling.due_at == at(24 + 8.5)  # 2 h of Monday, 2 h, 0:30 and 3:30 of Tuesday
    assert handling.left_at < handling.due_at


def test_who_still_waits_for_the_applicant_has_no_date_until_he_answers():
    told = [submitted(), *ACCEPT, (2, "SupplementAsked", OFFICER, {"ordinal": 1})]
    assert visits(story(*told))[-1].due_at is None
    assert visits(story(*told, (24, "SupplementCompleted", 0, {})))[-1].due_at is not None


def test_returns_and_recalls_are_visits_of_their_own():
    walk = visits(story(
        submitted(), *ACCEPT,
        (2, "HandedOver", OFFICER, {"from_step": "h", "to_step": "s", "to_unit": 5}),
        (3, "Recalled", OFFICER, {"from_step": "s", "to_step": "h"}),
        (4, "HandedOver", OFFICER, {"from_step": "h", "to_step": "s", "to_unit": 5}),
        (5, "SentBack", LEADER, {"from_step": "s", "to_step": "h"}),
    ))  # fmt: skip
    assert [(v.step, v.how, v.to_step, v.unit_id) for v in walk] == [
        ("r", "forward", "h", 6), ("h", "forward", "s", 7), ("s", "recalled", "h", 5),
        ("s", "back", "h", 5), ("h", "", "", 7),
    ]  # fmt: skip
    assert walk[1].left_at == at(4)  # as if it had never been recalled
    assert walk[2].account_id is None  # nobody took it up: it is nobody's


def test_another_case_is_measured_by_its_own_limit_and_an_old_log_by_none():
    changed = visits(story(submitted(), *ACCEPT, (2, "CaseChanged", OFFICER, {"to_case": "Phải xác minh"})))
    assert changed[-1].share_seconds == 16 * HOUR  # a quarter of eight days
    old = story(submitted(), *ACCEPT)
    old[0] = Told(
        1, old[0].at, "DossierSubmitted", "citizen", 5, 0, {"procedure": "p", "version": 1, "answer_by": None}
    )
    walk = visits(old)
    assert [v.step for v in walk] == ["r", "h"]
    assert walk[1].share_seconds is None
    assert walk[0].unit_id == 5


def test_an_opened_answer_begins_anew_when_the_applicant_has_completed():
    walk = visits(story(
        submitted(), (1, "SupplementAsked", CLERK, {"ordinal": 1}), (48, "SupplementCompleted", 0, {}),
        (50, "DossierDeclined", CLERK, {}),
    ))  # fmt: skip
    assert walk[0].due_at == at(48 + 9)
    assert (walk[0].how, walk[0].waiting_seconds, walk[0].working_seconds) == ("end", HOUR, 2 * HOUR)


_NAMES = {
    "HandedOver": {"from_step": "h", "to_step": "s", "to_unit": 5}, "SentBack": {"from_step": "s", "to_step": "h"},
    "Recalled": {"from_step": "s", "to_step": "h"}, "TakenUp": {"step": "h"}, "SupplementAsked": {"ordinal": 1},
    "SupplementCompleted": {}, "ClockPaused": {"reason": "x"}, "ClockResumed": {"until": at(30).isoformat()},
    "PaymentAsked": {"amount": 1}, "PaymentTaken": {}, "DossierCompleted": {}, "DossierStopped": {},
    "Reassigned": {"account": "12"}, "CaseChanged": {"to_case": "Phải xác minh", "case": "d"},
    "ProcedureChanged": {"new": "q", "version": 1, "case": "c"}, "NoteWritten": {}, "ResultReturned": {},
}  # fmt: skip
_stories = st.lists(
    st.tuples(st.floats(1, 400), st.sampled_from(sorted(_NAMES)), st.sampled_from([0, OFFICER, LEADER])), max_size=14
)


@given(_stories, st.randoms(use_true_random=False))
def test_any_order_of_delivery_and_any_history_gives_one_sound_walk(told, shuffle):
    inner = [(hours, name, who, _NAMES[name]) for hours, name, who in sorted(told)]
    events = story(submitted(), *ACCEPT, *inner)
    walk = visits(events)
    shuffle.shuffle(events)
    assert visits(events) == walk
    assert sum(v.how == "" for v in walk) <= 1
    for v in walk:
        assert (v.left_at is None) == (v.how == "")
        if v.left_at is None:
            continue
        parts = (v.waiting_seconds, v.working_seconds, v.outside_seconds)
        assert min(parts) >= 0
        assert abs(sum(parts) - office.seconds(CALENDAR, v.entered_at, v.left_at)) <= 3  # each is rounded by itself
        if v.share_seconds is not None and v.due_at is not None and v.entered_at.hour < 17:
            used = v.waiting_seconds + v.working_seconds
            if v.due_at < v.left_at and not any(n == "CaseChanged" for _, n, _ in told):
                assert used >= v.share_seconds - 3


@given(st.floats(0, 200), st.floats(0, 100), st.lists(st.tuples(st.floats(0, 200), st.floats(0, 40)), max_size=4))
def test_office_time_used_after_an_instant_is_what_lies_before_the_instant_found(start, hours, stops):
    out = [(at(since), at(since + length)) for since, length in stops]
    amount = round(hours * HOUR)
    found = office.after(CALENDAR, at(start), amount, out)
    assert found is not None
    assert abs(office.seconds_without(CALENDAR, at(start), found, out) - amount) <= 5
