"""Handing back after reception: three working days, a special law, a leader's word (R2.24)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers import asking, queries
from motcua.dossiers.models import Dossier, Supplement
from motcua.dossiers.rules.handing_back import hand_back_until
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import receiving, supplementing
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_acts import answer, ask, verdicts_of
from motcua.dossiers.timeline import timeline
from motcua.platform import clock, events
from motcua.platform.clock import from_rows
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Invalid

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = {n: [["07:30", "11:30"], ["13:30", "17:00"]] for n in range(1, 6)}
NEW_YEAR = {"on": date(2027, 1, 1), "kind": "holiday", "name": "Tết Dương lịch"}
CALENDAR = from_rows([{"valid_from": None, "weekdays": WEEK}], [NEW_YEAR], {2026: True, 2027: True})


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "until"),
    [
        (at(16, 10), at(19, 17)),  # Monday: Tuesday, Wednesday, Thursday
        (at(16, 7, 30), at(19, 17)),
        (at(19, 10), at(24, 17)),  # Thursday, over a weekend
        (at(30, 10, month=12), at(5, 17, month=1, year=2027)),  # Wednesday, over New Year's Day and a weekend
    ],
)
def test_three_working_days_after_the_day_of_reception(received, until):
    assert hand_back_until(received, 3, CALENDAR) == until


def test_a_special_law_sets_another_number_or_none_and_before_reception_nothing_ends():
    assert hand_back_until(at(16, 10), 5, CALENDAR) == at(23, 17)
    assert hand_back_until(at(16, 10), None, CALENDAR) is None
    assert hand_back_until(None, 3, CALENDAR) is None


@given(st.integers(0, 400), st.integers(0, 9 * 60), st.integers(1, 10))
def test_exactly_as_many_working_days_lie_after_reception(offset, minutes, days):
    day = date(2026, 1, 5) + timedelta(days=offset)
    received = datetime.combine(day, time(7, 30), ZONE) + timedelta(minutes=minutes)
    if not CALENDAR.is_working_day(day) or not CALENDAR.in_hours(received):
        return
    until = hand_back_until(received, days, CALENDAR)
    assert CALENDAR.working_days_between(day, until.date()) == days
    assert until == CALENDAR.end_of_day(until.date())


# --- through the services ----------------------------------------------------------------------


@pytest.fixture
def accepted(office, as_web, submitted):
    """A dossier received on Monday 16/11/2026 at ten: it may be handed back until Thursday's end of work."""
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    return code


def end_of_day_three() -> datetime:
    return clock.calendar_of(Dossier.objects.get().committee_id, "processing").end_of_day(date(2026, 11, 19))


def names():
    return [e.name for e in events.history(("dossier", Dossier.objects.get().id))]


@pytest.mark.django_db
def test_on_day_three_it_goes_out_and_the_event_says_until_when_it_could(office, as_web, accepted):
    ask(as_web, office.cg["hotich"], accepted, "registered_at", now=end_of_day_three())
    assert Dossier.objects.get().status == Status.AWAITING_SUPPLEMENT
    told = next(e for e in events.history(("dossier", Dossier.objects.get().id)) if e.name == "SupplementAsked")
    assert datetime.fromisoformat(told.payload["hand_back_until"]) == end_of_day_three()
    assert told.payload["late_ground"] == ""


