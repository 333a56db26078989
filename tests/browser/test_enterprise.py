"""An enterprise files from a phone: a colleague of its representative sees it, he himself as a person does not."""

from __future__ import annotations

import pytest

from .people import HOME, fill_in, photo, sign_in_citizen, sign_in_officer
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
FIRM, CODE = "Công ty TNHH Vật liệu Mẫu Dương Kinh", "0209999016"
KINDERGARTEN = "1.012971"  # open to enterprises, with the form every procedure without one of its own has
ANSWERS = {
    "submitter_residence": HOME,
    "submitter_phone": "0912 000 413",
    "request_content": "Đề nghị giải quyết theo hồ sơ gửi kèm.",
    "delivery_way": "truc_tiep",
}


def test_an_enterprises_dossier_is_its_own_from_the_phone_to_the_counter(visit):
    acting = visit("dn-dai-dien")
    code = submit(acting)
    colleague = visit("dn-dong-nghiep")
    come_in(colleague, "vat lieu mau bui van nam")
    colleague.go("/ho-so/")
    colleague.look("ho-so-cua-to-chuc")
    assert code in colleague.text()
    assert f"Hồ sơ của {FIRM}" in colleague.text()

    acting.press("Đăng xuất để đổi tài khoản")
    come_in(acting, "dang quang huy")
    acting.go("/ho-so/")
    acting.look("ho-so-cua-rieng-toi")
    assert "Đang làm việc thay mặt" not in acting.text()
    assert code not in acting.text()
    acting.go(f"/ho-so/{code}/")
    assert "Đặng Quang Huy" not in acting.text()
    assert FIRM not in acting.text()

    counter = visit("dn-motcua", desk=True)
    sign_in_officer(counter, "motcua1.cg", f"/can-bo/tim/?q={CODE}")
    counter.look("tim-theo-ma-so")
    assert counter.has(f"a[href*='{code}']")
    counter.go(f"/can-bo/ho-so/{code}/")
    counter.look("ho-so")
    assert f"{FIRM} (mã số {CODE}), người đại diện Đặng Quang Huy" in counter.text()


def submit(acting: Visitor) -> str:
    """Sign in for the enterprise, answer what is asked, send; return the code on the receipt."""
    acting.go(f"/xa/cam-giang/thu-tuc/{KINDERGARTEN}/")
    acting.press("Nộp trực tuyến", role="link")
    come_in(acting, "vat lieu mau dang quang huy to chuc")
    assert f"Đang làm việc thay mặt {FIRM}" in acting.text()
    acting.look("nop-cho-ai")
    acting.page.locator("[name=whose][value=me]").check()
    acting.press("Bắt đầu")
    own = acting.page.url.rstrip("/").rpartition("/")[0]
    paper_slots = {name: photo(n) for n, name in enumerate(slots(acting, own))}
    screens = fill_in(acting, ANSWERS, paper_slots)
    assert "owner" in screens
    acting.look("kiem-tra")
    assert FIRM in acting.text()
    assert "Lấy từ tài khoản định danh tổ chức" in acting.text()
    acting.page.locator("[name=true_declaration]").check()
    acting.press("Nộp hồ sơ")
    acting.page.wait_for_url("**/bien-nhan/")
    acting.look("bien-nhan")
    return acting.page.url.rstrip("/").split("/")[-2]


def slots(acting: Visitor, draft: str) -> list[str]:
    """Return the file boxes of the screen of papers, and come back to where one was."""
    here = acting.page.url
    acting.go(f"{draft}/papers/")
    names = acting.page.locator("input[type=file]").evaluate_all("boxes => boxes.map(box => box.name)")
    acting.go(here)
    return list(dict.fromkeys(names))


def come_in(visitor: Visitor, words: str) -> None:
    """Sign in as the one account the simulator finds by these words."""
    if not visitor.has("form[action*='/tai-khoan/vneid/']"):
        visitor.go("/dang-nhap/")
    sign_in_citizen(visitor, words)
