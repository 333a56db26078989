"""A dossier taken in at the counter: accepted at once, with its papers, its money and the one who brought it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from motcua.dossiers import queries
from motcua.dossiers.models import Component, Dossier, Slip
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import intake, receiving
from motcua.dossiers.services.charging import lines_of
from motcua.dossiers.services.intake import Counter, PaperGiven, Receipt, Sitter
from motcua.dossiers.tests.conftest import MONDAY, draft_with, sample_of
from motcua.payments import queries as payments
from motcua.payments.rules import total
from motcua.platform import clock, events
from motcua.platform.clock.now import ZONE
from motcua.platform.clock.store import MANAGE, set_shifts
from motcua.platform.errors import Forbidden, Invalid

pytestmark = pytest.mark.django_db
COPIES = "ho-tich/2.000635"
SITTER = Sitter("Nguyễn Thị Bưởi", None, "030150000208", date(1950, 2, 14), phone="0978000115")


@pytest.fixture
def typed(office, as_web):
    """Type the sample of a pack at the counter; return the officer's draft."""

    def make(folder=COPIES, login="motcua1", unit=None, drop=()):
        sample = sample_of(folder)
        who = office.cg[login]
        answers = {k: v for k, v in sample["answers"].items() if k not in drop}
        with as_web(who):
            return draft_with(
                who, unit or office.unit, folder.split("/")[1], answers, case=sample["case"], is_for_other=True
            )

    return make


def with_form(**more):
    """The signed declaration on the counter, as every such procedure asks for on paper."""
    return Counter(SITTER, {"form": PaperGiven(originals=1, held="kept")}, **more)


def names_of(dossier):
    return [event.name for event in events.history(("dossier", dossier.id))]


def test_it_is_accepted_at_once_with_its_day_and_form_01(office, as_web, typed):
    draft = typed()
    with as_web(office.cg["motcua1"]) as who:
        dossier = intake.take_in(draft, with_form(), accept=True, who=who, now=MONDAY)
        assert (dossier.status, dossier.channel, dossier.origin) == (Status.ACCEPTED, 1, "counter")
        assert dossier.due_at is not None
        assert names_of(dossier)[:3] == ["DossierSubmitted", "DossierAccepted", "DueSet"]
        assert Slip.objects.filter(dossier=dossier, form="01").count() == 1
        again = intake.take_in(draft, with_form(), accept=True, who=who, now=MONDAY)
    assert again.pk == dossier.pk
    with as_web(office.cg["hotich"]) as who:
        rows, _ = queries.my_work(who, queries.WorkFilter())
        assert dossier.code in {row.code for row in rows}
    with as_web(office.xt["motcua1"]) as who:
        assert not Dossier.objects.visible_to(who).exists()


def test_no_slip_is_printed_where_nobody_wants_one(office, as_web, typed):
    draft = typed()
    with as_web(office.cg["motcua1"]) as who:
        dossier = intake.take_in(draft, with_form(wants_slip=False), accept=True, who=who, now=MONDAY)
        assert not Slip.objects.filter(dossier=dossier).exists()
        assert dossier.accepted_at == MONDAY


def test_what_is_missing_is_told_at_once_and_nothing_is_kept(office, as_web, typed):
    draft = typed(drop=("registered_at",))
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(Invalid) as refused:
            intake.take_in(draft, with_form(), accept=True, who=who, now=MONDAY)
        assert "registered_at" in {fault.field for fault in refused.value.faults}
        assert not Dossier.objects.visible_to(who).exists()
        kept = intake.take_in(draft, Counter(SITTER, {}), accept=False, who=who, now=MONDAY)
        assert kept.status == Status.SUBMITTED


def test_a_declaration_on_paper_is_taken_as_it_is(office, as_web, typed):
    draft = typed(drop=("registered_at", "original_number"))
    with as_web(office.cg["motcua1"]) as who:
        counter = with_form(declared_on_paper=True)
        assert intake.take_in(draft, counter, accept=True, who=who, now=MONDAY).status == Status.ACCEPTED


def test_papers_lie_in_the_dossier_as_they_were_given(office, as_web, typed):
    draft = typed("ho-tich/1.001193")
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(Invalid) as refused:
            intake.take_in(draft, Counter(SITTER, {}), accept=True, who=who, now=MONDAY)
        assert [fault.name for fault in refused.value.faults] == ["paper-form"]
        checked = intake.check_at_counter(intake.drafts.draft(who, draft), with_form(), who=who, now=MONDAY)
        wanted = {n.component.key: PaperGiven(1, 1, "kept") for n in checked.needs if n.state == "required"}
        dossier = intake.take_in(draft, Counter(SITTER, wanted), accept=True, who=who, now=MONDAY)
        rows = Component.objects.visible_to(who).filter(dossier=dossier, filled_by="paper")
        assert rows
        assert {(row.originals, row.copies, row.held) for row in rows} == {(1, 1, "kept")}


