"""Sample values for the gallery; every person, number and place here is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from motcua.web.charts import Bar, Edge, Node, Part, Series, Stack, bars, flow, stacked
from motcua.web.days import Day, DayKind
from motcua.web.fields import AddressParts, DateParts, FieldView, FileRow, Option, RepeatRow
from motcua.web.shell import FooterColumn, Link, SearchBox, Shell

FOOTER = (
    FooterColumn(
        "Ủy ban nhân dân xã Cẩm Giang",
        lines=("Trung tâm Phục vụ hành chính công.", "Thứ Hai đến thứ Sáu, 7:30–11:30 và 13:00–17:00"),
    ),
    FooterColumn(
        "Cần người giúp",
        links=(
            Link("Gọi 0225 0000 000", "tel:02250000000"),
            Link("Tổ công nghệ số của thôn", "#to-cong-nghe"),
            Link("Phản ánh, kiến nghị", "#phan-anh"),
        ),
    ),
    FooterColumn(
        "Về hệ thống này",
        links=(
            Link("Số liệu công khai", "#cong-khai"),
            Link("Dữ liệu cá nhân của bạn", "#du-lieu"),
            Link("Dùng bàn phím, đọc màn hình", "#ban-phim"),
        ),
    ),
)
CITIZEN_SHELL = Shell(
    unit_name="Xã Cẩm Giang",
    unit_line="Một cửa điện tử",
    unit_place="Thành phố Hải Phòng",
    nav=(
        Link("Trang chủ", "#trang-chu"),
        Link("Thủ tục", "#thu-tuc"),
        Link("Hồ sơ của tôi", "#ho-so", is_current=True),
        Link("Công khai", "#cong-khai"),
    ),
    account=Link("Hạnh", "#tai-khoan"),
    is_signed_in=True,
    footer=FOOTER,
)
DESK_SHELL = Shell(
    unit_name="Xã Cẩm Giang",
    nav=(
        Link("Việc của tôi", "#viec", is_current=True, count=38),
        Link("Tiếp nhận", "#tiep-nhan"),
        Link("Trả kết quả", "#tra", count=5),
        Link("Sổ theo dõi", "#so"),
        Link("Số liệu", "#so-lieu"),
    ),
    density="desk",
    search=SearchBox("/thanh-phan/ban-lam-viec/"),
    officer_name="Vũ Thị Thu Hà",
    officer_place="Quầy 2, Trung tâm",
)


@dataclass(frozen=True)
class Counter:
    """A view of the work list: a link that is its own filter."""

    label: str
    url: str
    count: int
    is_current: bool = False
    tone: str = ""


COLOURS = (
    ("son-900", "#47090c"), ("son-800", "#611215"), ("son-700", "#7d1a1d"), ("son-600", "#96292a"),
    ("son-100", "#f6e5e1"), ("son-50", "#fcf5f2"), ("vang-700", "#75500a"), ("vang-600", "#a9740f"),
    ("vang-500", "#c98f1e"), ("vang-400", "#f2c14e"), ("vang-200", "#f9e2a8"), ("vang-100", "#fdf3d9"),
    ("muc-900", "#1f1a17"), ("muc-700", "#48403a"), ("muc-600", "#5f564e"), ("giay-500", "#8a7f70"),
    ("giay-300", "#d3c8b5"), ("giay-200", "#e8e0d2"), ("giay-100", "#f6f2ea"), ("giay-50", "#fcfaf6"),
    ("cham-900", "#0f2746"), ("cham-700", "#1c4272"), ("cham-100", "#e6edf6"), ("error", "#c31f16"),
)  # fmt: skip


def citizen() -> dict[str, object]:
    return {
        "shell": CITIZEN_SHELL,
        "colours": COLOURS,
        "fields": _fields(),
        "wrong": _wrong_fields(),
        "kiosk": FieldView("yes_no", "san", "Bà có mang theo thẻ căn cước không?", value=True),
        "facts": (
            {"label": "Họ, chữ đệm, tên", "value": "NGUYỄN THỊ HỒNG HẠNH"},
            {"label": "Nơi cư trú", "value": "Thôn Đông Giao, xã Cẩm Giang"},
        ),
        "answers": (
            {"label": "Họ, chữ đệm, tên", "value": "PHẠM MINH KHUÊ", "change_url": "#sua-ten"},
            {
                "label": "Ngày sinh",
                "value": "Thứ Sáu, 30/10/2026",
                "source": "other_register",
                "source_text": "Giấy chứng sinh điện tử",
            },
            {"label": "Mẹ", "value": "NGUYỄN THỊ HỒNG HẠNH, 08/3/1997", "source": "identity"},
            {"label": "Quê quán", "value": "Xã Cẩm Giang, thành phố Hải Phòng", "change_url": "#sua-que"},
        ),
        "steps": ("Trường hợp", "Người đi khai", "Người con", "Cha, mẹ", "Kiểm tra và nộp"),
        "week": _week(),
        "twelve": _twelve(),
        "thirty": _thirty(),
        "events": (
            {
                "at": "Thứ Hai 09/11, 08:10",
                "title": "Phòng Kinh tế bắt đầu thẩm định",
                "text": "Người phụ trách: anh Đỗ Quang Vinh.",
                "kind": "now",
            },
            {
                "at": "Thứ Tư 04/11, 09:25",
                "title": "Xin bổ sung một lần, một giấy",
                "text": "Bản vẽ thiếu mặt bằng móng. 12 mục còn lại đã đạt.",
                "url": "#phieu",
                "link": "Xem phiếu yêu cầu",
                "kind": "asked",
            },
            {"at": "Thứ Hai 02/11, 14:30", "title": "Trung tâm tiếp nhận"},
            {"title": "Lãnh đạo xã ký số", "kind": "next"},
        ),
        "what_next": (
            {"title": "Trung tâm kiểm tra", "text": "Trả lời chậm nhất 16:05 thứ Hai 16/11 (8 giờ làm việc)."},
            {"title": "Bạn soát bản nháp Giấy khai sinh", "text": "Có tin nhắn, mở ra đọc, bấm đồng ý."},
            {"title": "Lãnh đạo xã ký số"},
        ),
        "columns": (
            {"label": "Lĩnh vực"},
            {"label": "Hồ sơ", "is_number": True},
            {"label": "Đúng hạn", "is_number": True},
        ),
        "table_rows": (
            ("Hộ tịch", {"text": "341", "url": "#ho-tich"}, "98,53%"),
            ("Chứng thực", {"text": "486", "url": "#chung-thuc"}, "100,00%"),
            ("Nuôi con nuôi", "0", "—"),
        ),
        "table_total": ("Cộng", "827", "99,40%"),
        "slip_facts": (
            {"label": "Việc", "value": "Đăng ký khai sinh"},
            {"label": "Nhận lúc", "value": "16:05, thứ Sáu 13/11/2026"},
        ),
        "slip_notes": (
            "Việc này làm trong ngày. Hồ sơ đến sau 15:00 thì trả vào ngày làm việc kế tiếp.",
            "Thứ Bảy và Chủ nhật không tính.",
            "Nếu phải chờ bạn bổ sung, đồng hồ dừng và chúng tôi báo ngay.",
        ),
        "stats": (
            {"label": "Ai làm được", "value": "Cha, mẹ", "note": "hoặc ông, bà, người thân"},
            {"label": "Bao lâu", "value": "Trong ngày", "note": "nộp sau 15 giờ: ngày làm việc sau"},
            {"label": "Bao nhiêu tiền", "value": "0 đồng", "note": "khi làm đúng hạn 60 ngày"},
            {"label": "Nhận được", "value": "Giấy khai sinh", "note": "bản điện tử và bản giấy"},
        ),
        "channels": (
            {
                "title": "Trực tuyến",
                "badge": "Rẻ và nhanh nhất",
                "is_best": True,
                "rows": ({"label": "Lệ phí", "value": "0 đồng"}, {"label": "Nhận kết quả", "value": "Trên máy"}),
            },
            {
                "title": "Tại Trung tâm",
                "rows": (
                    {"label": "Lệ phí", "value": "8.000 đồng"},
                    {"label": "Nhận kết quả", "value": "Trong buổi, tại quầy"},
                ),
            },
        ),
        "papers": (
            {"title": "Giấy chứng sinh", "text": "Bản chính, chụp ảnh cũng được."},
            {"title": "Tài khoản định danh mức 2", "text": "Để đăng nhập.", "icon": "mobile"},
        ),
        "spared": (
            {"title": "Căn cước, hộ chiếu", "text": "Đã có trong Cơ sở dữ liệu quốc gia về dân cư"},
            {"title": "Tờ khai giấy", "text": "Điền trên máy, phần lớn đã có sẵn"},
        ),
        "ways": (
            {
                "title": "Sinh con",
                "text": "Khai sinh, thường trú, thẻ bảo hiểm y tế, thẻ căn cước",
                "url": "#sinh-con",
                "icon": "baby",
            },
            {
                "title": "Kết hôn",
                "text": "Đăng ký kết hôn, xác nhận tình trạng hôn nhân",
                "url": "#ket-hon",
                "icon": "heart",
            },
            {
                "title": "Tuổi già, khuyết tật, khó khăn",
                "text": "Trợ cấp hưu trí xã hội",
                "url": "#tuoi-gia",
                "icon": "elder",
            },
            {
                "title": "Người thân qua đời",
                "text": "Khai tử, mai táng phí, xóa thường trú",
                "url": "#khai-tu",
                "icon": "flower",
            },
        ),
        "chips": (Link("mới sinh con", "#a"), Link("mất giấy khai sinh", "#b"), Link("xây nhà", "#c")),
        "checks": (
            {"text": "Đủ giấy tờ cho trường hợp này", "is_good": True},
            {"text": "Chưa kiểm lại được với dữ liệu dân cư.", "is_good": False, "url": "#o", "link": "Xem lại ô"},
        ),
        "tabs": (
            Link("Đang làm", "#dang-lam", is_current=True, count=2),
            Link("Đã xong", "#da-xong", count=14),
            Link("Bản nháp", "#nhap"),
        ),
    }


def _fields() -> tuple[FieldView, ...]:
    communes = (
        Option("30715", "Xã Cẩm Giang, thành phố Hải Phòng", hint="Trước 01/7/2025: xã Cẩm Hưng, huyện Cẩm Giàng"),
        Option("30716", "Xã Cẩm Giàng, thành phố Hải Phòng", hint="Trước 01/7/2025: thị trấn Cẩm Giang"),
    )
    return (
        FieldView("text", "ten", "Họ, chữ đệm, tên của con", value="Phạm Minh Khuê",
                  hint="Viết đủ dấu, như sẽ ghi trong Giấy khai sinh", max_length=200),
        FieldView("radios", "gioi-tinh", "Giới tính của con", value="nu",
                  options=(Option("nu", "Bé gái"), Option("nam", "Bé trai"))),
        FieldView("radios", "quan-he", "Bạn là gì của con?", value="uy-quyen", options=(
            Option("me", "Mẹ"),
            Option("uy-quyen", "Người được cha, mẹ ủy quyền", hint="Cần thêm văn bản ủy quyền", reveal=(
                FieldView("text", "so-uy-quyen", "Số văn bản ủy quyền", width=20),)),
        )),
        FieldView("checkboxes", "nhan", "Nhận kết quả bằng cách nào?", value=("dien-tu",), options=(
            Option("dien-tu", "Bản điện tử trong kho giấy tờ"), Option("giay", "Bản giấy gửi về nhà"))),
        FieldView("yes_no", "luong-huu", "Bà có đang nhận lương hưu không?", value=False),
        FieldView("phone", "dien-thoai", "Số điện thoại", value="0912 000 412",
                  hint="Để nhắn khi có kết quả. Không dùng vào việc khác."),
        FieldView("email", "thu", "Thư điện tử", required=False, autocomplete="email"),
        FieldView("personal_number", "so-dinh-danh", "Số định danh cá nhân", hint="12 chữ số trên thẻ căn cước"),
        FieldView("number", "dien-tich", "Diện tích", value="120", suffix="m²", width=6),
        FieldView("money", "thu-nhap", "Thu nhập mỗi tháng", value="2500000"),
        FieldView("date", "ngay-cap", "Ngày cấp", value=DateParts("12", "5", "2023"), hint="Ví dụ 30 10 2026"),
        FieldView("month_year", "thang-nghi", "Tháng bắt đầu nghỉ việc", value=DateParts("", "9", "2026")),
        FieldView("year", "nam-sinh", "Năm sinh của ông nội", hint="Chỉ nhớ năm cũng được", required=False),
        FieldView("time", "gio-sinh", "Giờ sinh", value="06:40"),
        FieldView("select", "dan-toc", "Dân tộc", value="kinh",
                  options=(Option("kinh", "Kinh"), Option("thai", "Thái"), Option("mong", "Mông"))),
        FieldView("textarea", "ly-do", "Lý do xin cấp lại", hint="Viết như nói chuyện, vài câu là đủ"),
        FieldView("address", "noi-o", "Nơi ở hiện nay", value=AddressParts(
            province="31", provinces=(Option("31", "Thành phố Hải Phòng"), Option("14", "Tỉnh Sơn La")),
            query="cam giang", matches=communes, commune="30715", was_searched=True, detail="Thôn Đông Giao")),
        FieldView("file", "chung-sinh", "Giấy chứng sinh",
                  hint="Ảnh hoặc PDF, tối đa 10 MB. Chụp đủ bốn góc, không lóa.", max_bytes=10 * 1024 * 1024,
                  accept="image/*,application/pdf",
                  files=(FileRow("7", "giay-chung-sinh.jpg", "1,2 MB", "1 trang", url="#xem"),)),
        FieldView("text", "ho-ten-me", "Họ, chữ đệm, tên của mẹ", value="NGUYỄN THỊ HỒNG HẠNH", locked=True,
                  source="population"),
        FieldView("repeat", "con", "Các con", add_label="Thêm một người con", rows=(
            RepeatRow("con-1", "Người con thứ nhất", (
                FieldView("text", "con-1-ten", "Họ, chữ đệm, tên", value="Đào Văn Nam"),
                FieldView("year", "con-1-sinh", "Năm sinh", value="1988"))),)),
        FieldView("declaration", "cam-doan",
                  "Những điều tôi khai là đúng sự thật. Tôi chịu trách nhiệm trước pháp luật về lời khai này."),
    )  # fmt: skip


def _wrong_fields() -> tuple[FieldView, ...]:
    return (
        FieldView("date", "ngay-sinh", "Ngày sinh của con", value=DateParts("30", "12", "2026"),
                  hint="Ví dụ 30 10 2026", error="Ngày sinh không thể sau hôm nay (13/11/2026)."),
        FieldView("phone", "so-may", "Số điện thoại", value="0912 000 41",
                  error="Số này có 9 chữ số, cần 10. Ví dụ 0912 000 412."),
        FieldView("file", "anh", "Ảnh Giấy chứng sinh", max_bytes=10 * 1024 * 1024,
                  error="Ảnh quá mờ, chúng tôi không đọc được dòng cuối. Chụp lại ở chỗ sáng, thấy đủ bốn góc."),
    )  # fmt: skip


def _week() -> tuple[Day, ...]:
    return (
        Day(date(2026, 11, 13), "start", note="Nộp 16:05"),
        Day(date(2026, 11, 14), "off", note="Nghỉ"),
        Day(date(2026, 11, 15), "off", note="Nghỉ"),
        Day(date(2026, 11, 16), "due", note="Ngày 1", is_today=True),
    )


def _twelve() -> tuple[Day, ...]:
    cells: tuple[tuple[int, DayKind, str], ...] = (
        (2, "start", "Nộp"), (3, "counted", "Ngày 1"), (4, "paused", "Dừng"), (5, "paused", "Dừng"),
        (6, "start", "Đủ giấy"), (7, "off", "Nghỉ"), (8, "off", "Nghỉ"), (9, "counted", "Ngày 1"), (10, "counted", "2"),
        (11, "counted", "3"), (12, "counted", "4"), (13, "counted", "Hôm nay"), (14, "off", "Nghỉ"),
        (15, "off", "Nghỉ"), (16, "ahead", "6"), (17, "due", "Hạn 7"),
    )  # fmt: skip
    return tuple(Day(date(2026, 11, number), kind, note, is_today=number == 13) for number, kind, note in cells)


def _thirty() -> tuple[Day, ...]:
    days = [Day(date(2026, 11, 4), "start", note="Nộp")]
    count = 0
    for step in range(1, 31):
        on = date(2026, 11, 4) + timedelta(days=step)
        if on.weekday() >= 5:
            days.append(Day(on, "off", note="Nghỉ"))
            continue
        count += 1
        kind: DayKind = "due" if count == 20 else ("counted" if on < date(2026, 11, 13) else "ahead")
        days.append(
            Day(on, kind, note=f"Hạn {count}" if count == 20 else str(count), is_today=on == date(2026, 11, 13))
        )
        if count == 20:
            break
    return tuple(days)


def _charts() -> dict[str, object]:
    series = (Series("wait", "Chờ người nhận việc", "hatch"), Series("work", "Đang làm", "plain"))
    return {
        "bars": bars(
            "mau-thanh", "Điểm theo nhóm",
            (Bar("Công khai, minh bạch", 17.1, "17,10", top=18),
             Bar("Thanh toán trực tuyến", 6.2, "6,20", "gold", top=10),
             Bar("Thụ lý", 9, "9,0 giờ", "dots", mark=12, mark_text="Vạch đậm: phần thời hạn, 12 giờ")),
        ),
        "stacked": stacked(
            "mau-chong", "Chờ và làm",
            (Stack("Thụ lý", (Part("wait", 3, "3 giờ"), Part("work", 5, "5 giờ")), "8 giờ"),
             Stack("Ký duyệt", (Part("wait", 2, "2 giờ"), Part("work", 0.5, "0,5 giờ")), "2,5 giờ")), series,
        ),
        "flow": flow(
            "mau-luong", "Đường đi của 120 hồ sơ",
            (Node("a", "Tiếp nhận", "120 lượt"), Node("b", "Thụ lý", "134 lượt · giữa 3,5 giờ"),
             Node("c", "Lãnh đạo ký", "122 lượt · giữa 1,0 giờ"), Node("d", "Trả kết quả", "110 lượt", "end")),
            (Edge("a", "b", 120, "120"), Edge("b", "c", 122, "122"), Edge("c", "b", 14, "14"),
             Edge("c", "d", 108, "108"),
             Edge("b", "d", 2, "2")),
        ),
    }  # fmt: skip


def desk() -> dict[str, object]:
    def row(key: str, person: str, procedure: str, step: str, kind: str, due: str, **more: object) -> dict[str, object]:
        channel = {"channel": "Trực tuyến", "channel_icon": "mobile", "fee": "0 đồng"}
        return {"key": key, "code": key, "url": f"#{key}", "person": person, "procedure": procedure, "step": step,
                "due_kind": kind, "due_text": due, **channel, **more}  # fmt: skip

    counter = {"channel": "Tại quầy", "channel_icon": "counter"}
    today = (
        row("261112-0021", "Hoàng Thị Mai Phương", "Đăng ký khai sinh", "Soát bản nháp, người dân", "soon",
            "Trước 11:30", is_current=True),
        row("261113-0002", "Trần Thị Lụa", "Chứng thực bản sao từ bản chính", "Tiếp nhận", "soon", "Trước 17:00",
            is_ticked=True, **counter, fee="4.000 đ"),
        row("261113-0005", "Nguyễn Hữu Trường Sơn",
            "Chứng thực chữ ký trong các giấy tờ, văn bản (áp dụng cho cả trường hợp chứng thực điểm chỉ)", "Tiếp nhận",
            "soon", "Trước 17:00", is_ticked=True, **counter, fee="10.000 đ"),
        row("261113-0007", "Phạm Thị Tuyết Nhung", "Đăng ký kết hôn", "Tra cứu dữ liệu hộ tịch", "paused", "Đang dừng",
            channel="Nộp hộ", channel_icon="family"),
        row("261110-0018", "Đặng Thị Hòa", "Cấp Giấy xác nhận tình trạng hôn nhân", "Chờ trả kết quả", "early",
            "Xong sớm 1 ngày", channel="Bưu điện", channel_icon="mail", fee="Đã nộp"),
    )  # fmt: skip
    late = (
        row("261013-0011", "Đoàn Văn Khải", "Hòa giải tranh chấp đất đai", "Chờ biên bản, Phòng Kinh tế", "late",
            "Quá 1 ngày", **counter, fee="Không thu"),
        row("261112-0004", "Bùi Thị Nguyệt", "Cấp bản sao Trích lục hộ tịch", "Chờ ký, Lãnh đạo xã", "late",
            "Quá 2 giờ", fee="Đã nộp"),
    )  # fmt: skip
    soon = (
        row("261111-0009", "Nguyễn Văn Lịch", "Đăng ký thành lập hộ kinh doanh", "Thẩm tra, Phòng Kinh tế", "on_time",
            "T2 16/11, 17:00"),
        row("261112-0015", "Tạ Thị Kim Oanh", "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh", "Ký, Lãnh đạo xã",
            "new", "Mới về"),
    )  # fmt: skip
    return {
        "shell": DESK_SHELL,
        "counters": (
            Counter("Tất cả", "#tat-ca", 38, is_current=True),
            Counter("Quá hạn", "#qua-han", 2, tone="late"),
            Counter("Hạn hôm nay", "#hom-nay", 9, tone="soon"),
            Counter("Hai ngày tới", "#hai-ngay", 14),
            Counter("Mới về, chưa trả lời", "#moi", 7),
            Counter("Đang dừng", "#dung", 6),
            Counter("Chờ trả kết quả", "#cho-tra", 5),
        ),
        "groups": (
            {"title": "Quá hạn (2). Cần thư xin lỗi trước khi đi tiếp", "rows": late},
            {"title": "Hôm nay (5)", "rows": today},
            {"title": "Hai ngày tới (2)", "rows": soon},
        ),
        **_charts(),
        "acts": (
            {"value": "accept", "label": "Tiếp nhận và in giấy hẹn"},
            {"value": "forward", "label": "Chuyển cho…"},
            {"value": "print", "label": "In phiếu kiểm soát"},
        ),
        "keys": (
            {"key": "/", "label": "tìm"},
            {"key": "J", "label": "xuống"},
            {"key": "K", "label": "lên"},
            {"key": "X", "label": "chọn"},
            {"key": "Enter", "label": "mở"},
            {"key": "N", "label": "tiếp nhận mới"},
        ),
    }


def panes() -> dict[str, object]:
    reasons = (Option("mo", "Ảnh mờ, không đọc được"), Option("cu", "Tên đơn vị hành chính cũ"))
    return {
        "shell": DESK_SHELL,
        "week": _week(),
        "groups": (
            {"title": "Người con", "rows": (
                {"label": "Họ, chữ đệm, tên", "value": "PHẠM MINH KHUÊ", "source": "declared"},
                {"label": "Ngày sinh", "value": "30/10/2026", "source": "other_register", "source_text": "Chứng sinh",
                 "mark": "ngay-sinh", "is_marked": True, "url": "#ngay-sinh"},
                {"label": "Nơi sinh", "value": "Trung tâm Y tế Cẩm Giang", "source": "other_register",
                 "source_text": "Chứng sinh"},
            )},
            {"title": "Mẹ", "rows": (
                {"label": "Họ, chữ đệm, tên", "value": "NGUYỄN THỊ HỒNG HẠNH", "source": "identity"},
                {"label": "Ngày sinh", "value": "08/3/1997", "source": "population"},
                {"label": "Kết hôn", "value": "Số 41, ngày 12/5/2023", "source": "civil_status"},
                {"label": "Nơi ở", "value": "Thôn Đông Giao", "source": "unreachable"},
            )},
        ),
        "verdicts": (
            {"id": "v1", "name": "v1", "title": "Giấy chứng sinh", "text": "1 trang, ảnh chụp", "value": "fail",
             "reason": "mo", "sentence": "Chụp lại nửa dưới, thấy rõ chữ ký người đỡ đẻ"},
            {"id": "v2", "name": "v2", "title": "Tờ khai đăng ký khai sinh", "text": "2 trang", "value": "pass"},
        ),
        "reasons": reasons,
        "events": (
            {"at": "T2 16/11, 09:40", "title": "Vũ Thị Thu Hà mở hồ sơ", "kind": "now"},
            {"at": "T6 13/11, 16:05", "title": "Nguyễn Thị Hồng Hạnh nộp trực tuyến"},
        ),
        "eligible": FieldView("radios", "cho-ai", "Bà làm cho ai?", value="minh", options=(
            Option("minh", "Bà làm cho chính mình"), Option("khac", "Bà làm thay người khác"))),
        "pension": FieldView("yes_no", "luong", "Bà có đang nhận lương hưu không?", value=False),
    }  # fmt: skip
