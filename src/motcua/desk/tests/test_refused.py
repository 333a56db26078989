"""The officer who came second reads, in his own frame, who did what and when, and finds the way back."""

from __future__ import annotations

import pytest

from motcua.dossiers.services import moving, receiving
from motcua.dossiers.tests.conftest import MONDAY

pytestmark = pytest.mark.django_db


def test_the_second_officer_reads_who_did_what_and_when_and_goes_back_to_the_dossier(office, submitted, at_desk):
    code = submitted(office.trang)
    one, other = at_desk(office.cg["motcua1"]), at_desk(office.cg["motcua2"])
    at = f"/can-bo/ho-so/{code}/viec/accept/"
    seen = {"seen": "0"}
    assert one.post(at, seen).status_code == 302
    page = other.post(at, seen)
    assert page.status_code == 409
    text = page.content.decode()
    assert 'class="vn-desk"' in text
    assert "vn-bar" in text
    assert "Đã có người làm trước" in text
    assert "Trần Thị Ngọc Lan" in text
    assert "Tiếp nhận hồ sơ, giấy tiếp nhận số" in text
    assert "09:00, thứ Hai 16/11/2026" in text
    assert f'href="/can-bo/ho-so/{code}/"' in text


def test_what_is_no_longer_possible_names_the_state_too(office, submitted, at_desk):
    code = submitted(office.trang)
    client = at_desk(office.cg["motcua1"])
    client.post(f"/can-bo/ho-so/{code}/viec/accept/", {"seen": "0"})
    page = client.post(f"/can-bo/ho-so/{code}/viec/accept/", {})
    assert page.status_code == 403  # it waits for the handling officer now
    assert 'class="vn-desk"' in page.content.decode()
    assert f'href="/can-bo/ho-so/{code}/"' in page.content.decode()


def test_what_is_not_yet_possible_says_why_and_names_nobody(office, as_web, submitted, at_desk):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    with as_web(office.cg["hotich"]) as who:
        moving.take_up(code, who=who, now=MONDAY)
    page = at_desk(office.cg["hotich"]).post(f"/can-bo/ho-so/{code}/viec/forward/", {})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Chưa soạn kết quả." in text
    assert "Hồ sơ bây giờ: Đang xử lý. Việc của bạn chưa ghi gì." in text
    assert "đã làm lúc" not in text
    assert f'href="/can-bo/ho-so/{code}/"' in text


def test_what_does_not_belong_here_any_more_blames_nobody_either(office, as_web, submitted, at_desk):
    code = submitted(office.trang)
    page = at_desk(office.cg["motcua1"]).post(f"/can-bo/ho-so/{code}/viec/return_result/", {"way": "online"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "đã làm lúc" not in text
    assert "Hồ sơ đang ở trạng thái khác" in text


def test_of_a_dossier_one_may_not_see_nothing_is_told(office, submitted, at_desk):
    code = submitted(office.trang)
    page = at_desk(office.xt["motcua1"]).post(f"/can-bo/ho-so/{code}/viec/accept/", {"seen": "0"})
    assert page.status_code == 404
    assert office.trang.full_name not in page.content.decode()
