"""The catalogue as somebody at home sees it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from motcua.catalogue import queries as catalogue
from motcua.catalogue import services
from motcua.catalogue.testing import NOW, published  # noqa: F401 - a fixture
from motcua.citizen.catalogue import blocks, views
from motcua.citizen.catalogue.blocks import Block
from motcua.identity.models import Unit, UnitCode, UnitName, UnitParent
from motcua.platform.clock.now import moved_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

SINCE = date(2025, 7, 1)
BIRTH = "/xa/cam-giang/thu-tuc/1.001193/"


def make_unit(slug: str, kind: str, name: str, *, parent: Unit | None = None, **codes: str) -> Unit:
    contact = {
        "phone": "0225 000 0002",
        "lines": ["Trung tâm."],
        "province": "Thành phố Hải Phòng",
        "place": "Cẩm Giang",
    }
    unit = Unit.objects.create(slug=slug, kind=kind, since=SINCE, contact=contact)
    UnitName.objects.create(unit=unit, name=name, short_name=name, since=SINCE)
    if parent:
        UnitParent.objects.create(unit=unit, parent=parent, since=SINCE)
    for system, code in codes.items():
        UnitCode.objects.create(unit=unit, system=system, code=code, since=SINCE, mark="C2")
    return unit


@pytest.fixture(autouse=True)
def at_web(settings):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there
    with moved_to(NOW):
        yield


@pytest.fixture(autouse=True)
def commune(at_web):
    unit = make_unit("cam-giang", "committee", "Xã Cẩm Giang", place="10888", province="31")
    centre = make_unit("cam-giang-tt", "centre", "Trung tâm Phục vụ hành chính công xã Cẩm Giang", parent=unit)
    office = make_unit("cam-giang-vp", "office", "Văn phòng HĐND và UBND xã Cẩm Giang", parent=unit)
    services.assign_competence(
        unit.id, receiving_unit_id=centre.id, handling_unit_id=office.id, group="Hộ tịch", now=NOW, who=None
    )
    return unit


@pytest.fixture
def elsewhere(commune):
    return make_unit("xuan-thanh", "committee", "Xã Xuân Thành", place="26434", province="75")


def text(response) -> str:
    """The page as it is read: no tags, single spaces."""
    assert response.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(plain).split())


def test_with_one_commune_the_first_page_is_its_home(client):
    assert client.get("/").headers["Location"] == "/xa/cam-giang/"


def test_with_two_communes_one_chooses(client, elsewhere):
    page = client.get("/")
    assert "Xã Cẩm Giang" in text(page)
    assert b'href="/xa/xuan-thanh/"' in page.content


def test_home_asks_first_what_people_need(client):
    page = client.get("/xa/cam-giang/")
    assert "Hôm nay bạn cần làm việc gì?" in text(page)
    assert "Xem cả 223 thủ tục" in text(page)
    assert client.session["unit"] == "cam-giang"


@pytest.mark.parametrize("words", views.CHIPS)
def test_every_chip_is_a_search_that_finds_something(client, words):
    assert "Chưa tìm thấy" not in text(client.get("/xa/cam-giang/thu-tuc/", {"q": words}))


def test_others_put_their_cards_on_the_home_page(client, monkeypatch):
    notice = Block("web/components/empty.html", None)
    monkeypatch.setattr(blocks, "home_blocks", blocks.home_blocks)
    blocks.home_blocks[:] = [lambda request, unit: notice, lambda request, unit: None]
    try:
        assert client.get("/xa/cam-giang/").content.count(b'class="vn-empty"') == 1
    finally:
        blocks.home_blocks.clear()


def test_an_unknown_commune_or_procedure_is_not_found(client):
    assert client.get("/xa/khong-co/").status_code == 404
    assert client.get("/xa/cam-giang/thu-tuc/9.999999/").status_code == 404
    assert client.get("/xa/cam-giang/thu-tuc/9.999999/mau/").status_code == 404


def test_search_without_marks_finds_and_says_what_to_do_when_nothing_fits(client):
    assert "Đăng ký khai sinh" in text(client.get("/xa/cam-giang/thu-tuc/", {"q": "lam giay khai sinh"}))
    nothing = text(client.get("/xa/cam-giang/thu-tuc/", {"q": "qqqq zzzz"}))
    assert "Chưa tìm thấy. Thử nói cách khác, hoặc gọi 0225 000 0002" in nothing
    assert nothing.count("Mã ") == 3


def test_what_was_typed_is_shown_as_text_never_as_markup(client):
    page = client.get("/xa/cam-giang/thu-tuc/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in page.content


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"linh-vuc": "ho-tich"}, "Đăng ký khai sinh"),
        ({"viec": "sinh_con"}, "Đăng ký khai sinh"),
        ({"doi-tuong": "doanh nghiệp"}, "hợp tác xã"),
        ({"linh-vuc": "khong-co"}, "Theo lĩnh vực"),
    ],
)
def test_procedures_are_listed_by_field_life_event_and_applicant(client, query, expected):
    assert expected in text(client.get("/xa/cam-giang/thu-tuc/", query))


def test_the_page_answers_before_the_law(client):
    page = text(client.get(BIRTH))
    order = ["Nộp trực tuyến", "Ai làm được", "Bao lâu", "Bao nhiêu tiền", "Ở đâu", "Cần chuẩn bị gì", "Không cần mang"]
    order += ["Chọn cách nộp", "Các trường hợp", "Các bước", "Căn cứ: "]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "Trung tâm Phục vụ hành chính công xã Cẩm Giang" in page
    assert "Giải quyết: Văn phòng HĐND và UBND xã Cẩm Giang" in page
    assert "cơ quan công bố chưa nêu lý do" in page


def test_the_button_leads_to_filing_here(client):
    assert b'href="/xa/cam-giang/nop/1.001193/"' in client.get(BIRTH).content


def test_the_state_is_not_asked_for_what_it_has(client):
    page = text(client.get(BIRTH))
    assert "Giấy tờ tùy thân" in page[page.index("Không cần mang") : page.index("Chọn cách nộp")]


def test_fees_are_those_of_the_province_and_never_a_silent_zero(client, elsewhere):
    here, there = text(client.get(BIRTH)), text(client.get("/xa/xuan-thanh/thu-tuc/1.001193/"))
    assert "8.000 đồng" in here
    assert "do HĐND tỉnh quy định, hỏi Trung tâm" in there
    assert "khai sinh không đúng hạn (Hải Phòng)" not in there


def test_the_two_other_words_for_no_amount_are_used_as_agreed(client):
    pages = []
    for row in catalogue.entries(None, NOW.date()):
        fees = {fee.unread for fee in catalogue.terms(row.procedure, None, NOW.date()).pack.fees if fee.amount is None}
        pages += [row.procedure for unread in fees if unread in ("not_recorded", "unset")]
    seen = " ".join(text(client.get(f"/xa/cam-giang/thu-tuc/{code}/")) for code in dict.fromkeys(pages))
    assert "Không thu (quyết định công bố không ghi khoản thu)" in seen
    assert "chưa có mức thu, hỏi Trung tâm" in seen


def test_a_procedure_of_somebody_else_says_where_and_offers_no_filing(client):
    page = client.get("/xa/cam-giang/thu-tuc/1.004222/")
    assert "Không nộp trực tuyến ở đây." in text(page)
    assert "Công an" in text(page)
    assert b"/nop/" not in page.content
    assert client.get("/xa/cam-giang/thu-tuc/1.004222/mau/").status_code == 404


def test_a_procedure_without_an_online_channel_says_how_else(client):
    code = next(
        row.procedure
        for row in catalogue.entries(None, NOW.date())
        if row.handling == "ours" and "online" not in row.channels
    )
    page = client.get(f"/xa/cam-giang/thu-tuc/{code}/")
    assert "chưa được công bố nhận trực tuyến" in text(page)
    assert b"/nop/" not in page.content


def test_every_procedure_has_a_page_and_a_print_view(client):
    broken = []
    for row in catalogue.entries(None, NOW.date()):
        for url in (f"/xa/cam-giang/thu-tuc/{row.procedure}/", f"/xa/cam-giang/thu-tuc/{row.procedure}/?in=1"):
            page = client.get(url)
            body = page.content.decode()
            if (
                page.status_code != 200
                or "None" in body
                or "style=" in body
                or row.short_name.split(",")[0] not in unescape(body)
            ):
                broken.append(url)
    assert broken == []


def test_marks_are_for_the_administrator_only(client):
    assert "Dấu nguồn" not in text(client.get(BIRTH))


def test_the_pages_work_without_any_script_of_their_own(client):
    for url in ("/xa/cam-giang/", "/xa/cam-giang/thu-tuc/", BIRTH):
        scripts = re.findall(rb"<script[^>]*src=\"([^\"]+)\"", client.get(url).content)
        assert all(b"site.js" in script for script in scripts)


@pytest.mark.parametrize(
    ("url", "count"),
    [("/xa/cam-giang/", 33), ("/xa/cam-giang/thu-tuc/", 33), ("/xa/cam-giang/thu-tuc/?q=khai+sinh", 35), (BIRTH, 40)],
)
def test_a_page_asks_a_fixed_number_of_questions(client, django_assert_max_num_queries, url, count):
    client.get(url)
    with django_assert_max_num_queries(count):
        client.get(url)


@pytest.mark.parametrize("code", ["1.001193", "2.000635", "1.001776", "1.013225", "1.001257"])
def test_the_sample_is_a_pdf_about_nobody_real(client, code, tmp_path):
    import subprocess

    answer = client.get(f"/xa/cam-giang/thu-tuc/{code}/mau/")
    assert answer.headers["Content-Type"] == "application/pdf"
    file = tmp_path / "mau.pdf"
    file.write_bytes(answer.content)
    words = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert "MẪU" in words
    assert "đều bịa" in " ".join(words.split())


def test_an_officer_of_the_packs_sees_the_way_to_marks(commune):
    from motcua.identity import services as identity
    from motcua.platform.events import Actor

    system = Actor(kind="system", label="thử")
    post = identity.open_post(
        unit_id=commune.id,
        title="Quản trị",
        role="administrator",
        grants=[("packs.manage", None, 0)],
        actor=system,
        now=NOW,
    )
    account = identity.open_officer(
        username="quantri.cg",
        full_name="Tạ Minh Đức",
        password="Mat-khau-thu-2026",
        must_change=False,
        actor=system,
        now=NOW,
    )
    identity.take_post(post, account, actor=system, now=NOW)
    client = Client()
    signed = client.post("/can-bo/dang-nhap/", {"username": "quantri.cg", "password": "Mat-khau-thu-2026"})
    assert signed.status_code == 302
    assert "Dấu nguồn" in text(client.get(BIRTH))
