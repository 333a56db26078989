"""The tables of a report: the small one in its text and those behind the signature. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from motcua.monitoring.figures import Figure
from motcua.plans.data_files import told
from motcua.plans.reporting import sentences, words
from motcua.plans.reporting.model import Appendix, Grid, Material, Part, TargetLine, TaskLine
from motcua.plans.reporting.sentences import Goal

STATES = {
    "met": "Đạt",
    "missed": "Chưa đạt",
    "no_cases": "Không phát sinh",
    "no_source": "Chưa có nguồn dữ liệu",
    "other_unit": "Khác đơn vị tính",
    "unbound": "Không gắn số liệu",
    "ahead": "Chưa đến kỳ",
    "done": "Đã hoàn thành",
    "doing": "Đang thực hiện",
    "open": "Chưa bắt đầu",
    "late": "Quá hạn",
    "not_done": "Không hoàn thành",
}
_ROMAN = ("I", "II", "III", "IV")


def main_grid(of: Material, goals: Mapping[str, Goal]) -> Grid:
    """Return the small table: what matters most, now, before, and against its target."""
    rows = []
    for key in told("report")["main_figures"]:
        figure = of.figures.get(key)
        if figure is None:
            continue
        goal = goals.get(key)
        rows.append(
            (
                "Điểm Bộ chỉ số 766" if key == "index766.total" else figure.name,
                words.value_of(figure),
                _was(of, key),
                words.DASH if of.is_running and figure.kind == "count" else words.moved(figure, _before(of, key)),
                words.asked(goal.op, goal.value, figure.unit) if goal else words.DASH,
                words.DASH
                if goal is None or figure.value is None
                else words.begun(sentences.against_goal(figure, goal).partition(",")[0].partition(" chỉ tiêu")[0]),
            )
        )
    return Grid(
        ("Nội dung", "Kết quả", "Kỳ trước", "Tăng, giảm", "Chỉ tiêu", "Đánh giá"), rows, (34, 17, 16, 12, 12, 12),
        (1, 2, 3, 4),
    )  # fmt: skip


def appendices(of: Material) -> list[Appendix]:
    """Return the tables behind the signature, those that have rows, numbered."""
    made: list[tuple[str, list[Part]]] = [("Số liệu chi tiết", _figures(of))]
    if of.procedures:
        made.append(("Hồ sơ theo thủ tục hành chính", [Part("", (), _procedures(of))]))
    if of.targets:
        made.append(("Kết quả thực hiện chỉ tiêu kế hoạch", [Part("", (), target_grid(of.targets))]))
    if of.tasks:
        made.append(("Kết quả thực hiện nhiệm vụ kế hoạch", [Part("", (), task_grid(of.tasks))]))
    about = f"(Kèm theo Báo cáo của {of.unit} về {words.span(of.period)})"
    return [Appendix(f"Phụ lục {_ROMAN[n]}", f"{title}\n{about}", parts) for n, (title, parts) in enumerate(made)]


def _figures(of: Material) -> list[Part]:
    parts = []
    for name, all_ in of.groups:
        keys = [key for key in all_ if key in of.figures]
        if not keys:
            continue
        rows = [(str(n), *_figure(of, of.figures[key])) for n, key in enumerate(keys, start=1)]
        grid = Grid(
            ("STT", "Số liệu", "Kết quả", "Tử số/mẫu số", "Kỳ trước", "Tăng, giảm"), rows, (5, 46, 19, 12, 19, 9),
            (2, 3, 4, 5),
        )  # fmt: skip
        parts.append(Part(name, (), grid))
    return parts


def _figure(of: Material, one: Figure) -> tuple[str, ...]:
    # A number of dossiers of a month that still runs is not held against a whole one.
    moved = words.DASH if of.is_running and one.kind == "count" else words.moved(one, _before(of, one.key))
    return one.name, words.value_of(one), words.made_of(one), _was(of, one.key), moved


def _procedures(of: Material) -> Grid:
    order = sorted(of.procedures, key=lambda row: (-row.received, row.title))
    rows = [
        (str(n), row.title, row.code, *(words.amount(v) for v in (row.received, row.online, row.ended, row.late)),
         f"{words.amount(row.satisfied)}/{words.amount(row.rated)}" if row.rated else words.DASH)
        for n, row in enumerate(order, start=1)
    ]  # fmt: skip
    rows.append(
        ("", "Cộng", "", *(words.amount(sum(getattr(row, k) for row in order)) for k in ("received", "online", "ended",
         "late")), _rated(sum(row.satisfied for row in order), sum(row.rated for row in order)))
    )  # fmt: skip
    return Grid(
        ("STT", "Thủ tục", "Mã", "Tiếp nhận", "Trực tuyến", "Kết thúc", "Quá hạn", "Hài lòng/đánh giá"), rows,
        (5, 46, 12, 9, 9, 9, 9, 11), (3, 4, 5, 6, 7),
    )  # fmt: skip


def _rated(satisfied: int, rated: int) -> str:
    return f"{words.amount(satisfied)}/{words.amount(rated)}" if rated else words.DASH


def target_grid(lines: Sequence[TargetLine]) -> Grid:
    """Return the table of targets."""
    rows = [_target(n, line) for n, line in enumerate(lines, start=1)]
    return Grid(
        ("STT", "Chỉ tiêu", "Mức giao", "Thời gian tính", "Kết quả", "Tử số/mẫu số", "Đánh giá"), rows,
        (5, 46, 13, 18, 13, 12, 16), (4, 5),
    )  # fmt: skip


def _target(n: int, line: TargetLine) -> tuple[str, ...]:
    figure = line.figure
    unit = line.measure if figure is None or line.state == "other_unit" else figure.unit
    return (
        str(n),
        f"{line.no} {words.shortened(line.text, 300)}".strip(),
        words.DASH if line.value is None else words.asked(line.op, line.value, unit),
        line.period or words.DASH,
        words.DASH if figure is None else words.value_of(figure),
        words.DASH if figure is None else words.made_of(figure),
        STATES[line.state],
    )


def task_grid(lines: Sequence[TaskLine]) -> Grid:
    """Return the table of tasks."""
    rows = [_task(n, line) for n, line in enumerate(lines, start=1)]
    return Grid(
        ("STT", "Nhiệm vụ", "Chủ trì", "Người thực hiện", "Thời hạn", "Tiến độ", "Tình trạng"), rows,
        (5, 46, 17, 18, 11, 13, 14), (),
    )  # fmt: skip


def _task(n: int, line: TaskLine) -> tuple[str, ...]:
    progress = " · ".join(one for one in (line.times, line.counted) if one) or f"{line.percent}%"
    return (
        str(n),
        f"{line.no} {words.shortened(line.text, 300)}".strip(),
        words.shortened(line.lead, 90) or words.DASH,
        line.owner or words.DASH,
        words.day(line.due_on) if line.due_on else words.DASH,
        progress,
        STATES[line.state],
    )


def _before(of: Material, key: str) -> Figure | None:
    return None if of.before is None else of.before.get(key)


def _was(of: Material, key: str) -> str:
    before = _before(of, key)
    return words.DASH if before is None else words.value_of(before)
