"""Supplements, withdrawals, refusals, recall; two officers; who may and who may not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.dossiers import queries
from motcua.dossiers.models import BookEntry, Dossier, Pause, Slip, Supplement
from motcua.dossiers.rules.states import Status
from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import deciding, moving, receiving, reminding, supplementing, verifying, withdrawing
from motcua.dossiers.tests.conftest import MONDAY
from motcua.notifications.queries import notices_of
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound, StepNotAllowed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def verdicts_of(who, code, *bad):
    """Judge everything good but the keys named."""
    things = queries.things_to_judge(who, queries.page(who, code))
    assert {t.key for t in things} >= set(bad)
    return [
        Verdict(
            t.kind,
            t.key,
            t.key not in bad,
            "other" if t.key in bad else "",
            "Ghi lại cho đúng." if t.key in bad else "",
        )
        for t in things
    ]


def ask(as_web, who, code, *bad, now=MONDAY + HOUR):
    with as_web(who):
        return supplementing.ask_supplement(code, verdicts_of(who, code, *bad), who=who, now=now)


def answer(as_web, who, code, now=MONDAY + DAY, **values):
    with as_web(who):
        typed = {
            k: {"value": v, "source": "applicant", "at": now.isoformat(), "evidence": None, "confirmed": None}
            for k, v in values.items()
        }
        return supplementing.complete(code, values=typed, draft_id=None, slots=(), who=who, now=now)


def test_a_supplement_before_acceptance_is_asked_answered_and_accepted(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    with as_web(office.cg["motcua1"]) as who:
        assert queries.my_work(who, queries.WorkFilter())[0] == []  # nobody here must act
    answer(as_web, office.trang, code, registered_at="UBND xã Mẫu, huyện Mẫu, năm 1998")
    assert Dossier.objects.get().answer_by > MONDAY + DAY  # counted anew from the citizen's answer
    with as_web(office.cg["motcua1"]) as who:
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [code]
        supplementing.confirm(code, who=who, now=MONDAY + DAY + HOUR)
        assert queries.page(who, code).status == Status.ACCEPTED
    assert not Pause.objects.exists()  # a supplement before acceptance pauses nothing
    assert list(Slip.objects.order_by("made_at").values_list("form", flat=True)) == ["02", "01"]


def test_the_citizen_may_change_only_what_was_marked_and_the_refusal_names_the_key(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    with pytest.raises(Invalid) as refused:
        answer(as_web, office.trang, code, registered_at="UBND xã Mẫu", subject_name="Người Khác")
    assert ("not_asked", "subject_name") in refused.value.faults
    assert Supplement.objects.get().completed_at is None
    assert "SupplementCompleted" not in [e.name for e in events.history(("dossier", Dossier.objects.get().id))]


def test_everything_asked_must_be_answered(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at", "registered_on")
    with pytest.raises(Invalid) as refused:
        answer(as_web, office.trang, code, registered_at="UBND xã Mẫu")
    assert ("missing", "registered_on") in refused.value.faults


def test_a_request_judges_everything_or_is_refused(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who, pytest.raises(Invalid) as refused:
        supplementing.ask_supplement(
            code, [Verdict("field", "registered_at", False, "other", "Ghi lại.")], who=who, now=MONDAY
        )
    assert {f[0] for f in refused.value.faults} == {"not_judged"}
    assert BookEntry.objects.count() == 0  # the number of form 02 went back


def test_asking_again_for_what_was_visible_waits_for_a_leaders_reason(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    answer(as_web, office.trang, code, registered_at="UBND xã Mẫu, huyện Mẫu")
    ask(as_web, office.cg["motcua1"], code, "registered_on", now=MONDAY + DAY + HOUR)
    with as_web(office.trang) as who:
        assert queries.open_supplement(who, queries.page(who, code).id) is None  # nothing went out
    with as_web(office.cg["motcua1"]) as who, pytest.raises((Forbidden, StepNotAllowed)):
        supplementing.allow_second(code, reason="Tôi muốn", who=who, now=MONDAY + DAY + HOUR)
    with as_web(office.cg["chutich"]) as who:
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [code]
        supplementing.allow_second(code, reason="Sổ gốc ghi khác", who=who, now=MONDAY + DAY + 2 * HOUR)
    with as_web(office.trang) as who:
        supplement, items = queries.open_supplement(who, queries.page(who, code).id)
        assert supplement.second_reason == "Sổ gốc ghi khác"
        assert [i.key for i in items] == ["registered_on"]


def test_a_supplement_after_acceptance_stops_the_clock_and_restarts_it(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    first = Dossier.objects.get().due_at
    ask(as_web, office.cg["hotich"], code, "registered_at", now=MONDAY + 2 * HOUR)
    assert Dossier.objects.get().status == Status.AWAITING_SUPPLEMENT
    assert Pause.objects.get().until is None
    answered = MONDAY + 2 * DAY
    answer(as_web, office.trang, code, now=answered, registered_at="UBND xã Mẫu")
    dossier = Dossier.objects.get()
    assert Pause.objects.get().until == answered  # the citizen's completion, not the officer's confirmation
    assert dossier.original_due_at == first
    assert dossier.due_at.date() == answered.date()  # same-day limit, counted afresh (R2.25)
    with as_web(office.cg["hotich"]) as who:
        supplementing.confirm(code, who=who, now=answered + HOUR)
        assert queries.page(who, code).status == Status.IN_PROCESS
    assert list(events.verify()) == []


def test_an_unanswered_supplement_lapses_after_its_deadline_and_not_before(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(StepNotAllowed):
            supplementing.lapse(code, who=who, now=MONDAY + 30 * DAY)
        supplementing.lapse(code, who=who, now=MONDAY + 31 * DAY)
        assert queries.page(who, code).status == Status.DECLINED


def test_two_officers_accept_and_the_second_reads_who_and_when(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        seen = queries.page(who, code).acts
        receiving.accept(code, who=who, now=MONDAY + HOUR, seen=seen)
    with as_web(office.cg["motcua2"]) as who, pytest.raises(Conflict) as refused:
        receiving.accept(code, who=who, now=MONDAY + HOUR, seen=seen)
    assert "Trần Thị Ngọc Lan" in refused.value.facts["by"]
    assert refused.value.facts["at"] == MONDAY + HOUR
    names = [e.name for e in events.history(("dossier", Dossier.objects.get().id))]
    assert names.count("DossierAccepted") == 1


def test_declining_needs_a_reason_and_its_ground_and_gives_form_03(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(Invalid) as refused:
            receiving.decline(code, reason="Không thuộc thẩm quyền", legal_basis="", who=who, now=MONDAY + HOUR)
        assert refused.value.faults == ("legal_basis",)
        receiving.decline(
            code, reason="Không thuộc thẩm quyền", legal_basis="Luật Hộ tịch, Điều 63", who=who, now=MONDAY + HOUR
        )
        assert queries.page(who, code).status == Status.DECLINED
    assert Slip.objects.get().form == "03"


def test_what_was_just_sent_can_be_recalled_until_it_is_taken_up(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
        moving.recall(code, who=who, now=MONDAY + HOUR)
        moving.forward(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        moving.take_up(code, who=who, now=MONDAY + 2 * HOUR)
    with as_web(office.cg["motcua1"]) as who, pytest.raises((Forbidden, StepNotAllowed)):
        moving.recall(code, who=who, now=MONDAY + 2 * HOUR)


def test_the_handler_sends_back_with_a_reason(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        with pytest.raises(Invalid):
            moving.send_back(code, note=" ", who=who, now=MONDAY + HOUR)
        moving.send_back(code, note="Thiếu trang 2", who=who, now=MONDAY + HOUR)
    with as_web(office.cg["motcua1"]) as who:
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [code]


def test_a_withdrawal_is_asked_refused_with_a_reason_and_the_dossier_goes_on_where_it_was(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(code, reason="Đã có bản sao", who=who, now=MONDAY + HOUR)
    with as_web(office.cg["motcua1"]) as who:
        withdrawing.refuse_withdrawal(code, answer="Bản sao đã in", who=who, now=MONDAY + 2 * HOUR)
        assert queries.page(who, code).status == Status.SUBMITTED


def test_a_withdrawal_granted_stops_the_dossier(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(code, reason="", who=who, now=MONDAY + HOUR)
    with as_web(office.cg["motcua1"]) as who:
        withdrawing.grant_withdrawal(code, answer="", who=who, now=MONDAY + 2 * HOUR)
        assert queries.page(who, code).status == Status.STOPPED


def test_a_refusal_on_the_merits_is_a_signed_paper_that_says_how_to_complain(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        deciding.propose(
            code,
            is_refusal=True,
            values={},
            reason="Sổ không có",
            legal_basis="Luật Hộ tịch, Điều 64",
            who=who,
            now=MONDAY + HOUR,
        )
        moving.forward(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["phochutich"]) as who:  # acting for the chairman
        deciding.approve(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["vanthu"]) as who:
        deciding.number_and_seal(code, who=who, now=MONDAY + HOUR)
        page = queries.page(who, code)
        assert page.status == Status.COMPLETED
        result = queries.result_of(who, page.id)
        assert result.number.endswith("/TB-UBND")
        assert result.signer["capacity"] == "KT"


def test_verification_keeps_the_clock_running_and_the_officers_own_date(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        verifying.start_verification(
            code, what="Sổ gốc", where="", expected_on=date(2026, 11, 18), who=who, now=MONDAY + HOUR
        )
        with pytest.raises(StepNotAllowed):
            deciding.propose(code, is_refusal=True, values={}, reason="x", legal_basis="y", who=who, now=MONDAY + HOUR)
        verifying.end_verification(code, finding="Có trong sổ", who=who, now=MONDAY + DAY)
    assert not Pause.objects.exists()  # R2.28


def test_officers_of_another_commune_find_nothing(office, as_web, submitted):
    code = submitted(office.trang)
    for login, who in office.xt.items():
        with as_web(who):
            assert queries.page(who, code) is None, login
            assert queries.search(who, code) == [], login
            assert queries.search(who, "Lê Thu Trang") == [], login
            with pytest.raises(NotFound):
                receiving.accept(code, who=who, now=MONDAY + HOUR)


def test_other_citizens_find_nothing(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.tien) as who:
        assert queries.page(who, code) is None
        with pytest.raises(NotFound):
            withdrawing.ask_withdrawal(code, reason="", who=who, now=MONDAY)


def test_anybody_may_follow_a_code_and_learns_no_name(office, as_web, submitted):
    code = submitted(office.trang)
    told = queries.public_status(code.lower())
    assert told.status == Status.SUBMITTED
    assert "Trang" not in repr(told)
    assert queries.public_status("DEMO.02-261116-9999") is None


def test_an_unanswered_supplement_is_reminded_once_and_then_comes_back_to_the_officer(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    assert reminding.remind_supplements(now=MONDAY + 10 * DAY) == (0, 0)
    assert reminding.remind_supplements(now=MONDAY + 27 * DAY) == (1, 0)
    assert reminding.remind_supplements(now=MONDAY + 28 * DAY) == (0, 0)
    with as_web(office.trang) as who:
        assert "Nhắc bổ sung" in notices_of(who)[0].heading
    assert reminding.remind_supplements(now=MONDAY + 31 * DAY) == (0, 1)
    with as_web(office.cg["motcua1"]) as who:
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [code]
    assert list(events.verify()) == []
