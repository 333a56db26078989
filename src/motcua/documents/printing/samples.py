"""Invented papers to look at (tools/print_papers.py), to review templates and for tests. Everybody here is made up."""

import hashlib
from datetime import date, datetime

from motcua.platform.text.dates import HERE

from .papers import Form01, Form02, Form03, Paper, ReceiptSlip, ResultPaper
from .parts import (
    ComponentLine,
    Fields,
    FileLine,
    Head,
    NextStep,
    Paragraph,
    Party,
    Refusal,
    SupplementItem,
)

CODE = "000.00.31.H24-261113-0017"
LOOKUP = "https://motcua.example/tra-cuu"
PROCEDURE = "Đăng ký khai sinh"
MADE_AT = datetime(2026, 11, 13, 16, 5, tzinfo=HERE)
DUE_AT = datetime(2026, 11, 16, 17, 0, tzinfo=HERE)
HOTLINE = "0225 0000 000"
HEAD = Head(
    superior="Ủy ban nhân dân xã Cẩm Giang",
    issuer="Trung tâm Phục vụ hành chính công",
    place="Cẩm Giang",
    issued_on=MADE_AT.date(),
    number=7,
)
HANH = Party(
    name="Nguyễn Thị Hạnh",
    born="1991-02-08",
    id_number="030191000412",
    address="Thôn Kim Quan, xã Cẩm Giang, thành phố Hải Phòng",
    phone="0912 000 412",
    email="hanh.nguyen@thu.example",
)
OLD_MAN = Party(name="Ksor Ƀlêt", born="1941", address="Làng Plei Rơbai, xã Cẩm Giang")
# As long as names and addresses of life come.
LONG_DETAIL = "Số nhà 128/45/7B ngách 12 ngõ Chùa Bà Đanh, tổ dân phố số 14 khu tái định cư Bắc sông Cấm"
LONG = Party(
    name="Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Thị Phương Thảo Nguyên Minh Châu Quỳnh Anh",
    born="1991-02-08",
    id_number="030191000412",
    address=f"{LONG_DETAIL}, phường Hồng Bàng, thành phố Hải Phòng",
    phone="0912 000 412",
    email="cong-tang-ton-nu.nguyen-phuc.phuong-thao@thu-dien-tu.example",
)
LONG_PROCEDURE = (
    "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV (công trình không theo tuyến, theo tuyến trong đô"
    " thị, tín ngưỡng, tôn giáo, tượng đài, tranh hoành tráng, theo giai đoạn, dự án) và nhà ở riêng lẻ"
)
RECEIVER = "Trung tâm Phục vụ hành chính công xã Cẩm Giang"
OFFICER = "Phạm Quỳnh Ngọc"


def file_line(name: str, pages: int | None, note: str = "") -> FileLine:
    """Return a line for an invented file, its digest taken over the name."""
    return FileLine(name=name, sha256=hashlib.sha256(name.encode()).hexdigest(), pages=pages, note=note)


def form01(**changes: object) -> Form01:
    return Form01(**{**_FORM01, **changes})  # type: ignore[arg-type]


def form02(**changes: object) -> Form02:
    return Form02(**{**_FORM02, **changes})  # type: ignore[arg-type]


def form03(**changes: object) -> Form03:
    return Form03(**{**_FORM03, **changes})  # type: ignore[arg-type]


def receipt(**changes: object) -> ReceiptSlip:
    return ReceiptSlip(**{**_RECEIPT, **changes})  # type: ignore[arg-type]


def result(**changes: object) -> ResultPaper:
    return ResultPaper(**{**_RESULT, **changes})  # type: ignore[arg-type]


def many_components(count: int) -> list[ComponentLine]:
    """Return `count` different component lines, some of two and three text lines."""
    tail = " kèm bản trích lục bản đồ địa chính thửa đất và xác nhận của trưởng thôn"
    return [
        ComponentLine(f"Giấy tờ số {n} về quyền sử dụng đất{tail if n % 3 == 0 else ''}", "copy", n % 2 + 1)
        for n in range(1, count + 1)
    ]


