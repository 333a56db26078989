"""Forms 04 to 07 and the hand-over list: on the right sheet, every field in its order, many rows over many pages."""

from dataclasses import replace
from datetime import date

import pytest

from motcua.documents.printing import BriefTable, render, template_for
from motcua.documents.printing import samples_of_the_office as samples
from motcua.platform.errors import NotFound

from . import pdf
from .test_forms import assert_in_order

DAY = date(2026, 11, 18)


def printed(paper, form, on=DAY):
    return render(template_for(form, on), paper.as_data())


def test_form_04_apologises_names_both_dates_and_how_to_complain_above_the_heads_signature():
    made = printed(samples.form04(), "04")
    assert pdf.page_sizes_mm(made) == {(148, 210)}
    assert_in_order(
        pdf.text(made),
        "Số: 03/XLGH",
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Kính gửi: ông/bà Nguyễn Thị Hạnh",
        "17 giờ 00, thứ Năm ngày 19 tháng 11 năm 2026",
        "Lý do: Sổ gốc lưu ở kho huyện cũ",
        "Chúng tôi xin lỗi",
        "17 giờ 00, thứ Ba ngày 24 tháng 11 năm 2026",
        "chỉ được hẹn lại một lần",
        "khiếu nại việc chậm trễ này",
        "KT. CHỦ TỊCH",
        "Trịnh Thị Mai",
    )


def test_form_04_had_another_name_before_2025_and_form_05_did_not_exist():
    old = pdf.text(printed(samples.form04(), "04", date(2024, 5, 2)))
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in old
    with pytest.raises(NotFound):
        template_for("05", date(2024, 5, 2))


def test_form_04_is_refused_without_a_reason_or_with_a_date_that_is_not_later():
    with pytest.raises(ValueError, match="form 04"):
        samples.form04(reason="")
    with pytest.raises(ValueError, match="form 04"):
        samples.form04(new_due_at=samples.DUE)


def test_form_05_writes_down_what_is_given_back_and_leaves_no_empty_label():
    text = pdf.text(printed(samples.form05(), "05"))
    assert_in_order(
        text, "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Theo đề nghị rút hồ sơ ngày: thứ Ba", "Lý do dừng giải quyết:",
        "Giấy tờ trả lại: 01 bản chính", "Phí, lệ phí hoàn trả: 24.000 đồng (trả tiền mặt tại quầy)", "khiếu nại",
        "NGƯỜI NHẬN LẠI GIẤY TỜ", "Phạm Quỳnh Ngọc",
    )  # fmt: skip
    bare = pdf.text(printed(samples.form05(asked_on=None, papers_back="", refund=None, refund_note=""), "05"))
    assert [w for w in ("Giấy tờ trả lại", "hoàn trả", "Theo đề nghị", "NGƯỜI NHẬN LẠI") if w in bare] == []


def test_form_06_has_a_line_a_hand_over_and_repeats_its_head_on_each_page():
    made = printed(samples.form06(20), "06")
    assert pdf.page_count(made) > 1
    for page in range(1, pdf.page_count(made) + 1):
        assert "Bên giao" in pdf.text(made, page=page)
    text = pdf.text(made)
    assert text.count("Văn phòng HĐND và UBND") == 20
    assert [text.count(outcome) for outcome in ("Đúng hạn", "Trước hạn", "Quá hạn")] == [5, 5, 5]


def test_form_07_lies_across_an_a4_sheet():
    made = printed(samples.register(60), "07")
    assert pdf.page_sizes_mm(made) == {(297, 210)}
    assert pdf.page_count(made) > 3
    text = pdf.text(made)
    assert_in_order(text, "SỔ THEO DÕI HỒ SƠ", "Mã hồ sơ", "Ký nhận, ghi chú", "0912***412", "2 dòng không hiện")


def test_the_hand_over_list_has_room_for_both_signatures_on_the_page_of_its_last_rows():
    made = printed(samples.handover(60), "handover")
    last = pdf.text(made, page=pdf.page_count(made))
    assert pdf.page_sizes_mm(made) == {(210, 297)}
    assert_in_order(last, "BÊN GIAO", "BÊN NHẬN")
    assert "Xác nhận trên máy lúc 16:40 13/11/2026" in last


def test_the_sheet_of_the_morning_stays_on_one_side_however_full_it_is():
    full = printed(samples.brief(1), "morning")
    assert (pdf.page_count(full), pdf.page_sizes_mm(full)) == (1, {(210, 297)})
    assert_in_order(
        pdf.text(full), "BẢNG VIỆC BUỔI SÁNG", "Hồ sơ chưa xong", "Quá hạn ở ai", "Hồ sơ quá hạn", "Từng nơi",
        "Người có người khác thay", "Và 7 dòng nữa",
    )  # fmt: skip
    with pytest.raises(ValueError, match="one side"):
        replace(samples.brief(), tables=[BriefTable("away", [("", "", "", "")] * 5)])


@pytest.mark.parametrize(("name", "form", "paper"), samples.all_samples())
def test_every_sample_prints(name, form, paper):
    assert printed(paper, form).startswith(b"%PDF"), name
