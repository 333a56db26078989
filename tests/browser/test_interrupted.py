"""A person on a telephone: the line goes, the sign-in runs out, another device writes; nothing typed is lost."""

from __future__ import annotations

import pytest

from .people import BIRTH, FATHER, fill_in, photo, sign_in_citizen
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
WHO = "Đỗ Thị Hạnh"
PHONE, MAIL = "[name=requester_phone]", "[name=requester_email]"


def begin(citizen: Visitor) -> None:
    """Sign in and open the draft of a birth, at its first screen."""
    citizen.go("/xa/cam-giang/nop/1.001193/")
    sign_in_citizen(citizen, WHO)
    citizen.page.locator("[name=whose][value=other]").check()
    citizen.press("Bắt đầu")


def to_screen_with(citizen: Visitor, control: str) -> None:
    """Answer what comes before the screen that holds this control."""
    citizen.page.locator("[name=case][value=standard]").check()
    for _ in range(6):
        citizen.press("Tiếp tục")
        if citizen.has(control):
            return
    raise AssertionError(f"no screen with {control}")


def end_sign_in(citizen: Visitor) -> None:
    """As after half an hour away: the browser comes without a sign-in that counts."""
    citizen.context.clear_cookies(name="sessionid")


def forgive_the_line(citizen: Visitor) -> None:
    """The browser complains about the line we have cut ourselves."""
    citizen.faults[:] = [fault for fault in citizen.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_a_lost_line_keeps_the_page_and_what_was_typed_on_it(visit):
    citizen = visit("mat-mang")
    begin(citizen)
    to_screen_with(citizen, PHONE)
    page, where = citizen.page, citizen.page.url
    citizen.context.set_offline(True)
    page.wait_for_function("navigator.onLine === false")  # the browser tells its pages a moment later
    page.locator(PHONE).fill("0912 000 413")
    page.get_by_role("button", name="Tiếp tục").last.click()
    page.locator("[data-offline]").wait_for()
    assert page.url == where
    assert "Đang mất mạng nên chưa gửi được" in citizen.text()
    citizen.look("mat-mang")
    with page.expect_response(lambda answer: answer.url.endswith("/luu/") and answer.status == 200):
        citizen.context.set_offline(False)  # saved by itself, as soon as there is a line
    page.get_by_text("Đã lưu lúc").wait_for()
    assert "Đã có mạng. Bấm lại để gửi." in citizen.text()
    page.reload()
    assert page.locator(PHONE).input_value().replace(" ", "") == "0912000413"
    forgive_the_line(citizen)


@pytest.mark.parametrize("script", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_sign_in_that_ran_out_gives_back_what_was_typed(visit, script):
    citizen = visit("het-gio" if script else "het-gio-khong-js", script=script)
    begin(citizen)
    to_screen_with(citizen, MAIL)
    page = citizen.page
    end_sign_in(citizen)
    page.locator(MAIL).fill("hanh@vi-du.vn")
    citizen.press("Tiếp tục")
    assert "Phần vừa khai còn nguyên" in citizen.text()
    sign_in_citizen(citizen, WHO)
    assert "Bạn đã đăng nhập lại" in citizen.text()
    assert page.locator(MAIL).input_value() == "hanh@vi-du.vn"
    citizen.look("ve-dung-cho")


def test_another_tab_that_signs_in_anew_does_not_break_this_one(visit):
    citizen = visit("hai-the")
    begin(citizen)
    to_screen_with(citizen, MAIL)
    first = citizen.page
    end_sign_in(citizen)
    citizen.page = citizen.context.new_page()
    citizen.go("/dang-nhap/")
    sign_in_citizen(citizen, WHO)
    citizen.page = first
    first.bring_to_front()
    with first.expect_response(lambda answer: answer.url.endswith("/luu/") and answer.status == 200):
        first.locator(MAIL).fill("hanh2@vi-du.vn")
    first.reload()
    assert first.locator(MAIL).input_value() == "hanh2@vi-du.vn"


def test_only_what_was_read_is_sent(visit):
    citizen = visit("kiem-tra")
    begin(citizen)
    answers = {**BIRTH, **FATHER, "requester_relation": "mother", "child_name": "Phạm Minh An", "wants_copies": "no"}
    mother = {"mother_name": "Đỗ Thị Hạnh", "father_name": "Phạm Văn Tiến", "father_birth_date": (14, 3, 1992)}
    fill_in(citizen, {**answers, **mother}, {"file_birth_notice": photo(11)}, looking=False)
    plain = visit("kiem-tra-khong-js", script=False)  # the same person at another device, without scripts
    plain.go("/ho-so/")
    sign_in_citizen(plain, WHO)
    plain.go(citizen.page.url)
    is_refused_after(plain, citizen, "Phạm Minh An Khang")
    citizen.go(plain.page.url)
    is_refused_after(citizen, plain, "Phạm Minh An Khương")
    citizen.page.locator("[name=truth_declaration]").check()
    citizen.press("Nộp hồ sơ")
    assert citizen.page.url.endswith("/bien-nhan/")


def is_refused_after(reader: Visitor, other: Visitor, name: str) -> None:
    """One reads what will be sent, another device changes a name: sending it shows the change and sends nothing."""
    other.go(reader.page.url)
    link = other.page.locator("a[href$='#o-child_name']")
    with other.page.expect_navigation():
        link.click()
    other.answer("child_name", name)
    other.press("Tiếp tục")
    reader.page.locator("[name=truth_declaration]").check()
    reader.press("Nộp hồ sơ")
    summary = reader.page.locator(".vn-error-summary").inner_text()
    assert "Chưa nộp. Có chỗ vừa được sửa" in summary
    assert name in summary
    reader.look("doi-o-may-khac")
