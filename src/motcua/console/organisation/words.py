"""Units, posts and accounts in the words administrators read: kinds, faults, what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from motcua.identity.rules_of_staffing import CODE_MOST, WHY_MOST
from motcua.platform.events import Event
from motcua.platform.text import date_vi, instant_vi
from motcua.web import passwords

KINDS = {
    "province": "Cấp tỉnh",
    "committee": "Ủy ban nhân dân xã, phường, đặc khu",
    "centre": "Trung tâm Phục vụ hành chính công",
    "office": "Văn phòng",
    "department": "Phòng chuyên môn",
}
SYSTEMS = {
    "name": "Tên",
    "place": "Mã đơn vị hành chính",
    "province": "Mã tỉnh",
    "dossier_prefix": "Mã đứng đầu mã hồ sơ",
    "identifier": "Mã định danh cơ quan",
    "identifier_old": "Mã định danh cũ",
}
WHY = "Căn cứ, lý do"
WHY_HINT = "Số, ngày của quyết định, hoặc lý do. Được ghi vào sổ sự kiện cùng tên bạn."
# fault of a service -> (field it is shown at, sentence)
FAULTS: dict[str, tuple[str, str]] = {
    "kind": ("kind", "Chọn loại đơn vị."),
    "scale": ("kind", "Chọn hệ thống phục vụ một xã hay nhiều xã của một tỉnh."),
    "name": ("name", "Ghi tên đầy đủ, nhiều nhất 200 chữ."),
    "short_name": ("short_name", "Ghi tên gọn, nhiều nhất 80 chữ."),
    "place": ("place", "Chọn tỉnh, gõ tên xã, phường, bấm Tìm rồi chọn đúng nơi."),
    "place_taken": ("place", "Xã, phường này đã có trong hệ thống."),
    "code": ("code", f"Mã gồm chữ hoa không dấu, chữ số và dấu chấm, nhiều nhất {CODE_MOST} ký tự, ví dụ H24.11."),
    "taken": ("code", "Mã này một cơ quan khác đang dùng."),
    "source": ("why", f"Ghi căn cứ, nhiều nhất {WHY_MOST} chữ."),
    "why": ("why", f"Ghi căn cứ hoặc lý do, nhiều nhất {WHY_MOST} chữ."),
    "since": ("since", "Ghi một ngày từ hôm nay, không quá một năm tới, và sau lần đổi trước."),
    "title": ("title", "Ghi tên vị trí, nhiều nhất 120 chữ."),
    "role": ("role", "Chọn việc của vị trí này."),
    "full_name": ("full_name", "Ghi họ và tên như trên căn cước."),
    "username": ("username", "Từ 3 đến 60 ký tự: chữ thường không dấu, chữ số, dấu chấm, gạch ngang."),
    "username_taken": ("username", "Tên này đã có người dùng."),
    "personal_number": ("personal_number", "Số định danh cá nhân có 12 chữ số."),
    "somebody_else": ("personal_number", "Số này đã có ở đây với họ tên hoặc ngày sinh khác. Xem lại căn cước."),
    "has_account": ("personal_number", "Người này đã có tài khoản cán bộ; mỗi người một tài khoản."),
    "phone": ("phone", "Số điện thoại chưa đúng, ví dụ 0912 345 678."),
    "email": ("email", "Địa chỉ thư chưa đúng, ví dụ ha@xa.gov.vn."),
    "birth_date": ("birth_date", "Ghi đủ ngày, tháng, năm, hoặc để trống cả ba ô."),
    "post": ("post", "Chọn vị trí."),
    "held": ("post", "Vị trí này đang có người. Cho người đó thôi giữ trước, hoặc mở vị trí khác."),
    "same": ("post", "Cán bộ đang giữ chính vị trí này."),
    "account": ("account", "Chọn cán bộ."),
    "how": ("how", "Chọn bạn đã nhận ra người này bằng cách nào."),
    "known": ("known", "Đọc danh sách hồ sơ ở trên rồi đánh dấu ô này."),
    "right": ("right", "Chọn một quyền."),
    "right_chosen": ("rights", "Chọn ít nhất một quyền."),
    "permission": ("permission", "Chọn một quyền trong phạm vi bạn quản trị."),
    "list_unit": ("unit", "Chọn đơn vị có trong danh sách của mẫu."),
    "username_twice": ("username", "Tên này đã có ở một dòng trên."),
    "number_twice": ("personal_number", "Số này đã có ở một dòng trên; mỗi người một tài khoản."),
    "unit": ("unit", "Chọn đơn vị mà quyền này có hiệu lực."),
    "secrecy": ("secrecy", "Chọn lớp bảo mật có trong danh sách."),
    "founding_code": ("founding_code", "Mã chưa đúng hoặc đã quá 30 phút. Lấy mã mới: motcua manage first_admin"),
    "too_often": ("founding_code", "Địa chỉ mạng này đã thử quá nhiều lần. Đợi mười phút rồi thử lại."),
    "own": ("", "Bạn không tự làm việc này cho chính mình. Nhờ một quản trị khác."),
    "clash": (
        "",
        "Quyền quản trị tài khoản và quyền với hồ sơ không ở cùng một người. Chọn người khác hoặc bớt quyền kia.",
    ),
    "closed": ("", "Đã đóng rồi."),
    "parts": ("", "Còn đơn vị bên trong đang hoạt động."),
    "posts": ("", "Còn vị trí chưa đóng."),
    "dossiers": ("", "Còn hồ sơ chưa xong đi qua đơn vị này."),
    "competence": ("", "Còn thủ tục giao cho đơn vị này tiếp nhận hoặc giải quyết. Đổi ở trang Ai làm thủ tục nào."),
} | {key: ("password", sentence) for key, sentence in passwords.FAULTS.items()}
_BECAUSE = {"inactive": "lâu không ai dùng", "administrator": "quản trị ngừng"}
_HAPPENED = {
    "UnitOpened": "Mở đơn vị từ {since}. {source}",
    "UnitRenamed": "Đổi tên thành {name} từ {since}. {source}",
    "UnitCodeSet": "{system}: {code} từ {since}. {source}",
    "UnitContactChanged": "Đổi thông tin liên hệ",
    "UnitClosed": "Đóng đơn vị, ngày cuối {until}. {why}",
    "AccessReviewed": "Rà soát quyền quý {quarter}/{year}",
    "PostOpened": "Mở vị trí {title} từ {since}",
    "PostClosed": "Đóng vị trí, ngày cuối {until}. {why}",
    "PostTaken": "{account} giữ vị trí từ {since}. {why}",
    "PostLeft": "{account} thôi giữ vị trí, ngày cuối {until}. {why}",
    "GrantGiven": "Thêm quyền: {right}. {why}",
    "GrantTaken": "Bớt quyền: {right}. {why}",
    "SubstituteNamed": "{account} làm thay từ {since} đến {until}",
    "AccountOpened": "Mở tài khoản",
    "FirstPasswordGiven": "In mật khẩu dùng một lần. {why}",
    "ContactChanged": "Đổi số điện thoại, thư",
    "PasswordChanged": "Tự đổi mật khẩu",
    "SecondFactorEnrolled": "Bật xác thực hai bước",
    "SecondFactorRemoved": "Tự gỡ xác thực hai bước để đổi máy",
    "SecondFactorReset": "Quản trị gỡ xác thực hai bước",
    "AccountLocked": "Khóa vì gõ sai nhiều lần",
    "AccountUnlocked": "Mở khóa trước hạn",
    "AccountClosed": "Ngừng tài khoản: {because}. {why}",
    "AccountReopened": "Mở lại tài khoản. {why}",
}


def errors_of(faults: Iterable[object]) -> dict[str, str]:
    """Return sentences by field; what belongs to no field stands under "" as one text."""
    told: dict[str, str] = {}
    for fault in faults:
        field, sentence = FAULTS.get(str(fault), ("", "Chưa làm được việc này."))
        told[field] = f"{told[field]} {sentence}" if field in told else sentence
    return told


def span(since: date, until: date | None) -> str:
    """Say from when to when."""
    return f"từ {date_vi(since)}" if until is None else f"{date_vi(since)} – {date_vi(until)}"


def timeline(told: Iterable[Event], *, names: Mapping[int, str], right: Mapping[int, str]) -> list[dict[str, str]]:
    """Return what happened, newest first: when, what, by whom. `right` are rights in words by the event's sequence."""
    made = []
    for event in reversed(list(told)):
        sentence = _HAPPENED.get(event.name)
        if sentence is None:
            continue  # sign-ins, lists that were read: elsewhere
        facts = {key: _shown(key, value, names) for key, value in event.payload.items()}
        facts |= {"right": right.get(event.sequence, "")}
        words = sentence.format_map(_Gaps(facts)).strip().rstrip(".:")
        made.append({"at": instant_vi(event.at), "title": words, "text": event.actor.label})
    return made


class _Gaps(dict):
    """What an older event does not tell is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def _shown(key: str, value: object, names: Mapping[int, str]) -> str:
    if key in ("since", "until") and value:
        return date_vi(date.fromisoformat(str(value)))
    if key == "account":
        return names.get(int(str(value)), "Một cán bộ")
    if key == "system":
        return SYSTEMS.get(str(value), str(value))
    if key == "because":
        return _BECAUSE.get(str(value), str(value))
    return "" if value is None else str(value)
