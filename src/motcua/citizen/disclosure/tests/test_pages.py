"""The public pages as anybody reads them: without an account, kept by caches, from kept counts alone."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.citizen.disclosure import words
from motcua.identity.models import Unit
from motcua.monitoring import testing
from motcua.monitoring.indicators.scoring import rounded
from motcua.monitoring.models import Cell, Closing
from motcua.monitoring.periods import Period
from motcua.monitoring.queries import publishing
from motcua.plans.models import Plan, Target, TargetSetting
from motcua.platform.principal import JOB, NOBODY, acting_as

from .conftest import NOW

PAGES = (
    "/cong-khai/",
    "/cong-khai/cam-giang/",
    "/cong-khai/cam-giang/?ky=2026",
    "/cong-khai/cam-giang/?ky=2026-Q3",
    "/cong-khai/cam-giang/thu-tuc/?ky=2026-10",
    "/cong-khai/cam-giang/thu-tuc/1.000000/?ky=2026-10",
    "/cong-khai/son-la/?ky=2026-10",
    "/cong-khai/du-lieu/",
)
FILES = (
    "/cong-khai/cam-giang/so-lieu.csv?ky=2026-10",
    "/cong-khai/cam-giang/so-lieu.xlsx?ky=2026-10",
    "/cong-khai/du-lieu/danh-muc.json",
    "/cong-khai/du-lieu/tu-dien.csv",
    "/cong-khai/du-lieu/tinh-lai.sql",
)
STATEMENTS = {  # of the view and its frame, nothing remembered; the transaction's own two are among them
    "/cong-khai/cam-giang/": 13,
    "/cong-khai/cam-giang/thu-tuc/?ky=2026-10": 13,
    "/cong-khai/son-la/?ky=2026-10": 18,
    "/cong-khai/": 10,
}


def text(answer) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.parametrize("url", PAGES + FILES)
def test_everybody_may_read_it_and_caches_may_keep_it(figures, url):
    answer = figures.client.get(url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=900"
    assert not answer.cookies
    again = figures.client.get(url, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_light_over_the_wire(figures, url):
    body = figures.client.get(url).content
    assert len(brotli.compress(body, quality=5)) < 12 * 1024  # what styles, fonts and icons leave of 60 KB


@pytest.mark.parametrize("url", STATEMENTS)
def test_a_page_asks_a_fixed_number_of_questions(figures, url):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        figures.client.get(url)
    assert len(asked) <= STATEMENTS[url], [one["sql"][:90] for one in asked]
    assert not any("dossier_fact" in one["sql"] for one in asked)
    with CaptureQueriesContext(connection) as later:
        figures.client.get(url)
    assert len(later) < len(asked)  # counts are read once and judged once


def test_the_page_of_a_commune_answers_first(figures):
    said = text(figures.client.get("/cong-khai/cam-giang/"))
    whole = figures.published(figures.alone.id, Period.parse("2026-10"), NOW).whole
    assert "Xã Cẩm Giang trả kết quả có đúng hẹn không?" in said
    assert f"cứ 100 hồ sơ thì {whole.on_time * 100 // whole.received} hồ sơ đúng hoặc trước hạn" in said
    assert f"Chúng tôi xin lỗi vì {whole.late} hồ sơ trễ" in said
    assert "Số chưa chốt" in said
    assert "Tính lúc 09:00, thứ Sáu 13/11/2026" in said


def test_a_closed_month_says_its_day_and_check_code(figures):
    with acting_as(JOB), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        Closing.objects.create(
            unit_id=figures.alone.id, period="2026-10", closed_at=NOW, closed_by=1, closed_by_label="Người ký",
            body="{}", sha256="4b7e90c2" + "0" * 56, signature="0" * 128,
        )  # fmt: skip
    said = text(figures.client.get("/cong-khai/cam-giang/?ky=2026-10"))
    assert "Số liệu chốt và ký số ngày 13/11/2026, mã kiểm 4B7E 90C2." in said
    assert "Số chưa chốt" not in said


def test_what_nobody_counted_yet_says_so(figures):
    answer = figures.client.get("/cong-khai/cam-giang/?ky=2026-11")
    assert "Chưa có số của tháng 11/2026" in text(answer)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert '<option value="2026-10">' in answer.content.decode()  # others may be chosen
    assert figures.client.get("/cong-khai/cam-giang/so-lieu.csv?ky=2026-11").status_code == 404


@pytest.mark.parametrize(
    "url", ["/cong-khai/khong-co/", "/cong-khai/cam-giang/?ky=2026-13", "/cong-khai/cam-giang/?ky=2027"]
)
def test_an_unknown_unit_or_period_is_not_there(figures, url):
    assert figures.client.get(f"/cong-khai/{url}").status_code == 404


def test_a_province_ranks_its_communes_beside_a_map_and_a_commune_alone_has_no_ranking(figures):
    answer = figures.client.get("/cong-khai/son-la/?ky=2026-10")
    said = text(answer)
    assert "Các xã, phường của tỉnh Sơn La trả kết quả có đúng hẹn không?" in said
    page = answer.content.decode()
    assert page.count('tabindex="-1"><circle') == 3
    for name in ("Phường Chiềng An", "Xã Thuận Châu", "Phường Tô Hiệu"):
        assert re.search(rf"<title>{name}: [\d.]+ hồ sơ, [\d,]+% đúng và trước hạn</title>", page)
    places = re.findall(r'<tr><td class="vn-number">(\d+)</td>', page)
    assert places == sorted(places)
    assert "Xếp hạng" not in text(figures.client.get("/cong-khai/cam-giang/?ky=2026-10"))


def test_equal_scores_share_their_place(figures, monkeypatch):
    monkeypatch.setattr(publishing.cells, "scores", lambda ids, _: {(one, "2026-Q4"): {"total": "80"} for one in ids})
    page = figures.client.get("/cong-khai/son-la/?ky=2026-Q4").content.decode()
    assert re.findall(r'<tr><td class="vn-number">(\d+)</td>', page) == ["1", "1", "1"]


def plan(unit, *targets, status="in_force", number="15/KH-UBND", **more):
    """Put a plan of 2026 into the database as approved; each target is (figure, op, value)."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # a page asked before stepped down
    held = {"approved_at": NOW - timedelta(days=90)} if status in ("in_force", "superseded") else {}
    made = Plan.objects.create(
        unit_id=unit.id, number=number, title="Kế hoạch bịa", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31),
        status=status, origin="hand", entered_at=NOW, **held, **more,
    )  # fmt: skip
    for n, (figure, op, value) in enumerate(targets):
        one = Target.objects.create(
            plan=made, ordinal=n, text="x", op=op, value=value, measure="%", year=2026, indicator=figure,
            review="accepted",
        )  # fmt: skip
        setting(one, unit.id, value)
    return made


