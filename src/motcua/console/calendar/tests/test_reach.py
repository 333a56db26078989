"""Who changes whose calendar: an administrator that of his commune's units, the province what holds for all."""

from __future__ import annotations

import pytest

from motcua.console.calendar.tests.visiting import ADD, HOURS, POWER_CUT, hidden, signed_in, text
from motcua.identity.models import Unit, UnitParent
from motcua.platform.models import CalendarDay, CalendarNotice, WorkCalendar

pytestmark = pytest.mark.django_db
HOLIDAY = {**POWER_CUT, "unit": "", "kind": "holiday", "name": "Ngày nghỉ mới"}
SWITCH = {"unit": "", "on-day": "24", "on-month": "11", "on-year": "2026", "state": "on", "source": "Luật"}
NOTICE = {"year": "2027", "source": "Thông báo 2027", "mark": "C2"}
MORNINGS = {
    "purpose": "reception", "on-day": "1", "on-month": "12", "on-year": "2026", "source": "Quyết định 5", "mark": "C",
    "h1-0": "08:00", "h1-1": "11:00",
}  # fmt: skip


def rows():
    return (
        CalendarDay.objects.count(),
        WorkCalendar.objects.count(),
        CalendarNotice.objects.filter(is_loaded=True).count(),
    )


def test_the_other_communes_administrator_finds_no_such_calendar_to_change(office):
    client, before = signed_in("quantri.xt"), rows()
    for slug in ("cam-giang", "cam-giang-tt", "khong-co"):
        assert client.get(f"/quan-tri/lich/?don-vi={slug}").status_code == 404
        assert client.get(f"{ADD}?unit={slug}").status_code == 404
        for url, told in ((ADD, POWER_CUT), (HOURS, MORNINGS), ("/quan-tri/lich/bat-tat/", SWITCH)):
            assert client.post(url, {**told, "unit": slug}).status_code == 404
            assert client.post(f"{url}doi/", {**told, "unit": slug, "seen": "", "choice": "move"}).status_code == 404
    assert rows() == before
    page = text(client.get("/quan-tri/lich/?nam=2026"))
    assert "Xã Xuân Thành" in page
    assert "Cẩm Giang" not in page


def test_what_holds_for_every_unit_is_refused_to_a_commune_and_shown_without_links(office):
    client, before = signed_in("quantri.cg"), rows()
    for url, told in ((ADD, HOLIDAY), (HOURS, {**MORNINGS, "unit": ""}), ("/quan-tri/lich/bat-tat/", SWITCH)):
        for address in (url, f"{url}doi/"):
            answer = client.post(address, {**told, "seen": "", "choice": "move"})
            assert "lịch chung của cả nước do cấp tỉnh đổi" in text(answer, 422)
    for method in (client.get, client.post):
        assert method("/quan-tri/lich/thong-bao/", NOTICE).status_code == 403
    assert client.post("/quan-tri/lich/thong-bao/doi/", {**NOTICE, "choice": "leave"}).status_code == 403
    assert rows() == before
    page = client.get("/quan-tri/lich/?nam=2026&don-vi=")
    assert "Tết Dương lịch" in text(page)
    assert "on-day=" not in page.content.decode()
    assert "lich/thong-bao" not in page.content.decode()


def test_an_administrator_manages_the_committee_and_its_centre(office):
    client = signed_in("quantri.cg")
    page = client.get("/quan-tri/lich/")
    assert "Trung tâm Phục vụ hành chính công xã Cẩm Giang" in text(page)
    shown = client.post(ADD, {**POWER_CUT, "unit": "cam-giang-tt"})
    assert client.post(f"{ADD}doi/", {**hidden(shown), "choice": "leave"}).status_code == 302
    assert CalendarDay.objects.get(kind="local_off").unit_id == Unit.objects.get(slug="cam-giang-tt").id
    own = client.get("/quan-tri/lich/?nam=2026&don-vi=cam-giang-tt").content.decode()
    assert own.count("on-day=") == 1, "his own row and none of the country's"


def test_the_province_changes_what_holds_for_all_and_a_commune_only_once_it_lies_below_it(office):
    client = signed_in("quantri.tinh")
    shown = client.post(ADD, HOLIDAY)
    assert client.post(f"{ADD}doi/", {**hidden(shown), "choice": "leave"}).status_code == 302
    assert CalendarDay.objects.filter(unit_id=None, name="Ngày nghỉ mới").exists()
    assert client.post(ADD, POWER_CUT).status_code == 404
    province = Unit.objects.get(slug="cap-tinh")
    UnitParent.objects.create(unit_id=office.unit, parent=province, since=province.since)
    assert "Cắt điện toàn xã" in text(client.post(ADD, POWER_CUT))
    assert client.post(ADD, {**POWER_CUT, "unit": "xuan-thanh"}).status_code == 404
