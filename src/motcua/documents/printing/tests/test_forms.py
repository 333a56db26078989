"""Every field stands on the paper, in order, on the right sheet; what is unknown leaves no trace."""

from datetime import date, datetime
from itertools import pairwise

import pytest
from PIL import ImageFont

from motcua.documents.printing import (
    Heading,
    Paragraph,
    Party,
    Table,
    letters,
    render,
    samples,
    samples_of_the_office,
    template_for,
)

from . import pdf

DAY = date(2026, 11, 13)


def printed(paper, form: str) -> bytes:
    return render(template_for(form, DAY), paper.as_data())


def assert_in_order(text: str, *expected: str) -> None:
    at = 0
    for phrase in expected:
        found = text.find(phrase, at)
        assert found >= 0, f"{phrase!r} is missing or out of order after {text[max(0, at - 60) : at]!r}"
        at = found + len(phrase)


def test_form_01_carries_every_field_in_the_order_of_the_form():
    text = pdf.text(printed(samples.form01(owner=samples.OLD_MAN, copy_for="giao người nộp"), "01"))
    assert_in_order(
        text,
        "ỦY BAN NHÂN DÂN",
        "XÃ CẨM GIANG",
        "TRUNG TÂM PHỤC VỤ",
        "HÀNH CHÍNH CÔNG",
        "Số: 07/TNHS",
        "Cẩm Giang, ngày 13 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: 000.00.31.H24-261113-0017",
        "Liên: giao người nộp",
        "Bộ phận tiếp nhận: Trung tâm Phục vụ hành chính công xã Cẩm Giang",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Hạnh",
        "Sinh: 08/02/1991",
        "Số định danh cá nhân: 030191000412",
        "Địa chỉ: Thôn Kim Quan, xã Cẩm Giang, thành phố Hải Phòng",
        "Điện thoại: 0912 000 412",
        "Email: hanh.nguyen@thu.example",
        "Chủ hồ sơ: Ksor Ƀlêt",
        "Sinh: 1941",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
        "Tờ khai đăng ký khai sinh",
        "Bản điện tử",
        "Giấy chứng sinh (có chữ ký số của bệnh viện)",
        "Giấy chứng nhận kết hôn của cha, mẹ",
        "Lấy từ cơ sở dữ liệu",
        "Văn bản ủy quyền",
        "Bản sao chứng thực",
        "Số lượng hồ sơ: 01 bộ",
        "Thời hạn giải quyết theo quy định: Trong ngày",
        "Thời gian nhận hồ sơ: 16 giờ 05, thứ Sáu ngày 13 tháng 11 năm 2026",
        "Thời gian trả kết quả: 17 giờ 00, thứ Hai ngày 16 tháng 11 năm 2026",
        "Nhận kết quả: Tại Trung tâm Phục vụ hành chính công xã Cẩm Giang",
        "Phí, lệ phí: 8.000 đồng (đã thanh toán trực tuyến)",
        "quyển số: 01/2026",
        "số thứ tự: 117",
        "NGƯỜI NỘP HỒ SƠ",
        "Nguyễn Thị Hạnh",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Phạm Quỳnh Ngọc",
        "Tra cứu hồ sơ: https://motcua.example/tra-cuu",
        "Điện thoại hỗ trợ: 0225 0000 000",
    )
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text


def test_form_02_names_every_point_with_its_reason_and_who_to_ask():
    text = pdf.text(printed(samples.form02(), "02"))
    assert_in_order(
        text,
        "Số: 07/HDHS",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "000.00.31.H24-261113-0017",
        "Hồ sơ của: Nguyễn Thị Hạnh",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
        "1.",
        "Giấy chứng sinh",
        "Lý do: Ảnh chụp mờ, không đọc được ngày sinh và số giấy.",
        "Căn cứ: Điều 16 Luật Hộ tịch số 60/2014/QH13",
        "2.",
        "Họ, chữ đệm, tên của trẻ",
        "Lý do: Tờ khai ghi khác với Giấy chứng sinh; xin kiểm tra và sửa lại.",
        "Đề nghị hoàn thành trước: 17 giờ 00, thứ Sáu ngày 27 tháng 11 năm 2026",
        "Cách nộp bổ sung:",
        "xin liên hệ Phạm Quỳnh Ngọc, số điện thoại 0225 0000 000, để được hướng dẫn./.",
        "NGƯỜI HƯỚNG DẪN",
        "Phạm Quỳnh Ngọc",
    )


