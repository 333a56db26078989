"""An enterprise's representative at his browser: from the first screen to the answer to a supplement by a colleague."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.citizen.tests.conftest import EXTRACT, MONDAY, acting, begin, browser_of, screen_of, send, walk
from motcua.documents.tests.files import jpeg
from motcua.dossiers import queries as dossiers
from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import supplementing
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.ports import CitizenSubject
from motcua.platform.principal import NOBODY, acting_as

pytestmark = pytest.mark.django_db
NAME, CODE = "Công ty TNHH Vật liệu Mẫu Dương Kinh", "0209999016"


@pytest.fixture
def firm(house):
    def come_in(sub, number, name, born, **organisation):
        subject = CitizenSubject("vneid", sub, number, name, born, "day", 2, **organisation)
        with acting_as(NOBODY):
            return identity.person_of(people.sign_in_citizen(subject, now=MONDAY).account_id, MONDAY.date())

    ours = {"organisation_code": CODE, "organisation_name": NAME}
    return SimpleNamespace(
        himself=come_in("huy", "031085999013", "Đặng Quang Huy", date(1985, 11, 11)),
        huy=come_in("huy/1", "031085999013", "Đặng Quang Huy", date(1985, 11, 11), **ours),
        nam=come_in("nam/1", "031075999006", "Bùi Văn Nam", date(1975, 2, 2), **ours),
    )


def answers(unit):
    """What the representative types: never the name or code of his enterprise."""
    place = {"province": unit.province_code, "commune": unit.place_code, "query": "", "detail": "Thôn Đông Giao"}
    return {
        "case": "agency",
        "requester_residence_type": "thuong_tru",
        **{f"requester_residence-{part}": text for part, text in place.items()},
        "requester_phone": "0912 000 413",
        "agency_reason": "Đối chiếu hồ sơ người lao động",
        "extract_kind": "birth",
        "subject_name": "LÊ THU TRANG",
        "subject_birth_date-day": "9", "subject_birth_date-month": "9", "subject_birth_date-year": "1998",
        "subject_sex": "2",
        "registered_at": "UBND xã Cẩm Giang",
        "registered_at_province": "Thành phố Hải Phòng",
        "registered_on-day": "20", "registered_on-month": "9", "registered_on-year": "1998",
        "copies_count": "1",
        "copy_form": "giay",
        "purpose": "Đối chiếu",
        "result_channel": "truc_tiep",
    }  # fmt: skip


def photo():
    return SimpleUploadedFile("cong-van.jpg", jpeg(), content_type="image/jpeg")


def filed(house, who):
    client = browser_of(who)
    first = begin(client, EXTRACT)
    at, _ = walk(client, first, answers(house.unit), files={"files": {"file_agency_letter": photo()}})
    page = client.get(at)
    assert page.context["defects"] == [], page.context["defects"]
    done = send(client, at, truth_declaration="yes")
    assert done.status_code == 302, done.content.decode()[:4000]
    return client, first, done.url.split("/")[2]


def test_an_enterprise_files_reads_its_receipt_and_a_colleague_answers_for_it(house, firm):
    client, first, code = filed(house, firm.huy)
    colleague = browser_of(firm.nam)
    assert [n["is_new"] for n in colleague.get("/ho-so/").context["news"]] == [True]
    assert [n["is_new"] for n in client.get("/ho-so/").context["news"]] == [False], "one box: read by one is read"
    screen = client.get(screen_of(firm.huy, first, "requesting_agency"))
    assert screen.status_code in (302, 410), "the draft is sent"
    receipt = client.get(f"/ho-so/{code}/bien-nhan/").content.decode()
    assert "Chúng tôi đã nhận hồ sơ" in receipt
    assert client.get(f"/ho-so/{code}/bien-nhan.pdf").content.startswith(b"%PDF")
    own, colleague = browser_of(firm.himself), browser_of(firm.nam)
    for path in ("", "bien-nhan/", "bien-nhan.pdf", "qr.svg", "in/", "rut/"):
        assert colleague.get(f"/ho-so/{code}/{path}").status_code == 200, path
        assert own.get(f"/ho-so/{code}/{path}").status_code == 404, path
    assert code in colleague.get("/ho-so/").content.decode()
    assert code not in own.get("/ho-so/").content.decode()
    assert [d["code"] for d in colleague.get("/api/dossiers").json()] == [code]
    assert own.get("/api/dossiers").json() == []
    assert f"{NAME} (mã số {CODE}), người đại diện Đặng Quang Huy" in client.get(f"/ho-so/{code}/").content.decode()

    desk = browser_of(house.receiver)
    page = desk.get(f"/can-bo/ho-so/{code}/").content.decode()
    assert f"{NAME} (mã số {CODE}), người đại diện Đặng Quang Huy" in page
    assert "031085999013" not in page
    assert desk.get(f"/can-bo/tim/?q={CODE}").content.decode().count(code) >= 1
    assert code in desk.get("/can-bo/tim/?q=vat+lieu").content.decode()
    for browser, told in ((client, True), (colleague, True), (own, False)):
        assert ("Mở hồ sơ" in browser.get("/tai-khoan/ai-da-xem/").content.decode()) is told

    with acting(house.receiver) as officer:
        found = dossiers.page(officer, code)
        things = dossiers.things_to_judge(officer, found)
        letter = next(t for t in things if t.kind == "component" and "file_agency_letter" in t.slots)
        verdicts = [
            Verdict(t.kind, t.key, t is not letter, *(() if t is not letter else ("other", "Chụp lại.")))
            for t in things
        ]
        supplementing.ask_supplement(code, verdicts, who=officer, now=MONDAY + timedelta(minutes=5))
    assert own.get(f"/ho-so/{code}/bo-sung/").status_code == 404
    before = [f["url"] for f in colleague.get(f"/ho-so/{code}/").context["files"]]
    sent = colleague.post(f"/ho-so/{code}/bo-sung/", {"file_agency_letter": photo()})
    assert sent.status_code == 302, sent.content.decode()[:4000]
    after = [f["url"] for f in client.get(f"/ho-so/{code}/").context["files"]]
    assert len(after) == len(before) == 1
    assert after != before
    opened = client.get(after[0])
    assert opened.status_code == 200
    assert b"".join(opened.streaming_content)
    assert own.get(after[0]).status_code == 404


def test_what_the_account_says_of_the_enterprise_is_locked_and_says_where_it_comes_from(house, firm):
    client = browser_of(firm.huy)
    start = client.get(f"/xa/cam-giang/nop/{EXTRACT}/").content.decode()
    assert f"Cho {NAME}" in start
    first = begin(client, EXTRACT)
    client.post(first, {"case": "agency"})
    screen = screen_of(firm.huy, first, "requesting_agency")
    page = client.get(screen).content.decode()
    assert NAME in page
    assert "Lấy từ tài khoản định danh tổ chức" in page
    assert 'name="requesting_agency"' not in page
    client.post(screen, {"requesting_agency": "Công ty Khác", "agency_reason": "Thử", "version": 1})
    assert "Công ty Khác" not in client.get(screen).content.decode()


def test_the_header_says_for_whom_one_works_and_leads_out_to_the_other_account(house, firm):
    client, own = browser_of(firm.huy), browser_of(firm.himself)
    for at in ("/", "/xa/cam-giang/", "/ho-so/", "/tai-khoan/", "/tra-cuu/"):
        page = client.get(at).content.decode()
        assert f"Đang làm việc thay mặt <strong>{NAME}</strong>" in page, at
        assert "Đăng xuất để đổi tài khoản" in page
        assert "Đang làm việc thay mặt" not in own.get(at).content.decode()
    assert client.get("/api/session").json()["acting_for"] == {"code": CODE, "name": NAME}
    assert own.get("/api/session").json()["acting_for"] is None
    assert client.post("/dang-xuat/").status_code == 302
    assert client.get("/ho-so/").status_code == 302


def test_a_draft_of_the_enterprise_is_not_in_the_persons_list_nor_the_other_way_round(house, firm):
    client, own = browser_of(firm.huy), browser_of(firm.himself)
    for browser, other in ((client, own), (own, client)):
        at = begin(browser, EXTRACT)
        assert other.get(at).status_code == 404
    assert len({begin(client, EXTRACT).split("/")[2], begin(own, EXTRACT).split("/")[2]}) == 2
