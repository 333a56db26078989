"""Why a file is not taken: a stable code for machines, a Vietnamese sentence for the person who sent it."""

from __future__ import annotations

from typing import Any

from motcua.platform.errors import DomainError

_NAMES = {
    "pdf": "PDF",
    "jpg": "ảnh JPG",
    "png": "ảnh PNG",
    "heic": "ảnh HEIC",
    "webp": "ảnh WebP",
    "gif": "ảnh GIF",
    "tiff": "ảnh TIFF",
    "bmp": "ảnh BMP",
    "svg": "hình vẽ SVG",
    "word": "tệp Word",
    "excel": "tệp Excel",
    "zip": "tệp nén",
    "html": "trang web",
    "program": "chương trình máy tính",
    "video": "phim",
    "text": "tệp chữ",
    "unknown": "loại tệp lạ",
}

_SENTENCES = {
    "file_empty": "Tệp này trống, bên trong không có gì. Mở tệp xem lại trên máy, rồi chọn lại hoặc chụp ảnh giấy tờ.",
    "file_too_big": "Tệp này {size}, nhận tối đa {limit}. Chụp lại bằng máy ảnh trong trang này, tệp sẽ nhỏ hơn.",
    "file_kind": "Đây là {kind}. Chỗ này nhận {accepted}: chụp ảnh giấy tờ hoặc lưu thành PDF rồi gửi lại.",
    "file_heic": "Ảnh này ở dạng HEIC của iPhone, nhiều máy không mở được. Bấm nút chụp ảnh trong trang này, "
    "hoặc vào Cài đặt, Camera, Định dạng, chọn “Tương thích nhất” rồi chụp lại.",
    "file_webp": "Ảnh này ở dạng WebP, thường là ảnh tải từ mạng về. "
    "Chụp thẳng giấy tờ bằng điện thoại rồi gửi ảnh đó.",
    "file_word": "Đây là {kind}. Mở tệp, chọn Lưu thành dạng PDF, rồi gửi tệp PDF.",
    "file_program": "Tệp này là chương trình máy tính mang tên giấy tờ, có thể là mã độc. "
    "Chúng tôi không nhận; xin chụp ảnh giấy tờ và gửi ảnh.",
    "file_disguised": "Trong tệp này có lẫn nội dung khác ({kind}), nên chúng tôi không nhận. "
    "Chụp ảnh giấy tờ bằng điện thoại rồi gửi ảnh đó.",
    "file_damaged": "Tệp này bị hỏng hoặc tải chưa hết. Mở tệp xem lại trên máy, rồi chọn lại hoặc chụp lại.",
    "table_kind": "Đây là {kind}, không phải bảng Excel. Tải mẫu danh sách, điền rồi gửi lại tệp .xlsx.",
    "table_too_big": "Tệp này {size}, nhận tối đa {limit}. Xóa ảnh, trang tính thừa trong tệp, hoặc chia danh sách.",
    "table_old_or_locked": "Tệp này có mật khẩu hoặc ở dạng .xls cũ. Bỏ mật khẩu, lưu thành .xlsx rồi gửi lại.",
    "table_damaged": "Không mở được tệp này như một bảng Excel. Mở lại trên máy, lưu thành .xlsx rồi gửi lại.",
    "table_bursts": "Tệp này nén quá nhiều nội dung so với một danh sách, nên không mở. Tải mẫu mới rồi dán danh sách.",
    "table_runs": "Tệp này có lệnh tự chạy hoặc lấy dữ liệu từ tệp khác, nên không mở. Dán giá trị vào mẫu mới.",
    "table_not_template": "Tệp này không theo mẫu của thủ tục. Tải mẫu danh sách ở trang này rồi điền vào mẫu đó.",
    "table_old_template": "Mẫu này của phiên bản cũ hoặc đã bị đổi cột. Tải mẫu mới rồi dán danh sách vào.",
    "table_formula": "Ô {cells} có công thức. Chép rồi dán giá trị (Paste Values) để chỉ còn chữ và số.",
    "table_strange_column": "Ô {cells} nằm ngoài các cột của mẫu. Xóa cột thêm vào, rồi gửi lại.",
    "table_too_long": "Danh sách dài hơn {most} người. Chia thành nhiều tệp rồi gửi từng tệp.",
    "table_no_rows": "Danh sách chưa có người nào. Điền từ dòng 4 trở xuống, dưới dòng ví dụ.",
    "picture_too_large": "Ảnh này {width} × {height} điểm, lớn quá mức cần thiết. "
    "Chụp lại bằng máy ảnh trong trang này.",
    "pdf_locked": "Tệp PDF này có mật khẩu nên chúng tôi không đọc được. "
    "Bỏ mật khẩu rồi gửi lại, hoặc chụp ảnh từng trang.",
    "pdf_script": "Tệp PDF này chứa lệnh tự chạy, nên chúng tôi không nhận. "
    "In tệp ra PDF mới (chọn In, rồi Lưu thành PDF) và gửi tệp mới.",
    "pdf_embedded": "Tệp PDF này có tệp khác đính bên trong, nên chúng tôi không nhận. "
    "Gửi từng tệp riêng, hoặc in ra PDF mới (chọn In, rồi Lưu thành PDF).",
    "pdf_xfa": "Tệp PDF này là mẫu điền động (XFA), nhiều máy không mở được. "
    "In tệp ra PDF mới (chọn In, rồi Lưu thành PDF) và gửi tệp mới.",
    "pdf_too_long": "Tệp PDF này có {pages} trang, nhận tối đa {limit} trang. Chia thành nhiều tệp rồi gửi.",
    "file_too_complex": "Tệp này nặng bất thường khi mở ra, nên chúng tôi không nhận. Chụp ảnh giấy tờ rồi gửi ảnh đó.",
    "slot_full": "Chỗ này đã có {count} tệp, là mức tối đa. Bỏ bớt một tệp, hoặc ghép nhiều trang vào một tệp PDF.",
    "holder_full": "Hồ sơ đã có {count} tệp, là mức tối đa. Ghép nhiều trang vào một tệp PDF rồi gửi lại.",
    "holder_heavy": "Các tệp của hồ sơ đã tới {size}, nhận tối đa {limit}. Bỏ bớt tệp nặng hoặc chụp lại cho nhỏ hơn.",
    "uploads_open": "Đang có {count} tệp gửi dở. Đợi các tệp đó gửi xong rồi chọn tệp tiếp theo.",
    "file_cut": "Đường truyền đứt giữa chừng, tệp chưa tới đủ. Chọn lại tệp đó để gửi tiếp.",
}


class FileRefused(DomainError):
    """A file is not taken. `code` is stable; `sentence` is what the person reads beside the field."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code, **facts)
        self.code = code
        self.sentence = _SENTENCES[code].format(**facts)


def kind_name(kind: str) -> str:
    """Return what people call a kind of file.

    >>> kind_name("pdf"), kind_name("whatever")
    ('PDF', 'loại tệp lạ')
    """
    return _NAMES.get(kind, _NAMES["unknown"])


def size_words(size: int) -> str:
    """Say a size the way people read it on their phone.

    >>> size_words(24 * 1024 * 1024), size_words(10_700_000), size_words(3000)
    ('24 MB', '10,2 MB', '3 KB')
    """
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",") + " MB"
