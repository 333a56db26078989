"""A unit's month made up by hand, for the tests of reports: what each figure was, and the period before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from motcua.monitoring.figures import Figure
from motcua.monitoring.periods import Period
from motcua.plans.reporting.gathering import _groups
from motcua.plans.reporting.model import (
    Material,
    Matter,
    PlanHead,
    ProcedureLine,
    Score,
    Standing,
    TargetLine,
    TaskLine,
)
from motcua.platform.clock.now import ZONE

OCTOBER = Period.parse("2026-10")
AT = datetime(2026, 11, 3, 8, 30, tzinfo=ZONE)
PLAN = PlanHead(
    7, "12/KH-UBND", "Kế hoạch nâng cao chất lượng cung cấp, sử dụng dịch vụ công trực tuyến năm 2026",
    "Ủy ban nhân dân xã Cẩm Giang", date(2026, 1, 5),
)  # fmt: skip


def share(key: str, name: str, n: int | None, d: int, **more: object) -> Figure:
    """Return a share of dossiers, its value made from its counts."""
    value = None if not d or n is None else (Decimal(n) * 100 / d).quantize(Decimal("0.01"))
    return replace(Figure(key, name, "share", "%", value, n, d), **more)  # type: ignore[arg-type]


def figures(scale: int = 1, late: int = 21) -> dict[str, Figure]:
    """Return the figures of a month with 1.284 dossiers times `scale`."""
    d = 1284 * scale
    why = "Chưa kết nối với Cổng Dịch vụ công quốc gia."
    made = [
        Figure("dossiers.received", "Hồ sơ đã tiếp nhận", "count", "hồ sơ", Decimal(d), d, d),
        Figure("dossiers.open", "Hồ sơ đang giải quyết", "count", "hồ sơ", Decimal(90), 90, d, better="lower"),
        share("on_time.share", "Tỷ lệ xử lý trước hạn và đúng hạn", d - late, d),
        share("late.share", "Tỷ lệ quá hạn", late, d, better="lower"),
        Figure("time.handling", "Thời gian từ tiếp nhận đến có kết quả", "mean", "giờ", Decimal("6.30"), None, d - 90,
               Decimal("4.10"), Decimal("18.00"), better="lower"),
        share("first_time_right.share", "Tỷ lệ đúng ngay lần đầu", d - 100, d),
        share("services.online_share", "Tỷ lệ thủ tục cung cấp trực tuyến", 176, 214, kind="services"),
        share("online.share", "Tỷ lệ hồ sơ nộp trực tuyến", d * 7 // 10, d),
        share("online.assisted_share", "Trong đó có cán bộ hỗ trợ nộp", 300, d * 7 // 10, better="lower"),
        share("online.full_share", "Tỷ lệ nộp trực tuyến toàn trình", 500, 820),
        Figure("time.login_to_submit", "Thời gian từ đăng nhập đến nộp", "mean", "phút", Decimal("4.20"), None, 610,
               Decimal("3.90"), Decimal("9.10"), better="lower"),
        Figure("time.online_vs_direct", "Xử lý hồ sơ trực tuyến nhanh hơn trực tiếp", "compare", "%", Decimal("-3.10"),
               None, 340),
        share("digitised.share", "Tỷ lệ hồ sơ được số hóa", d - 210, d),
        share("e_result.share", "Tỷ lệ trả kết quả điện tử", 0, 940),
        share("satisfaction.share", "Tỷ lệ người dân hài lòng", 640, 640),
        share("satisfaction.online", "Tỷ lệ hài lòng với dịch vụ công trực tuyến", None, 0),
        share("rated.share", "Tỷ lệ hồ sơ được đánh giá", 640, 1190),
        Figure("sync.share", "Hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia", "missing", "%", None, no_source=why),
        Figure("reuse.share", "Hồ sơ dùng lại dữ liệu đã số hóa", "missing", "%", None,
               no_source="Chưa có kho dữ liệu điện tử để đếm lần dùng lại."),
        Figure("paid_online.share", "Hồ sơ thanh toán trực tuyến", "missing", "%", None,
               no_source="Chưa kết nối nền tảng thanh toán trực tuyến."),
        Figure("index766.total", "Bộ chỉ số", "points", "điểm", Decimal("86.42")),
    ]  # fmt: skip
    return {one.key: one for one in made}


def target(key: str, text: str, op: str, value: int, state: str, **more: object) -> TargetLine:
    """Return a target of the plan bound to a figure of the month."""
    told = {"key": key, "figure": figures().get(key), "period": "từ ngày 1/1/2026 đến ngày 31/10/2026"} | more
    return TargetLine(PLAN, "1.1", text, op, Decimal(value), "%", state, **told)  # type: ignore[arg-type]


def task(text: str, state: str, **more: object) -> TaskLine:
    """Return a task of the plan."""
    told = {
        "lead": "Văn phòng HĐND và UBND", "owner": "Trần Văn Bình", "product": "Báo cáo", "percent": 40,
        "due_on": date(2026, 11, 30), "closed_on": None, "times": "", "counted": "", "reason": "", "budget": "",
        "budget_amount": None, "is_done_here": False, "next_due_on": None,
    } | more  # fmt: skip
    return TaskLine(plan=PLAN, no="2.a", text=text, state=state, **told)  # type: ignore[arg-type]


def material(**changes: object) -> Material:
    """Return October of a commune with a plan, closed, everything there is to say."""
    rows = [("2.000815", "Chứng thực bản sao từ bản chính", 512), ("1.001193", "Đăng ký khai sinh", 240),
            ("2.000635", "Cấp bản sao trích lục hộ tịch", 187), ("1.004222", "Đăng ký thường trú", 96)]  # fmt: skip
    told: dict[str, object] = {
        "unit": "Ủy ban nhân dân xã Cẩm Giang", "short": "xã Cẩm Giang",
        "superior": "Ủy ban nhân dân thành phố Hải Phòng",
        "place": "Cẩm Giang", "period": OCTOBER, "as_of": OCTOBER.last, "made_at": AT, "plan": None, "plans": [PLAN],
        "standing": Standing(AT, datetime(2026, 11, 2, 9, 0, tzinfo=ZONE), "Nguyễn Văn Chủ, Chủ tịch", "3F2A 91C0", 2),
        "figures": figures(), "before": figures() | {"online.share": share("online.share", "", 776, 1121)},
        "score": Score(Decimal("86.42"), Decimal("51.85"), Decimal(60), 9, "Tốt"), "score_before": Decimal("84.90"),
        "procedures": [ProcedureLine(c, t, "Tư pháp", n, n // 2, n - 9, n // 60, n // 3, n // 3) for c, t, n in rows],
        "slowest": {"signing": 9, "handling": 7, "supplement": 5},
        "targets": [
            target("online.share", "Tỷ lệ hồ sơ nộp trực tuyến đạt từ 68% trở lên.", ">=", 68, "met"),
            target("on_time.share", "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 99%.", ">=", 99, "missed",
                   due_on=date(2026, 12, 31)),
            target("sync.share", "Đồng bộ 100% hồ sơ lên Cổng Dịch vụ công quốc gia.", "=", 100, "no_source"),
        ],
        "tasks": [
            task("Tập huấn kỹ năng số cho 100% cán bộ.", "done", closed_on=date(2026, 10, 12),
                 is_done_here=True,
                 counted="25/25 cán bộ", budget="Nguồn chi thường xuyên", budget_amount=Decimal(12_500_000)),
            task("Tuyên truyền trên loa truyền thanh các thôn.", "doing", times="9/12 kỳ",
                 next_due_on=date(2026, 11, 30)),
            task("Rà soát, cắt giảm thời gian giải quyết thủ tục.", "late", due_on=date(2026, 9, 30)),
        ],
        "matters": [
            Matter("difficulty", "Tập huấn kỹ năng số", "Máy tính của Bộ phận Một cửa đã cũ.", "B", AT, ""),
            Matter("proposal", "Tập huấn kỹ năng số", "Đề nghị thành phố trang bị hai máy quét hai mặt.", "B", AT, ""),
        ],
        "raises": [("e_result", 940), ("digitise", 210)], "authority": ("TM. Ủy ban nhân dân", "Chủ tịch"),
        "signer": "Nguyễn Văn Chủ", "groups": _groups(),
    }  # fmt: skip
    return Material(**(told | changes))  # type: ignore[arg-type]
