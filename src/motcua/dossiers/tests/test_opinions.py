"""Opinions of other units, notes between officers, another handler: who sees what, until when, and what is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from motcua.dossiers import queries
from motcua.dossiers.models import Access, Note, Opinion
from motcua.dossiers.queries.beside import notes_of, opinions_asked, opinions_of, opinions_to_answer, questions_for
from motcua.dossiers.services import assigning, bulk, deciding, moving, noting, opining, receiving, withdrawing
from motcua.dossiers.services.opinion_reminders import remind_opinions
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.timeline import timeline
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.models import Unit
from motcua.platform import events
from motcua.platform.clock.now import now as clock_now
from motcua.platform.errors import Forbidden, Invalid, NotFound, StepNotAllowed

pytestmark = pytest.mark.django_db
NOW = clock_now()  # the database asks its own clock whether somebody's time is over
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIELDS = {
    "copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
    "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
    "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng",
}  # fmt: skip


@pytest.fixture
def handled(office, as_web, submitted):
    """A dossier that stands with the civil-status officer."""
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    return code


def unit(slug):
    return Unit.objects.get(slug=slug).id


def ask(as_web, who, code, slug="cam-giang-vhxh", days=2, now=NOW, **told):
    with as_web(who):
        opining.ask_opinion(
            code, unit_id=unit(slug), question="Có thuộc diện không?", days=days, who=who, now=now, **told
        )


def test_a_unit_of_another_committee_is_asked_sees_the_dossier_until_the_deadline_and_answers(office, as_web, handled):
    asked = office.xt["xahoi"]
    with as_web(asked) as who:
        assert queries.page(who, handled) is None
    ask(as_web, office.cg["hotich"], handled, "xuan-thanh-vhxh")
    with as_web(asked) as who:
        assert [row.code for row in queries.my_work(who, queries.WorkFilter())[0]] == [handled]
        assert [one.code for one in opinions_to_answer(who, now=NOW + HOUR)] == [handled]
        page = queries.page(who, handled)
        assert [c.act for c in queries.choices_for(who, page, now=NOW + HOUR) if c.allowed] == ["answer_opinion"]
        with pytest.raises(Forbidden):  # what the office writes to itself is not its to read or to write
            noting.write_note(handled, text="xin chào", who=who, now=NOW + HOUR)
        with pytest.raises(Invalid):
            opining.answer_opinion(handled, verdict="disagree", answer=" ", who=who, now=NOW + HOUR)
        opining.answer_opinion(handled, verdict="remarks", answer="Cần xem thêm sổ cũ.", who=who, now=NOW + DAY)
        assert queries.my_work(who, queries.WorkFilter())[0] == []
    with as_web(office.cg["hotich"]) as who:
        (told,) = opinions_of(who, queries.page(who, handled).id)
        assert (told.verdict, told.answer) == ("remarks", "Cần xem thêm sổ cũ.")
        assert [one.state for one in opinions_asked(who, now=NOW + DAY)] == ["answered"]
    until = Access.objects.get(dossier__code=handled, scope=Opinion.objects.get().scope).until
    assert until == Opinion.objects.get().deadline
    assert (until - NOW, until.astimezone(MONDAY.tzinfo).hour) > (DAY, 17)


def test_an_opinion_holds_up_the_forwarding_but_not_the_clock_and_one_may_go_on_without_it(office, as_web, handled):
    hotich = office.cg["hotich"]
    with as_web(hotich) as who:
        due = queries.page(who, handled).due_at
    ask(as_web, hotich, handled)
    with as_web(hotich) as who:
        deciding.propose(handled, is_refusal=False, values=FIELDS, who=who, now=NOW + HOUR)
        with pytest.raises(StepNotAllowed) as refused:
            moving.forward(handled, who=who, now=NOW + HOUR)
        assert refused.value.facts["why"] == "opinion_open"
        with pytest.raises(Invalid):
            opining.skip_opinion(handled, ordinal=1, reason="", who=who, now=NOW + DAY)
        opining.skip_opinion(handled, ordinal=1, reason="Sổ gốc đã rõ.", who=who, now=NOW + DAY)
        moving.forward(handled, who=who, now=NOW + DAY)
        assert queries.page(who, handled).due_at == due
    with as_web(office.cg["xahoi"]) as who, connection.cursor() as cursor:  # its time ended with the question
        cursor.execute("SELECT count(*) FROM dossier_access WHERE until > %s", [NOW + DAY + HOUR])
        assert cursor.fetchone() == (0,)


def test_a_late_opinion_is_reminded_told_to_the_head_of_the_counter_once_and_may_be_given_more_time(
    office, as_web, handled
):
    ask(as_web, office.cg["hotich"], handled)
    deadline = Opinion.objects.get().deadline
    assert remind_opinions(now=NOW) == (0, 0)
    assert remind_opinions(now=deadline - HOUR) == (1, 0)
    assert remind_opinions(now=deadline - HOUR) == (0, 0)
    late = deadline + HOUR
    assert remind_opinions(now=late) == (0, 1)
    assert remind_opinions(now=late) == (0, 0)
    with as_web(office.cg["quanly"]) as who:
        (alert,) = questions_for(who)
        assert "chưa trả lời ý kiến" in alert.text
        noting.answer_note(handled, alert.id, answer="", who=who, now=late)
        assert questions_for(who) == []
    with as_web(office.cg["motcua1"]) as who:
        assert questions_for(who) == []
    gone = Opinion.objects.get().open_until
    with as_web(office.cg["xahoi"]) as who, pytest.raises((NotFound, Forbidden, StepNotAllowed)):
        opining.answer_opinion(handled, verdict="agree", answer="", who=who, now=gone + HOUR)
    with as_web(office.cg["hotich"]) as who:
        assert [one.state for one in opinions_asked(who, now=late)] == ["late"]
        opining.extend_opinion(handled, ordinal=1, days=2, reason="Đơn vị xin thêm.", who=who, now=late)
    with as_web(office.cg["xahoi"]) as who:
        opining.answer_opinion(handled, verdict="agree", answer="", who=who, now=late + HOUR)
    told = [e.name for e in events.history(("dossier", Opinion.objects.get().dossier_id))]
    assert [name for name in told if name.startswith("Opinion")] == [
        "OpinionAsked", "OpinionReminded", "OpinionLate", "OpinionExtended", "OpinionGiven",
    ]  # fmt: skip


def test_a_late_unit_still_answers_while_nothing_is_decided_and_its_lateness_stays(office, as_web, handled):
    ask(as_web, office.cg["hotich"], handled)
    asked = Opinion.objects.get()
    late = asked.deadline + HOUR
    assert asked.deadline + 5 * DAY <= asked.open_until
    remind_opinions(now=late)
    with as_web(office.cg["xahoi"]) as who:
        assert [(o.state, o.code) for o in opinions_to_answer(who, now=late)] == [("late", handled)]
        opining.answer_opinion(handled, verdict="agree", answer="", who=who, now=late)
    with as_web(office.cg["hotich"]) as who:
        page = queries.page(who, handled)
        (told,) = opinions_of(who, page.id, now=late)
        assert (told.state, told.answered_late) == ("answered", True)
        assert any("sau hạn: đồng ý" in m.sentence for m in timeline(page.history, reader="officer"))
    until = Access.objects.get(dossier__code=handled, scope=asked.scope).until
    assert until == late + DAY  # to read once more what it wrote; then the dossier is closed to it


def test_what_has_ended_asks_nobody_and_is_closed_to_who_was_asked(office, as_web, handled):
    ask(as_web, office.cg["hotich"], handled)
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(handled, reason="Không cần nữa", who=who, now=NOW + HOUR)
    with as_web(office.cg["hotich"]) as who:
        withdrawing.grant_withdrawal(handled, answer="Được", who=who, now=NOW + 2 * HOUR)
    assert Access.objects.get(dossier__code=handled, scope=Opinion.objects.get().scope).until == NOW + 2 * HOUR


def test_a_unit_nobody_of_which_is_cleared_cannot_be_asked_about_a_confidential_dossier(office, as_web, handled):
    from motcua.dossiers.models import Dossier

    dossier = Dossier.objects.get(code=handled)
    with as_web(office.cg["hotich"]):
        open_to = {u.slug for u in opining.units_to_ask(dossier, now=NOW)}
        dossier.secrecy = identity.secrecy_number("hiv")
        cleared = {u.slug for u in opining.units_to_ask(dossier, now=NOW)}
    assert {"cam-giang-vhxh", "xuan-thanh-vp", "xuan-thanh-vhxh"} <= open_to
    assert "xuan-thanh-vp" not in cleared
    assert "cam-giang-vhxh" in cleared


def test_notes_and_questions_are_for_officers_only_and_a_question_opens_the_dossier_to_who_is_asked(
    office, as_web, handled
):
    hotich, clerk = office.cg["hotich"], office.cg["vanthu"]
    with as_web(clerk) as who:
        assert queries.page(who, handled) is None
    with as_web(hotich) as who:
        noting.write_note(handled, text="Sổ năm 1998 bị ố.", who=who, now=NOW + HOUR)
        noting.write_note(
            handled, text="Có cấp được không?", to="numbering", to_account_id=clerk.account_id, who=who, now=NOW + HOUR
        )
        acts = queries.page(who, handled).acts
    with as_web(clerk) as who:
        (question,) = questions_for(who)
        assert (question.code, question.text) == (handled, "Có cấp được không?")
        noting.answer_note(handled, question.id, answer="Được.", who=who, now=NOW + 2 * HOUR)
    with as_web(hotich) as who:
        page = queries.page(who, handled)
        assert page.acts == acts  # nobody's page grew stale
        assert [(n.text, n.answer) for n in notes_of(who, page.id)] == [
            ("Sổ năm 1998 bị ố.", ""), ("Có cấp được không?", "Được."),
        ]  # fmt: skip
    with as_web(office.trang) as who:
        page = queries.page(who, handled)
        assert notes_of(who, page.id) == []
        assert not {"NoteWritten", "NoteAnswered"} & {m.name for m in timeline(page.history, reader="citizen")}
        assert not any("1998 bị ố" in str(e.payload) for e in page.history)
        assert Note.objects.count() == 0  # by row-level security alone


def test_a_dossier_is_given_to_a_colleague_who_holds_the_step_and_is_not_kin(office, as_web, submitted):
    code = submitted(office.trang)
    one, other, manager = office.cg["motcua1"], office.cg["motcua2"], office.cg["quanly"]
    with as_web(one) as who:
        names = {h.account_id for h in assigning.candidates(who, code, now=MONDAY)}
        assert other.account_id in names
        assert office.cg["hotich"].account_id not in names
        with pytest.raises(Invalid):
            assigning.reassign(code, to_account_id=office.cg["hotich"].account_id, reason="ốm", who=who, now=MONDAY)
        assigning.reassign(code, to_account_id=other.account_id, reason="Nghỉ ốm", who=who, now=MONDAY + HOUR)
    people.declare_kinship(one.person_id, office.trang.person_id, "vợ chồng")
    with as_web(manager) as who:
        assert queries.page(who, code).assignee_id == other.account_id
        with pytest.raises(Invalid) as refused:
            assigning.reassign(code, to_account_id=one.account_id, reason="Đổi", who=who, now=MONDAY + HOUR)
        assert refused.value.faults == ("to_barred",)


def test_a_run_over_several_does_what_it_can_says_why_not_and_is_one_run_however_often_pressed(
    office, as_web, submitted
):
    codes = [submitted(office.trang), submitted(office.tien), submitted(office.trang, now=MONDAY + HOUR)]
    with as_web(office.cg["motcua2"]) as who:
        receiving.accept(codes[1], who=who, now=MONDAY + HOUR)
    with as_web(office.cg["motcua1"]) as who:
        picks = [(code, 0) for code in [*codes, "H00.00.00-000000-0000"]]
        for _ in range(2):  # a double click
            ran = bulk.run(bulk.Act.ACCEPT, picks, key="khoa-cua-trang", who=who, now=MONDAY + 2 * HOUR)
            done = {o["code"]: o["done"] for o in ran.outcomes}
            assert done == {codes[0]: True, codes[1]: False, codes[2]: True, "H00.00.00-000000-0000": False}
        (second,) = [o for o in ran.outcomes if o["code"] == codes[1]]
        assert second["refusal"] == "conflict"
        assert "Lê Quang Huy" in second["by"] or "Đặng Văn Toàn" in second["by"]
        with pytest.raises(Invalid):
            bulk.run(bulk.Act.REFUSE, picks, key="khoa-khac-1", who=who, now=MONDAY)
    assert list(events.verify()) == []
