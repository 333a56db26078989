"""Invented papers of forms 04 to 07, hand-over list and inspection, to look at and for tests. Everybody is made up."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from motcua.platform.text.dates import HERE

from .notices import Form04, Form05
from .papers import Paper, ResultPaper
from .parts import Appendix, Facts, Head, Heading, Paragraph, Party, Table
from .samples import LONG, LONG_PROCEDURE
from .sheets import MOST_ROWS, Brief, BriefTable, ControlLine, DossierFile, Form06, Sheet

CODE = "000.00.31.H24-261113-0017"
LOOKUP = "https://motcua.example/tra-cuu"
MADE_AT = datetime(2026, 11, 18, 9, 30, tzinfo=HERE)
RECEIVED = datetime(2026, 11, 13, 10, 5, tzinfo=HERE)
DUE = datetime(2026, 11, 19, 17, 0, tzinfo=HERE)
COMMITTEE = Head("", "Ủy ban nhân dân xã Cẩm Giang", "Cẩm Giang", MADE_AT.date(), number=3)
CENTRE = Head(
    "Ủy ban nhân dân xã Cẩm Giang", "Trung tâm Phục vụ hành chính công", "Cẩm Giang", MADE_AT.date(), number=12
)
HANH = Party(
    "Nguyễn Thị Hạnh", "1991-02-08", "030191000412", address="Thôn Kim Quan, xã Cẩm Giang", phone="0912 000 412"
)
COMPLAIN = (
    "Ông/bà có quyền khiếu nại việc chậm trễ này đến Chủ tịch Ủy ban nhân dân cấp xã trong 90 ngày kể từ ngày biết"
    " việc chậm trễ (Luật Khiếu nại 2011)."
)
REGISTER = (
    "line", "code", "procedure", "sets", "applicant", "address", "responsible", "received", "due", "sent", "finished",
    "returned", "way", "note",
)  # fmt: skip
RESULT_BOOK = ("number", "at", "applicant", "subject", "signer", "copies", "fee", "note")
HANDOVER = ("line", "code", "procedure", "applicant", "at", "papers", "due", "taken")


def form04(**changes: object) -> Form04:
    told: dict[str, object] = {
        "made_at": MADE_AT, "head": COMMITTEE, "code": CODE, "addressee": f"ông/bà {HANH.name}", "submitter": HANH,
        "procedure": "Cấp bản sao trích lục hộ tịch", "received_at": RECEIVED, "was_due_at": DUE,
        "reason": "Sổ gốc lưu ở kho huyện cũ, chúng tôi phải chờ Trung tâm Lưu trữ lịch sử tra cứu và trả lời.",
        "new_due_at": DUE + timedelta(days=5), "authority": ["TM. Ủy ban nhân dân", "KT. Chủ tịch",
        "Phó Chủ tịch"], "signer": "Trịnh Thị Mai", "complain": COMPLAIN, "hotline": "0225 0000 000",
        "qr": f"{LOOKUP}/{CODE}", "lookup": LOOKUP, "sample": True,
    }  # fmt: skip
    return Form04(**{**told, **changes})  # type: ignore[arg-type]


def form05(**changes: object) -> Form05:
    told: dict[str, object] = {
        "made_at": MADE_AT, "head": CENTRE, "code": CODE, "submitter": HANH,
        "procedure": "Cấp bản sao trích lục hộ tịch", "received_at": RECEIVED, "asked_on": date(2026, 11, 17),
        "reason": "Người nộp đã tìm thấy bản sao cũ, không cần cấp nữa.",
        "papers_back": "01 bản chính Giấy ủy quyền, trả tại Trung tâm.", "refund": 24000,
        "refund_note": "trả tiền mặt tại quầy", "complain": COMPLAIN.replace("việc chậm trễ", "việc dừng giải quyết"),
        "officer": "Phạm Quỳnh Ngọc", "hotline": "0225 0000 000", "qr": f"{LOOKUP}/{CODE}", "lookup": LOOKUP,
        "sample": True,
    }  # fmt: skip
    return Form05(**{**told, **changes})  # type: ignore[arg-type]


def form06(count: int = 4) -> Form06:
    outcomes = ("Đúng hạn", "Trước hạn", "Quá hạn", "")
    lines = [
        ControlLine(
            "Trung tâm Phục vụ hành chính công\nPhạm Quỳnh Ngọc, công chức Một cửa\nXác nhận trên máy 16:40 13/11/2026",
            "Văn phòng HĐND và UBND\nNguyễn Minh Hòa, công chức tư pháp - hộ tịch",
            f"10:{n:02} {13 + n % 15}/11/2026",
            outcomes[n % 4],
            "Trả lại vì thiếu số sổ gốc" if n % 4 == 3 else "",
        )
        for n in range(count)
    ]
    return Form06(
        made_at=MADE_AT, head=replace(CENTRE, number=None), code=CODE, procedure="Cấp bản sao trích lục hộ tịch",
        responsible="Ủy ban nhân dân xã Cẩm Giang", lines=lines, received_at=RECEIVED, due_at=DUE + timedelta(days=5),
        original_due_at=DUE, qr=f"{LOOKUP}/{CODE}", sample=True,
    )  # fmt: skip


def register(count: int = 14, *, long: bool = False) -> Sheet:
    title = LONG_PROCEDURE if long else "Cấp bản sao trích lục hộ tịch"
    who, where = (LONG.name, LONG.address) if long else (HANH.name, "Thôn Kim Quan, xã Cẩm Giang, thành phố Hải Phòng")
    rows = [
        (
            f"{n}", f"000.00.31.H24-261113-{n:04}", "Đăng ký khai sinh" if n % 2 else title,
            "01", who, f"{where}; 0912***412",
            "UBND xã Cẩm Giang", "10:05 13/11/2026", "17:00 19/11/2026", "10:06 13/11/2026", "15:30 18/11/2026",
            "08:40 19/11/2026" if n % 3 else "", "Tại quầy" if n % 3 else "", "Ký giấy" if n % 3 else "",
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    return Sheet(
        made_at=MADE_AT, head=replace(CENTRE, number=None), columns=REGISTER, rows=rows,
        about=("Quyển số 01/2026 của Trung tâm Phục vụ hành chính công xã Cẩm Giang, năm 2026, từ dòng 1 đến dòng 14",),
        notes=("2 dòng không hiện vì không thuộc phần người lập được xem.",),
        signers=(("keeper", "Vũ Thị Thu Hà", ""),), sample=True,
    )  # fmt: skip


def handover(count: int = 12, *, long: bool = False) -> Sheet:
    title, who = (LONG_PROCEDURE, LONG.name) if long else ("Cấp bản sao trích lục hộ tịch", HANH.name)
    rows = [
        (
            f"{n}", f"000.00.31.H24-261113-{n:04}", title, who, f"10:{n:02}",
            "1" if n % 3 == 0 else "", "19/11/2026", "14:10 13/11" if n % 4 else "",
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    return Sheet(
        made_at=MADE_AT, head=replace(CENTRE, number=None), columns=HANDOVER, rows=rows,
        about=("Ngày 13 tháng 11 năm 2026", "Từ Trung tâm Phục vụ hành chính công đến Văn phòng HĐND và UBND"),
        signers=(("giver", "Phạm Quỳnh Ngọc", "16:40 13/11/2026"), ("receiver", "Nguyễn Minh Hòa", "")), sample=True,
    )  # fmt: skip


def dossier_file(events: int = 6) -> DossierFile:
    rows = [("09:00 18/11/2026", f"Việc thứ {n} của hồ sơ", "Phạm Quỳnh Ngọc, Công chức") for n in range(1, events + 1)]
    return DossierFile(
        made_at=MADE_AT, head=replace(CENTRE, number=None), code=CODE, qr=f"{LOOKUP}/{CODE}", sample=True,
        about=("Lấy lúc 9:30 thứ Tư 18/11/2026", "Người lấy: Mai Thị Hồng, Công chức kiểm tra. Lý do: kiểm tra quý IV"),
        body=[
            Heading("1. Hồ sơ"),
            Facts([("Thủ tục", "Cấp bản sao trích lục hộ tịch"), ("Người nộp", HANH.name), ("Ghi chú", "")]),
            Heading("2. Sự kiện"),
            Table(("Lúc", "Việc", "Ai"), rows, (20, 50, 30)),
            Heading("3. Tệp"),
            Table(("Tệp", "SHA-256"), [("giấy ủy quyền.pdf", "0f" * 32)], (40, 60)),
            Paragraph("Chuỗi sự kiện nguyên vẹn."),
        ],
    )  # fmt: skip


def inspection_sample(lines: int = 5, *, long: bool = False) -> Sheet:
    title = LONG_PROCEDURE if long else "Cấp bản sao trích lục hộ tịch"
    rows = [
        (str(n), f"DEMO.01-261113-{n:04}", title, "10:05 13/11/2026", "17:00 19/11/2026", "",
         "Đang xử lý")
        for n in range(1, lines + 1)
    ]  # fmt: skip
    return Sheet(
        made_at=MADE_AT, head=replace(COMMITTEE, number=None), rows=rows, sample=True,
        columns=("line", "code", "procedure", "accepted", "due", "finished", "state"),
        about=("Tiếp nhận từ 01/11/2026 đến 18/11/2026", "Số gốc (seed): xuc-xac-4152"),
        notes=("Danh sách gốc có 120 hồ sơ, SHA-256: " + "a1" * 32,),
        signers=(("inspector", "Mai Thị Hồng", ""),),
    )  # fmt: skip


def brief(share: float = 0.4) -> Brief:
    """Return a sheet of the morning; with `share` 1 every table is full and every name as long as they come."""
    long = share == 1
    officer = (
        "Nguyễn Thị Thanh Hương, Công chức địa chính - nông nghiệp - xây dựng và môi trường"
        if long
        else ("Phạm Thị Hoa, Công chức tư pháp - hộ tịch")
    )
    title = "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ tại nông thôn" if long else "Đăng ký khai sinh"
    desk = "Phòng Nông nghiệp, Xây dựng và Môi trường: tiếp nhận, trả kết quả" if long else "Văn phòng: thụ lý"
    rows = {
        "numbers": ("12", "4", "57", "9", "3", "21", "90", "6"),
        "by": (officer, "3"),
        "late": ("000.00.31.H24-261113-0107", title, officer, "10/11 17:00"),
        "desks": (desk, "18", "4", "3"),
        "away": ("Phó Chủ tịch kiêm Giám đốc Trung tâm" if long else "Chủ tịch", "Nguyễn Hữu Phúc",
                 "Lương Văn Khánh", "20/11/2026"),
    }  # fmt: skip
    tables = [
        BriefTable(
            key, [row] * max(1, int(MOST_ROWS[key] * share)), "Và 7 dòng nữa, xem trên bảng điều hành." if long else ""
        )
        for key, row in rows.items()
    ]
    head = Head("", "Ủy ban nhân dân xã Cẩm Giang", "Cẩm Giang", MADE_AT.date())
    return Brief(made_at=MADE_AT, head=head, about=("Thứ Tư, 18/11/2026. Số liệu lúc 09:30.",), tables=tables)


def result_book(count: int = 12, *, long: bool = False) -> Sheet:
    who = LONG.name if long else HANH.name
    rows = [
        (
            f"{n:02} quyển số 01/2026 - SCT/BS", "13/11/2026", who, "Bằng tốt nghiệp trung học phổ thông",
            "Nguyễn Hữu Phúc, Chủ tịch", "3", "6.000 đồng", "Bỏ số: in sai tên giấy tờ" if n == 4 else "",
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    return Sheet(
        made_at=MADE_AT, head=replace(CENTRE, number=None), columns=RESULT_BOOK, rows=rows,
        title="SỔ CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH", about=("Quyển số 01/2026, tháng 11 năm 2026",),
        signers=(("keeper", "Phạm Quỳnh Ngọc", ""),), sample=True,
    )  # fmt: skip


def report() -> ResultPaper:
    """Return a report of a unit: number and day left free, a table of numbers on a page of its own."""
    rows = [(str(n), "Cấp bản sao trích lục hộ tịch", f"{n * 137 % 900}", "98,36%") for n in range(1, 31)]
    table = Table(("STT", "Thủ tục", "Tiếp nhận", "Đúng hạn"), rows, (5, 50, 12, 12), (2, 3))
    text = "Tỷ lệ hồ sơ nộp trực tuyến đạt 71,83%, tăng 2,65 điểm phần trăm so với tháng 9/2026. " * 6
    return ResultPaper(
        made_at=MADE_AT, head=Head("Ủy ban nhân dân thành phố Hải Phòng", "Ủy ban nhân dân xã Cẩm Giang", "Cẩm Giang",
        MADE_AT.date(), symbol="BC-UBND"), type_name="Báo cáo", subject="Kết quả giải quyết thủ tục hành chính",
        addressees=("Ủy ban nhân dân thành phố Hải Phòng",),
        body=(Heading("I. KẾT QUẢ"), Heading("1. Tiếp nhận", 2), *(Paragraph(text.strip()) for _ in range(4))),
        authority=("TM. Ủy ban nhân dân", "Chủ tịch"), signer="Trịnh Thị Mai", recipients=("Như trên", "Lưu: VT"),
        unsigned=False, is_draft=True, sample=True,
        appendices=(Appendix("Phụ lục I", ("Hồ sơ theo thủ tục", "(Kèm theo Báo cáo)"), (table,)),),
    )  # fmt: skip


def all_samples() -> list[tuple[str, str, Paper]]:
    """Return (file name, form, paper) of every sample: each form plain, crowded and with long names."""
    long = "Hồ sơ phải xác minh ở ba nơi khác nhau và chờ văn bản trả lời. " * 15
    return [
        ("04-xin-loi", "04", form04()),
        ("04-ly-do-dai", "04", form04(reason=long.strip(), owner=Party("Ksor Ƀlêt", "1941"))),
        ("04-ten-dai", "04", form04(addressee=f"ông/bà {LONG.name}", owner=LONG, procedure=LONG_PROCEDURE)),
        ("05-dung", "05", form05()),
        ("05-ten-dai", "05", form05(submitter=LONG, procedure=LONG_PROCEDURE, reason=long.strip())),
        ("05-khong-tra-gi", "05", form05(asked_on=None, papers_back="", refund=None, refund_note="")),
        ("06-kiem-soat", "06", form06()),
        ("06-hai-muoi-lan", "06", form06(20)),
        ("07-so-theo-doi", "07", register()),
        ("07-nhieu-dong", "07", register(60)),
        ("07-ten-dai", "07", register(12, long=True)),
        ("ban-giao", "handover", handover()),
        ("buoi-sang", "morning", brief()),
        ("buoi-sang-day", "morning", brief(1)),
        ("ban-giao-sau-muoi", "handover", handover(60)),
        ("ban-giao-ten-dai", "handover", handover(long=True)),
        ("ho-so-kiem-tra", "dossier-file", dossier_file()),
        ("ho-so-kiem-tra-dai", "dossier-file", dossier_file(150)),
        ("mau-kiem-tra", "inspection-sample", inspection_sample(60)),
        ("mau-kiem-tra-ten-dai", "inspection-sample", inspection_sample(8, long=True)),
        ("so-ket-qua", "result-book", result_book()),
        ("so-ket-qua-ten-dai", "result-book", result_book(30, long=True)),
        ("bao-cao", "report", report()),
    ]
