"""All of a report as tables of plain values, each column with its meaning: what spreadsheets and CSV hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from motcua.monitoring.figures import Figure
from motcua.plans.reporting.appendices import STATES
from motcua.plans.reporting.model import Material

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """One column: its key in CSV, what it is called, what it means, its width in letters."""

    key: str
    label: str
    meaning: str
    width: int = 14


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook and one CSV file; every row has one value a column."""

    key: str
    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class MeasureWords:
    """How a figure is counted, in words, for its row."""

    formula: str
    rule: str


_PLACE = (
    Column("unit", "Đơn vị", "Đơn vị mà số liệu nói về", 28),
    Column("period", "Kỳ", "Kỳ báo cáo: năm-tháng, năm-quý, năm, hoặc từ ngày..đến ngày", 12),
)
_FIGURE = (
    Column("key", "Mã số liệu", "Khóa không đổi của số liệu, dùng khi ghép các tệp", 24),
    Column("name", "Số liệu", "Tên số liệu", 44),
    Column(
        "value", "Giá trị", "Giá trị; để trống khi không phát sinh hoặc chưa có nguồn dữ liệu. Tỷ lệ từ 0 đến 100", 12
    ),
    Column("measure", "Đơn vị tính", "%, hồ sơ, phút, giờ, điểm", 10),
    Column("numerator", "Tử số", "Số đếm ở tử số; để trống với số trung bình", 10),
    Column("denominator", "Mẫu số", "Số đếm ở mẫu số; với số trung bình là số hồ sơ đo được", 10),
)


def tables(
    of: Material, how: Mapping[str, MeasureWords], months: Sequence[tuple[str, Mapping[str, Figure]]]
) -> list[Table]:
    """Return every table of a report, its dictionary last. `months`: figures of the twelve months up to the period."""
    made = [_figures(of, how), _months(of, months), _procedures(of), _targets(of), _tasks(of), _matters(of)]
    return [*made, _dictionary(made)]


def _figures(of: Material, how: Mapping[str, MeasureWords]) -> Table:
    columns = (
        *_PLACE, *_FIGURE,
        Column("before", "Kỳ trước", "Giá trị của kỳ liền trước cùng độ dài", 12),
        Column("median", "Trung vị", "Trung vị, chỉ với số trung bình", 10),
        Column("p90", "Phân vị 90", "Chín phần mười số hồ sơ không vượt quá mức này", 10),
        Column("formula", "Cách tính", "Hồ sơ nào ở tử số, hồ sơ nào ở mẫu số", 60),
        Column("source", "Nguồn", "Quy tắc, văn bản làm căn cứ tính", 26),
        Column("no_source", "Vì sao chưa có", "Lý do chưa có nguồn dữ liệu", 30),
        Column("standing", "Tình trạng", "da-chot: số của tháng đã chốt, ký số; tinh-lai: tính tại thời điểm lập", 12),
    )  # fmt: skip
    standing = "da-chot" if of.standing.closed_at else "tinh-lai"
    rows = []
    for key, figure in of.figures.items():
        words = how.get(key, MeasureWords("", ""))
        before = (of.before or {}).get(key)
        rows.append(
            (*_place(of), *_of(key, figure), before.value if before else None, figure.median, figure.p90,
             words.formula, words.rule, figure.no_source, standing)
        )  # fmt: skip
    return Table("so-lieu", "Số liệu", columns, rows)


def _months(of: Material, months: Sequence[tuple[str, Mapping[str, Figure]]]) -> Table:
    rows = [(of.unit, month, *_of(key, figure)) for month, told in months for key, figure in told.items()]
    return Table("theo-thang", "Theo tháng", (*_PLACE, *_FIGURE), rows)


def _procedures(of: Material) -> Table:
    columns = (
        *_PLACE,
        Column("procedure", "Mã thủ tục", "Mã số thủ tục hành chính", 12),
        Column("title", "Thủ tục", "Tên thủ tục", 50),
        Column("field", "Lĩnh vực", "Lĩnh vực theo quyết định công bố", 24),
        Column("received", "Tiếp nhận", "Hồ sơ được tiếp nhận (hoặc bị từ chối tiếp nhận) trong kỳ"),
        Column("online", "Trực tuyến", "Trong đó nộp trực tuyến"),
        Column("ended", "Kết thúc", "Trong đó đã kết thúc"),
        Column("late", "Quá hạn", "Trong đó quá hạn theo cách tính của chỉ số 2.1"),
        Column("rated", "Được đánh giá", "Trong đó người nộp đã đánh giá"),
        Column("satisfied", "Hài lòng", "Trong đó đánh giá hài lòng"),
    )
    rows = [
        (*_place(of), row.code, row.title, row.field, row.received, row.online, row.ended, row.late, row.rated,
         row.satisfied)
        for row in sorted(of.procedures, key=lambda row: (-row.received, row.title))
    ]  # fmt: skip
    return Table("theo-thu-tuc", "Theo thủ tục", columns, rows)


_PLAN = (
    Column("plan", "Kế hoạch", "Số của kế hoạch; tên nếu văn bản không ghi số", 20),
    Column("no", "Mục", "Số mục trong kế hoạch", 8),
)


