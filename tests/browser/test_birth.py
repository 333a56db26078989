"""A child is born: from the mother's phone to the paper, over every desk of the commune, in a real browser."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .people import BIRTH, FATHER, MOTHER, fill_in, judge, photo, sign_in_citizen, sign_in_officer
from .visitor import Visitor

CODE = re.compile(r"DEMO\.02-\d{6}-\d+")
RECEIPT = re.compile(r"/bien-nhan/$")
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@dataclass(frozen=True)
class Family:
    """Who files, about whom, and with what wish."""

    who: str
    child: str
    answers: dict
    copies: int
    script: bool


HANH = Family("Nguyễn Thị Hồng Hạnh", "Phạm Minh Khuê", MOTHER, copies=2, script=True)
TIEN = Family("Phạm Văn Tiến", "Phạm Minh An", FATHER, copies=0, script=False)


@pytest.mark.parametrize("family", [HANH, TIEN], ids=["with-scripts", "without-scripts"])
def test_a_birth_goes_from_a_phone_to_a_paper_with_one_supplement(visit, tmp_path, family):
    citizen = visit("dan" if family.script else "dan-khong-js", script=family.script)
    code = submit(citizen, family)
    desk = "cb" if family.script else "cb2"  # the desks have the same pages both times: looked at once

    counter = visit(f"{desk}-motcua", desk=True, looking=family.script)
    ask_supplement(counter, code, family)
    answer_supplement(citizen, code)
    accept(counter, code)

    handler = visit(f"{desk}-hotich", desk=True, looking=family.script)
    propose(handler, code)
    leader = visit(f"{desk}-chutich", desk=True, looking=family.script)
    decide(leader, code, "chutich.cg", "Ký duyệt")
    clerk = visit(f"{desk}-vanthu", desk=True, looking=family.script)
    decide(clerk, code, "vanthu.cg", "Vào sổ, đóng dấu")
    give_back(counter, code, family)

    text = result_text(citizen, code, tmp_path / "ket-qua.pdf")
    assert family.child.upper() in text.upper()
    assert "Bản điện tử chưa ký số" in text
    assert "45/2026" in text
    follow_without_name(visit(f"{citizen.name}-tra-cuu", script=family.script), code, family)


def submit(citizen: Visitor, family: Family) -> str:
    """Find the procedure, sign in, fill in, send; return the code on the receipt."""
    citizen.go("/")
    citizen.look("cac-xa")
    citizen.go("/xa/cam-giang/")
    citizen.look("trang-chu")
    citizen.go("/xa/cam-giang/thu-tuc/?q=lam+khai+sinh+cho+con")
    citizen.look("tim-thu-tuc")
    citizen.go("/xa/cam-giang/thu-tuc/1.001193/")
    citizen.look("thu-tuc")
    citizen.press("Nộp trực tuyến", role="link")
    sign_in_citizen(citizen, family.who)
    applying = citizen.page.url
    citizen.go("/ho-so/")
    earlier = set(CODE.findall(citizen.text()))

    citizen.go(applying)
    citizen.look("nop-cho-ai")
    citizen.page.locator("[name=whose][value=me]").check()
    citizen.press("Bắt đầu")
    assert citizen.page.url.endswith("/case/")
    copies = {"wants_copies": "yes", "copies_count": str(family.copies)} if family.copies else {"wants_copies": "no"}
    answers = {**BIRTH, **family.answers, "child_name": family.child, **copies}
    screens = fill_in(citizen, answers, {"file_birth_notice": photo(1)})
    assert len(screens) > 10
    citizen.look("kiem-tra")
    assert family.child.upper() in citizen.text().upper()
    citizen.press("Nộp hồ sơ")
    citizen.look("kiem-tra-thieu-cam-doan")
    assert "Đọc lời cam đoan rồi đánh dấu vào ô." in citizen.text()
    citizen.page.locator("[name=truth_declaration]").check()
    citizen.page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    # Asked again and again: the second click may end the journey that the first began.
    expect(citizen.page).to_have_url(RECEIPT, timeout=60_000)
    citizen.page.wait_for_load_state()
    assert "Chúng tôi đã nhận hồ sơ" in citizen.text()
    citizen.look("bien-nhan")
    code = citizen.page.url.rstrip("/").split("/")[-2]
    assert citizen.page.locator(".vn-slip__code").inner_text().strip() == code
    citizen.go("/ho-so/")
    citizen.look("ho-so-cua-toi")
    assert set(CODE.findall(citizen.text())) - earlier == {code}  # two clicks, one dossier
    return code


def ask_supplement(counter: Visitor, code: str, family: Family) -> None:
    """The counter finds the dossier in its list and asks once for one field and one paper."""
    sign_in_officer(counter, "motcua1.cg")
    counter.look("viec-cua-toi")
    counter.go("/can-bo/ho-so/")
    counter.look("tat-ca-ho-so")
    counter.page.locator("[data-search]").fill(code)
    with counter.page.expect_navigation():
        counter.page.locator("[data-search]").press("Enter")
    assert counter.page.url.endswith(f"/can-bo/ho-so/{code}/")
    counter.look("ho-so-moi")
    assert family.child.upper() in counter.text().upper()
    counter.press("Yêu cầu bổ sung", role="link")
    counter.look("xet-chua-xem")
    see_the_paper(counter, family)
    bad = {
        "field-birth_notice_number": "Ghi lại số giấy chứng sinh đúng như trên giấy.",
        "component-birth_notice": "Chụp lại giấy chứng sinh cho đủ bốn góc.",
    }
    judge(counter, bad)
    counter.look("cho-bo-sung")
    assert "Chờ bổ sung" in counter.text()


def see_the_paper(counter: Visitor, family: Family) -> None:
    """The paper stands beside its item; where it was swapped for another, the item brings it back."""
    page, link = counter.page, counter.page.locator("#m-component-birth_notice [data-shows]")
    picture = page.locator(".vn-judge__paper img")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    assert page.locator(".vn-judge__paper h2").inner_text() in page.locator("#m-component-birth_notice").inner_text()
    if not family.script:
        assert link.get_attribute("target") == "_blank"  # nothing that was judged is lost
        assert counter.context.request.get(link.get_attribute("href")).headers["content-type"].startswith("image/")
        return
    page.get_by_role("button", name="Phóng to").click()
    page.get_by_role("button", name="Xoay").click()
    counter.look("giay-phong-to")
    page.locator(".vn-judge__paper").evaluate("one => { one.dataset.shown = ''; one.replaceChildren() }")
    link.click()
    assert page.url.endswith("/bo-sung/")
    assert picture.is_visible()


def answer_supplement(citizen: Visitor, code: str) -> None:
    """The citizen sees what is asked, answers in the same form, sends everything at once."""
    citizen.go(f"/ho-so/{code}/")
    citizen.look("can-bo-sung")
    assert "cần bổ sung 2 mục" in citizen.text()
    citizen.press("Bổ sung ngay", role="link")
    citizen.look("bo-sung")
    citizen.press("Gửi bổ sung")
    citizen.look("bo-sung-chua-du")
    citizen.answer("birth_notice_number", "21/GCS-2026")
    box = citizen.page.locator("[name=file_birth_notice]")
    box.set_input_files(photo(2))
    citizen.press("Gửi bổ sung")
    assert citizen.page.url.endswith(f"/ho-so/{code}/")
    citizen.look("da-bo-sung")


def accept(counter: Visitor, code: str) -> None:
    """The counter confirms what came and accepts: form 01, with the promised day."""
    counter.go(f"/can-bo/ho-so/{code}/")
    counter.look("bo-sung-ve")
    counter.press("Bổ sung đã đủ")
    if counter.page.get_by_role("button", name="Tiếp nhận").count():
        counter.look("tiep-nhan")
        counter.press("Tiếp nhận")
    counter.look("da-tiep-nhan")
    assert "Mẫu 01" in counter.text()


def propose(handler: Visitor, code: str) -> None:
    """The civil status officer takes it up, types what the register gave, sends it to the leader."""
    sign_in_officer(handler, "hotich.cg", f"/can-bo/ho-so/{code}/")
    handler.look("nhan-xu-ly")
    handler.press("Nhận xử lý")
    handler.look("xu-ly")
    handler.press("Soạn kết quả", role="link")
    handler.look("soan-ket-qua")
    for name, value in {
        "register_number": "45/2026",
        "register_book": "01/2026",
        "register_page": "45",
        "child_personal_number": "030326999999",
        "registered_on": "22/11/2026",
        "signer": "Nguyễn Hữu Phúc, Chủ tịch",
        "clerk_by": "Phạm Thị Hoa",
    }.items():
        if handler.has(f"[name='{name}-day']"):
            handler.answer(name, (22, 11, 2026))
        else:
            handler.answer(name, value)
    handler.press("Soạn kết quả")
    handler.look("da-soan")
    handler.press("Chuyển bước sau")
    handler.look("da-chuyen")


def decide(officer: Visitor, code: str, username: str, act: str) -> None:
    """One officer, one act on the dossier's page."""
    sign_in_officer(officer, username)
    officer.look("viec-cua-toi")
    officer.go(f"/can-bo/ho-so/{code}/")
    officer.look("truoc")
    officer.press(act)
    officer.look("sau")


