"""An officer says at the desk that another case applies, why, and sees route and date follow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.dossiers import queries
from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_packs_end_to_end import submitted_sample

pytestmark = pytest.mark.django_db


def test_the_case_is_chosen_with_a_reason_on_a_page_of_its_own(office, as_web, more_packs, at_desk):
    more_packs("1.000894")
    with as_web(office.tien) as who:
        code = submitted_sample(office, who, "1.000894")
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    client, at = at_desk(office.cg["hotich"]), f"/can-bo/ho-so/{code}/viec/change_case/"
    page = client.get(at)
    (cases, reason) = page.context["fields"]
    assert [(o.value, o.label) for o in cases.options] == [("verification", "Cần xác minh điều kiện kết hôn")]
    assert "Đổi trường hợp" in page.content.decode()
    refused = client.post(at, {"reason": "Phải hỏi nơi cư trú cũ"})
    assert refused.status_code == 422
    assert refused.context["fields"][0].error == "Chọn trường hợp."
    assert refused.context["fields"][1].value == "Phải hỏi nơi cư trú cũ"
    assert client.post(at, {"case": "verification", "reason": "Phải hỏi nơi cư trú cũ"}).status_code == 302
    with as_web(office.cg["hotich"]) as who:
        told = queries.page(who, code)
    assert (told.case, told.due_at.date()) == ("verification", MONDAY.date() + timedelta(days=7))
    assert reason.required
