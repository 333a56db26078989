"""The administrator's pages of the calendar: nothing moves before it was shown and chosen. As the web role."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY, as_web, office, submitted  # noqa: F401 - fixtures
from motcua.platform.clock.now import moved_to
from motcua.platform.models import CalendarDay, CalendarNotice

pytestmark = pytest.mark.django_db
PASSWORD = "Motcua-2026"  # of the demonstration's people, whom the test world is made of
ADD = "/quan-tri/lich/them-ngay/"
POWER_CUT = {
    "unit": "cam-giang", "on-day": "18", "on-month": "11", "on-year": "2026", "kind": "local_off", "as_weekday": "",
    "name": "Cắt điện toàn xã", "source": "Thông báo 12/TB-UBND", "mark": "C",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday(settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with moved_to(MONDAY + timedelta(hours=2)):
        yield


@pytest.fixture
def code(office, as_web, submitted):  # noqa: F811
    code = submitted(office.tien, "bao-tro-xa-hoi/1.001776")
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + timedelta(hours=1))
    return code


def dates_of(code):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # the last request left the web role, which sees no dossier
    return Dossier.objects.values_list("due_at", "original_due_at").get(code=code)


def signed_in(username):
    client = Client()
    assert client.post("/can-bo/dang-nhap/", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def text(response, status=200):
    assert response.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def hidden(response):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: unescape(value) for name, value in found}


def test_the_year_shows_rows_notices_shifts_and_history_with_source_and_mark(office):  # noqa: F811
    client = signed_in("quantri.cg")
    page = text(client.get("/quan-tri/lich/?nam=2026&don-vi=cam-giang"))
    assert "Tết Dương lịch cả nước đang dùng Bộ luật Lao động 45/2019 art. 112 C" in page
    assert "2027 chưa nạp" in page
    assert "07:30–11:30" in page
    assert "Nạp lịch đi kèm phần mềm" in page


@pytest.mark.parametrize(("choice", "moves"), [("move", True), ("leave", False)])
def test_a_change_is_listed_first_and_then_moves_dates_or_leaves_them(office, code, choice, moves):  # noqa: F811
    client = signed_in("quantri.cg")
    before, _ = dates_of(code)
    shown = client.post(ADD, POWER_CUT)
    page = text(shown)
    assert code in page
    assert "1 hồ sơ sẽ đổi ngày hẹn" in page
    assert "Phạm Văn Tiến" not in page
    assert not CalendarDay.objects.filter(kind="local_off").exists()
    done = client.post(f"{ADD}doi/", {**hidden(shown), "choice": choice}, follow=True)
    assert f"Hẹn lại {int(moves)} hồ sơ, giữ nguyên ngày hẹn của {int(not moves)} hồ sơ" in text(done)
    assert CalendarDay.objects.get(kind="local_off").is_active
    due_at, original = dates_of(code)
    assert (due_at > before) is moves
    assert original == before
    assert "Cắt điện toàn xã" in text(client.get("/quan-tri/lich/?nam=2026&don-vi=cam-giang"))


def test_a_list_that_changed_is_shown_again_and_nothing_moves(office, code):  # noqa: F811
    client = signed_in("quantri.cg")
    answer = client.post(f"{ADD}doi/", {**POWER_CUT, "seen": "older", "choice": "move"})
    assert "Danh sách hồ sơ đã khác" in text(answer, 409)
    assert not CalendarDay.objects.filter(kind="local_off").exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(office):  # noqa: F811
    client = signed_in("quantri.cg")
    page = client.post(ADD, {**POWER_CUT, "unit": "", "source": ""})
    assert "Ngày nghỉ riêng cần chọn đơn vị." in text(page, 422)
    assert "Ghi văn bản hoặc thông báo làm căn cứ." in text(page, 422)
    assert "Cắt điện toàn xã" in page.content.decode()
    gone = {**POWER_CUT, "state": "off"}
    assert "không có dòng nào của ngày này" in text(client.post("/quan-tri/lich/bat-tat/", gone), 422)
    assert client.get("/quan-tri/lich/khac/").status_code == 404


def test_a_notice_is_loaded_and_a_row_switched_on(office):  # noqa: F811
    client = signed_in("quantri.cg")
    notice = {"year": "2027", "source": "Thông báo 2027", "mark": "C2", "choice": "leave"}
    shown = client.post("/quan-tri/lich/thong-bao/", notice)
    client.post("/quan-tri/lich/thong-bao/doi/", {**hidden(shown), "choice": "leave"})
    assert CalendarNotice.objects.get(year=2027).is_loaded
    off = CalendarDay.objects.filter(is_active=False, unit_id=None).first()
    row = {"unit": "", "on-day": off.on.day, "on-month": off.on.month, "on-year": off.on.year, "state": "on",
           "source": "Luật"}  # fmt: skip
    shown = client.post("/quan-tri/lich/bat-tat/", row)
    assert client.post("/quan-tri/lich/bat-tat/doi/", {**hidden(shown), "choice": "leave"}).status_code == 302
    assert CalendarDay.objects.get(pk=off.pk).is_active


def test_only_who_manages_the_calendar_comes_in(office):  # noqa: F811
    client = signed_in("motcua1.cg")
    for url in ("/quan-tri/lich/", ADD):
        assert client.get(url).status_code == 403
    assert client.post(f"{ADD}doi/", {**POWER_CUT, "choice": "move"}).status_code == 403
    assert Client().get("/quan-tri/lich/").headers["Location"].startswith("/can-bo/dang-nhap/")
