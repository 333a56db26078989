"""A stop of the system is told seven working days ahead, everybody reads it, and it can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from motcua.console.calendar.tests.conftest import monday
from motcua.console.calendar.tests.visiting import signed_in, text
from motcua.dossiers.tests.conftest import MONDAY, office  # noqa: F401 - a fixture
from motcua.platform import events, outages
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Conflict, Forbidden, NotFound
from motcua.platform.models import Outage
from motcua.platform.outages import NoticeTooShort

__all__ = ["monday"]  # a fixture: it is Monday 16/11/2026, eleven o'clock
pytestmark = pytest.mark.django_db
PAGE = "/quan-tri/tam-dung/"
NIGHT = {
    "kind": "planned", "starts-day": "25", "starts-month": "11", "starts-year": "2026", "starts_at": "20:00",
    "ends-day": "26", "ends-month": "11", "ends-year": "2026", "ends_at": "5:00",
    "what": "Nộp trực tuyến, tra cứu hồ sơ", "why": "nâng cấp máy chủ",
}  # fmt: skip
BAND = "Hệ thống sẽ tạm dừng từ 20:00, thứ Tư 25/11/2026 đến 05:00, thứ Năm 26/11/2026 (nâng cấp máy chủ)."


@pytest.fixture(autouse=True)
def nothing_kept():
    outages.forget()
    yield
    outages.forget()


def told(office, starts, **more):  # noqa: F811
    """Announce a stop of nine hours."""
    given = {"kind": "planned", "what": "Mọi việc", "why": "nâng cấp", "who": office.tinh, "now": MONDAY} | more
    return outages.announce(starts, starts + timedelta(hours=9), **given)


def at(day, hour):
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def test_seven_working_days_have_to_be_over_before_a_planned_stop(office):  # noqa: F811
    with pytest.raises(NoticeTooShort) as refused:
        told(office, at(25, 16))
    assert refused.value.facts["earliest"] == at(25, 17)
    assert not Outage.objects.exists()
    made = told(office, at(25, 17))
    (event,) = events.history(("outage", made))
    assert (event.name, event.payload["kind"], event.payload["days_ahead"]) == ("OutageAnnounced", "planned", 6)
    with pytest.raises(Conflict):
        told(office, at(26, 1))


def test_a_day_off_on_the_way_moves_the_first_hour_by_a_day(office):  # noqa: F811
    # 2/9/2026 and the days around it are off: from Wednesday 26/8 the seventh working day is Tuesday 8/9.
    august = datetime(2026, 8, 26, 9, tzinfo=ZONE)
    with pytest.raises(NoticeTooShort) as refused:
        told(office, august + timedelta(days=8), now=august)
    first = refused.value.facts["earliest"]
    days = [august.date() + timedelta(days=n) for n in range(1, (first.date() - august.date()).days + 1)]
    calendar = outages.calendar_of(None, "processing")
    assert sum(calendar.is_working_day(day) for day in days) == 7
    assert len(days) > 9  # two weekends' days and the holiday did not count


def test_what_cannot_wait_is_told_as_urgent_with_its_reason(office):  # noqa: F811
    made = told(office, MONDAY + timedelta(hours=1), kind="urgent", why="vá lỗ hổng bảo mật")
    assert [one.id for one in outages.coming(MONDAY)] == [made]
    assert outages.coming(MONDAY + timedelta(hours=11)) == ()


def test_only_who_may_announces_or_withdraws(office):  # noqa: F811
    with pytest.raises(Forbidden):
        told(office, at(27, 20), who=office.cg["quanly"])
    made = told(office, at(27, 20))
    with pytest.raises(Forbidden):
        outages.withdraw(made, why="thôi", who=office.cg["motcua1"], now=MONDAY)
    with pytest.raises(NotFound):
        outages.withdraw(made + 1, why="thôi", who=office.tinh, now=MONDAY)
    assert outages.coming(MONDAY)


def test_the_page_refuses_a_late_notice_and_says_the_first_hour(office, settings):  # noqa: F811
    client = signed_in("quantri.cg")
    settings.DB_STEP_DOWN_TO = "motcua_web"
    late = client.post(PAGE, {**NIGHT, "starts-day": "20", "ends-day": "21"})
    page = text(late, 422)
    assert "Chưa đủ 7 ngày làm việc báo trước" in page
    assert "Sớm nhất là 17:00, thứ Tư 25/11/2026" in page
    assert 'value="nâng cấp máy chủ"' in late.content.decode()
    empty = text(client.post(PAGE, {"kind": "planned"}), 422)
    assert "Ghi giờ như 20:00." in empty
    assert "Ghi lý do dừng" in empty


def test_everybody_reads_the_band_and_the_interface_tells_it_until_it_is_withdrawn(office, settings):  # noqa: F811
    client, citizen = signed_in("quantri.cg"), Client()
    settings.DB_STEP_DOWN_TO = "motcua_web"
    assert "tạm dừng" not in text(citizen.get("/xa/cam-giang/"))
    done = client.post(PAGE, NIGHT, follow=True)
    assert "Từ bây giờ mọi trang" in text(done)
    for address in ("/xa/cam-giang/", "/xa/xuan-thanh/thu-tuc/", "/tra-cuu/", "/xa/cam-giang/thu-tuc/1.001193/"):
        assert BAND in text(citizen.get(address)), address
    assert BAND in text(client.get("/quan-tri/lich/"))
    (row,) = citizen.get("/api/outages").json()
    assert row["starts_at"] == "2026-11-25T20:00:00+07:00"
    assert (row["kind"], row["what"]) == ("planned", "Nộp trực tuyến, tra cứu hồ sơ")
    made = outages.announced()[0].id
    no_reason = client.post(f"{PAGE}{made}/huy/", {f"withdrawn_why-{made}": " "})
    assert "Ghi lý do hủy" in text(no_reason, 422)
    gone = client.post(f"{PAGE}{made}/huy/", {f"withdrawn_why-{made}": "lùi sang tháng sau"}, follow=True)
    assert "lùi sang tháng sau" in text(gone)
    assert "tạm dừng" not in text(citizen.get("/xa/cam-giang/"))
    assert citizen.get("/api/outages").json() == []
    assert signed_in("motcua1.cg").get(PAGE).status_code == 403
