"""The gallery as people meet it: phone and desk, keyboard, screen reader, no scripts, weak line."""

from __future__ import annotations

import json
from pathlib import Path

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CITIZEN, DESK, PANES = "/thanh-phan/", "/thanh-phan/ban-lam-viec/", "/thanh-phan/xu-ly/"
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
KB = 1024

# Links inside running text may be small (WCAG 2.5.8, inline exception), and so may boxes whose row takes the touch.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "a, button, select, summary, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])")]
  .filter(one => one.checkVisibility() && !one.closest("p, dd, .vn-checks, [aria-hidden], .vn-skip"))
  .map(one => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([html]) => html)"""

# The ring may be drawn around the row of a choice, or on the button that stands for a file box.
WITHOUT_FOCUS_RING = """() => [...document.querySelectorAll(
    "a, button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter(one => one.checkVisibility() && !one.closest("[aria-hidden]") && one.tabIndex >= 0)
  .filter(one => {
    one.focus({ focusVisible: true })
    const stand = one.matches("[type=file]") && one.parentElement.querySelector("label.vn-button")
    const places = [one, one.closest(".vn-opt"), stand]
    return places.every(place => !place || getComputedStyle(place).boxShadow === "none")
  })
  .map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def visit(chromium, address):
    """Open a page at a width; fail the test on any complaint of the browser (policy, missing file, script)."""
    opened, complaints = [], []

    def go(path: str, *, width: int = 360, height: int = 740, script: bool = True):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, locale="vi-VN"
        )
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 400 else None)
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        page.complaints = complaints
        return page

    yield go
    for context in opened:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("path", "width"), [(CITIZEN, 360), (CITIZEN, 1280), (DESK, 1366), (DESK, 1000), (PANES, 1366), (PANES, 800)]
)
def test_axe_finds_no_fault(visit, path, width):
    page = visit(path, width=width)
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]][:5]) for fault in found] == []