def setting(target, unit_id, value, *, account=None, since=NOW - timedelta(days=90)):
    TargetSetting.objects.create(
        plan=target.plan, target=target, unit_id=unit_id, account_id=account, value=value, since=since, why="x",
        by_account_id=1, by_label="Người đặt mức",
    )  # fmt: skip


def goals(answer) -> list[str]:
    found = re.findall(r'class="vn-stats__goal">(.+?)</dd>', answer.content.decode())
    return [re.sub(r"<[^>]+>", "", one) for one in found]


def test_what_an_approved_plan_asks_stands_beside_the_figure_it_is_bound_to(figures):
    url = "/cong-khai/cam-giang/?ky=2026-10"
    assert goals(figures.client.get(url)) == []
    plan(figures.alone, ("online.share", ">=", 80), ("on_time.share", "=", Decimal("99.5")), ("late.share", "<=", 1))
    page = figures.client.get(url)
    asked = [f"Chỉ tiêu năm 2026: {share}% (Kế hoạch số 15/KH-UBND)" for share in ("99,5", "80")]
    assert goals(page) == asked
    assert "Hồ sơ đã số hóa" not in text(page)  # told where a plan asks for it
    assert "Người đặt mức" not in page.content.decode()
    plan(figures.alone, ("digitised.share", ">=", 60), number="9/KH-UBND")
    whole = figures.published(figures.alone.id, Period.parse("2026-10"), NOW).whole
    page = figures.client.get(url)
    share = words.percent(rounded(Decimal(whole.received * 3 // 5 * 100) / whole.received))
    assert f"Hồ sơ đã số hóa {share}" in text(page)
    assert goals(page)[-1] == "Chỉ tiêu năm 2026: 60% (Kế hoạch số 9/KH-UBND)"
    assert goals(figures.client.get("/cong-khai/cam-giang/?ky=2025")) == []  # it is of another year


def test_the_files_tell_the_targets_that_stand_beside_the_figures(figures):
    def targets():
        answer = figures.client.get("/cong-khai/cam-giang/so-lieu.csv?ky=2026-10").content.decode("utf-8-sig")
        rows = [row for row in csv.DictReader(io.StringIO(answer)) if row["level"] == "target"]
        return [(row["code"], row["name"], row["target_op"], row["target"], row["target_until"]) for row in rows]

    assert targets() == []
    plan(figures.alone, ("online.share", ">=", 80), ("on_time.share", "=", Decimal("99.5")), ("late.share", "<=", 1))
    assert targets() == [
        ("on_time.share", "Đúng và trước hạn, kế hoạch số 15/KH-UBND", ">=", "99.5", "2026-12-31"),
        ("online.share", "Nộp trực tuyến, kế hoạch số 15/KH-UBND", ">=", "80", "2026-12-31"),
    ]


def test_a_draft_an_officers_number_and_what_another_plan_replaced_reach_nobody_outside(figures):
    url = "/cong-khai/cam-giang/?ky=2026-10"
    plan(figures.alone, ("online.share", ">=", 61), status="draft")
    plan(figures.alone, ("online.share", ">=", 62), status="reviewed")
    plan(figures.alone, ("online.share", ">=", 63), status="superseded", ended_on=date(2026, 9, 15))
    own = plan(figures.alone, ("satisfaction.share", ">=", 90)).targets.get()
    setting(own, figures.alone.id, 64, account=7)
    said = figures.client.get(url)
    assert goals(said) == ["Chỉ tiêu năm 2026: 90% (Kế hoạch số 15/KH-UBND)"]
    august = "Chỉ tiêu năm 2026: 63% (Kế hoạch số 15/KH-UBND)"  # what was asked then is still said of then
    assert august in goals(figures.client.get("/cong-khai/cam-giang/?ky=2026-08"))
    with acting_as(NOBODY):
        assert not Plan.objects.exists()
        assert not TargetSetting.objects.exists()


def test_a_commune_has_its_own_number_before_that_of_its_province(figures):
    commune = Unit.objects.get(slug="chieng-an")
    target = plan(figures.province, ("online.share", ">=", 70)).targets.get()
    setting(target, commune.id, Decimal(75), since=NOW - timedelta(days=20))
    october = {"son-la": 70, "to-hieu": 70, "chieng-an": 75}
    asked = [(slug, "2026-10", share) for slug, share in october.items()]
    for slug, period, share in (*asked, ("chieng-an", "2026-09", 70)):
        told = goals(figures.client.get(f"/cong-khai/{slug}/?ky={period}"))
        assert told == [f"Chỉ tiêu năm 2026: {share}% (Kế hoạch số 15/KH-UBND)"], (slug, period)
    assert goals(figures.client.get("/cong-khai/cam-giang/?ky=2026-10")) == []  # of no province


def test_the_index_for_machines_leads_to_files_that_are_there(figures):
    told = json.loads(figures.client.get("/cong-khai/du-lieu/danh-muc.json").content)
    addresses = [one["dcat:downloadURL"] for data in told["dcat:dataset"] for one in data["dcat:distribution"]]
    assert len(addresses) > 50
    path = addresses[-1].removeprefix("http://127.0.0.1:8000")
    assert figures.client.get(path).status_code == 200


def test_pages_tell_one_state_of_a_year_for_a_quarter_of_an_hour(figures):
    """Who asks every minute does not see each dossier come in, and every page of a year stands on the same counts."""
    period = Period.parse("2026-10")
    before = figures.published(figures.alone.id, period, NOW).whole.received
    Cell.objects.filter(unit_id=figures.alone.id, period="2026-10").update(
        counts=testing.counts_of({"1.000000": {"field": "Hộ tịch", "received": 999, "late": 0, "early": 0}}),
        counted_at=NOW + timedelta(minutes=1),
    )
    for minutes, received in ((2, before), (14, before), (16, 999)):
        assert figures.published(figures.alone.id, period, NOW + timedelta(minutes=minutes)).whole.received == received
