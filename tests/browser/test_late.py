"""A dossier is late: the handler says why, the head signs the apology, the list is one shorter, everybody reads it."""

from __future__ import annotations

import re

import pytest

from .people import sign_in_officer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
LATE, WHY = "/can-bo/tre-han/", "Sổ gốc ở kho lưu trữ cấp tỉnh, chúng tôi đã gửi công văn và đang chờ bản sao."


def test_a_late_dossier_gets_its_apology_with_one_new_date(visit):
    handler = visit("tre-hotich", desk=True)
    sign_in_officer(handler, "hotich.cg", LATE)
    handler.look("tre-chua-xin-loi")
    row = handler.page.locator("tbody tr", has_text="Phạm Thị Hoa").filter(has_text="Chưa soạn").first
    code = row.locator("a").inner_text().strip()
    with handler.page.expect_navigation():
        row.locator("a").click()
    assert "Trễ" in handler.text()
    handler.press("Soạn thư xin lỗi, hẹn lại", role="link")
    handler.look("soan-thu-xin-loi")
    handler.press("Soạn thư xin lỗi")  # without a reason nothing goes out
    assert handler.has(".vn-error-summary")
    handler.answer("reason", WHY)
    handler.press("Soạn thư xin lỗi")
    assert "Thư xin lỗi chờ lãnh đạo ký" in handler.text()
    handler.go(LATE)
    assert "Chờ lãnh đạo ký" in handler.page.locator("tbody tr", has_text=code).inner_text()

    head = visit("tre-chutich", desk=True)
    sign_in_officer(head, "chutich.cg", f"/can-bo/ho-so/{code}/")
    head.press("Ký thư xin lỗi", role="link")
    head.look("ky-thu-xin-loi")
    text = head.text()
    assert WHY in text
    (new_day,) = re.findall(r"Hẹn mới: [^.]*?(\d\d/\d\d/\d{4})", text)
    head.press("Ký thư xin lỗi")
    assert "Mẫu 04" in head.text()
    head.go(LATE)
    assert code not in head.text()

    stranger = visit("tre-tra-cuu")
    stranger.go(f"/tra-cuu/?ma={code}")
    stranger.look("tra-cuu-tre")
    assert new_day in stranger.text()
