"""What waits for a leader and is refused: nothing goes out, the dossier stands as before, the officer is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.documents import services as documents
from motcua.dossiers import queries
from motcua.dossiers.models import Correction, Dossier, Result, Supplement
from motcua.dossiers.queries.beside import questions_for
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import correcting, supplementing
from motcua.dossiers.tests.conftest import MONDAY, picture
from motcua.dossiers.tests.test_acts import answer, ask
from motcua.dossiers.tests.test_handing_back import accepted, end_of_day_three
from motcua.dossiers.tests.test_linked_acts import given
from motcua.notifications.queries import notices_of
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid, StepNotAllowed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
__all__ = ["accepted"]  # a fixture


def work_of(as_web, who):
    with as_web(who):
        return [row.code for row in queries.my_work(who, queries.WorkFilter())[0]]


def told(as_web, who):
    with as_web(who):
        return [n.text for n in questions_for(who)]


def test_a_late_request_is_refused_the_work_goes_on_and_another_may_be_asked(office, as_web, accepted):
    day_four = end_of_day_three() + timedelta(hours=15)
    handler, leader = office.cg["hotich"], office.cg["chutich"]
    ask(as_web, handler, accepted, "registered_at", now=day_four)
    before = Dossier.objects.get()
    with pytest.raises(Invalid), as_web(leader) as who:
        supplementing.refuse_second(accepted, reason=" ", who=who, now=day_four)
    with pytest.raises(Forbidden), as_web(office.cg["motcua1"]) as who:
        supplementing.refuse_second(accepted, reason="Không", who=who, now=day_four)
    with as_web(leader) as who:
        supplementing.refuse_second(accepted, reason="Đã có ở sổ gốc.", who=who, now=day_four)
    after = Dossier.objects.get()
    assert (after.status, after.due_at, after.step) == (before.status, before.due_at, before.step)
    assert work_of(as_web, leader) == []
    assert any("Đã có ở sổ gốc." in text for text in told(as_web, handler))
    with as_web(office.trang) as who:
        assert queries.open_supplement(who, after.id) is None
        assert not any("cần bổ sung" in n.heading for n in notices_of(who))
    ask(as_web, handler, accepted, "registered_on", now=day_four + HOUR)  # nothing was judged: he may write another
    assert list(Supplement.objects.order_by("ordinal").values_list("ordinal", "refused_at"))[1] == (2, None)
    with as_web(leader) as who:
        supplementing.allow_second(accepted, late_ground="Luật Mẫu, Điều 9", who=who, now=day_four + HOUR)
    answer(as_web, office.trang, accepted, now=day_four + DAY, registered_on="1998-09-21")
    assert Supplement.objects.get(ordinal=2).completed_way == "online"
    assert list(events.verify()) == []


def test_a_second_request_refused_leaves_the_answer_to_the_first_to_be_confirmed(office, as_web, submitted):
    code, counter = submitted(office.trang), office.cg["motcua1"]
    ask(as_web, counter, code, "registered_at")
    answer(as_web, office.trang, code, now=MONDAY + 2 * HOUR, registered_at="UBND xã Mẫu Mới")
    ask(as_web, counter, code, "registered_on", now=MONDAY + 3 * HOUR)  # visible the first time: waits for a leader
    with as_web(office.cg["chutich"]) as who:
        supplementing.refuse_second(code, reason="Lẽ ra xin từ đầu.", who=who, now=MONDAY + 4 * HOUR)
    assert work_of(as_web, counter) == [code]
    with as_web(counter) as who:
        supplementing.confirm(code, who=who, now=MONDAY + 5 * HOUR)
    assert Dossier.objects.get().status == Status.ACCEPTED


def test_a_correction_the_leader_does_not_sign_leaves_the_result_and_its_people_are_not_kept_waiting(
    office, as_web, submitted
):
    code = given(office, as_web, submitted)
    handler, leader = office.cg["hotich"], office.cg["chutich"]

    def propose(now):
        with as_web(handler) as who:
            dossier = queries.page(who, code).id
            new = documents.attach(who, ("dossier", dossier), "correction", picture(), kind="scan", now=now)
            correcting.propose_correction(code, reason="Sai năm sinh.", file_id=new.id, who=who, now=now)

    number = Result.objects.get().number
    propose(MONDAY + DAY)
    with as_web(leader) as who:
        correcting.refuse_correction(code, reason="Sổ gốc cũng ghi vậy.", who=who, now=MONDAY + DAY)
    assert Result.objects.get().number == number
    assert any("Sổ gốc cũng ghi vậy." in text for text in told(as_web, handler))
    assert work_of(as_web, leader) == []
    with pytest.raises((Forbidden, StepNotAllowed)), as_web(leader) as who:
        correcting.approve_correction(code, who=who, now=MONDAY + DAY)
    propose(MONDAY + 2 * DAY)  # another one may be proposed
    with as_web(leader) as who:
        correcting.approve_correction(code, who=who, now=MONDAY + 2 * DAY)
    assert list(Correction.objects.order_by("ordinal").values_list("refusal", flat=True)) == [
        "Sổ gốc cũng ghi vậy.",
        "",
    ]
