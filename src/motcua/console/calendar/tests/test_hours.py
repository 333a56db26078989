"""Weekly hours: prefilled with those in force, every slip said at its box, shown beside the old ones, then set."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest

from motcua.console.calendar import hours
from motcua.console.calendar.tests.visiting import HOURS, as_owner, dates_of, hidden, signed_in, text
from motcua.identity.models import Unit
from motcua.platform import events
from motcua.platform.clock import listing
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.models import WorkCalendar

pytestmark = pytest.mark.django_db
USUAL = {day: [["07:30", "11:30"], ["13:30", "17:00"]] for day in range(1, 6)}
HEAD = {"unit": "cam-giang", "purpose": "processing", "on-day": "17", "on-month": "11", "on-year": "2026",
        "source": "Quyết định 5/QĐ-UBND", "mark": "C"}  # fmt: skip


def typed(week, **others):
    return {**HEAD, **hours.asked_of(week), **others}


def test_the_form_begins_with_the_hours_in_force(office):
    page = signed_in("quantri.cg").get(f"{HOURS}?unit=cam-giang-tt&purpose=reception").content.decode()
    values = dict(re.findall(r'name="(h\d-\d)" type="text" value="([^"]*)"', page))
    assert values == {**{f"h{d}-{e}": "" for d in (6, 7) for e in range(4)}, **hours.asked_of(USUAL)}
    assert re.search(r'value="reception"[^>]*checked', page)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"h2-1": "07:00"}, "Thứ Ba: giờ kết thúc phải sau giờ bắt đầu."),
        ({"h2-2": "11:00"}, "Thứ Ba: buổi sau phải bắt đầu sau 11:30, lúc buổi trước kết thúc."),
        ({"h2-2": "11:30"}, "Thứ Ba: buổi sau phải bắt đầu sau 11:30"),
        ({"h2-1": ""}, "Thứ Ba: ghi cả giờ bắt đầu và giờ kết thúc"),
        ({"h2-0": "25:00"}, "Thứ Ba: ghi giờ như 7:30 hoặc 13:30."),
        ({"on-day": "31"}, "Ghi đủ ngày, tháng, năm"),
        ({"on-year": "1999"}, "Ghi ngày từ năm 2025."),
        ({"purpose": "lunch"}, "Chọn giờ giải quyết hay giờ tiếp nhận."),
        ({"source": ""}, "Ghi văn bản hoặc thông báo làm căn cứ."),
        ({"mark": ""}, "Chọn độ chắc chắn của nguồn."),
    ],
)
def test_what_is_wrong_is_said_at_its_box_and_nothing_is_set(office, wrong, said):
    client, before = signed_in("quantri.cg"), WorkCalendar.objects.count()
    shown = client.post(HOURS, typed(USUAL, **wrong))
    assert said in text(shown, 422)
    assert 'value="Quyết định 5/QĐ-UBND"' in shown.content.decode() or "source" in wrong
    told = {**typed(USUAL, **wrong), "seen": "", "choice": "move"}
    assert client.post(f"{HOURS}doi/", told).status_code == 422
    assert WorkCalendar.objects.count() == before


def test_a_week_without_hours_is_refused(office):
    page = signed_in("quantri.cg").post(HOURS, HEAD)
    assert "Ghi giờ làm việc của ít nhất một ngày trong tuần." in text(page, 422)


@pytest.mark.parametrize(("choice", "moves"), [("move", True), ("leave", False)])
def test_hours_are_shown_beside_the_old_with_what_they_move_and_then_set(office, code, choice, moves):
    client = signed_in("quantri.cg")
    before, _ = dates_of(code)
    week = {day: [["07:30", "11:30"]] for day in range(1, 6)} | {6: [["08:00", "11:00"]]}
    shown = client.post(HOURS, typed(week))
    page = text(shown)
    assert "Thứ Bảy nghỉ 08:00–11:00" in page
    assert "Thứ Hai 07:30–11:30, 13:30–17:00 07:30–11:30" in page
    assert "1 hồ sơ sẽ đổi ngày hẹn" in page
    assert f"{code} hẹn trả kết quả" in page
    assert f"{code} hạn của bước" in page
    assert not WorkCalendar.objects.exclude(unit_id=None).exists(), "tried and undone"
    done = client.post(f"{HOURS}doi/", {**hidden(shown), "choice": choice}, follow=True)
    assert f"Hẹn lại {int(moves)} hồ sơ, giữ nguyên ngày hẹn của {int(not moves)} hồ sơ" in text(done)
    assert "Thứ Hai đến Thứ Sáu 07:30–11:30; Thứ Bảy 08:00–11:00" in text(done)
    due_at, original = dates_of(code)
    assert (due_at != before) is moves
    assert original == before
    unit = Unit.objects.get(slug="cam-giang")
    (row,) = WorkCalendar.objects.filter(unit_id=unit.id)
    assert (row.purpose, row.shifts["6"], row.source) == ("processing", [["08:00", "11:00"]], "Quyết định 5/QĐ-UBND")
    (said,) = events.history(("calendar", unit.id))
    assert (said.payload["what"], said.payload["before"]) == ("shifts_set", None)
    assert list(events.verify()) == []


def test_hours_that_end_where_others_begin_say_so(office):
    client = signed_in("quantri.cg")
    later = typed(USUAL, **{"on-month": "12"})
    shown = client.post(HOURS, later)
    assert "giờ này chỉ dùng đến trước ngày đó" not in text(shown)
    client.post(f"{HOURS}doi/", {**hidden(shown), "choice": "leave"})
    assert "Từ 17/12/2026 đã có giờ khác được đặt trước" in text(client.post(HOURS, typed(USUAL)))
    as_owner()
    assert WorkCalendar.objects.exclude(unit_id=None).count() == 1


# --- Saturday reception is one switch: its hours, and nothing of the week beside it changes ---
SATURDAY = "/quan-tri/lich/thu-bay/"
OPEN_SATURDAY = {
    "on-day": "1", "on-month": "12", "on-year": "2026", "saturday": "open", "h6-0": "7:30", "h6-1": "11:30",
    "h6-2": "", "h6-3": "", "source": "Thông báo 40/TB-UBND", "mark": "P",
}  # fmt: skip


@pytest.fixture
def centre(office):
    """The unit that receives in one commune."""
    return Unit.objects.get(pk=office.cg["motcua1"].post.unit_id)


def week(unit, day=15):
    return listing.week_in_force(unit.id, "reception", date(2026, 12, day))


def test_it_opens_with_its_hours_after_what_it_moves_was_shown(office, centre, code):
    client = signed_in("quantri.cg")
    usual = week(centre)
    assert 6 not in usual
    shown = client.post(SATURDAY, {**OPEN_SATURDAY, "unit": centre.slug})
    page = text(shown)
    assert "Thứ Bảy nghỉ 07:30–11:30" in page
    assert week(centre) == usual
    done = client.post(f"{SATURDAY}doi/", {**hidden(shown), "choice": "move"}, follow=True)
    assert "Đã đổi lịch" in text(done)
    assert week(centre) == {**usual, 6: (("07:30", "11:30"),)}
    assert listing.week_in_force(centre.id, "processing", date(2026, 12, 15)) == usual  # worked on from Monday
    assert 6 not in listing.week_in_force(centre.id, "reception", date(2026, 11, 30))
    with moved_to(datetime(2026, 12, 2, 9, tzinfo=ZONE)):
        page = text(client.get("/xa/cam-giang/thu-tuc/2.000635/"))
    assert "Thứ Bảy nhận hồ sơ 07:30–11:30; ngày làm việc đầu tiên được tính là thứ Hai sau đó." in page
    assert "Thứ Bảy nhận hồ sơ" not in text(client.get("/xa/cam-giang/thu-tuc/2.000635/"))  # from December on
    # The switch shows how it stands at the place people come to, and closes again.
    assert f'value="{centre.slug}" selected' in client.get(f"{SATURDAY}?unit=cam-giang").content.decode()
    again = client.get(f"{SATURDAY}?unit={centre.slug}").content.decode()
    assert 'value="open"' in again
    closed = client.post(SATURDAY, {**OPEN_SATURDAY, "unit": centre.slug, "saturday": "closed", "on-day": "20"})
    client.post(f"{SATURDAY}doi/", {**hidden(closed), "choice": "leave"})
    assert week(centre, 19)[6]
    assert 6 not in week(centre, 21)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"saturday": ""}, "Chọn mở cửa hay thôi."),
        ({"h6-0": "", "h6-1": ""}, "Ghi giờ mở cửa thứ Bảy"),
        ({"h6-1": "7:00"}, "Thứ Bảy: giờ kết thúc phải sau giờ bắt đầu."),
        ({"source": ""}, "Ghi văn bản hoặc thông báo làm căn cứ."),
    ],
)
def test_what_is_wrong_is_said_at_its_box(office, centre, wrong, said):
    page = signed_in("quantri.cg").post(SATURDAY, {**OPEN_SATURDAY, "unit": centre.slug, **wrong})
    assert said in text(page, 422)
