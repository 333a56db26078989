"""Officers at their desk: few keys, and two of them at one dossier."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .people import sign_in_officer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

FIRST, SECOND = "Vũ Thị Thu Hà", "Lê Quang Huy"  # both at the counter of Xã Xuân Thành


class Keyboard:
    """A keyboard that counts; its mouse is in the drawer."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def go(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)

    def tab_to(self, selector: str) -> None:
        """Press Tab until something in the page's content that fits has the focus."""
        for _ in range(60):
            self.press("Tab")
            if self.page.evaluate("what => document.activeElement.matches(what)", f"main {selector}"):
                return
        raise AssertionError(f"Tab never came to {selector}")


def test_a_clean_dossier_is_accepted_by_one_key_after_two_that_open_it(visit):
    counter = visit("cb-phim", desk=True)
    sign_in_officer(counter, "motcua1.xt", "/can-bo/?loc=moi")
    keys = Keyboard(counter.page)
    keys.press("j")
    assert counter.page.evaluate("document.activeElement.matches('[data-open]')")
    keys.go("Enter")
    assert "/can-bo/ho-so/" in counter.page.url
    opened = keys.count
    keys.go("a")
    assert keys.count - opened <= 4
    assert "Đã tiếp nhận" in counter.page.locator(".vn-desk-head").inner_text()
    assert "Mẫu 01" in counter.text()
    counter.look("da-tiep-nhan")


def test_one_key_finds_everything_good_and_a_supplement_is_asked_by_the_keyboard_alone(visit):
    counter = visit("cb-xet", desk=True)
    sign_in_officer(counter, "motcua1.xt", "/can-bo/?loc=moi")
    keys, page = Keyboard(counter.page), counter.page
    keys.press("j")
    keys.press("j")
    keys.go("Enter")
    keys.go("b")
    counter.look("xet")
    before = keys.count
    keys.go("d")
    assert keys.count - before == 1
    every, good = (page.locator(f"input[value=pass]{mark}").count() for mark in ("", ":checked"))
    assert 0 < good == every
    counter.look("tat-ca-dat")

    keys.press("j")  # the first item
    keys.press("j")
    keys.press("k")
    keys.press("c")  # Chưa đạt, and the list of reasons has the focus
    assert page.locator("input[value=fail]:checked").count() == 1
    assert page.evaluate("document.activeElement.matches('.vn-verdict:first-of-type select')")
    keys.press("ArrowDown")  # a reason of the procedure brings its own sentence
    ready = page.locator("option:checked[data-says]").first.get_attribute("data-says")
    assert ready
    assert ready in page.locator("[data-letter]").inner_text()
    keys.press("End")  # Lý do khác
    keys.tab_to("input[type=text]")
    page.keyboard.type("Chụp lại cho rõ chữ.")
    assert "Chụp lại cho rõ chữ." in page.locator("[data-letter]").inner_text()
    assert ready not in page.locator("[data-letter]").inner_text()
    counter.look("thu-tu-viet")
    keys.go("Enter")
    assert "Chờ bổ sung" in page.locator(".vn-desk-head").inner_text()
    counter.look("cho-bo-sung")


def test_the_second_of_two_officers_reads_who_was_first_and_when(visit):
    one, other = visit("cb-mot", desk=True), visit("cb-hai", desk=True)
    for officer, username in ((one, "motcua1.xt"), (other, "motcua2.xt")):
        sign_in_officer(officer, username, "/can-bo/?loc=moi")
    path = one.page.locator("[data-open]").last.get_attribute("href")
    assert path
    for officer in (one, other):
        officer.go(path)
        assert officer.page.get_by_role("button", name="Tiếp nhận").is_visible()
    one.press("Tiếp nhận")
    other.press("Tiếp nhận")
    other.look("da-co-nguoi-lam")
    said = other.page.locator("main").inner_text()
    assert "Đã có người làm trước" in said
    assert f"{FIRST}" in said
    assert "đã làm lúc" in said
    assert SECOND not in said
    assert "Tiếp nhận hồ sơ, giấy tiếp nhận số" in said
    assert other.has(".vn-bar")  # the officers' own frame
    other.press("Mở lại hồ sơ", role="link")
    assert other.page.url.endswith(path)
    assert other.text().count("Mẫu 01") == 1
