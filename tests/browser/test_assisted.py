"""Help with filing online: the officer's screen follows by itself, the citizen files on a telephone without scripts."""

from __future__ import annotations

import pytest

from .people import HOME, fill_in, photo, sign_in_citizen, sign_in_officer
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
KINDERGARTEN = "1.012971"  # with the form every procedure without one of its own has
ANSWERS = {
    "submitter_residence": HOME,
    "submitter_phone": "0912 000 414",
    "owner_kind": "self",
    "request_content": "Đề nghị giải quyết theo hồ sơ gửi kèm.",
    "delivery_way": "truc_tiep",
}


def test_a_citizen_files_on_his_own_telephone_while_the_officer_sees_steps(visit):
    desk = visit("giup-motcua", desk=True)
    sign_in_officer(desk, "motcua2.cg", "/can-bo/tiep-nhan/giup/")
    desk.look("ho-tro")
    desk.page.locator("#viec-gi").fill("truong mau giao")
    desk.press("Tìm", inside=desk.page.locator("main"))
    with desk.page.expect_navigation():
        desk.page.locator(f"button[name=procedure][value='{KINDERGARTEN}']").click()
    desk.look("ma")
    key = desk.page.locator(".vn-assisting__code").inner_text().strip()

    citizen = visit("giup-dan", script=False)
    citizen.go("/giup/")
    citizen.look("nhap-ma")
    citizen.page.locator("[name=key]").fill(key.upper().replace("-", " "))
    citizen.press("Tiếp tục")
    citizen.look("cho-dang-nhap")
    citizen.press("Đăng nhập để tiếp tục", role="link")
    sign_in_citizen(citizen, "Phạm Văn Tiến")
    citizen.look("dong-y")
    citizen.page.locator("[name=whose][value=other]").check()
    citizen.press("Đồng ý và bắt đầu")
    follows(desk, "Bước 1 trong")
    desk.look("dang-khai")

    at = citizen.page.url
    citizen.go(f"{at.rstrip('/').rpartition('/')[0]}/papers/")
    slots = citizen.page.locator("input[type=file]").evaluate_all("boxes => boxes.map(box => box.name)")
    citizen.go(at)
    fill_in(citizen, ANSWERS, {name: photo(n) for n, name in enumerate(dict.fromkeys(slots))}, looking=False)
    citizen.look("doc-lai")
    follows(desk, "Không còn chỗ nào phải sửa")
    citizen.page.locator("[name=true_declaration]").check()
    citizen.press("Nộp hồ sơ")
    assert "Chúng tôi đã nhận hồ sơ" in citizen.text()
    code = citizen.page.url.rstrip("/").split("/")[-2]
    follows(desk, code)
    desk.look("da-nop")
    desk.go(f"/can-bo/ho-so/{code}/")
    assert "có cán bộ ở quầy hỗ trợ" in desk.text()


def follows(desk: Visitor, words: str) -> None:
    """Wait until the officer's page says something, without a press of his."""
    desk.page.get_by_text(words).first.wait_for(timeout=20_000)
    assert "Phạm Văn Tiến" not in desk.page.locator("main").inner_text()
