"""What the parts of a pack, its layers and its marks are called where an administrator reads them."""

from __future__ import annotations

from motcua.catalogue.packs.changes import WORDS

_MORE = {
    "accept": "loại tệp nhận", "action": "việc làm", "actor": "ai làm", "after_supplement": "sau khi bổ sung",
    "age": "tuổi", "agencies": "cơ quan", "allowed": "được làm", "applicants": "ai được nộp",
    "applicants_detail": "ai được nộp, chi tiết", "applies_when": "áp dụng khi", "authorisation": "ủy quyền",
    "basis": "căn cứ", "birth_date": "ngày sinh", "case": "trường hợp", "case_note": "ghi chú trường hợp",
    "channel": "kênh", "choices": "lựa chọn", "code": "mã", "component": "thành phần", "compute": "công thức",
    "concerns": "liên quan", "conditions": "điều kiện", "confirmed": "đã xác nhận", "copies": "số bản sao",
    "counter_rules": "quy tắc tại quầy", "data_updated": "ngày cập nhật dữ liệu", "deadline": "hạn nộp",
    "decided_by": "ai quyết định mức", "decision": "quyết định công bố", "delivery_note": "cách trả",
    "derived": "suy ra", "email": "thư điện tử", "entered_by": "ai nhập", "exempt_when": "miễn khi",
    "extension": "gia hạn", "fact": "dữ liệu", "fee_formula": "công thức thu", "field": "lĩnh vực",
    "fields_in": "ô có trong", "fill_from": "điền từ", "filled_by_mark": "dấu của ô nhận giấy tờ",
    "for_whom": "cho ai", "form_code": "mã mẫu", "format": "định dạng", "group": "nhóm", "guide_steps": "các bước",
    "handling_unit": "nơi giải quyết", "heading": "tiêu đề", "hint": "gợi ý", "hours": "số giờ",
    "interpreted": "cách hiểu", "intro": "mở đầu", "is_form": "là tờ khai", "kind": "loại", "layer": "lớp",
    "level": "cấp", "levels": "các cấp", "linked": "liên thông", "links": "liên kết",
    "locked_when_filled_from": "khóa khi điền từ", "max": "lớn nhất", "max_length": "độ dài nhất",
    "may_apply": "được nộp", "members": "gồm", "message": "lời nhắn", "min": "nhỏ nhất", "name": "tên",
    "notes": "ghi chú", "one_of": "một trong", "open_points": "điểm mở", "options": "lựa chọn",
    "originals": "số bản chính", "overlay": "lớp riêng", "owner": "chủ hồ sơ", "pages": "số trang", "part": "phần",
    "per": "tính theo", "personal_number": "số định danh", "phone": "điện thoại", "place": "nơi",
    "precision": "độ chính xác", "present": "xuất trình", "promulgator": "cơ quan ban hành", "province": "tỉnh",
    "published": "nguồn công bố", "published_difference": "khác nguồn công bố", "published_form": "mẫu công bố",
    "published_life_events": "sự kiện cuộc đời theo nguồn", "published_process": "quy trình theo nguồn",
    "quantity": "số lượng", "reason": "lý do", "receiving_unit": "nơi tiếp nhận", "register": "sổ",
    "regroup": "xếp lại nhóm", "related": "thủ tục liên quan", "replaced_by": "được thay bằng", "replaces": "thay cho",
    "representative": "người đại diện", "representative_rules": "quy tắc đại diện",
    "required_mark": "dấu của bắt buộc", "required_words": "bắt buộc, theo nguồn", "residence": "nơi cư trú",
    "results": "kết quả", "reuse": "dùng lại", "rule": "quy tắc", "same_as": "giống như", "section": "mục",
    "sensitive": "nhạy cảm", "severity": "mức độ", "sex": "giới tính", "signing": "ký số", "source": "nguồn",
    "sources": "nguồn", "steps": "bước", "steps_basis": "căn cứ của các bước", "subject": "đối tượng",
    "submitter": "người nộp", "takes": "lấy", "text": "nội dung", "text_for": "nội dung cho", "time": "thời gian",
    "title": "tiêu đề", "type": "kiểu", "unconfirmed": "chưa xác nhận", "validity": "hiệu lực", "visible": "hiện khi",
    "what": "cái gì", "when": "khi", "when_text": "khi nào, theo nguồn", "who": "ai",
    "internal_process": "quy trình nội bộ",
    "annex": "kèm theo kết quả", "printed": "có in", "rows": "dòng", "series": "ký hiệu số",
}  # fmt: skip
MARKS = ("C", "C2", "M", "P", "NF")


def part_name(key: str) -> str:
    """Return what a part of a pack is called; a key nobody named stands as it is."""
    return WORDS.get(key) or _MORE.get(key) or key


def path_name(path: str) -> str:
    """Say a dotted path.

    >>> path_name("components.required")
    'thành phần › bắt buộc'
    """
    return " › ".join(part_name(key) for key in path.split("."))


def layer_name(layer: str) -> str:
    """Say who set a value.

    >>> [layer_name(x) for x in ("national", "province:31", "unit:10888", "")]
    ['quốc gia', 'tỉnh 31', 'xã 10888', '—']
    """
    level, _, place = layer.partition(":")
    words = {"national": "quốc gia", "province": "tỉnh", "unit": "xã"}.get(level, level)
    return f"{words} {place}".strip() or "—"


def marks_told(counts: dict[str, int]) -> str:
    """Say how many values carry each mark: "C 13, C2 118"."""
    return ", ".join(f"{mark} {counts[mark]}" for mark in MARKS if counts.get(mark)) or "—"
