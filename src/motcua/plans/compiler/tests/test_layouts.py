"""Tables in the layouts paper comes in: shared cells, titles over all columns, numbers in the text, torn rows."""

from __future__ import annotations

from motcua.plans.compiler import Compiled, compile_bytes, compile_paper
from motcua.plans.compiler.paper import Cell, Line, Paper, Table
from motcua.plans.compiler.readers.ruling import Segment, ruled_tables

HEAD = "KẾ HOẠCH\nChăm sóc cây xanh năm 2026\nUBND xã ban hành Kế hoạch như sau:\nI. MỤC TIÊU\n- Trồng 500 cây.\n"


def told(plan: Compiled) -> list[tuple[str, str | None, str | None]]:
    return [(t.no, t.lead, t.due.isoformat() if t.due else t.due_month or t.recurrence) for t in plan.tasks]


def kept(table: str) -> Compiled:
    return compile_bytes(f"{HEAD}Nơi nhận:\n- Lưu: VT.\n\nPhụ lục\n\n{table}".encode(), "a.txt")


def test_a_lead_in_the_middle_of_two_rows_is_of_both():
    plan = kept(
        "TT             Nhiệm vụ               Cơ quan chủ trì      Thời hạn\n"
        "      Rà soát cây già cỗi dọc các\n"
        "1                                                        Tháng 3/2026\n"
        "      tuyến đường chính\n"
        "                                       Phòng Kinh tế\n"
        "      Trồng bổ sung cây bóng mát tại\n"
        "2                                                        Tháng 4/2026\n"
        "      trường học và trạm y tế\n"
        "      Vận động người dân chăm sóc cây\n"
        "3                                       Hội Nông dân      Hằng quý\n"
        "      trước cửa nhà\n"
    )
    assert told(plan) == [
        ("1", "Phòng Kinh tế", "2026-03"),
        ("2", "Phòng Kinh tế", "2026-04"),
        ("3", "Hội Nông dân", "quarterly"),
    ]
    assert plan.tasks[1].text == "Trồng bổ sung cây bóng mát tại trường học và trạm y tế"


def test_cells_that_run_into_each_other_are_parted_where_bodies_begin():
    plan = kept(
        "                                                                                 Thời gian hoàn\n"
        "STT            Nhiệm vụ                 Cơ quan chủ trì     Cơ quan phối hợp\n"
        "                                                                                     thành\n"
        "A    CHĂM SÓC CÂY XANH DỌC CÁC TUYẾN ĐƯỜNG TRONG TOÀN XÃ VÀ CÁC KHU DÂN CƯ MỚI\n"
        "1    Kiểm tra cây trước mùa mưa bão tại Văn phòng HĐND và Các thôn, Công an xã   Trước 30/5/2026\n"
        "     khu dân cư                        UBND xã\n"
        "2    Cắt tỉa cành khô                  Phòng Kinh tế       Điện lực khu vực      Thường xuyên\n"
    )
    assert told(plan) == [("A.1", "Văn phòng HĐND và UBND xã", "2026-05-30"), ("A.2", "Phòng Kinh tế", "continuous")]
    assert plan.tasks[0].partners == ("Các thôn", "Công an xã")


def test_a_table_inside_a_section_ends_where_the_next_chapter_begins():
    plan = compile_bytes(
        (
            HEAD + "II. NHIỆM VỤ\nPhân công cụ thể như sau:\n"
            "TT   Nhiệm vụ                 Chủ trì            Bắt đầu    Hoàn thành\n"
            "1    Ươm cây giống            Phòng Kinh tế      2/2026     Tháng 4/2026\n"
            "2    Trồng cây                Các thôn           4/2026     30/6/2026\n"
            "III. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế: theo dõi, đôn đốc các thôn.\n"
        ).encode(),
        "a.txt",
    )
    assert told(plan) == [("II.1", "Phòng Kinh tế", "2026-04"), ("II.2", "Các thôn", "2026-06-30")]
    assert [duty.unit for duty in plan.responsibilities] == ["Phòng Kinh tế"]


def test_the_year_before_is_no_target_and_a_unit_is_the_columns_word():
    plan = kept(
        "TT   Chỉ tiêu                 Đơn vị tính    Thực hiện năm 2025    Kế hoạch năm 2026\n"
        "1    Cây trồng mới            khóm           300                   ≥ 500\n"
        "2    Tỷ lệ cây sống           %              85                    95 trở lên\n"
    )
    wanted = [(int(t.value), t.op, t.unit) for t in plan.targets if t.no in ("1", "2")]
    assert wanted == [(500, ">=", "khóm"), (95, ">=", "%")]


def test_numbers_may_stand_in_the_cell_of_the_task():
    rows = [
        ("Nội dung", "Đơn vị chủ trì", "Thời gian"),
        ("1. Cây xanh", "", ""),
        ("- Trồng cây đầu xuân", "Đoàn Thanh niên", "Tháng 2/2026"),
        ("2. Vệ sinh", "", ""),
        ("- Quét dọn đường làng", "Hội Phụ nữ", "Hằng tháng"),
    ]
    lines = [Line(n, text, is_whole=True) for n, text in enumerate(HEAD.splitlines(), start=1)]
    table = Table(tuple(tuple(Cell(text, 10 + n) for text in row) for n, row in enumerate(rows)), 10)
    plan = compile_paper(Paper("docx", [*lines, Line(7, "II. NHIỆM VỤ", is_whole=True), table]))
    assert told(plan) == [("II.1", "Đoàn Thanh niên", "2026-02"), ("II.2", "Hội Phụ nữ", "monthly")]


def test_a_row_that_goes_on_overleaf_is_closed_by_the_end_of_its_uprights():
    levels = [Segment(0, 100, y, y) for y in (100.0, 80.0)]
    uprights = [Segment(x, x, 40.0, 100.0) for x in (0.0, 50.0, 100.0)]
    (table,) = ruled_tables([*levels, *uprights])
    assert (table.width, table.height) == (2, 2)