def test_the_money_goes_with_it(office, as_web, typed):
    draft = typed()
    with as_web(office.cg["motcua1"]) as who:
        checked = intake.check_at_counter(intake.drafts.draft(who, draft), with_form(), who=who, now=MONDAY)
        owed = total(lines_of(checked.charges))
        assert owed > 0
        counter = with_form(receipt=Receipt(owed, "BL-0001"))
        dossier = intake.take_in(draft, counter, accept=True, who=who, now=MONDAY)
        obligation = payments.obligation_of(dossier.id)
        assert not obligation.owes
        assert "PaymentTaken" in names_of(dossier)


def test_nobody_takes_in_for_another_counter_or_for_his_own(office, as_web, typed):
    with as_web(office.cg["hotich"]) as who, pytest.raises(Forbidden):
        intake.take_in(typed(login="hotich"), with_form(), accept=True, who=who, now=MONDAY)
    officer = office.cg["motcua1"]
    me = Sitter(officer.full_name, officer.person_id)
    draft = typed()
    with as_web(officer) as who, pytest.raises(Forbidden) as refused:
        intake.take_in(draft, Counter(me, {"form": PaperGiven(1)}), accept=True, who=who, now=MONDAY)
    assert refused.value.facts["why"] == "too_near"


def test_a_counter_takes_in_for_another_commune_and_goes_on_seeing_it(office, as_web, typed):
    from motcua.identity.models import Unit

    mine = next(s for s in office.cg["motcua1"].scopes()) // 256
    draft = typed(unit=office.other_unit)
    with as_web(office.cg["motcua1"]) as who:
        counter = with_form(support_unit_id=mine)
        dossier = intake.take_in(draft, counter, accept=True, who=who, now=MONDAY)
        assert dossier.committee_id == office.other_unit
        assert Dossier.objects.visible_to(who).filter(pk=dossier.pk).exists()
    assert Unit.objects.get(pk=mine).id == dossier.support_unit_id
    with as_web(office.xt["hotich"]) as who:
        assert Dossier.objects.visible_to(who).filter(pk=dossier.pk).exists()


def test_who_signs_in_later_finds_what_he_filed_at_the_counter(office, as_web, typed):
    from motcua.dossiers.services.recognising import recognise

    sitter = Sitter("Lê Thu Trang", None, "031198999003", date(1998, 9, 9))
    other = Sitter("Lê Thu Trang", None, "031198999003", date(1999, 9, 9))
    codes = []
    for one in (sitter, other):
        draft = typed(drop=("requester_name",))
        with as_web(office.cg["motcua1"]) as who:
            counter = Counter(one, {"form": PaperGiven(1)}, declared_on_paper=True)
            codes.append(intake.take_in(draft, counter, accept=True, who=who, now=MONDAY).code)
    with as_web(office.tien) as who:
        assert recognise(who, now=MONDAY) == 0
    with as_web(office.trang) as who:
        assert not Dossier.objects.visible_to(who).exists()
        assert recognise(who, now=MONDAY) >= 1
        assert [d.code for d in Dossier.objects.visible_to(who)] == codes[:1]  # another birth date is another person
        assert "PartyRecognised" in names_of(Dossier.objects.get(code=codes[0]))
        assert recognise(who, now=MONDAY) == 0


def test_how_somebody_was_helped_is_written_down(office, as_web, typed):
    draft = typed()
    told = {"cannot": "sign", "read_back": True, "witness": "Đào Thị Sen", "thumb_print": True}
    with as_web(office.cg["motcua1"]) as who:
        dossier = intake.take_in(draft, with_form(help_given=told), accept=True, who=who, now=MONDAY)
        assert "HelpedAtCounter" in names_of(dossier)


# --- Received on a Saturday, worked on from Monday (R11.7): every promised date counted by hand ---
USUAL = [["07:30", "11:30"], ["13:30", "17:00"]]
SATURDAY_MORNING = [["07:30", "11:30"]]