def test_form_03_gives_the_reason_its_legal_basis_and_both_signatures():
    text = pdf.text(printed(samples.form03(), "03"))
    assert_in_order(
        text,
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Bộ phận tiếp nhận:",
        "Người nộp hồ sơ: Nguyễn Thị Hạnh",
        "Nội dung yêu cầu giải quyết: Cấp đổi giấy phép lái xe",
        "thuộc thẩm quyền của cơ quan Công an",
        "Căn cứ: Luật Trật tự, an toàn giao thông đường bộ số 36/2024/QH15",
        "Hướng dẫn: Ông/Bà nộp hồ sơ trên Cổng Dịch vụ công quốc gia",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    )
    assert "1." not in text.split("lý do sau:")[1].split("Căn cứ")[0]  # a single reason needs no number


def test_the_receipt_says_what_arrived_and_when_we_answer():
    slip = samples.receipt()
    text = pdf.text(printed(slip, "receipt"))
    assert_in_order(
        text,
        "Trung tâm Phục vụ hành chính công xã Cẩm Giang",
        "Biên nhận nộp hồ sơ trực tuyến",
        "17 giờ 00, thứ Hai ngày 16 tháng 11 năm 2026",
        "Chúng tôi đã nhận những tệp này: 3 tệp, 3 trang",
        "Việc sắp tới",
    )
    for file in slip.files:
        assert file.sha256 in text  # whole, so that it can be compared
        assert file.name in text
    assert "000.00.31.H24- 261113-0017" in text or "000.00.31.H24-261113-0017" in text
    assert "Biên nhận này không thay Giấy tiếp nhận hồ sơ và hẹn trả kết quả." in text


def test_the_day_of_the_result_is_only_an_estimate_and_only_if_known():
    assert "Ngày trả kết quả (dự kiến)" in pdf.text(printed(samples.receipt(), "receipt"))
    assert "dự kiến" not in pdf.text(printed(samples.receipt(result_estimate=None), "receipt"))


def test_the_promised_answer_is_the_biggest_text_of_the_receipt(tmp_path):
    runs = pdf.pieces(printed(samples.receipt(sample=False), "receipt"), tmp_path)
    biggest = max(run.size for run in runs)
    assert {run.text for run in runs if run.size == biggest} == {"17 giờ 00, thứ Hai", "ngày 16 tháng 11 năm 2026"}


def test_a_result_follows_decree_30_from_legal_bases_to_recipients():
    text = pdf.text(printed(samples.result(), "result"))
    assert_in_order(
        text,
        "Số: 05/GXN-UBND",
        "Cẩm Giang, ngày 05 tháng 02 năm 2026",
        "GIẤY XÁC NHẬN",
        "Về tình trạng hôn nhân",
        "ngày 16 tháng 6 năm 2025;",
        "ngày 20 tháng 11 năm 2014.",
        "Họ và tên: Lưu Thế Ỷ",
        "Nơi nhận:",
        "- Ông Lưu Thế Ỷ;",
        "- Lưu: VT, HT.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Đỗ Thị Ngọc Bích",
    )


def test_an_unsigned_result_says_so_on_every_page_and_a_signed_one_does_not():
    body = [Paragraph("Nội dung xác nhận của Ủy ban nhân dân. " * 30)] * 6
    unsigned = printed(samples.result(body=body), "result")
    assert pdf.page_count(unsigned) > 1
    for page in range(1, pdf.page_count(unsigned) + 1):
        assert "Bản điện tử chưa ký số" in pdf.text(unsigned, page=page)
    assert "chưa ký số" not in pdf.text(printed(samples.result(unsigned=False), "result"))


@pytest.mark.parametrize("form", ["01", "02", "03", "receipt", "result"])
def test_forms_are_a5_and_results_a4(form):
    papers = [paper for _, kind, paper in samples.all_samples() if kind == form]
    sizes = set.union(*(pdf.page_sizes_mm(printed(paper, form)) for paper in papers))
    assert sizes == ({(210, 297)} if form == "result" else {(148, 210)})


