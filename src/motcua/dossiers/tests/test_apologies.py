"""A date that cannot be kept: one letter, one new date, signed by the head; late without it is a second fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from motcua.dossiers import letter_words, queries
from motcua.dossiers.models import Apology, Dossier, Slip
from motcua.dossiers.queries import books
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.apologies import Stage, apology_due, draft_faults, stage, suggested
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import apologising, moving, recalendar, receiving
from motcua.dossiers.services.calendar_changes import DayAdded
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.timeline import timeline
from motcua.notifications.queries import notices_of
from motcua.platform import clock, events
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Forbidden, Invalid, StepNotAllowed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALENDAR = clock.from_rows(
    [{"valid_from": None, "weekdays": {str(d): [["07:30", "11:30"], ["13:30", "17:00"]] for d in range(1, 6)}}],
    None,
    None,
)
WHY = "Sổ gốc lưu ở kho của huyện cũ."


def at(day, hour=17):
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(("due", "by"), [(17, 16), (16, 13), (20, 19), (23, 20)])
def test_an_apology_is_due_at_the_end_of_the_working_day_before(due, by):
    assert apology_due(at(due), CALENDAR) == at(by)


FACTS = {
    "status": Status.IN_PROCESS,
    "accepted_at": at(16, 9),
    "due_at": at(24),
    "apology_due_at": at(23),
    "drafted_at": None,
    "signed_at": None,
    "offered_days": 5,
}


@pytest.mark.parametrize(
    ("now", "changed", "expected"),
    [
        (at(17), {}, Stage.NONE),
        (at(18, 8), {}, Stage.OFFERED),
        (at(23, 8), {}, Stage.WANTED),
        (at(25), {}, Stage.WANTED),
        (at(23, 8), {"drafted_at": at(23, 8)}, Stage.DRAFTED),
        (at(25), {"signed_at": at(23)}, Stage.SIGNED),
        (at(25), {"status": Status.AWAITING_SUPPLEMENT}, Stage.NONE),
        (at(25), {"due_at": None}, Stage.NONE),
        (at(16, 10), {"due_at": at(16), "apology_due_at": at(13)}, Stage.OFFERED),  # promised today: not a fault yet
        (at(16, 18), {"due_at": at(16), "apology_due_at": at(13)}, Stage.WANTED),
    ],
)
def test_a_letter_is_offered_then_wanted_then_there(now, changed, expected):
    assert stage(**{**FACTS, **changed}, now=now) == expected


@pytest.mark.parametrize(
    ("reason", "on", "faults"),
    [
        (WHY, date(2026, 11, 26), ()),
        (" ", date(2026, 11, 26), ("reason",)),
        ("x" * 1001, None, (("reason", "too_long"), "new_due_on")),
        (WHY, date(2026, 11, 24), ("new_due_on",)),
        (WHY, date(2026, 11, 28), (("new_due_on", "day_off"),)),
    ],
)
def test_a_draft_says_why_and_names_a_later_working_day(reason, on, faults):
    assert draft_faults(reason=reason, new_on=on, due_at=at(24), now=at(23, 9), calendar=CALENDAR) == faults


def test_the_desk_proposes_working_days_after_the_later_of_today_and_the_old_date():
    assert suggested(at(20), at(18, 9), CALENDAR, 2) == date(2026, 11, 24)
    assert suggested(at(20), at(25, 9), CALENDAR, 1) == date(2026, 11, 26)


@pytest.fixture
def running(office, as_web, submitted):
    """A dossier taken up by its handling officer; return its code."""
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    with as_web(office.cg["hotich"]) as who:
        moving.take_up(code, who=who, now=MONDAY + HOUR)
    return code


def write(as_web, who, code, now=None, on=None, reason=WHY):
    due = Dossier.objects.get(code=code).due_at
    with as_web(who):
        return apologising.draft(
            code, reason=reason, new_due_on=on or (due + 14 * DAY).date(), who=who, now=now or due - HOUR
        )


@pytest.mark.django_db
def test_the_letter_goes_from_the_officer_to_the_head_and_to_the_citizen(office, as_web, running):
    row = Dossier.objects.get(code=running)
    was = row.due_at
    assert row.apology_due_at is not None
    assert row.apology_due_at < was
    write(as_web, office.cg["hotich"], running)
    with as_web(office.trang) as who:
        assert not Apology.objects.exists()  # what the head has not signed is nobody's outside the office
    with as_web(office.cg["chutich"]) as who:
        assert running in [r.code for r in queries.my_work(who, queries.WorkFilter())[0]]
    with as_web(office.cg["hotich"]) as who:
        assert running in [r.code for r in queries.my_work(who, queries.WorkFilter())[0]]  # his work goes on
        with pytest.raises((Forbidden, StepNotAllowed)):
            apologising.sign(running, who=who, now=was - HOUR)
    with as_web(office.cg["phochutich"]) as who:
        apologising.sign(running, who=who, now=was - HOUR)
    with as_web(office.trang) as who:
        page = queries.page(who, running)
        letter = Apology.objects.get()
        assert page.due_at == letter.new_due_at == was + 14 * DAY
        assert page.original_due_at == was
        assert letter.signer["capacity"] == "KT"
        told = [m.sentence for m in timeline(page.history, reader="citizen", steps=page.steps)]
        assert any("xin lỗi" in sentence for sentence in told)
        assert [n for n in notices_of(who) if n.heading.startswith("Chúng tôi xin lỗi")]
        slip = next(s for s in queries.slips_of(who, page.id) if s.form == "04")
        assert queries.slip_pdf(who, slip.id)[1].startswith(b"%PDF")
        assert "KT. CHỦ TỊCH" in slip.data["authority"]
    names = [e.name for e in events.history(("dossier", page.id))]
    assert names[-3:] == ["ApologyDrafted", "ApologySigned", "DueSet"]
    assert list(events.verify()) == []


@pytest.mark.django_db
def test_a_second_new_date_is_never_promised(office, as_web, running):
    write(as_web, office.cg["hotich"], running)
    due = Dossier.objects.get(code=running).due_at
    with as_web(office.cg["chutich"]) as who:
        apologising.sign(running, who=who, now=due - HOUR)
    with pytest.raises((Forbidden, StepNotAllowed)):
        write(as_web, office.cg["hotich"], running, now=due + 30 * DAY, on=(due + 60 * DAY).date())
    row = Dossier.objects.get(code=running)
    assert row.apology_due_at is None
    assert Apology.objects.count() == 1


@pytest.mark.django_db
def test_the_head_sends_a_draft_back_and_it_is_drafted_anew(office, as_web, running):
    write(as_web, office.cg["hotich"], running)
    due = Dossier.objects.get(code=running).due_at
    with as_web(office.cg["chutich"]) as who:
        with pytest.raises(Invalid):
            apologising.send_back(running, reason=" ", who=who, now=due - HOUR)
        apologising.send_back(running, reason="Ghi rõ chờ cơ quan nào", who=who, now=due - HOUR)
        assert running not in [r.code for r in queries.my_work(who, queries.WorkFilter())[0]]
    write(as_web, office.cg["hotich"], running, reason="Chờ kho lưu trữ tỉnh trả lời")
    assert Apology.objects.get().reason == "Chờ kho lưu trữ tỉnh trả lời"


@pytest.mark.django_db
def test_a_letter_that_waited_past_its_own_new_date_is_not_signed(office, as_web, running):
    write(as_web, office.cg["hotich"], running)
    with as_web(office.cg["chutich"]) as who, pytest.raises(Invalid) as refused:
        apologising.sign(running, who=who, now=Apology.objects.get().new_due_at + HOUR)
    assert refused.value.faults == ("new_due_past",)
    assert not Slip.objects.filter(form="04").exists()


@pytest.mark.django_db
def test_late_without_an_apology_is_recorded_once_and_listed(office, as_web, running):
    row = Dossier.objects.get(code=running)
    assert apologising.note_all(now=row.due_at - HOUR) == 0
    late = row.due_at + HOUR
    assert apologising.note_all(now=late) == 1
    assert apologising.note_all(now=late + HOUR) == 0
    assert [e.name for e in events.history(("dossier", row.id))].count("LateWithoutApology") == 1
    for login in ("hotich", "quanly", "kiemtra"):
        with as_web(office.cg[login]) as who:
            assert [w.code for w in books.unapologised(who, now=late)] == [running], login
    with as_web(office.xt["quanly"]) as who:
        assert books.unapologised(who, now=late) == []
    write(as_web, office.cg["hotich"], running, now=late)
    with as_web(office.cg["chutich"]) as who:
        apologising.sign(running, who=who, now=late)
        assert books.unapologised(who, now=late) == []
    row.refresh_from_db()
    assert row.unapologised_at == late  # the fault stays a fault
    assert Apology.objects.get().is_late


@pytest.mark.django_db
def test_on_its_last_day_the_policy_may_let_nothing_go_on(office, as_web, submitted, monkeypatch):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    with as_web(office.cg["hotich"]) as who:
        page = queries.page(who, code)
        late = page.due_at + HOUR
        assert not _blocked(queries.choices_for(who, page, now=late), "apology_wanted")
        told = letter_words.settled()
        monkeypatch.setattr(
            letter_words, "settled", lambda: {**told, "apology": {**told["apology"], "on_last_day": "block"}}
        )
        monkeypatch.setattr("motcua.dossiers.services.common.settled", letter_words.settled)
        assert _blocked(queries.choices_for(who, page, now=late), "apology_wanted")
    write(as_web, office.cg["hotich"], code, now=late)
    with as_web(office.cg["hotich"]) as who:
        assert not _blocked(queries.choices_for(who, queries.page(who, code), now=late), "apology_wanted")


def _blocked(choices, why):
    return [c for c in choices if c.act == Act.FORWARD and c.why_not == why]


@pytest.mark.django_db
def test_a_date_counted_anew_is_never_earlier_than_the_one_in_the_letter(office, as_web, running):
    write(as_web, office.cg["hotich"], running)
    due = Dossier.objects.get(code=running).due_at
    with as_web(office.cg["chutich"]) as who:
        apologising.sign(running, who=who, now=due - HOUR)
        from motcua.dossiers.services.common import Hand, pack_of, situation_of
        from motcua.dossiers.services.promising import promise

        row = Dossier.objects.get(code=running)
        hand = Hand(row, pack_of(row), who, due, situation_of(row, pack_of(row), who, due))
        promise(hand, reason="paid")
        assert row.due_at == Apology.objects.get().new_due_at
        assert row.original_due_at == due
    assert replace(hand, now=due) == hand


@pytest.mark.django_db
def test_a_calendar_change_moves_the_letters_day_with_the_date_and_never_a_date_the_head_gave(office, as_web, running):
    row = Dossier.objects.get(code=running)
    first = row.due_at.astimezone(ZONE).date()
    off = DayAdded(row.committee_id, first, "local_off", "Cắt điện", "Thông báo 12/TB-UBND", "C")
    with as_web(office.cg["quantri"]) as who:
        listed = recalendar.would_move(None, off, who=who, now=MONDAY + HOUR)
        assert running in [m.code for m in listed if m.what == "due"]
        recalendar.make_change(off, repromises=True, seen=recalendar.mark_of(listed), who=who, now=MONDAY + HOUR)
    row.refresh_from_db()
    assert row.due_at.astimezone(ZONE).date() > first
    calendar = clock.calendar_of(row.committee_id, "processing")
    assert row.apology_due_at == apology_due(row.due_at, calendar)
    write(as_web, office.cg["hotich"], running)
    with as_web(office.cg["chutich"]) as who:
        apologising.sign(running, who=who, now=row.due_at - HOUR)
    given = Apology.objects.get().new_due_at.astimezone(ZONE).date()
    again = DayAdded(row.committee_id, given, "local_off", "Cắt điện", "Thông báo 13/TB-UBND", "C")
    with as_web(office.cg["quantri"]) as who:
        listed = recalendar.would_move(None, again, who=who, now=MONDAY + HOUR)
        assert running not in [m.code for m in listed if m.what == "due"]