@pytest.mark.parametrize("path", [CITIZEN, DESK, PANES])
@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1280])
def test_nothing_makes_the_page_scroll_sideways(visit, path, width):
    page = visit(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_every_target_a_finger_needs_is_big_enough(visit, width):
    page = visit(CITIZEN, width=width)
    small = page.evaluate(SMALL_TARGETS)
    assert small == []


def test_a_first_visit_weighs_less_than_sixty_kilobytes(visit, chromium, address):
    """Counted as the wire would carry it: text at brotli 5 (the page) or 11 (static files), fonts as they are."""
    sizes: dict[str, int] = {}
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.on("response", lambda answer: sizes.__setitem__(answer.url, _on_the_wire(answer)))
    page.goto(address + CITIZEN)
    page.wait_for_load_state("networkidle")
    page.close()
    html = sizes.pop(address + CITIZEN)
    print(json.dumps({Path(url).name: size for url, size in sizes.items()}), "page", html)
    assert {Path(url).name for url in sizes} >= {"citizen.css", "be-vietnam-pro-400.woff2", "icons.svg"}
    assert "gate.svg" not in {Path(url).name for url in sizes}  # phones do not fetch what they do not show
    assert sum(sizes.values()) <= 48 * KB  # leaves 12 KB, the budget of a later page, for the page itself
    assert html <= 12 * KB  # even with every component on it


def _on_the_wire(answer) -> int:
    body = answer.body()
    if answer.url.endswith(".woff2"):
        return len(body)
    return len(brotli.compress(body, quality=11 if "/static/" in answer.url else 5))


def test_without_scripts_every_question_can_be_answered(visit):
    page = visit(CITIZEN, script=False)
    assert page.locator("#o-chung-sinh").is_visible()
    assert not page.get_by_text("Chụp hoặc chọn tệp").first.is_visible()
    assert page.locator("#o-so-uy-quyen").is_visible()
    assert page.locator("#o-noi-o-commune-1").is_visible()
    page.locator("#o-ten").fill("Phạm Minh Khuê")
    page.locator("summary").first.click()


def test_without_scripts_the_bulk_bar_and_the_ticks_are_one_plain_form(visit):
    page = visit(DESK, width=1366, height=768, script=False)
    assert page.locator("[data-bulk]").is_visible()
    assert page.locator("[data-tick]").first.get_attribute("form") == "hang-loat"
    assert not page.locator("[data-tick-all]").is_visible()


def test_the_error_summary_takes_the_focus_and_leads_to_the_box(visit):
    page = visit(CITIZEN)
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    page.get_by_role("link", name="Số này có 9 chữ số").click()
    assert page.evaluate("document.activeElement.id") == "o-so-may"


def test_a_question_appears_with_the_choice_it_belongs_to(visit):
    page = visit(CITIZEN)
    assert page.locator("#o-so-uy-quyen").is_visible()
    page.get_by_label("Mẹ", exact=True).check()
    assert not page.locator("#o-so-uy-quyen").is_visible()


def test_the_whole_row_of_a_choice_can_be_touched(visit):
    page = visit(CITIZEN)
    row = page.locator(".vn-opt", has_text="Bé trai")
    box = row.bounding_box()
    row.click(position={"x": box["width"] - 8, "y": 8})
    assert page.get_by_label("Bé trai").is_checked()
    assert box["height"] >= 56


def test_focus_is_always_seen(visit):
    page = visit(CITIZEN)
    bare = page.evaluate(WITHOUT_FOCUS_RING)
    assert bare == []


@pytest.fixture
def posts(visit):
    """The citizen page and what its forms post; the server's silence (204) leaves the page where it is."""
    page, bodies = visit(CITIZEN), []

    def take(route):
        if route.request.method != "POST":
            return route.continue_()
        bodies.append(route.request.post_data)
        return route.fulfill(status=204)

    page.route("**/thanh-phan/", take)
    return page, bodies


def test_two_clicks_send_one_form_and_the_button_says_so(posts):
    page, bodies = posts
    page.get_by_role("button", name="Tiếp tục").last.click(no_wait_after=True)
    busy = page.get_by_role("button", name="Đang nộp…")
    expect(busy).to_be_enabled()
    busy.click(no_wait_after=True)
    page.wait_for_timeout(200)
    assert len(bodies) == 1


def test_enter_in_the_commune_box_searches_and_elsewhere_goes_on(posts):
    page, bodies = posts
    page.locator("#o-noi-o-query").press("Enter", no_wait_after=True)
    page.wait_for_timeout(200)
    assert 'name="find"' in bodies[-1]
    page.locator("#o-ten").press("Enter", no_wait_after=True)
    page.wait_for_timeout(200)
    assert len(bodies) == 2
    assert 'name="find"' not in bodies[-1]


def test_a_chosen_file_is_named_and_an_oversized_one_refused_in_words(visit, tmp_path):
    page = visit(CITIZEN)
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(b"x" * 1_258_291)
    page.locator("#o-chung-sinh").set_input_files(photo)
    assert "Đã chọn: anh.jpg, 1,2 MB" in page.locator("[data-picked]").last.inner_text()
    huge = tmp_path / "quet.jpg"
    huge.write_bytes(b"x" * (11 * KB * KB))
    page.locator("#o-chung-sinh").set_input_files(huge)
    assert "quá lớn, nhận tối đa 10 MB" in page.locator("[data-picked]").last.inner_text()


@pytest.fixture
def draft(visit):
    """The gallery's form as a draft that saves itself; the test answers for the server."""
    page = visit(CITIZEN)
    page.evaluate(
        """() => { const form = document.querySelector("form[method=post]"); form.dataset.autosave = "/luu/" }"""
    )
    page.add_script_tag(url="/static/web/js/form.js?again", type="module")
    page.wait_for_timeout(200)
    return page


def test_a_changed_field_is_saved_by_itself_and_said_once(draft):
    bodies = []
    draft.route("**/luu/", lambda route: (bodies.append(route.request.post_data),
                route.fulfill(json={"saved_at": "20:15", "version": len(bodies)})))  # fmt: skip
    draft.locator("#o-ten").fill("Phạm Minh An")
    expect(draft.locator("[data-saved-text]")).to_contain_text("20:15")
    assert "Phạm Minh An" in bodies[0]
    assert "gioi-tinh" not in bodies[0]  # only what changed
    draft.get_by_label("Bé trai").check()
    draft.wait_for_timeout(400)
    assert 'name="version"\r\n\r\n1' in bodies[1]
    draft.evaluate("window.spoken = 0; new MutationObserver(() => window.spoken++)"
                   ".observe(document.querySelector('[data-saved-text]'), {childList: true})")  # fmt: skip
    draft.get_by_label("Bé gái").check()
    draft.wait_for_timeout(1200)
    assert draft.evaluate("window.spoken") == 0  # the last sentence is younger than ten seconds


def test_a_lost_line_is_loud_and_the_field_is_sent_when_it_comes_back(draft):
    answers = [None, {"saved_at": "20:16"}]
    bodies = []

    def serve(route):
        bodies.append(route.request.post_data)
        answer = answers.pop(0)
        route.abort() if answer is None else route.fulfill(json=answer)

    draft.route("**/luu/", serve)
    draft.locator("#o-ten").fill("Phạm Minh An")
    line = draft.locator("[data-saved]")
    expect(line).to_have_attribute("role", "alert")
    expect(line).to_contain_text("hưa lưu được")
    expect(line).to_contain_text("20:16")
    assert "Phạm Minh An" in bodies[1]
    assert line.get_attribute("role") == "status"
    draft.complaints.clear()  # the browser reports the lost line itself


def test_keys_move_tick_open_and_search_but_not_while_typing(visit):
    page = visit(DESK, width=1366, height=768)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Bùi Thị Nguyệt"
    page.keyboard.press("x")
    assert page.locator("[data-row]").nth(1).locator("[data-tick]").is_checked()
    assert "Đã chọn 3 hồ sơ" in page.locator("[data-bulk]").inner_text()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**#261013-0011")
    page.keyboard.press("/")
    page.keyboard.type("jxn")
    assert page.locator("[data-search]").input_value() == "jxn"
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**#tiep-nhan")


def test_the_bulk_bar_shows_itself_only_when_something_is_ticked(visit):
    page = visit(DESK, width=1366, height=768)
    page.get_by_role("button", name="Bỏ chọn").click()
    assert not page.locator("[data-bulk]").is_visible()
    page.get_by_label("Chọn tất cả").check()
    assert "Đã chọn 9 hồ sơ" in page.locator("[data-bulk]").inner_text()
    assert page.get_by_label("Chọn 261112-0021").is_checked()


def test_a_field_marks_its_place_in_the_paper(visit):
    page = visit(PANES, width=1366, height=768)
    place = page.locator("[data-place=ngay-sinh]")
    page.evaluate("document.querySelector('[data-place]').classList.remove('vn-mark-place')")
    page.get_by_role("link", name="Ngày sinh").focus()
    assert "vn-mark-place" in place.get_attribute("class")


def test_only_panes_scroll_on_a_wide_desk(visit):
    page = visit(PANES, width=1366, height=600)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_paper_carries_no_navigation(visit):
    page = visit(CITIZEN, width=800)
    page.emulate_media(media="print")
    assert not page.locator(".vn-header").is_visible()
    assert not page.locator(".vn-footer").is_visible()
    assert page.locator(".vn-slip").is_visible()