def test_a_unit_that_prints_receipts_on_a4_changes_one_setting():
    on_a4 = template_for("receipt", DAY).with_settings(paper="a4")
    assert pdf.page_sizes_mm(render(on_a4, samples.receipt().as_data())) == {(210, 297)}


def test_a_person_with_only_a_name_and_a_year_of_birth_leaves_no_empty_label():
    bare = {"submitter": Party(name="Lò Thị Phương", born="1957"), "qr": ""}
    unset = dict.fromkeys(("time_limit", "result_at", "book", "line", "hotline", "lookup"), "")
    form01 = samples.form01(**bare, **unset, fee=None, components=[])
    form02 = samples.form02(**bare, code="", how="", contact_name="", contact_phone="", lookup="")
    form03 = samples.form03(**bare, code="", advice="", contact_phone="", submitter_signs=False)
    texts = {form: pdf.text(printed(p, form)) for form, p in (("01", form01), ("02", form02), ("03", form03))}
    for form, text in texts.items():
        assert "Lò Thị Phương Sinh: 1957" in text
        for absent in ("định danh", "Địa chỉ", "Điện thoại", "Email", "Chủ hồ sơ:", "Phí", "quyển", "Tra cứu", "hệ"):
            assert absent not in text
        labels = [word for word in template_for(form, DAY).words.values() if str(word).endswith(":")]
        for label in labels:
            _, found, after = text.partition(label)
            assert not found or not after.strip().startswith((*labels, "NGƯỜI", "Dựng theo")), label
    assert "Mã hồ sơ" in texts["01"]
    assert "Mã hồ sơ" not in texts["02"]
    assert "Thành phần hồ sơ" not in texts["01"]
    assert "NGƯỜI NỘP HỒ SƠ" not in texts["03"]


def test_a_dossier_without_a_limit_says_why_instead_of_a_day():
    text = pdf.text(printed(samples.form01(due_at=None, no_limit_reason="Pháp luật không quy định thời hạn"), "01"))
    assert "Thời gian trả kết quả: Pháp luật không quy định thời hạn" in text


def test_forty_components_run_over_the_pages_with_their_head_and_none_is_lost():
    paper = printed(samples.form01(components=samples.many_components(40)), "01")
    pages = [pdf.text(paper, page=page) for page in range(1, pdf.page_count(paper) + 1)]
    assert len(pages) == 3
    assert [f"Giấy tờ số {n} " in " ".join(pages) for n in range(1, 41)] == [True] * 40
    assert [page.count("STT") for page in pages[:2]] == [1, 1]  # the head row is repeated
    numbers = [word for word in pdf.words(paper) if word.top < 34 and word.text.isdecimal()]
    assert [(word.page, word.text) for word in numbers] == [(2, "2"), (3, "3")]  # decree 30: none on page 1
    middle = (17 + 137) / 2 / 25.4 * 72
    assert all(abs((word.left + word.right) / 2 - middle) < 1 for word in numbers)
    assert "000.00.31.H24-261113-0017 · Trang 2/3" in pages[1]


def test_a_paper_is_set_closer_only_where_that_saves_a_page():
    owner = samples.form01(owner=samples.OLD_MAN, submitter_signs=False, result_at="Qua bưu chính công ích")
    plain, crowded = (pdf.words(printed(paper, "01")) for paper in (samples.form01(), owner))
    assert {word.page for word in crowded} == {1}
    heights = [next(w.bottom - w.top for w in words if w.text == "Bộ") for words in (plain, crowded)]
    assert heights[0] > heights[1]
    many = pdf.words(printed(samples.form01(components=samples.many_components(60)), "01"))
    assert next(w.bottom - w.top for w in many if w.text == "Bộ") == heights[0]  # four pages either way


# What is printed with names as long as they come: (times the name stands there, pages).
LONG_NAMES = {
    "01-ten-dai": (3, 2), "02-ten-dai": (1, 1), "03-ten-dai": (2, 1), "bien-nhan-ten-dai": (2, 2), "04-ten-dai": (2, 1),
    "05-ten-dai": (1, 2), "07-ten-dai": (12, 3), "ban-giao-ten-dai": (12, 2), "so-ket-qua-ten-dai": (30, 4),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG_NAMES)
