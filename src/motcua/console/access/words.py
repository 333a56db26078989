"""Accounts, rights and what changed among them, in the words administrators read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.identity.queries import Right, UnitView
from motcua.identity.reviewing import AccountLine, PostLine
from motcua.identity.rules_of_reviews import Difference
from motcua.platform.clock.now import ZONE
from motcua.platform.text import date_vi, instant_vi

PERMISSIONS = {
    "dossiers.receive": "tiếp nhận, trả kết quả hồ sơ",
    "dossiers.handle": "thụ lý hồ sơ",
    "dossiers.decide": "ký duyệt hồ sơ",
    "dossiers.number": "vào sổ, đóng dấu hồ sơ",
    "dossiers.oversee": "theo dõi hồ sơ",
    "dossiers.advise": "cho ý kiến về hồ sơ",
    "dossiers.assign": "giao việc của người này cho người khác",
    "identity.manage": "quản trị tài khoản",
    "packs.manage": "quản trị thủ tục",
    "calendar.manage": "đổi lịch làm việc",
    "calendar.national": "đổi lịch chung của mọi đơn vị",
    "integrations.watch": "theo dõi kết nối với hệ thống khác",
    "outages.announce": "báo trước khi hệ thống tạm dừng",
    "notices.manage": "quản trị thông báo gửi người dân",
    "feedback.answer": "trả lời đánh giá của người dân",
    "numbers.close": "chốt số liệu hằng tháng của đơn vị",
    "reads.inspect": "kiểm tra: xem ai đã đọc hồ sơ, chọn mẫu, lấy hồ sơ kiểm tra, ghi chú",
    "inspection.read": "đọc ghi chú kiểm tra",
    "numbers.read": "xem số liệu, chỉ số của đơn vị và các đơn vị trực thuộc",
    "plans.manage": "lập, duyệt kế hoạch, giao chỉ tiêu và nhiệm vụ",
}
HOWS = {
    "in_person": "Gặp trực tiếp, nhận ra người",
    "by_phone": "Gọi lại số máy cơ quan đã biết từ trước",
    "in_writing": "Có đề nghị bằng văn bản của lãnh đạo đơn vị",
}
_KINDS = {
    "joined": "mới có trong danh sách",
    "left": "không còn trong danh sách",
    "closed": "tài khoản đã ngừng",
    "reopened": "tài khoản được mở lại",
    "factor_on": "bật xác thực hai bước",
    "factor_off": "không còn xác thực hai bước",
    "post_taken": "nhận vị trí {title}",
    "post_left": "thôi vị trí {title}",
    "right_given": "{title}: thêm quyền {right}",
    "right_taken": "{title}: bớt quyền {right}",
}
_BECAUSE = {"inactive": "không ai dùng trong thời gian dài", "administrator": "quản trị ngừng"}


@dataclass(frozen=True)
class Known:
    """What words need beside ids: units and classes of secrecy by number."""

    units: Mapping[int, UnitView]
    secrecy: Mapping[int, str]


def quarter(year: int, number: int) -> str:
    """Name a quarter: "quý IV/2026".

    >>> quarter(2026, 4)
    'quý IV/2026'
    """
    return f"quý {('I', 'II', 'III', 'IV')[number - 1]}/{year}"


def right(permission: str, unit_id: int | None, classes: Iterable[int], known: Known) -> str:
    """Say one right: what, whose dossiers, which confidential ones. One nobody gave words to is told by its key."""
    what = PERMISSIONS.get(permission, permission)
    unit = known.units.get(unit_id) if unit_id is not None else None
    where = f" của {unit.name}" if unit else ""
    secret = "; ".join(known.secrecy.get(n, f"lớp {n}") for n in sorted(classes) if n)
    return f"{what}{where}{f', kể cả hồ sơ bảo mật ({secret})' if secret else ''}"


def rights(told: Iterable[Right], known: Known) -> list[str]:
    """Say the rights of a post, those over several classes of secrecy of the same dossiers in one line."""
    classes: dict[tuple[str, int | None], list[int]] = {}
    for one in told:
        classes.setdefault((one.permission, one.unit_id), []).append(one.secrecy)
    return [right(permission, unit_id, found, known) for (permission, unit_id), found in classes.items()]


def post(line: PostLine) -> str:
    """Say a post, and until when somebody acts in it."""
    if not line.acting:
        return f"{line.title} (từ {date_vi(line.since)})"
    return f"Thay {line.title} (từ {date_vi(line.since)}{f' đến {date_vi(line.until)}' if line.until else ''})"


def state(line: AccountLine, now: datetime) -> tuple[str, str]:
    """Say how an account stands, with the tone of the tag: open, locked for a while, or closed and why."""
    if not line.is_active:
        when = f" từ {date_vi(line.closed_at.astimezone(ZONE).date())}" if line.closed_at else ""
        return f"Đã ngừng{when}: {_BECAUSE.get(line.closed_because, 'không rõ lý do')}", "plain"
    if line.locked_until and line.locked_until > now:
        return f"Đang khóa đến {instant_vi(line.locked_until)}", "wait"
    return "Đang dùng", "good"


def last_sign_in(line: AccountLine) -> str:
    """Say the day of the last sign-in."""
    return date_vi(line.last_sign_in.astimezone(ZONE).date()) if line.last_sign_in else "chưa lần nào"


def difference(one: Difference, names: Mapping[int, str], known: Known) -> str:
    """Say one change since the last review: whose, and what."""
    told = right(one.right[0], one.right[1], [one.right[2]], known) if one.right else ""
    name = names.get(one.account_id, "Một tài khoản")
    return f"{name}: {_KINDS[one.kind].format(title=one.title, right=told)}"
