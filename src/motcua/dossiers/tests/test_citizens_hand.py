"""What a citizen may do with a dossier under way: more days for a supplement, another phone number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Extension, Party, Supplement
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import contacting, extending, receiving, reminding, supplementing
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_acts import answer, ask
from motcua.notifications.queries import notices_of
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid, NotFound, StepNotAllowed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WISH = date(2027, 1, 4)


@pytest.fixture
def asked(office, as_web, submitted):
    """A dossier for which one thing is asked until 16/12/2026."""
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    assert Supplement.objects.get().deadline == date(2026, 12, 16)
    return code


def wish(as_web, who, code, day=WISH, reason="Tôi đang ở xa, chờ gửi giấy về.", now=MONDAY + DAY):
    with as_web(who):
        extending.ask_more_days(code, reason=reason, wished_on=day, who=who, now=now)


def work_of(as_web, who):
    with as_web(who):
        return [row.code for row in queries.my_work(who, queries.WorkFilter())[0]]


def test_more_days_are_asked_seen_granted_and_told_and_the_reminder_comes_anew(office, as_web, asked):
    officer = office.cg["motcua1"]
    assert work_of(as_web, officer) == []
    wish(as_web, office.trang, asked)
    assert work_of(as_web, officer) == [asked]
    with as_web(officer) as who:
        extending.grant_more_days(
            asked, until=date(2026, 12, 30), answer="Đồng ý thêm hai tuần.", who=who, now=MONDAY + DAY
        )
    assert work_of(as_web, officer) == []
    assert Supplement.objects.get().deadline == date(2026, 12, 30)
    with as_web(office.trang) as who:
        assert "30/12/2026" in notices_of(who)[0].sentence
        told = events.history(("dossier", Dossier.objects.get().id))[-1]
    assert (told.name, told.payload["was"], told.payload["deadline"]) == (
        "ExtensionGranted",
        "2026-12-16",
        "2026-12-30",
    )
    assert reminding.remind_supplements(now=MONDAY + 40 * DAY) == (1, 0)  # five days before the new day
    with pytest.raises(StepNotAllowed) as refused:
        wish(as_web, office.trang, asked, day=date(2027, 1, 10))
    assert refused.value.facts["why"] == "asked_before"


def test_refused_the_deadline_stays_and_the_sentence_is_read(office, as_web, asked):
    wish(as_web, office.trang, asked)
    with pytest.raises(Invalid), as_web(office.cg["motcua1"]) as who:
        extending.refuse_more_days(asked, answer=" ", who=who, now=MONDAY + DAY)
    with as_web(office.cg["motcua1"]) as who:
        extending.refuse_more_days(asked, answer="Giấy này cấp lại trong ngày.", who=who, now=MONDAY + DAY)
    assert Supplement.objects.get().deadline == date(2026, 12, 16)
    with as_web(office.trang) as who:
        assert "Giấy này cấp lại trong ngày." in notices_of(who)[0].sentence


@pytest.mark.parametrize("day", [date(2026, 12, 16), date(2027, 1, 16), date(2026, 11, 1)])
def test_a_day_before_the_deadline_or_beyond_the_policy_is_refused(office, as_web, asked, day):
    with pytest.raises(Invalid):
        wish(as_web, office.trang, asked, day=day)
    assert not Extension.objects.exists()


def test_nobody_asks_after_the_deadline_without_a_request_or_for_somebody_else(office, as_web, asked, submitted):
    for who, code, now, refusal in (
        (office.trang, asked, MONDAY + 31 * DAY, StepNotAllowed),
        (office.trang, submitted(office.trang), MONDAY + DAY, StepNotAllowed),
        (office.tien, asked, MONDAY + DAY, NotFound),
        (office.cg["motcua1"], asked, MONDAY + DAY, Forbidden),
    ):
        with pytest.raises(refusal):
            wish(as_web, who, code, now=now)
    with pytest.raises(NotFound), as_web(office.xt["motcua1"]) as who:
        extending.grant_more_days(asked, until=WISH, answer="Được.", who=who, now=MONDAY + DAY)


def test_while_nobody_has_answered_the_dossier_is_not_closed_and_an_answer_settles_the_request(office, as_web, asked):
    wish(as_web, office.trang, asked)
    with pytest.raises(StepNotAllowed) as refused, as_web(office.cg["motcua1"]) as who:
        supplementing.lapse(asked, who=who, now=MONDAY + 40 * DAY)
    assert refused.value.facts["why"] == "extension_waits"
    answer(as_web, office.trang, asked, registered_at="UBND xã Mẫu, năm 1998")
    request = Extension.objects.get()
    assert request.decided_at is not None
    assert request.is_granted is None
    with as_web(office.cg["motcua1"]) as who:
        assert not any(
            "more_days" in choice.act for choice in queries.choices_for(who, queries.page(who, asked), now=MONDAY)
        )


def test_a_changed_number_stands_at_ones_own_party_and_the_officer_reads_both(office, as_web, submitted):
    code = submitted(office.trang)
    with as_web(office.trang) as who:
        contacting.change_phone(code, phone="+84 987 654 321", who=who, now=MONDAY + HOUR)
        before = Dossier.objects.get().acts
        contacting.change_phone(code, phone="0987654321", who=who, now=MONDAY + HOUR)  # the same: nothing happens
    assert Dossier.objects.get().acts == before
    assert {p.phone for p in Party.objects.filter(person_id=office.trang.person_id)} == {"0987654321"}
    with as_web(office.cg["motcua1"]) as who:
        page = queries.page(who, code)
        assert next(p.phone for p in page.parties if p.role == "submitter") == "0987654321"
        told = [e for e in page.history if e.name == "PhoneChanged"]
        assert [e.payload["phone"] for e in told] == ["0987654321"]
        receiving.accept(code, who=who, now=MONDAY + HOUR)
        assert queries.page(who, code).status == Status.ACCEPTED


def test_a_number_that_is_none_a_stranger_and_an_ended_dossier_change_nothing(office, as_web, submitted):
    code = submitted(office.trang)
    with pytest.raises(Invalid) as refused, as_web(office.trang) as who:
        contacting.change_phone(code, phone="12345", who=who, now=MONDAY)
    assert refused.value.faults[0][0] == "phone"
    with pytest.raises(NotFound), as_web(office.tien) as who:
        contacting.change_phone(code, phone="0987654321", who=who, now=MONDAY)
    with as_web(office.cg["motcua1"]) as who:
        receiving.decline(code, reason="Không thuộc thẩm quyền", legal_basis="Luật", who=who, now=MONDAY)
    with pytest.raises(StepNotAllowed), as_web(office.trang) as who:
        contacting.change_phone(code, phone="0987654321", who=who, now=MONDAY)
    assert not Party.objects.filter(phone="0987654321").exists()