def at(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def open_saturdays(office, as_web):
    """The counter receives on Saturday mornings; the offices work from Monday to Friday as before."""
    who = office.cg["quantri"]
    unit = office.cg["motcua1"].post.unit_id
    assert who.may_over(MANAGE, unit)
    with as_web(who):
        week = dict.fromkeys(range(1, 6), USUAL) | {6: SATURDAY_MORNING}
        more = {"unit_id": unit, "purpose": "reception", "source": "TB 40", "mark": "P", "who": who, "now": at(2, 8)}
        set_shifts(week, valid_from=at(1, 0).date(), **more)


def taken_in(office, as_web, folder, now):
    sample = sample_of(folder)
    with as_web(office.cg["motcua1"]) as who:
        draft = draft_with(
            who, office.unit, folder.split("/")[1], sample["answers"], case=sample["case"], now=now, is_for_other=True
        )
        return intake.take_in(draft, with_form(), accept=True, who=who, now=now)


def test_a_dossier_taken_in_on_saturday_has_monday_as_its_first_day(office, as_web, open_saturdays):
    """2.000635: within the day. Taken in on Saturday 21/11 at nine: nobody works on it before Monday 23/11, 17:00."""
    dossier = taken_in(office, as_web, "ho-tich/2.000635", at(21, 9))
    assert dossier.accepted_at == at(21, 9)
    assert dossier.due_at == at(23, 17)
    with as_web(office.cg["motcua1"]):
        paper = Slip.objects.get(dossier=dossier, form="01").data  # accepted on Saturday, with its paper
        assert paper["received_at"] == "09 giờ 00, thứ Bảy ngày 21 tháng 11 năm 2026"
        assert "thứ Hai ngày 23 tháng 11 năm 2026" in paper["due_at"]
    limit = clock.Limit(1, "working_days")
    calendar = clock.calendar_of(office.unit, "processing")
    promised = clock.due(limit, at(21, 9), [], calendar, clock.ClockPolicy())
    assert promised.at == at(23, 17)
    assert [(line.on.day, line.kind, line.n) for line in promised.arithmetic] == [
        (21, "received", None),
        (22, "off", None),
        (23, "counted", 1),
        (23, "due", None),
    ]


def test_ten_working_days_from_a_saturday_end_on_the_tenth_weekday(office, as_web, open_saturdays):
    ten = clock.Limit(10, "working_days")
    calendar = clock.calendar_of(office.unit, "processing")
    # The same as from the Friday before, and one day sooner than from the Monday after.
    assert clock.due(ten, at(21, 9), [], calendar, clock.ClockPolicy()).at == at(4, 17, month=12)
    assert clock.due(ten, at(20, 9), [], calendar, clock.ClockPolicy()).at == at(4, 17, month=12)
    assert clock.due(ten, at(23, 9), [], calendar, clock.ClockPolicy()).at == at(7, 17, month=12)


def test_it_is_handed_over_and_its_steps_run_from_monday_morning(office, as_web, open_saturdays):
    calendar = clock.calendar_of(office.unit, "processing")
    assert clock.handover_by(at(21, 9), calendar, clock.ClockPolicy()).at == at(23, 7, 30)
    half = clock.step_due(at(21, 9), clock.Limit(1, "working_days"), "0.5", calendar, clock.ClockPolicy())
    assert half.at == at(23, 11, 15)  # half of 7.5 hours from 07:30


def test_an_answer_owed_in_eight_hours_counts_the_saturday_the_counter_is_open(office, as_web, submitted, request):
    code = submitted(office.tien, now=at(20, 16))
    with as_web(office.cg["motcua1"]):
        shut = Dossier.objects.get(code=code).answer_by
    assert shut == at(23, 16, 30)  # 1 h on Friday, 7 h on Monday
    request.getfixturevalue("open_saturdays")
    code = submitted(office.trang, now=at(20, 16))
    with as_web(office.cg["motcua1"]) as who:
        assert Dossier.objects.get(code=code).answer_by == at(23, 10, 30)  # 1 h, 4 h on Saturday, 3 h on Monday
        receiving.accept(code, who=who, now=at(21, 8))
        assert Dossier.objects.get(code=code).due_at == at(23, 17)


def test_a_paper_case_that_ends_on_a_saturday_the_counter_is_open_still_moves_to_monday(office, as_web, open_saturdays):
    """Calendar days: the last day is one nobody works on, whatever the counter does (R2.23)."""
    calendar = clock.calendar_of(office.unit, "processing")
    five = clock.Limit(5, "calendar_days")
    assert clock.due(five, at(16, 9), [], calendar, clock.ClockPolicy()).at == at(23, 17)