def all_samples() -> list[tuple[str, str, Paper]]:
    """Return (file name, form, paper) of every sample: each form plain, crowded, bare and with long names."""
    bare = Party(name="Lò Thị Phương", born="1957")
    return [
        ("01-giay-tiep-nhan", "01", form01()),
        ("01-nop-thay", "01", form01(owner=OLD_MAN, submitter_signs=False, result_at="Qua bưu chính công ích")),
        ("01-ba-muoi-thanh-phan", "01", form01(components=many_components(30))),
        ("01-it-thong-tin", "01", form01(submitter=bare, qr="", book="", line="", fee=None, due_at=None,
                                          no_limit_reason="Pháp luật không quy định thời hạn")),
        ("01-ten-dai", "01", form01(submitter=LONG, owner=LONG, procedure=LONG_PROCEDURE)),
        ("02-phieu-bo-sung", "02", form02()),
        ("02-ten-dai", "02", form02(submitter=LONG, procedure=LONG_PROCEDURE)),
        ("02-nhieu-noi-dung", "02", form02(items=_MANY_ITEMS)),
        ("03-phieu-tu-choi", "03", form03()),
        ("03-ten-dai", "03", form03(submitter=LONG, owner=OLD_MAN, procedure=LONG_PROCEDURE)),
        ("bien-nhan", "receipt", receipt()),
        ("bien-nhan-ten-dai", "receipt", receipt(submitter=LONG.name, owner=LONG.name, procedure=LONG_PROCEDURE)),
        ("bien-nhan-muoi-hai-tep", "receipt", receipt(files=_TWELVE_FILES)),
        ("ket-qua", "result", result()),
    ]  # fmt: skip