def test_a_name_as_long_as_they_come_is_printed_whole_wherever_it_stands(name):
    every = {
        name: (form, paper) for name, form, paper in (*samples.all_samples(), *samples_of_the_office.all_samples())
    }
    form, paper = every[name]
    made = printed(paper, form)
    assert (pdf.text(made).count(samples.LONG.name), pdf.page_count(made)) == LONG_NAMES[name]


def test_a_long_name_leaves_what_stands_beside_it_on_the_paper():
    boxes = pdf.words(printed(samples.form03(submitter=samples.LONG, owner=samples.LONG), "03"))
    assert max(box.right for box in boxes) < 138 / 25.4 * 72
    assert [box.text for box in boxes].count("08/02/1991") == 2


@pytest.mark.parametrize("count", range(1, 26))
def test_the_signatures_never_stand_alone_on_a_page(count):
    paper = printed(samples.form01(components=samples.many_components(count)), "01")
    last = pdf.text(paper, page=pdf.page_count(paper))
    assert_in_order(last, "Thời gian trả kết quả:", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Phạm Quỳnh Ngọc")


@pytest.mark.parametrize("sentences", range(14, 62, 4))
def test_a_long_result_carries_some_of_its_text_to_the_page_of_the_signature(sentences):
    body = [
        Paragraph(f"Câu thứ {n} của nội dung xác nhận, đủ dài để chiếm hơn một dòng giấy.") for n in range(sentences)
    ]
    paper = printed(samples.result(body=body), "result")
    last = pdf.text(paper, page=pdf.page_count(paper))
    assert_in_order(last, f"Câu thứ {sentences - 1} của", "Đỗ Thị Ngọc Bích")


@pytest.mark.parametrize("sentences", range(20, 70, 4))
def test_one_very_long_paragraph_shares_its_last_lines_with_the_signature(sentences):
    said = "của nội dung xác nhận, đủ dài để chiếm hơn một dòng giấy."
    body = [Paragraph(" ".join(f"Câu thứ {n} {said}" for n in range(sentences)))]
    paper = printed(samples.result(body=body), "result")
    last = pdf.text(paper, page=pdf.page_count(paper))
    assert_in_order(last, f"thứ {sentences - 1} của", "Đỗ Thị Ngọc Bích")


@pytest.mark.parametrize("rows", range(6, 40, 3))
def test_a_table_that_ends_a_result_is_never_parted_from_its_signature(rows):
    table = Table(("STT", "Họ và tên"), [(str(n), f"Người thứ {n}") for n in range(1, rows + 1)], widths=(1, 5))
    paper = printed(samples.result(body=[Heading("Danh sách"), table]), "result")
    last = pdf.text(paper, page=pdf.page_count(paper))
    assert_in_order(last, "Họ và tên", f"Người thứ {rows}", "Đỗ Thị Ngọc Bích")  # with the head of its table
    assert pdf.text(paper).count("Họ và tên") == pdf.page_count(paper)


def test_a_result_with_nothing_in_its_body_or_its_table_is_still_a_paper():
    for body in ([], [Table(("STT", "Họ và tên"), [])], [samples.Fields([[("Ghi chú", "")]])]):
        assert "Đỗ Thị Ngọc Bích" in pdf.text(printed(samples.result(body=body), "result"))


def test_the_head_and_sizes_of_a_result_are_those_of_decree_30(tmp_path):
    runs = {run.text: run for run in pdf.pieces(printed(samples.result(sample=False), "result"), tmp_path)}
    national = runs["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    motto = runs["Độc lập - Tự do - Hạnh phúc"]
    place = runs["Cẩm Giang, ngày 05 tháng 02 năm 2026"]
    assert (national.family, motto.family, place.family) == ("Tinos-Bold", "Tinos-Bold", "Tinos-Italic")
    assert national.size in (12, 13)
    assert motto.size in (13, 14)
    assert place.size in (13, 14)
    assert min(run.left for run in (national, motto, place)) > (30 + 0.4 * 165) / 25.4 * 72  # the right 60 %
    assert runs["TM. ỦY BAN NHÂN DÂN"].family == "Tinos-Bold"
    assert runs["- Lưu: VT, HT."].size == 11
    boxes = pdf.words(printed(samples.result(sample=False), "result"))
    assert min(box.left for box in boxes) >= 30 / 25.4 * 72 - 0.5  # left margin 30-35 mm


def test_samples_carry_the_watermark_of_rule_2_52_and_real_papers_do_not(tmp_path):
    for _, form, paper in samples.all_samples():
        marks = [run for run in pdf.pieces(printed(paper, form), tmp_path) if run.text == "MẪU"]
        assert [mark.page for mark in marks] == list(range(1, pdf.page_count(printed(paper, form)) + 1))
        for mark in marks:
            assert mark.size == 16
            assert mark.family.endswith(("Bold", "SemiBold"))
            assert mark.top < 60
            assert mark.left > 148 / 2 * 72 / 25.4
    assert "MẪU" not in pdf.text(printed(samples.form01(sample=False), "01"))


def test_no_word_leaves_the_margins_of_any_sample():
    for name, form, paper in samples.all_samples():
        margin = template_for(form, DAY).settings["margin_mm"]
        width = 210 if form == "result" else 148
        for word in pdf.words(printed(paper, form)):
            assert word.left >= margin["left"] / 25.4 * 72 - 0.6, (name, word)
            assert word.right <= (width - margin["right"]) / 25.4 * 72 + 0.6, (name, word)


def test_stacked_capitals_never_touch_the_line_above():
    # Worst case: dots below on one line, hats with tones on the next.
    dots, hats = "Ậy Ộp Ệg Ự Ỵ Ọ Ạ Ụ Ẹ", "Ẫ Ễ Ỗ Ấ Ế Ố Ẩ Ể Ổ"
    unit = f"{dots} phường {hats[:7]}"
    paper = printed(samples.form01(head=samples.Head(superior=unit, issuer=unit, place="Ấp Bắc", issued_on=DAY)), "01")
    text = pdf.text(paper)
    assert text.count(f"{dots.upper()} PHƯỜNG {hats[:7]}") == 2
    for face, first in (("Tinos-Regular", 0), ("Tinos-Bold", 1)):
        above = [word for word in pdf.words(paper) if word.text == "ẬY"][first]
        below = [word for word in pdf.words(paper) if word.text == "PHƯỜNG"][first]
        assert below.top - above.top >= ink_height(face) * 9.5, face
    slip = printed(samples.receipt(files=[samples.file_line(f"{dots} {hats} " * 4, 1)]), "receipt")
    tops = sorted({word.top for word in pdf.words(slip) if word.text in ("Ẫ", "Ộp") and word.page == 1})
    assert len(tops) >= 3
    assert (
        min(low - high for high, low in pairwise(tops) if low - high > 1) >= ink_height("BeVietnamPro-SemiBold") * 9.5
    )


def ink_height(face: str) -> float:
    """From the lowest dot of one line to the highest tone of the next, in em."""
    font = ImageFont.truetype(letters.FONTS / f"{face}.ttf", 1000)
    return (font.getbbox("ẬỘỆỤỴgpqy", anchor="ls")[3] - font.getbbox("ẪỄỖẤỐẾẨỔỂ", anchor="ls")[1]) / 1000


def test_a_promise_and_a_reason_for_none_exclude_each_other():
    with pytest.raises(ValueError, match="exactly one"):
        samples.form01(no_limit_reason="Không có thời hạn")
    with pytest.raises(ValueError, match="exactly one"):
        samples.form01(due_at=None)


def test_papers_refuse_what_would_print_nonsense():
    with pytest.raises(ValueError, match="time zone"):
        samples.form01(made_at=datetime(2026, 11, 13, 16, 5)).as_data()
    with pytest.raises(ValueError, match="time zone"):
        samples.form01(received_at=datetime(2026, 11, 13, 16, 5)).as_data()
    with pytest.raises(ValueError, match="birth date"):
        Party(name="A", born="13/11/1990").data()
    with pytest.raises(ValueError, match="day"):
        Party(name="A", born="1990-02-30").data()
    with pytest.raises(ValueError, match="sha256"):
        samples.FileLine(name="x", sha256="7F3A")
    with pytest.raises(ValueError, match="single point"):
        samples.form02(items=[])
    with pytest.raises(ValueError, match="one cell a column"):
        Table(("a", "b"), [("1",)])