def give_back(counter: Visitor, code: str, family: Family) -> None:
    """Take what is owed, then return the result into the citizen's account."""
    counter.go(f"/can-bo/ho-so/{code}/")
    counter.look("co-ket-qua")
    if family.copies:
        assert "chưa thu phí" in counter.text()
        counter.press("Thu phí tại quầy", role="link")
        counter.look("thu-phi")
        assert counter.page.locator("[name=amount]").input_value().replace(".", "") == str(8000 * family.copies)
        counter.answer("receipt", "BL-0001")
        counter.press("Thu phí tại quầy")
        counter.look("da-thu")
    counter.press("Trả kết quả", role="link")
    counter.look("tra-ket-qua")
    counter.answer("way", "online")
    counter.press("Trả kết quả")
    counter.look("da-tra")
    assert "Đã trả kết quả" in counter.text()


def result_text(citizen: Visitor, code: str, path: Path) -> str:
    """Download the result as the citizen and return the words in it."""
    citizen.go(f"/ho-so/{code}/")
    citizen.look("da-co-ket-qua")
    with citizen.page.expect_download() as coming:
        citizen.page.get_by_role("link", name="Kết quả giải quyết").click()
    coming.value.save_as(path)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def follow_without_name(stranger: Visitor, code: str, family: Family) -> None:
    """Anybody with the code sees how far it is, and nobody's name."""
    stranger.go("/tra-cuu/")
    stranger.look("tra-cuu")
    stranger.page.locator("[name=ma]").fill(code)
    stranger.press("Xem")
    stranger.look("tra-cuu-thay")
    text = stranger.text().upper()
    assert "ĐÃ TRẢ KẾT QUẢ LÚC" in text
    for name in (family.who, family.child, "PHẠM", "NGUYỄN"):
        assert name.upper() not in text