@pytest.mark.django_db
def test_on_day_four_it_waits_for_a_leader_who_names_the_special_law(office, as_web, accepted):
    day_four = end_of_day_three() + timedelta(hours=15)
    ask(as_web, office.cg["hotich"], accepted, "registered_at", now=day_four)
    assert Dossier.objects.get().status == Status.ACCEPTED
    assert "SupplementAsked" not in names()
    with as_web(office.trang) as who:
        assert queries.open_supplement(who, Dossier.objects.get().id) is None  # nothing went out
    with as_web(office.cg["chutich"]) as who:
        page = queries.page(who, accepted)
        why = asking.waiting(page, now=day_four)
        assert (why.repeats, why.is_late) == (False, True)
        assert [label for label, _ in asking.waiting_items(who, page)]
        with pytest.raises(Invalid) as refused:
            supplementing.allow_second(accepted, reason="Cần thêm", late_ground=" ", who=who, now=day_four)
        assert refused.value.faults == ("late_ground",)
        supplementing.allow_second(accepted, late_ground="Luật Mẫu, Điều 9 khoản 2", who=who, now=day_four)
        told = timeline(page.history, reader="officer")
    assert Dossier.objects.get().status == Status.AWAITING_SUPPLEMENT
    supplement = Supplement.objects.get()
    assert (supplement.is_late, supplement.late_ground) == (True, "Luật Mẫu, Điều 9 khoản 2")
    assert any("căn cứ: Luật Mẫu, Điều 9 khoản 2" in m.sentence for m in told)
    assert list(events.verify()) == []


@pytest.mark.django_db
def test_a_request_that_became_late_while_it_waited_needs_the_law_too(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    answer(as_web, office.trang, code, now=MONDAY + 2 * HOUR, registered_at="UBND xã Mẫu Mới")
    with as_web(office.cg["motcua1"]) as who:
        supplementing.confirm(code, who=who, now=MONDAY + 3 * HOUR)
    ask(as_web, office.cg["hotich"], code, "registered_on", now=MONDAY + DAY)  # visible the first time
    later = MONDAY + 8 * DAY
    with as_web(office.cg["chutich"]) as who:
        with pytest.raises(Invalid) as refused:
            supplementing.allow_second(code, reason="Sổ gốc ghi khác", who=who, now=later)
        assert refused.value.faults == ("late_ground",)
        supplementing.allow_second(code, reason="Sổ gốc ghi khác", late_ground="Luật Mẫu", who=who, now=later)
    supplement = Supplement.objects.get(ordinal=2)
    assert (supplement.second_reason, supplement.late_ground) == ("Sổ gốc ghi khác", "Luật Mẫu")


@pytest.mark.django_db
def test_the_days_count_again_from_what_the_citizen_sent(office, as_web, accepted):
    ask(as_web, office.cg["hotich"], accepted, "registered_at", now=MONDAY + 2 * HOUR)
    answer(as_web, office.trang, accepted, now=MONDAY + 10 * DAY, registered_at="vẫn sai")
    ask(as_web, office.cg["hotich"], accepted, "registered_at", now=MONDAY + 11 * DAY)
    assert Supplement.objects.get(ordinal=2).sent_at is not None
    assert not Supplement.objects.get(ordinal=2).needs_leader


@pytest.mark.django_db
def test_before_reception_no_day_is_counted(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at", now=MONDAY + 9 * DAY)
    assert Supplement.objects.get().sent_at is not None


@pytest.mark.django_db
def test_a_procedure_may_state_another_number_of_days_or_none(office, as_web, accepted, monkeypatch):
    pack = type(supplementing.pack_of(Dossier.objects.get()))
    other = pack.hand_back.fget(supplementing.pack_of(Dossier.objects.get()))
    assert (other.days, other.mark) == (3, "C")
    for days, is_late in ((30, False), (None, False), (1, True)):
        monkeypatch.setattr(pack, "hand_back", property(lambda _, d=days: type(other)(d, "Luật Mẫu", "C")))
        with as_web(office.cg["hotich"]) as who:
            told = asking.asking(queries.page(who, accepted), now=MONDAY + 7 * DAY)
        assert told.hand_back.is_over is is_late, days


@pytest.mark.django_db
def test_the_database_refuses_a_late_request_without_its_law(office, as_web, accepted):
    from django.db import IntegrityError, transaction

    ask(as_web, office.cg["hotich"], accepted, "registered_at", now=MONDAY + 7 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Supplement.objects.update(sent_at=MONDAY + 7 * DAY)
    with as_web(office.cg["hotich"]) as who:
        assert verdicts_of(who, accepted)
