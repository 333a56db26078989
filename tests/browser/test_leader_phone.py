"""A leader with a telephone in his hand: what is late and by whom, a paper read and signed, and on to the next."""

from __future__ import annotations

import re

import pytest

from .people import sign_in_officer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_a_leader_on_a_phone_sees_what_is_late_reads_a_paper_signs_it_and_lands_on_the_next(visit):
    leader = visit("dt-chutich", touch=True)
    sign_in_officer(leader, "chutich.xt", "/can-bo/lanh-dao/")
    page = leader.page
    leader.look("viec-cua-lanh-dao")
    tabs = page.locator(".vn-tabs__count")
    late, waiting = int(tabs.nth(0).inner_text()), int(tabs.nth(1).inner_text())
    assert waiting >= 2
    by = [int(text) for text in page.locator(".vn-lead__by strong").all_inner_texts()]
    assert sum(by) == late > 0  # of whom, and no number without its owner

    # A number opens the dossiers it counted.
    name = page.locator(".vn-lead__by a span").first.inner_text()
    with page.expect_navigation():
        page.locator(".vn-lead__by a").first.tap()
    leader.look("qua-han-o-ai")
    assert page.locator("tbody tr").count() == by[0]
    assert name.split(" (")[0] in page.locator("h1").inner_text()

    leader.go("/can-bo/lanh-dao/")
    with page.expect_navigation():
        page.locator(".vn-lead__row a", has_text="Ký kết quả").first.tap()
    leader.look("van-ban")
    code = re.search(r"/ky/([^/]+)/", page.url)[1]
    paper = page.locator(".vn-lead__page img").first
    assert paper.evaluate("one => one.decode().then(() => one.naturalWidth)") > 1000
    box = page.get_by_role("button", name="Ký duyệt").bounding_box()
    assert box["height"] >= 44  # under the thumb, whatever of the paper is on the screen
    assert box["y"] + box["height"] <= page.viewport_size["height"]
    with page.expect_navigation():
        page.get_by_role("button", name="Ký duyệt").tap()
    leader.look("viec-ke-tiep")
    assert code not in page.url.partition("?")[0]
    assert f"Đã ký duyệt: Cấp bản sao trích lục hộ tịch, {code}" in page.locator("[role=status]").first.inner_text()

    leader.go("/can-bo/lanh-dao/")
    assert int(page.locator(".vn-tabs__count").nth(1).inner_text()) == waiting - 1
    assert code not in page.locator("[aria-labelledby=cho-toi]").inner_text()
