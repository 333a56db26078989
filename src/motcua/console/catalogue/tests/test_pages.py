"""The administrator's pages of the catalogue."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Layer, Version
from motcua.catalogue.testing import NOW, publish_some
from motcua.console.catalogue.tree import rows_of
from motcua.identity import services as identity
from motcua.identity.models import Unit, UnitName
from motcua.platform.clock.now import moved_to
from motcua.platform.events import Actor

pytestmark = pytest.mark.django_db

BIRTH, MARRIAGE = "1.001193", "1.000894"
SYSTEM = Actor(kind="system", label="thử")
PASSWORD = "Mat-khau-thu-2026"


@pytest.fixture(autouse=True)
def at_web(settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there
    publish_some(BIRTH, MARRIAGE)
    unit = Unit.objects.create(slug="cam-giang", kind="committee", since=date(2025, 7, 1))
    UnitName.objects.create(unit=unit, name="UBND xã Cẩm Giang", short_name="Xã Cẩm Giang", since=date(2025, 7, 1))
    for username, permission in (("quantri", "packs.manage"), ("motcua", "dossiers.receive")):
        over = None if permission == "packs.manage" else unit.id
        grants = [(permission, over, 0)]
        post = identity.open_post(unit_id=unit.id, title="x", role="handling", grants=grants, actor=SYSTEM, now=NOW)
        account = identity.open_officer(
            username=username, full_name="Tạ Minh Đức", password=PASSWORD, must_change=False, actor=SYSTEM, now=NOW
        )
        identity.take_post(post, account, actor=SYSTEM, now=NOW)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with moved_to(NOW + timedelta(days=1)):
        yield


def signed_in(username: str, **options) -> Client:
    client = Client(**options)
    answer = client.post("/can-bo/dang-nhap/", {"username": username, "password": PASSWORD})
    if not options:
        assert answer.status_code == 302
    return client


def text(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def upgrade() -> None:
    """Store a newer national layer of the birth pack, as an import would."""
    old = Layer.objects.filter(procedure=BIRTH, level="national").get()
    content = deepcopy(old.content)
    content["procedure"]["decision"] = "999/QĐ-BTP"
    Layer.objects.create(
        procedure=BIRTH, level="national", content=content, digest="y", valid_from=old.valid_from, source="bản mới",
        added_at=NOW + timedelta(hours=1),
    )  # fmt: skip


def test_the_list_counts_open_points_and_marks():
    page = text(signed_in("quantri").get("/quan-tri/thu-tuc/"))
    pack = catalogue.terms(BIRTH, None, NOW.date()).pack
    marks = dict(catalogue.mark_counts(pack))
    counts = ", ".join(f"{mark} {marks[mark]}" for mark in ("C", "C2", "M", "P", "NF") if marks.get(mark))
    assert f"giải quyết tại xã 31 {len(pack.procedure['open_points'])} {counts}" in page
    assert "0 thủ tục có bản mới chờ công bố" in page


def test_every_value_stands_with_its_layer_and_mark():
    page = text(signed_in("quantri").get(f"/quan-tri/thu-tuc/{BIRTH}/?pham-vi=31"))
    assert "mức thu 8000 tỉnh 31 C2" in page
    assert "Điểm mở" in page


MARKS = ("C đã đọc văn bản chính thức", "C2 theo nguồn thứ cấp", "M theo trí nhớ", "P tự đề xuất",
         "NF chưa tìm thấy nguồn")  # fmt: skip


@pytest.mark.parametrize("url", ["/quan-tri/thu-tuc/", f"/quan-tri/thu-tuc/{BIRTH}/"])
def test_every_mark_is_explained_where_marks_are_shown(url):
    page = text(signed_in("quantri").get(url))
    assert [mark for mark in MARKS if mark not in page] == []


def test_procedures_are_found_by_code_by_words_without_tones_and_by_what_is_left_to_do():
    client = signed_in("quantri")

    def found(query):
        return set(
            re.findall(r"/quan-tri/thu-tuc/(\d\.\d{6})/", client.get(f"/quan-tri/thu-tuc/?{query}").content.decode())
        )

    assert found("") == found("loc=la") == {BIRTH, MARRIAGE}
    assert found("q=khai+sinh") == found(f"q={BIRTH}") == {BIRTH}
    assert found("q=ket+hon") == {MARRIAGE}
    assert found("loc=cho-cong-bo") == set()
    upgrade()
    assert found("loc=cho-cong-bo") == {BIRTH}
    assert "Không có thủ tục nào như vậy" in text(client.get("/quan-tri/thu-tuc/?q=khong+co"))


def test_what_waits_is_shown_and_one_button_publishes_it_for_one_scope():
    upgrade()
    client = signed_in("quantri")
    assert "1 thủ tục có bản mới chờ công bố" in text(client.get("/quan-tri/thu-tuc/"))
    page = text(client.get(f"/quan-tri/thu-tuc/{BIRTH}/"))
    assert page.count("999/QĐ-BTP") == 2, "once for the nation, once for the province"
    answer = client.post(f"/quan-tri/thu-tuc/{BIRTH}/cong-bo/", {"pham-vi": ""}, follow=True)
    assert "Đã công bố, dùng từ hôm nay." in text(answer)
    on = NOW.date() + timedelta(days=1)
    assert catalogue.terms(BIRTH, None, on).pack.procedure["decision"] == "999/QĐ-BTP"
    assert [d.scope for d in catalogue.waiting(on)] == ["31"]


def test_pressing_twice_publishes_once():
    upgrade()
    client = signed_in("quantri")
    for _ in range(2):
        client.post(f"/quan-tri/thu-tuc/{BIRTH}/cong-bo/", {"pham-vi": ""})
    assert Version.objects.filter(procedure=BIRTH, scope="").count() == 2


def test_publishing_needs_the_permission_a_post_and_a_token():
    upgrade()
    url = f"/quan-tri/thu-tuc/{BIRTH}/cong-bo/"
    assert Client().post(url, {"pham-vi": ""}).headers["Location"].startswith("/can-bo/dang-nhap/")
    assert signed_in("motcua").post(url, {"pham-vi": ""}).status_code == 403
    assert signed_in("motcua").get("/quan-tri/thu-tuc/").status_code == 403
    officer = signed_in("quantri")
    assert officer.get(url).status_code == 405
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = officer.cookies
    assert careful.post(url, {"pham-vi": ""}).status_code == 403
    assert Version.objects.filter(procedure=BIRTH, scope="").count() == 1


def test_an_unknown_procedure_or_scope_is_not_found():
    client = signed_in("quantri")
    assert client.get("/quan-tri/thu-tuc/9.999999/").status_code == 404
    assert client.get(f"/quan-tri/thu-tuc/{BIRTH}/?pham-vi=75").status_code == 404
    assert client.post(f"/quan-tri/thu-tuc/{BIRTH}/cong-bo/", {"pham-vi": "99999"}).status_code == 404


def test_the_report_asks_its_questions_of_the_versions_in_force():
    page = text(signed_in("quantri").get("/quan-tri/thu-tuc/bao-cao/"))
    assert "Mâu thuẫn" in page
    assert "Chỗ nguồn để trống" in page


def test_the_list_asks_a_fixed_number_of_questions(django_assert_max_num_queries):
    client = signed_in("quantri")
    client.get("/quan-tri/thu-tuc/")
    with django_assert_max_num_queries(20):
        client.get("/quan-tri/thu-tuc/")


def test_the_rows_of_a_document_leave_out_nothing_that_is_known():
    rows = rows_of(
        {"a": {"x": 1, "fees": [{"key": "f", "amount": 0, "mark": "C"}], "empty": None}}, {"a": "national"}, "a"
    )
    assert [(r.value, r.layer, r.mark) for r in rows] == [("1", "national", ""), ("0", "national", "C")]


def test_an_expression_stands_whole_and_an_item_under_its_name():
    fee = {"key": "le_phi", "label": "Lệ phí", "applies_when": {"<=": [{"var": "tuoi"}, 60]}}
    rows = rows_of({"a": {"fees": [fee]}}, {"a": "national"}, "a")
    assert [(r.path, r.value) for r in rows] == [
        ("khoản thu «Lệ phí» › nhãn", "Lệ phí"),
        ("khoản thu «Lệ phí» › áp dụng khi", '{"<=": [{"var": "tuoi"}, 60]}'),
    ]