_FORM01: dict[str, object] = {
    "made_at": MADE_AT,
    "head": HEAD,
    "code": CODE,
    "qr": f"{LOOKUP}/{CODE}",
    "receiver": RECEIVER,
    "submitter": HANH,
    "procedure": PROCEDURE,
    "components": [
        ComponentLine("Tờ khai đăng ký khai sinh", "electronic"),
        ComponentLine("Giấy chứng sinh", "electronic", note="có chữ ký số của bệnh viện"),
        ComponentLine("Giấy chứng nhận kết hôn của cha, mẹ", "data"),
        ComponentLine("Văn bản ủy quyền", "certified_copy", 2),
    ],
    "time_limit": "Trong ngày; nhận sau 15 giờ thì trả ngày làm việc tiếp theo",
    "received_at": MADE_AT,
    "due_at": DUE_AT,
    "result_at": "Tại Trung tâm Phục vụ hành chính công xã Cẩm Giang",
    "fee": 8000,
    "fee_state": "đã thanh toán trực tuyến",
    "book": "01/2026",
    "line": "117",
    "officer": OFFICER,
    "lookup": LOOKUP,
    "hotline": HOTLINE,
    "sample": True,
}
_FORM02: dict[str, object] = {
    "made_at": MADE_AT,
    "head": HEAD,
    "code": CODE,
    "qr": f"{LOOKUP}/{CODE}",
    "submitter": HANH,
    "procedure": PROCEDURE,
    "items": [
        SupplementItem(
            "Giấy chứng sinh",
            "Ảnh chụp mờ, không đọc được ngày sinh và số giấy.",
            "Điều 16 Luật Hộ tịch số 60/2014/QH13",
        ),
        SupplementItem("Họ, chữ đệm, tên của trẻ", "Tờ khai ghi khác với Giấy chứng sinh; xin kiểm tra và sửa lại."),
    ],
    "complete_by": datetime(2026, 11, 27, 17, 0, tzinfo=HERE),
    "how": "Nộp trên trang của hồ sơ, hoặc mang bản giấy đến Trung tâm; không phải nộp lại những giấy đã đạt.",
    "contact_name": OFFICER,
    "contact_phone": HOTLINE,
    "officer": OFFICER,
    "lookup": LOOKUP,
    "sample": True,
}
_MANY_ITEMS = [
    SupplementItem(
        f"Nội dung cần bổ sung thứ {n}: bản vẽ hiện trạng và giấy xác nhận ranh giới thửa đất",
        "Bản vẽ nộp kèm chưa có chữ ký của chủ sử dụng đất liền kề, diện tích ghi trên bản vẽ khác với đơn đăng ký.",
        "Khoản 2 Điều 14 của nghị định hướng dẫn" if n % 2 else "",
    )
    for n in range(1, 10)
]
_FORM03: dict[str, object] = {
    "made_at": MADE_AT,
    "head": HEAD,
    "code": CODE,
    "qr": f"{LOOKUP}/{CODE}",
    "receiver": RECEIVER,
    "submitter": HANH,
    "procedure": "Cấp đổi giấy phép lái xe",
    "refusals": [
        Refusal(
            "Việc cấp đổi giấy phép lái xe thuộc thẩm quyền của cơ quan Công an, không thuộc thẩm quyền của xã.",
            "Luật Trật tự, an toàn giao thông đường bộ số 36/2024/QH15",
        )
    ],
    "advice": "Ông/Bà nộp hồ sơ trên Cổng Dịch vụ công quốc gia, mục Công an, hoặc đến Công an thành phố Hải Phòng.",
    "contact_phone": HOTLINE,
    "officer": OFFICER,
    "sample": True,
}
_TWELVE_FILES = [file_line(f"Ảnh chụp trang {n}", 1) for n in range(1, 13)]
_RECEIPT: dict[str, object] = {
    "made_at": MADE_AT,
    "unit": RECEIVER,
    "superior": "Ủy ban nhân dân xã Cẩm Giang, thành phố Hải Phòng",
    "code": CODE,
    "qr": f"{LOOKUP}/{CODE}",
    "procedure": PROCEDURE,
    "submitter": HANH.name,
    "owner": "Nguyễn Hạnh An",
    "submitted_at": MADE_AT,
    "answer_by": DUE_AT,
    "result_estimate": DUE_AT,
    "result_note": "Ngày chính thức ghi trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
    "files": [
        file_line("Tờ khai đăng ký khai sinh", 2, "Bạn khai trên trang này"),
        file_line("Giấy chứng sinh", 1, "Bản điện tử có ký số"),
        file_line("Dữ liệu máy đọc của tờ khai", None),
    ],
    "reused": ["Giấy chứng nhận kết hôn của cha, mẹ: lấy từ Cơ sở dữ liệu hộ tịch"],
    "next_steps": [
        NextStep("Trung tâm kiểm tra hồ sơ", "Nếu thiếu, bạn nhận một tin nhắn ghi đủ mọi điểm cần bổ sung."),
        NextStep("Bạn soát bản nháp Giấy khai sinh", "Có tin nhắn, mở ra đọc, bấm đồng ý."),
        NextStep("Lãnh đạo xã ký", "Giấy khai sinh vào kho giấy tờ của bạn."),
    ],
    "lookup": LOOKUP,
    "hotline": HOTLINE,
    "sample": True,
}
_RESULT: dict[str, object] = {
    "made_at": MADE_AT,
    "head": Head(
        superior="",
        issuer="Ủy ban nhân dân xã Cẩm Giang",
        place="Cẩm Giang",
        issued_on=date(2026, 2, 5),
        number=5,
        symbol="GXN-UBND",
    ),
    "type_name": "Giấy xác nhận",
    "subject": "Về tình trạng hôn nhân",
    "legal_bases": [
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
        "Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014",
    ],
    "body": [
        Paragraph("Ủy ban nhân dân xã Cẩm Giang xác nhận:"),
        Fields(
            [
                [("Họ và tên", "Lưu Thế Ỷ")],
                [("Sinh", "08/02/1991")],
                [("Số định danh cá nhân", "030091000413")],
                [("Nơi cư trú", "Thôn Kim Quan, xã Cẩm Giang, thành phố Hải Phòng")],
                [("Tình trạng hôn nhân", "Hiện tại chưa đăng ký kết hôn với ai")],
            ]
        ),
        Paragraph(
            "Giấy này có giá trị 06 tháng kể từ ngày cấp, được sử dụng để đăng ký kết hôn. Người được cấp giấy chịu "
            "trách nhiệm trước pháp luật về việc sử dụng giấy đúng mục đích."
        ),
    ],
    "authority": ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
    "signer": "Đỗ Thị Ngọc Bích",
    "recipients": ["Ông Lưu Thế Ỷ", "Lưu: VT, HT"],
    "code": CODE,
    "qr": f"{LOOKUP}/{CODE}",
    "lookup": LOOKUP,
    "sample": True,
}
