"""The inspector: draws a sample, opens a dossier of it, takes it away in one file, writes a note the manager reads."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pikepdf
import pytest

from .people import sign_in_officer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
NOTE = "Phiếu số 2 thiếu chữ ký của người bàn giao; đã nhắc tại chỗ."


def test_an_inspector_draws_a_sample_takes_a_dossier_and_leaves_a_note(visit, tmp_path):
    inspector = visit("kiem-tra", desk=True)
    sign_in_officer(inspector, "kiemtra.cg", "/can-bo/kiem-tra/")
    page = inspector.page
    inspector.look("chon-mau")
    since = date.today() - timedelta(days=90)
    inspector.answer("since", (since.day, since.month, since.year))
    inspector.answer("size", "6")
    inspector.answer("seed", "boc-tham-07")
    inspector.press("Chọn mẫu")
    inspector.look("mau")
    codes = page.locator("main tbody th").all_inner_texts()
    assert len(codes) == 6
    page.go_back()
    inspector.press("Chọn mẫu")
    assert page.locator("main tbody th").all_inner_texts() == codes, "the same seed, the same sample"

    inspector.press(codes[0], role="link")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Tải hồ sơ kiểm tra (PDF)").click()
    coming.value.save_as(tmp_path / "ho-so.pdf")
    assert coming.value.suggested_filename == f"{codes[0]}-kiem-tra.pdf"
    with pikepdf.open(tmp_path / "ho-so.pdf") as taken:
        assert codes[0] in str(taken.open_metadata()["dc:title"])
    page.locator("[name=text]").fill(NOTE)
    inspector.press("Ghi")
    inspector.look("ghi-chu")
    assert NOTE in inspector.text()
    assert re.search(r"Lấy toàn bộ hồ sơ để kiểm tra", inspector.text()), "his own taking of it is on record"
    inspector.press("Mở hồ sơ", role="link")
    assert "ghi chú kiểm tra" in inspector.text()

    manager = visit("quan-ly", desk=True)
    sign_in_officer(manager, "quanly.cg", "/can-bo/kiem-tra/")
    manager.press(codes[0], role="link")
    manager.look("quan-ly-doc")
    assert NOTE in manager.text()
    assert "Lấy toàn bộ hồ sơ" not in manager.text()
