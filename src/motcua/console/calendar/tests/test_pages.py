"""The administrator's pages of the calendar: nothing moves before it was shown and chosen. As the web role."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.console.calendar.tests.visiting import ADD, POWER_CUT, dates_of, hidden, signed_in, text
from motcua.platform.models import CalendarDay, CalendarNotice

pytestmark = pytest.mark.django_db


def test_the_year_shows_rows_notices_shifts_and_history_with_source_and_mark(office):
    client = signed_in("quantri.cg")
    page = text(client.get("/quan-tri/lich/?nam=2026&don-vi=cam-giang"))
    assert "Tết Dương lịch cả nước đang dùng Điều 112 Bộ luật Lao động 45/2019 C" in page
    assert "2027 chưa nạp" in page
    assert "07:30–11:30" in page
    assert "Nạp lịch đi kèm phần mềm" in page


@pytest.mark.parametrize(("choice", "moves"), [("move", True), ("leave", False)])
def test_a_change_is_listed_first_and_then_moves_dates_or_leaves_them(office, code, choice, moves):
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


def test_a_list_that_changed_is_shown_again_and_nothing_moves(office, code):
    client = signed_in("quantri.cg")
    answer = client.post(f"{ADD}doi/", {**POWER_CUT, "seen": "older", "choice": "move"})
    assert "Danh sách hồ sơ đã khác" in text(answer, 409)
    assert not CalendarDay.objects.filter(kind="local_off").exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(office):
    client = signed_in("quantri.cg")
    page = client.post(ADD, {**POWER_CUT, "unit": "", "source": ""})
    assert "Chọn đơn vị; lịch chung của cả nước do cấp tỉnh đổi." in text(page, 422)
    assert "Ghi văn bản hoặc thông báo làm căn cứ." in text(page, 422)
    assert "Cắt điện toàn xã" in page.content.decode()
    gone = {**POWER_CUT, "state": "off"}
    assert "không có dòng nào của ngày này" in text(client.post("/quan-tri/lich/bat-tat/", gone), 422)
    assert client.get("/quan-tri/lich/khac/").status_code == 404
    province = signed_in("quantri.tinh")
    assert "Ngày nghỉ riêng cần chọn đơn vị." in text(province.post(ADD, {**POWER_CUT, "unit": ""}), 422)


def test_a_notice_is_loaded_and_a_row_switched_on(office):
    client = signed_in("quantri.tinh")
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


def test_only_who_manages_the_calendar_comes_in(office):
    client = signed_in("motcua1.cg")
    for url in ("/quan-tri/lich/", ADD):
        assert client.get(url).status_code == 403
    assert client.post(f"{ADD}doi/", {**POWER_CUT, "choice": "move"}).status_code == 403
    assert Client().get("/quan-tri/lich/").headers["Location"].startswith("/can-bo/dang-nhap/")
