"""The grammar of plans by small pieces: names of bodies, times, amounts, papers cited, broken lines."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.plans.compiler.amounts import amounts_in
from motcua.plans.compiler.citations import citations_in
from motcua.plans.compiler.dates import when
from motcua.plans.compiler.headings import split_head
from motcua.plans.compiler.leads import heading_body, names_of, partners_in
from motcua.plans.compiler.paper import Line
from motcua.plans.compiler.paragraphs import Paragraph, join
from motcua.plans.compiler.rows import follows
from motcua.plans.compiler.subjects import lead_in
from motcua.plans.compiler.words import fold, number


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Các sở, ban, ngành; UBND xã, phường", ("Các sở, ban, ngành", "UBND xã, phường")),
        ("Phòng Văn hóa, Khoa học và Thông tin; Công an xã", ("Phòng Văn hóa, Khoa học và Thông tin", "Công an xã")),
        ("Văn phòng HĐND & UBND xã", ("Văn phòng HĐND & UBND xã",)),
        ("Ban quản lý các ấp, Tổ công nghệ số cộng đồng", ("Ban quản lý các ấp", "Tổ công nghệ số cộng đồng")),
        (
            "Ủy ban Mặt trận Tổ quốc Việt Nam xã và các đoàn thể",
            ("Ủy ban Mặt trận Tổ quốc Việt Nam xã", "các đoàn thể"),
        ),
        ("Sở Khoa học và Công nghệ Văn phòng UBND tỉnh", ("Sở Khoa học và Công nghệ", "Văn phòng UBND tỉnh")),
        ("Thuế cơ sở 3; Kho bạc Nhà nước khu vực", ("Thuế cơ sở 3", "Kho bạc Nhà nước khu vực")),
    ],
)
def test_a_list_of_bodies_is_cut_where_a_name_begins(text, names):
    assert names_of(text) == names


@pytest.mark.parametrize(
    ("text", "due", "month", "turn"),
    [
        ("Trước 25/6/2026", date(2026, 6, 25), None, None),
        ("Quý III, IV/2026", None, "2026-12", None),
        ("Từ ngày 01/3/2026 đến ngày 30/6/2026", date(2026, 6, 30), None, None),
        ("Tháng 3 - tháng 5/2026", None, "2026-05", None),
        ("Thường xuyên, cao điểm từ ngày 01/7/2026", None, None, "continuous"),
        ("6 tháng đầu năm 2026", None, "2026-06", None),
        ("Trong năm", None, "2026-12", None),
        ("Quý I", None, "2026-03", None),
        ("Trước ngày 15/12 hằng năm", None, None, "yearly"),
        ("Theo hướng dẫn của cấp trên", None, None, None),
        ("Tháng 8/2026 (đã giao tại Quyết định số 15 ngày 17/6/2026)", None, "2026-08", None),
        ("ngày 31/02/2026", None, None, None),
    ],
)
def test_a_time_is_read_as_the_last_day_it_leaves(text, due, month, turn):
    read = when(text, year=2026)
    assert (read.due, read.due_month, read.recurrence) == (due, month, turn)


def test_done_is_only_what_is_done_as_a_whole():
    assert when("(Đã ban hành Kế hoạch số 110/KH-UBND ngày 23/4/2026)").status == "done"
    assert when("Đã thực hiện một phần; tiếp tục thực hiện theo hướng dẫn").status is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đạt từ 98% trở lên", [("98", ">=", "%")]),
        ("trên 95,5%", [("95.5", ">", "%")]),
        ("từ 70 đến 75%", [("70", ">=", "%")]),
        ("15 - 20%", [("15", ">=", "%")]),
        ("không quá 03 ngày làm việc", [("3", "<=", "ngày làm việc")]),
        ("tối thiểu hai lớp tập huấn", [("2", ">=", "lớp")]),
        ("mỗi thôn có ít nhất 01 điểm wifi", [("1", ">=", "điểm/thôn")]),
        ("phải đáp ứng tối thiểu cấp độ 3", [("3", ">=", "cấp độ")]),
        ("tài khoản định danh mức độ 2", []),
        ("khoản 3 Điều 13 Thông tư số 21/2023/TT-BTTTT ngày 31/12/2023", []),
        ("chính quyền địa phương 02 cấp", []),
        ("(03 nhóm tiêu chí trên phụ thuộc hệ thống của tỉnh)", []),
    ],
)
def test_an_amount_is_value_comparison_and_unit(text, found):
    assert [(str(a.value), a.op, a.unit) for a in amounts_in(text)] == found


@given(value=st.integers(0, 10**9))
def test_numbers_are_read_as_vietnamese_papers_write_them(value):
    assert number(f"{value:,}".replace(",", ".")) == value


@given(text=st.text(max_size=80))
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Giao Phòng Kinh tế tổng hợp nhu cầu kinh phí.", "Phòng Kinh tế"),
        ("Trung tâm Dịch vụ tổng hợp chủ trì, phối hợp với các trường học.", "Trung tâm Dịch vụ tổng hợp"),
        ("Cập nhật danh mục. Văn phòng HĐND và UBND chủ trì.", "Văn phòng HĐND và UBND"),
        ("Biên soạn tờ rơi (Phòng Văn hóa - Xã hội chủ trì).", "Phòng Văn hóa - Xã hội"),
        ("Tổ chức thực hiện nghiêm túc Kế hoạch.", None),
        ("Ban hành kế hoạch hành động.", None),
        ("Báo cáo kết quả trước ngày 15.", None),
        ("Trường hợp vướng mắc thì phản ánh.", None),
        ("Xã hội hóa nguồn lực.", None),
        ("Cán bộ, công chức phải gương mẫu.", None),
        ("Ban Vận động ngày hội đọc sách kiểm tra tại các thôn.", "Ban Vận động ngày hội đọc sách"),
        ("Tổ công nghệ số cộng đồng các thôn chủ trì.", "Tổ công nghệ số cộng đồng các thôn"),
        ("Hằng tháng, Phòng Kinh tế công bố kết quả.", "Phòng Kinh tế"),
        ("Chế độ báo cáo: Các thôn, đơn vị báo cáo kết quả.", "Các thôn, đơn vị"),
        ("Công an xã dừng tiếp nhận hồ sơ giấy.", "Công an xã"),
        ("UBND xã giao Phòng Kinh tế lập dự toán.", "Phòng Kinh tế"),
        ("Giao Phòng Kinh tế lo kinh phí, Trung tâm Văn hóa lắp đặt.", "Phòng Kinh tế; Trung tâm Văn hóa"),
        ("Giao Công an xã chủ trì, phối hợp với Hội Nông dân, Đoàn Thanh niên thực hiện.", "Công an xã"),
        ("Tổng kết chiến dịch (Văn phòng Sở; trước ngày 30/6/2026).", "Văn phòng Sở"),
        ("Các trường tiểu học, trung học cơ sở hướng dẫn phụ huynh.", "Các trường tiểu học, trung học cơ sở"),
    ],
)
def test_who_leads_is_a_body_that_does_something(text, lead):
    found = lead_in(text)
    assert (found.text if found else None) == lead


def test_partners_end_where_the_work_begins():
    assert partners_in("Phối hợp với Sở Nội vụ, các đơn vị liên quan triển khai tập huấn.") == (
        "Sở Nội vụ",
        "các đơn vị liên quan",
    )
    assert partners_in("Phối hợp chặt chẽ trong thực hiện.") == ()


def test_a_heading_names_its_body_without_courtesy():
    assert heading_body("Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam xã:") == ("Ủy ban Mặt trận Tổ quốc Việt Nam xã", "")
    assert heading_body("VĂN PHÒNG HĐND VÀ UBND XÃ") == ("VĂN PHÒNG HĐND VÀ UBND XÃ", "")
    assert heading_body("TỔ CHỨC THỰC HIỆN") is None


def test_a_paper_cited_has_number_day_issuer_and_title():
    text = (
        "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực hiện thủ tục hành chính; "
        "Kế hoạch số 25-KH/ĐU ngày 24/10/2025 của Ban Thường vụ Đảng ủy; Luật Giao dịch điện tử ngày 22/6/2023"
    )
    found = citations_in([Paragraph(text, 4)])
    assert [(b.kind, b.number, b.date, b.issuer) for b in found] == [
        ("Nghị định", "118/2025/NĐ-CP", date(2025, 6, 9), "Chính phủ"),
        ("Kế hoạch", "25-KH/ĐU", date(2025, 10, 24), "Ban Thường vụ Đảng ủy"),
        ("Luật", None, date(2023, 6, 22), None),
    ]
    assert (found[0].title, found[2].title) == ("về thực hiện thủ tục hành chính", "Luật Giao dịch điện tử")


def test_a_head_that_lost_its_lines_is_cut_into_columns():
    head = "STT Nội dung nhiệm vụ Đơn vị chủ trì Đơn vị, cơ quan phối hợp Sản phẩm, kết quả Thời gian thực hiện Ghi chú"
    assert [c.kind for c in split_head(head) or []] == ["no", "text", "lead", "partner", "product", "time", "note"]
    assert split_head("TT Họ và tên Ngày sinh") is None


def test_a_row_begins_with_the_next_number_only():
    assert follows("2", ["I", "1"])
    assert not follows("4", ["I", "1"])
    assert not follows("1.3", ["1", "1.1"])
    assert follows("đ", ["a", "b", "c", "d"])


def test_a_dash_inside_a_broken_name_begins_no_paragraph():
    lines = [
        Line(1, "Các đơn vị gửi báo cáo kết quả thực hiện hằng tháng về Phòng Văn hóa"),
        Line(2, "- Xã hội để tổng hợp, trình Ủy ban nhân dân xã xem xét giai đoạn 2024"),
        Line(3, "- 2025 theo quy định."),
        Line(4, "- Các thôn niêm yết công khai."),
    ]
    joined = join(lines, set())
    assert [p.line for p in joined] == [1, 4]
    assert joined[0].line_at(joined[0].text.index("2025 theo")) == 3
