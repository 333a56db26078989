"""The public pages as anybody reads them: without an account, kept by caches, from kept counts alone."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import unescape

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.citizen.disclosure import views
from motcua.monitoring.models import Closing
from motcua.monitoring.queries import publishing
from motcua.platform.principal import JOB, acting_as

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
    "/cong-khai/cam-giang/": 12,
    "/cong-khai/cam-giang/thu-tuc/?ky=2026-10": 13,
    "/cong-khai/son-la/?ky=2026-10": 17,
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
    whole = figures.published(figures.alone.id, views.Period.parse("2026-10"), NOW).whole
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
    said = text(figures.client.get("/cong-khai/cam-giang/?ky=2026-11"))
    assert "Chưa có số của tháng 11/2026" in said
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


def test_a_plan_says_the_target_of_online_dossiers(figures, monkeypatch):
    monkeypatch.setattr(views, "online_targets", [lambda *_: Decimal(70)])
    assert "mục tiêu 70%" in text(figures.client.get("/cong-khai/cam-giang/"))


def test_the_index_for_machines_leads_to_files_that_are_there(figures):
    told = json.loads(figures.client.get("/cong-khai/du-lieu/danh-muc.json").content)
    addresses = [one["dcat:downloadURL"] for data in told["dcat:dataset"] for one in data["dcat:distribution"]]
    assert len(addresses) > 50
    path = addresses[-1].removeprefix("http://127.0.0.1:8000")
    assert figures.client.get(path).status_code == 200
