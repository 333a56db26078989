"""A calendar change lists the dossiers it would move; only an explicit act moves them. All as the web role."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection

from motcua.catalogue import queries as catalogue
from motcua.documents import services as documents
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Supplement
from motcua.dossiers.services import moving, recalendar, receiving, submitting
from motcua.dossiers.services.calendar_changes import DayAdded, DaySwitched, NoticeLoaded, ShiftsSet
from motcua.dossiers.tests.conftest import MONDAY, draft_with, picture, sample_of
from motcua.identity import queries as identity
from motcua.notifications.models import Notice
from motcua.platform import clock, events
from motcua.platform.errors import Conflict, Forbidden, NotFound
from motcua.platform.models import CalendarDay
from motcua.platform.principal import acting_as

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 11, 18)
LATER = MONDAY + timedelta(hours=2)
FOLDER = "bao-tro-xa-hoi/1.001776"


def day_off(unit_id, on=WEDNESDAY):
    return DayAdded(unit_id, on, "local_off", "Cắt điện toàn xã", "Thông báo 12/TB-UBND", "C")


@pytest.fixture
def accepted(office, as_web, submitted):
    """Accept a dossier with a limit of working days and return its code."""

    def make(unit="cg", now=MONDAY):
        code = submitted(office.tien, FOLDER, office.unit if unit == "cg" else office.other_unit, now)
        with as_web(getattr(office, unit)["motcua1"]) as who:
            receiving.accept(code, who=who, now=now + timedelta(hours=1))
        return code

    return make


@pytest.fixture
def confidential(office, as_web):
    """Accept a confidential dossier and return its code."""
    sample = sample_of(FOLDER)
    with as_web(office.tien) as who:
        case = secret_case(office.unit)
        extra = {"target_group": "k8", "hiv_paper_number": "12/GXN", "hiv_paper_date": "2026-10-01",
                 "hiv_no_income": True, "schooling": "chua_di_hoc", "schooling_text": "không"}  # fmt: skip
        draft_id = draft_with(who, office.unit, "1.001776", {**sample["answers"], **extra}, case=case)
        documents.attach(who, ("draft", draft_id), "file_hiv", picture(), now=MONDAY)
        code = submitting.submit(draft_id, who=who, now=MONDAY)
    with as_web(office.cg["motcua2"]) as who:
        receiving.accept(code, who=who, now=MONDAY + timedelta(hours=1))
    return code


def secret_case(unit_id):
    terms = catalogue.terms("1.001776", identity.unit_view(unit_id, MONDAY.date()), MONDAY.date())
    return next(c.key for c in terms.pack.cases if c.confidentiality)


def of(what, told):
    """Those of a list (or of outcomes) that are about the result, the answer or the step."""
    return [one for one in told if one.what == what]


def dates(code):
    return Dossier.objects.values_list("due_at", "original_due_at").get(code=code)


def test_a_change_lists_what_it_would_move_and_moves_nothing(office, as_web, accepted):
    code = accepted()
    promised, _ = dates(code)
    with as_web(office.cg["quantri"]) as who:
        assert queries.dossier(who, code) is None, "an administrator sees no dossier"
        listed = recalendar.would_move(office.unit, day_off(office.unit), who=who, now=LATER)
        assert {(m.code, m.what) for m in listed} == {(code, "due"), (code, "step")}
        (moved,) = of("due", listed)
        assert (moved.code, moved.promised, moved.committee_id) == (code, promised, office.unit)
        assert moved.becomes == clock.calendar_of(office.unit).end_of_day(
            clock.calendar_of(office.unit).next_working_day(promised.astimezone(MONDAY.tzinfo).date())
        )
        assert clock.calendar_of(office.unit).is_working_day(WEDNESDAY), "tried and undone"
    assert dates(code) == (promised, promised)
    assert not CalendarDay.objects.filter(unit_id=office.unit).exists()
    assert list(events.verify()) == []


def test_a_change_of_one_commune_leaves_the_other_alone_and_a_national_one_concerns_both(office, as_web, accepted):
    here, there = accepted(), accepted("xt")
    holiday = DayAdded(None, WEDNESDAY, "holiday", "Ngày nghỉ mới", "Luật thử", "C")
    with as_web(office.cg["quantri"]) as who:
        assert {m.code for m in recalendar.would_move(None, day_off(office.unit), who=who, now=LATER)} == {here}
    with as_web(office.tinh) as who:
        assert {m.code for m in recalendar.would_move(None, holiday, who=who, now=LATER)} == {here, there}
        assert {m.code for m in recalendar.would_move(office.other_unit, holiday, who=who, now=LATER)} == {there}
        assert recalendar.would_move(None, NoticeLoaded(2027, "Thông báo", "C"), who=who, now=LATER) == []


def test_the_administrator_of_another_commune_and_the_province_change_nothing_of_this_one(office, as_web, accepted):
    code = accepted()
    row = Dossier.objects.get(code=code)
    promised, _ = dates(code)
    others = (office.xt["quantri"], office.tinh)
    for who in others:
        for act in (
            lambda who=who: recalendar.would_move(None, day_off(office.unit), who=who, now=LATER),
            lambda who=who: recalendar.make_change(
                day_off(office.unit), repromises=True, seen=recalendar.mark_of([]), who=who, now=LATER
            ),
        ):
            with pytest.raises(Forbidden), as_web(who):
                act()
    holiday = DayAdded(None, WEDNESDAY, "holiday", "Ngày nghỉ mới", "Luật thử", "C")
    with pytest.raises(Forbidden), as_web(office.cg["quantri"]) as who:
        recalendar.would_move(office.unit, holiday, who=who, now=LATER)
    with as_web(office.xt["quantri"]) as who:
        assert [o.outcome for o in recalendar.repromise([code], who=who, now=LATER)] == ["gone"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM dossier_recount_facts(NULL, NULL)")
            assert cursor.fetchone() == (0,)
            ask = "SELECT dossier_repromise(%s, 'due', %s, now(), NULL, '{}', '{}', now())"
            cursor.execute(ask, [row.id, promised])
            assert cursor.fetchone() == (False,)
    assert dates(code) == (promised, promised)
    assert not CalendarDay.objects.filter(unit_id=office.unit).exists()


def test_the_act_promises_new_dates_keeps_the_first_and_tells_the_people(office, as_web, accepted):
    code = accepted()
    promised, _ = dates(code)
    change = day_off(office.unit)
    with as_web(office.cg["quantri"]) as who:
        listed = recalendar.would_move(None, change, who=who, now=LATER)
        told, outcomes = recalendar.make_change(
            change, repromises=True, seen=recalendar.mark_of(listed), who=who, now=LATER
        )
        assert told == listed
        assert [(o.code, o.what, o.outcome, o.at) for o in outcomes] == [
            (code, m.what, "moved", m.becomes) for m in listed
        ]
        (due,) = of("due", listed)
    assert dates(code) == (due.becomes, promised)
    row = Dossier.objects.get(code=code)
    assert set(row.access.values_list("due_at", flat=True)) == {row.due_at}
    last = events.history(("dossier", row.id))[-1]
    assert (last.name, last.payload["reason"], last.actor.account_id) == ("DueSet", "calendar", who.account_id)
    assert last.payload["calendar"] == clock.calendar_of(office.unit).digest
    assert any("Cắt điện toàn xã" in line["note"] for line in last.payload["arithmetic"])
    notice = Notice.objects.get(dossier_id=row.id, code="due_moved")
    assert notice.person_id == office.tien.person_id
    assert notice.facts["code"] == code
    assert "20" in notice.facts["due"]
    assert list(events.verify()) == []
    with as_web(office.cg["quantri"]) as who:
        assert {o.outcome for o in recalendar.repromise([code], who=who, now=LATER)} == {"same"}


def test_leaving_them_changes_the_calendar_and_no_date_and_they_may_be_promised_anew_later(office, as_web, accepted):
    code = accepted()
    promised, _ = dates(code)
    with as_web(office.cg["quantri"]) as who:
        listed = recalendar.would_move(None, day_off(office.unit), who=who, now=LATER)
        _, outcomes = recalendar.make_change(
            day_off(office.unit), repromises=False, seen=recalendar.mark_of(listed), who=who, now=LATER
        )
        assert outcomes == []
        assert not clock.calendar_of(office.unit).is_working_day(WEDNESDAY)
    assert dates(code) == (promised, promised)
    assert not Notice.objects.filter(code="due_moved").exists()
    other = day_off(office.unit, WEDNESDAY + timedelta(days=14))
    with as_web(office.cg["quantri"]) as who:
        later = recalendar.would_move(None, other, who=who, now=LATER)
        assert all(m.promised == promised for m in of("due", later))
        outcomes = recalendar.repromise([code, "KHONG-CO"], who=who, now=LATER)
        assert [(o.what, o.outcome) for o in outcomes] == [("due", "moved"), ("step", "moved"), (None, "gone")]
    assert dates(code) == (of("due", listed)[0].becomes, promised)


def test_switching_a_day_back_moves_dates_back(office, as_web, accepted):
    code = accepted()
    promised, _ = dates(code)
    for change in (day_off(office.unit), DaySwitched(office.unit, WEDNESDAY, False, "Không cắt điện nữa")):
        with as_web(office.cg["quantri"]) as who:
            listed = recalendar.would_move(None, change, who=who, now=LATER)
            seen = recalendar.mark_of(listed)
            recalendar.make_change(change, repromises=True, seen=seen, who=who, now=LATER)
    assert dates(code) == (promised, promised)
    told = [e.payload["reason"] for e in events.history(("dossier", Dossier.objects.get(code=code).id))
            if e.name == "DueSet"]  # fmt: skip
    assert told == ["accepted", "calendar", "calendar"]


def test_a_list_that_changed_since_it_was_shown_stops_the_change(office, as_web, accepted):
    change = day_off(office.unit)
    with as_web(office.cg["quantri"]) as who:
        seen = recalendar.mark_of(recalendar.would_move(None, change, who=who, now=LATER))
    code = accepted()
    promised, _ = dates(code)
    with pytest.raises(Conflict), as_web(office.cg["quantri"]) as who:
        recalendar.make_change(change, repromises=True, seen=seen, who=who, now=LATER)
    assert dates(code) == (promised, promised)
    assert not CalendarDay.objects.filter(unit_id=office.unit).exists()


def test_a_confidential_dossier_stands_on_no_list_and_is_promised_anew_all_the_same(office, as_web, confidential):
    promised, _ = dates(confidential)
    change = day_off(office.unit)
    with as_web(office.cg["quantri"]) as who:
        listed = recalendar.would_move(None, change, who=who, now=LATER)
        assert listed == []
        assert recalendar.repromise([confidential], who=who, now=LATER)[0].outcome == "gone"
        _, outcomes = recalendar.make_change(
            change, repromises=True, seen=recalendar.mark_of(listed), who=who, now=LATER
        )
        assert outcomes == []
    due_at, original = dates(confidential)
    assert original == promised
    assert due_at > promised


def test_nobody_else_lists_or_moves_anything(office, as_web, accepted):
    code = accepted()
    promised, _ = dates(code)
    change = day_off(office.unit)
    for who in (office.cg["motcua1"], office.cg["chutich"], office.tien):
        for act in (
            lambda who=who: recalendar.would_move(None, change, who=who, now=LATER),
            lambda who=who: recalendar.make_change(change, repromises=True, seen="", who=who, now=LATER),
            lambda who=who: recalendar.repromise([code], who=who, now=LATER),
        ):
            with pytest.raises(Forbidden), acting_as(who.principal):
                act()
        for sql in ("SELECT * FROM dossier_recount_facts(NULL, NULL)",
                    "SELECT dossier_repromise(1, 'due', now(), now(), NULL, '{}', '{}', now())"):  # fmt: skip
            with pytest.raises(DatabaseError), acting_as(who.principal), connection.cursor() as cursor:
                cursor.execute(sql)
    assert dates(code) == (promised, promised)


def test_what_the_clock_refuses_is_refused_before_anything_is_listed(office, as_web):
    with as_web(office.tinh) as who:
        with pytest.raises(NotFound):
            recalendar.would_move(None, DaySwitched(None, date(2026, 3, 4), True, "x"), who=who, now=LATER)
        with pytest.raises(clock.CalendarNotPossible):
            recalendar.would_move(None, NoticeLoaded(2027, "", "C"), who=who, now=LATER)


def test_the_questions_do_not_grow_with_the_dossiers(office, as_web, accepted, django_assert_max_num_queries):
    for minutes in range(3):
        accepted(now=MONDAY + timedelta(minutes=minutes))
    with as_web(office.cg["quantri"]) as who, django_assert_max_num_queries(25):
        assert len(of("due", recalendar.would_move(None, day_off(office.unit), who=who, now=LATER))) == 3


def test_the_step_a_dossier_stands_at_moves_with_it_and_nobody_is_told(office, as_web, accepted):
    code = accepted()
    row = Dossier.objects.get(code=code)
    change = day_off(office.unit, row.step_due_at.astimezone(MONDAY.tzinfo).date())
    with as_web(office.cg["quantri"]) as who:
        listed = recalendar.would_move(None, change, who=who, now=LATER)
        recalendar.make_change(change, repromises=True, seen=recalendar.mark_of(listed), who=who, now=LATER)
        (step,) = of("step", listed)
        assert step.promised == row.step_due_at
        calendar = clock.calendar_of(office.unit)
    moved = Dossier.objects.get(code=code)
    assert moved.step_due_at == step.becomes
    assert calendar.is_working_day(step.becomes.date())
    assert step.becomes > step.promised
    told = events.history(("dossier", row.id))
    (said,) = [e for e in told if e.name == "StepDueSet"]
    assert (said.payload["step"], said.payload["reason"]) == (row.step, "calendar")
    assert set(Notice.objects.filter(dossier_id=row.id, at=LATER).values_list("code", flat=True)) == {"due_moved"}
    assert list(events.verify()) == []


def test_a_step_that_was_sent_back_is_counted_from_the_last_hand_over(office, as_web, accepted):
    code = accepted()
    later = MONDAY + timedelta(days=2)
    with as_web(office.cg["xahoi"]) as who:
        moving.send_back(code, note="Thiếu ý kiến", who=who, now=later - timedelta(days=1))
    with as_web(office.cg["motcua1"]) as who:
        moving.forward(code, who=who, now=later)
    row = Dossier.objects.get(code=code)
    change = day_off(office.unit, row.step_due_at.astimezone(MONDAY.tzinfo).date())
    with as_web(office.cg["quantri"]) as who:
        (step,) = of("step", recalendar.would_move(None, change, who=who, now=later))
    assert step.promised == row.step_due_at
    assert row.handovers.filter(to_step=row.step).count() == 2
    assert row.handovers.order_by("ordinal").last().at == later


def answered(code):
    return Dossier.objects.values_list("answer_by", "estimated_at").get(code=code)


def test_an_answer_that_is_owed_moves_with_the_hours_of_the_unit_that_received(office, as_web, submitted):
    code = submitted(office.tien, FOLDER)
    row = Dossier.objects.get(code=code)
    tuesday = row.answer_by.astimezone(MONDAY.tzinfo).date()
    with as_web(office.cg["quantri"]) as who:
        elsewhere = recalendar.would_move(None, day_off(office.unit, tuesday), who=who, now=LATER)
        assert of("answer", elsewhere) == [], "the centre keeps hours of its own"
        change = day_off(row.receiving_unit_id, tuesday)
        listed = recalendar.would_move(None, change, who=who, now=LATER)
        assert [(m.code, m.what, m.promised) for m in listed] == [(code, "answer", row.answer_by)]
        assert listed[0].becomes == row.answer_by + timedelta(days=1)
        _, outcomes = recalendar.make_change(
            change, repromises=True, seen=recalendar.mark_of(listed), who=who, now=LATER
        )
        assert [(o.what, o.outcome, o.at) for o in outcomes] == [("answer", "moved", listed[0].becomes)]
    answer_by, estimated_at = answered(code)
    assert answer_by == listed[0].becomes
    assert estimated_at > row.estimated_at
    assert set(row.access.values_list("due_at", flat=True)) == {answer_by}
    last = events.history(("dossier", row.id))[-1]
    assert (last.name, last.payload["reason"]) == ("AnswerSet", "calendar")
    assert any("Cắt điện toàn xã" in line["note"] for line in last.payload["arithmetic"])
    notice = Notice.objects.get(dossier_id=row.id, code="answer_moved")
    assert notice.person_id == office.tien.person_id
    assert list(events.verify()) == []
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=LATER)
    with as_web(office.cg["quantri"]) as who:
        change = DaySwitched(row.receiving_unit_id, tuesday, False, "Không cắt điện nữa")
        assert of("answer", recalendar.would_move(None, change, who=who, now=LATER)) == [], "the answer is given"


def test_an_answer_is_owed_from_the_last_completion_and_not_while_papers_are_asked_for(office, as_web, submitted):
    code = submitted(office.tien, FOLDER)
    row = Dossier.objects.get(code=code)
    policy = clock.ClockPolicy()
    asked = Supplement.objects.create(
        dossier=row, ordinal=1, asked_at=MONDAY, asked_by=office.cg["motcua1"].account_id, deadline=WEDNESDAY,
        sent_at=MONDAY,
    )  # fmt: skip
    Dossier.objects.filter(code=code).update(status=5)
    completed_at = MONDAY + timedelta(days=1)
    change = day_off(row.receiving_unit_id, WEDNESDAY)

    def listed():
        with as_web(office.cg["quantri"]) as who:
            return recalendar.would_move(None, change, who=who, now=completed_at)

    assert listed() == []
    owed = clock.answer_by(completed_at, 2, clock.calendar_of(row.receiving_unit_id, "reception"), policy).at
    Supplement.objects.filter(pk=asked.pk).update(completed_at=completed_at)
    Dossier.objects.filter(code=code).update(answer_by=owed)
    assert [(m.what, m.promised, m.becomes) for m in listed()] == [("answer", owed, owed + timedelta(days=1))]


def test_other_hours_of_reception_move_answers_and_other_hours_of_processing_results(
    office, as_web, submitted, accepted
):
    waits, goes = submitted(office.tien, FOLDER), accepted()
    receives = Dossier.objects.get(code=waits).receiving_unit_id
    mornings = {day: [["07:30", "11:30"]] for day in range(1, 6)}
    tomorrow = MONDAY.date() + timedelta(days=1)

    def moved(unit, purpose):
        change = ShiftsSet(unit, purpose, tomorrow, mornings, "Quyết định thử", "P")
        with as_web(office.cg["quantri"]) as who:
            return {(m.code, m.what) for m in recalendar.would_move(None, change, who=who, now=LATER)}

    assert moved(receives, "reception") == set(), "09:30 lies in the morning that stays"
    assert moved(office.unit, "processing") == {(goes, "due"), (goes, "step")}
    assert moved(receives, "processing") == moved(office.unit, "reception") == set()
    shorter = {day: [["09:00", "10:00"]] for day in range(1, 6)}
    change = ShiftsSet(receives, "reception", tomorrow, shorter, "Quyết định thử", "P")
    with as_web(office.cg["quantri"]) as who:
        listed = recalendar.would_move(None, change, who=who, now=LATER)
        assert [(m.code, m.what) for m in listed] == [(waits, "answer")]
        seen = recalendar.mark_of(listed)
        recalendar.make_change(change, repromises=True, seen=seen, who=who, now=LATER)
        assert clock.calendar_of(receives, "reception").shift_seconds(tomorrow) == 3600
    assert answered(waits)[0].astimezone(MONDAY.tzinfo).isoformat() == "2026-11-18T10:00:00+07:00"
