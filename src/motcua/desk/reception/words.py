"""Words of the counter: what is said when something of a visit cannot be taken."""

from __future__ import annotations

from motcua.dossiers.rules.paperless import REASONS

FAULT = {
    "full_name": "Ghi họ tên người ngồi trước quầy.",
    "number_of_another": "Số định danh này đang mang họ tên hoặc ngày sinh khác. Xem lại thẻ căn cước rồi gõ lại.",
    "personal_number": "Số định danh gồm 12 chữ số.",
    "birth": "Ngày sinh chưa đúng. Chỉ biết năm sinh thì để trống ngày và tháng.",
    "phone": "Số này chưa đúng. Số điện thoại có 10 chữ số, ví dụ 0912 000 412.",
    "card": "Không đọc được mã trên thẻ. Quét lại, hoặc gõ số định danh và họ tên.",
    "person_in_use": "Người này đang đứng tên một hồ sơ bên cạnh. Bỏ hồ sơ đó trước.",
    "sitter": "Chọn người nộp.",
    "not_at_counter": "Thủ tục này không nhận tại quầy.",
    "arrived_on": "Ghi ngày bưu điện mang hồ sơ đến.",
    "receipt_number": "Ghi số biên lai đã thu.",
    "amount": "Ghi số tiền đã thu, bằng đồng.",
    "ground": "Chưa có mức thu công bố: ghi căn cứ của số tiền này.",
    "paper_reason": "Hôm nay thủ tục này không nộp giấy. Hướng dẫn nộp trực tuyến, hoặc chọn lý do vẫn nhận giấy.",
    "paper_words": "Lý do khác thì ghi rõ lý do vẫn nhận giấy.",
    "mandate": "Ghi người nộp được làm thay theo giấy tờ nào.",
}
HELD = (("kept", "Lưu hồ sơ"), ("lent", "Giữ tạm, trả cùng kết quả"), ("", "Xem rồi trả ngay"))
MANDATES = (
    ("", "Làm cho chính mình"),
    ("family", "Làm thay người trong gia đình"),
    ("authorised", "Được ủy quyền bằng văn bản"),
    ("guardian", "Cha mẹ, người giám hộ"),
)
PAPER_REASONS = (("", "Chọn lý do"), *REASONS.items())
CANNOT = (
    ("", "Tự đọc và ký được"),
    ("read", "Không đọc được"),
    ("sign", "Không ký được"),
    ("both", "Không đọc và không ký được"),
)
