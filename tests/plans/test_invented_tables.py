"""Tables of invented tasks, laid out at random in ways a copy of a PDF has: leads and times are found again."""

from __future__ import annotations

import random

import pytest

from motcua.plans.compiler import compile_bytes
from motcua.plans.compiler.dates import when
from motcua.plans.compiler.headings import Column
from motcua.plans.compiler.paper import Cell
from motcua.plans.compiler.tables import Grid

from .variants import Parts, as_text

HEADS = {
    "text": "Nội dung công việc",
    "lead": "Đơn vị chủ trì",
    "partner": "Đơn vị phối hợp",
    "product": "Sản phẩm",
    "time": "Thời gian thực hiện",
}
ORDERS = (
    ("text", "lead", "partner", "time"),
    ("text", "lead", "partner", "product", "time"),
    ("text", "time", "lead", "partner"),
    ("text", "lead", "time"),
    ("text", "lead", "partner", "time", "product"),
)
POOLS = {
    "text": (
        "Tổ chức ra quân vệ sinh môi trường tại các khu dân cư và tuyến đường liên thôn",
        "Kiểm tra an toàn thực phẩm tại các cơ sở kinh doanh, dịch vụ ăn uống trên địa bàn xã",
        "Rà soát hộ nghèo, hộ cận nghèo theo chuẩn mới; cập nhật danh sách lên hệ thống",
        "Phối hợp với Sở Nông nghiệp và Môi trường triển khai mô hình sản xuất lúa chất lượng cao",
        "Tuyên truyền phòng, chống cháy nổ; vận động mỗi hộ trang bị 01 bình chữa cháy.",
        "Nâng cấp đường giao thông nông thôn theo kế hoạch đầu tư công trung hạn",
        "Kiện toàn Ban Chỉ đạo và phân công thành viên phụ trách địa bàn",
        "Lập hồ sơ đề nghị công nhận xã đạt chuẩn nông thôn mới nâng cao",
        "Bố trí máy tính, máy quét tại Bộ phận Một cửa để người dân tự nộp hồ sơ",
        "Sơ kết 6 tháng, tổng kết năm thực hiện Kế hoạch",
    ),
    "lead": (
        "Công an xã",
        "Trạm Y tế xã",
        "Hội Nông dân xã",
        "Đ/c Phó Chủ tịch UBND xã",
        "Phòng Văn hóa - Xã hội; Trạm Y tế",
        "Công chức Địa chính - Xây dựng",
        "Ban Chỉ huy Quân sự xã",
        "Các trường học trên địa bàn",
        "Trung tâm Cung ứng dịch vụ công",
        "Đoàn Thanh niên Cộng sản Hồ Chí Minh xã",
        "Tổ giúp việc Ban Chỉ đạo",
        "Ngân hàng Chính sách xã hội",
        "Quỹ Tín dụng nhân dân",
        "Văn phòng HĐND và UBND xã",
        "Ban Công tác Mặt trận",
    ),
    "partner": (
        "Các thôn",
        "Mặt trận Tổ quốc và các đoàn thể xã",
        "Phòng Kinh tế, các thôn, hợp tác xã",
        "Công an xã; Ban Chỉ huy Quân sự xã",
        "",
        "Hạt Kiểm lâm khu vực",
        "Điện lực khu vực",
        "Các ngành có liên quan",
    ),
    "product": (
        "Kế hoạch, báo cáo",
        "Biên bản kiểm tra",
        "Danh sách được phê duyệt",
        "Mô hình",
        "Tờ trình",
        "Quyết định của UBND xã",
        "",
    ),
    "time": (
        "Tháng 3/2026",
        "Quý II/2026",
        "Thường xuyên",
        "Trước ngày 15/11/2026",
        "Hằng quý",
        "Trong năm 2026",
        "Cả năm",
        "Theo kế hoạch của tỉnh",
        "Quý III, IV/2026",
        "6 tháng đầu năm 2026",
        "Xong trong tháng 6/2026",
    ),
}


def invented(seed: int) -> tuple[Grid, bytes]:
    """Return a table of chance and the paper that holds it, in one of the ways tables come out of a PDF."""
    dice = random.Random(seed)
    kinds = dice.choice(ORDERS)
    rows, number = [], 0
    for group in ("I", "II", "III")[: dice.randint(1, 3)]:
        rows.append((Cell(group, 1), (Cell("Lĩnh vực được giao", 1), *(Cell("", 0) for _ in kinds[1:]))))
        for _ in range(dice.randint(2, 5)):
            number += 1
            rows.append((Cell(str(number), 1), tuple(Cell(dice.choice(POOLS[kind]), 1) for kind in kinds)))
    grid = Grid(tuple(Column(kind, HEADS[kind]) for kind in kinds), tuple(rows), 1)
    body = ["Căn cứ tình hình thực tế, UBND xã ban hành Kế hoạch như sau:", "I. MỤC TIÊU", "- Giảm 2% hộ nghèo."]
    head = ["UBND XÃ PHÚ LỢI", "KẾ HOẠCH", "Phát triển kinh tế - xã hội năm 2026"]
    parts = Parts(head, body, ["Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Nguyễn Văn Nam"], [], [grid])
    table, gap = dice.choice((("cells", 0), ("cells", 1), ("layout", 0), ("centred", 0), ("blocks", 0), ("saved", 0)))
    return grid, as_text(parts, width=dice.choice((80, 120)), gap=gap, table=table).encode()


@pytest.mark.parametrize("start", [0, 100, 200])
def test_leads_and_times_of_invented_tables_are_found_again(start):
    right = wanted = 0
    for seed in range(start, start + 6):
        grid, paper = invented(seed)
        kinds = [column.kind for column in grid.columns]
        found = {task.no.split(".")[-1]: task for task in compile_bytes(paper, "a.txt").tasks}
        for no, cells in grid.rows:
            if not no.text.isdigit():
                continue
            row = dict(zip(kinds, (cell.text for cell in cells), strict=True))
            time = when(row["time"], year=2026)
            task = found.get(no.text)
            wanted += 1
            right += bool(
                task
                and (task.lead or "").replace(" ", "") == row["lead"].replace(" ", "")
                and (task.due, task.due_month, task.recurrence) == (time.due, time.due_month, time.recurrence)
            )
    assert right >= 0.97 * wanted