_UNBOUND: tuple[Value, ...] = ("", None, "", None, None)


def _targets(of: Material) -> Table:
    columns = (
        *_PLACE, *_PLAN,
        Column("text", "Chỉ tiêu", "Nội dung chỉ tiêu như văn bản ghi", 60),
        Column("op", "So sánh", ">=, <=, =, <, >", 8),
        Column("target", "Mức giao", "Mức đang áp dụng cho đơn vị", 10),
        Column("target_measure", "Đơn vị của mức", "Đơn vị tính như văn bản ghi", 12),
        Column("due", "Thời hạn", "Ngày phải đạt", 12),
        Column("span", "Thời gian tính", "Khoảng thời gian của kết quả", 32),
        *_FIGURE,
        Column("state", "Đánh giá", "Đạt, chưa đạt, hoặc vì sao chưa so sánh được", 20),
    )  # fmt: skip
    rows = [
        (*_place(of), line.plan.number or line.plan.title, line.no, line.text, line.op, line.value, line.measure,
         line.due_on, line.period, *(_of(line.key, line.figure) if line.figure else (line.key, *_UNBOUND)),
         STATES[line.state])
        for line in of.targets
    ]  # fmt: skip
    return Table("chi-tieu", "Chỉ tiêu", columns, rows)


def _tasks(of: Material) -> Table:
    columns = (
        *_PLACE, *_PLAN,
        Column("text", "Nhiệm vụ", "Nội dung nhiệm vụ như văn bản ghi", 60),
        Column("lead", "Chủ trì", "Cơ quan chủ trì như văn bản ghi", 28),
        Column("owner", "Người thực hiện", "Người được phân công", 24),
        Column("product", "Sản phẩm", "Sản phẩm như văn bản ghi", 28),
        Column("state", "Tình trạng", "Tình trạng vào ngày cuối kỳ", 16),
        Column("percent", "Tiến độ (%)", "Phần trăm đã báo cáo của lần đang làm", 10),
        Column("times", "Kỳ đã xong", "Số lần đã xong trên tổng số lần, với nhiệm vụ định kỳ", 12),
        Column("counted", "Số lượng", "Đã làm trên tổng số, nếu nhiệm vụ có đếm", 16),
        Column("due", "Thời hạn", "Hạn của lần đang làm", 12),
        Column("closed", "Ngày kết thúc", "Ngày kết thúc lần gần nhất", 12),
        Column("reason", "Lý do", "Lý do không hoàn thành", 30),
        Column("budget", "Nguồn kinh phí", "Dòng ngân sách", 24),
        Column("budget_amount", "Kinh phí (đồng)", "Dự toán, đồng", 16),
    )  # fmt: skip
    rows = [
        (*_place(of), line.plan.number or line.plan.title, line.no, line.text, line.lead, line.owner, line.product,
         STATES[line.state], line.percent, line.times, line.counted, line.due_on, line.closed_on, line.reason,
         line.budget, line.budget_amount)
        for line in of.tasks
    ]  # fmt: skip
    return Table("nhiem-vu", "Nhiệm vụ", columns, rows)


def _matters(of: Material) -> Table:
    columns = (
        *_PLACE,
        Column("kind", "Loại", "Khó khăn hoặc đề xuất", 12),
        Column("task", "Nhiệm vụ", "Nhiệm vụ được nói đến", 50),
        Column("text", "Nội dung", "Nguyên văn", 60),
        Column("by", "Người nêu", "Họ tên, chức danh", 28),
        Column("on", "Ngày nêu", "Ngày nêu", 12),
        Column("answer", "Trả lời", "Trả lời, nếu có", 40),
    )
    named = {"difficulty": "Khó khăn", "proposal": "Đề xuất"}
    rows = [(*_place(of), named[one.kind], one.task, one.text, one.by, one.at.date(), one.answer) for one in of.matters]
    return Table("kho-khan-de-xuat", "Khó khăn, đề xuất", columns, rows)


def _dictionary(made: Sequence[Table]) -> Table:
    columns = (
        Column("table", "Bảng", "Tên bảng, cũng là tên tệp CSV", 20),
        Column("column", "Cột", "Tên cột trong tệp CSV", 18),
        Column("label", "Nhãn", "Tên cột trong bảng tính", 24),
        Column("meaning", "Ý nghĩa", "Cột nói gì", 80),
    )
    rows = [(table.key, column.key, column.label, column.meaning) for table in made for column in table.columns]
    return Table("tu-dien", "Từ điển", columns, rows)


def _place(of: Material) -> tuple[str, str]:
    return of.unit, of.period.key


def _of(key: str, figure: Figure) -> tuple[Value, ...]:
    return key, figure.name, figure.value, figure.unit, figure.numerator, figure.denominator


def plain(value: Value) -> str:
    """Write a value as CSV holds it: numbers with a point, days as ISO.

    >>> plain(Decimal("98.36")), plain(1284), plain(None), plain(date(2026, 10, 31))
    ('98.36', '1284', '', '2026-10-31')
    """
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
