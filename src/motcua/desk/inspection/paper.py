"""The one-click file of a dossier and the list of a sample, as papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from motcua.catalogue import queries as catalogue
from motcua.desk.papers_of_the_office import head_of, short
from motcua.desk.words import CHANNEL, STATUS, paper_words
from motcua.documents import queries as documents
from motcua.documents.printing import DossierFile, Facts, Heading, Items, Paragraph, Sheet, Table
from motcua.documents.printing.parts import Block
from motcua.documents.queries import FileRow
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import Page, beside
from motcua.dossiers.queries.books import mask_phone
from motcua.dossiers.reads_told import read_words
from motcua.dossiers.services.slips import lookup
from motcua.dossiers.timeline import timeline
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.inspection import queries as inspection
from motcua.inspection.models import Sample
from motcua.inspection.queries import Chain, PickRow
from motcua.payments import queries as payments
from motcua.platform.clock.now import ZONE
from motcua.platform.text import date_vi, instant_vi, mask_personal_number, money, number

ROLE = {
    "submitter": "Người nộp",
    "owner": "Chủ hồ sơ",
    "representative": "Người được ủy quyền",
    "subject": "Người liên quan",
}
LATENESS = {"any": "Tất cả", "late": "Chỉ hồ sơ trễ hẹn", "on_time": "Chỉ hồ sơ không trễ hẹn"}
_KINDS = {"result": "kết quả", "signed": "kết quả đã ký", "scan": "bản chụp giấy đã ký"}
_WHOLE = {True: "Khớp", False: "KHÔNG KHỚP", None: "KHÔNG CÒN TỆP"}
_SAMPLE = ("line", "code", "procedure", "accepted", "due", "finished", "state")


def dossier_file(who: Person, page: Page, *, reason: str, at: datetime) -> DossierFile:
    """Return everything of a dossier this person may see, as it stands at this moment."""
    parts = (
        _about(page, at),
        _terms(who, page),
        _events(who, page),
        _papers(who, page),
        _result(who, page),
        _money(page),
        _readers(who, page),
        _notes(who, page),
        _chain(inspection.chain_of(who, page.id), at),
    )
    body: list[Block] = []
    for ordinal, (title, blocks) in enumerate(parts, start=1):
        body += [Heading(f"{ordinal}. {title}"), *blocks]
    return DossierFile(
        made_at=at,
        head=head_of(identity.unit_view(page.committee_id, at.date()), at),
        code=page.code,
        body=body,
        about=(f"Lấy {instant_vi(at)}, {who.actor.label}", f"Lý do: {reason}"),
        qr=lookup(page.code),
    )


Part = tuple[str, Sequence[Block]]


def _about(page: Page, at: datetime) -> Part:
    on = at.date()
    classes = identity.secrecy_names()
    facts = Facts(
        [
            ("Thủ tục", f"{page.title} (mã {page.procedure})"),
            ("Trường hợp", page.case_label),
            ("Cơ quan giải quyết", identity.unit_view(page.committee_id, on).name),
            ("Nơi tiếp nhận", identity.unit_view(page.receiving_unit_id, on).name),
            ("Bộ phận thụ lý", identity.unit_view(page.handling_unit_id, on).name),
            ("Kênh nộp", CHANNEL[page.channel][0]),
            ("Nộp thay", page.on_behalf),
            ("Tình trạng", STATUS[page.status] + (f", {page.step_name}" if page.step_name else "")),
            ("Lớp bảo mật", classes.get(page.secrecy, "") if page.secrecy else ""),
        ]
    )
    rows = [
        (
            ROLE[p.role],
            p.name,
            p.personal_number if p.is_organisation else mask_personal_number(p.personal_number or ""),
            mask_phone(p.phone),
        )
        for p in page.parties
    ]
    people = Table(
        ("Vai trò", "Họ tên", "Số định danh, mã số (che bớt)", "Điện thoại (che bớt)"), rows, (22, 34, 26, 18)
    )
    return "Hồ sơ nói về việc gì", (facts, people)


def _terms(who: Person, page: Page) -> Part:
    row = page.row
    moments = (
        ("Nộp", page.submitted_at),
        ("Phải trả lời trước", page.answer_by),
        ("Tiếp nhận", page.accepted_at),
        ("Hẹn trả lúc đầu", page.original_due_at),
        ("Hẹn trả hiện nay", page.due_at),
        ("Hạn gửi thư xin lỗi", page.apology_due_at),
        ("Ký thư xin lỗi", row.apology_signed_at),
        ("Trễ mà không có thư xin lỗi", row.unapologised_at),
        ("Có kết quả", page.completed_at),
        ("Trả kết quả", page.returned_at),
    )
    facts = [(label, instant_vi(moment)) for label, moment in moments if moment]
    arrived = [("Bưu chính mang đến", date_vi(row.arrived_on))] if row.arrived_on else []
    blocks: list[Block] = [Facts([*arrived, *facts, ("Không có thời hạn", page.no_limit_reason)])]
    lines, _ = dossiers.arithmetic_of(page)
    if lines:
        blocks += [Paragraph("Cách tính ngày hẹn đang có hiệu lực:"), Items([str(line["note"]) for line in lines])]
    listed = catalogue.pack_of_version(page.version_id).procedure.get("pause_reasons", [])
    why = {p["key"]: p["label"] for p in listed}
    pauses = [
        (short(p.since), short(p.until) or "chưa hết", why.get(p.reason, p.reason))
        for p in dossiers.pauses_of(who, page.id)
    ]
    if pauses:
        blocks.append(Table(("Tạm dừng tính hạn từ", "Đến", "Lý do"), pauses, (20, 20, 60)))
    return "Thời hạn và các mốc", blocks


def _events(who: Person, page: Page) -> Part:
    told = timeline(page.history, reader="officer", steps=page.steps, closed=dossiers.closed_to(who, page))
    rows = [(str(n), _second(m.at), m.sentence, m.actor) for n, m in enumerate(reversed(told), start=1)]
    return "Sự kiện, từ đầu đến nay", (Table(("TT", "Lúc", "Việc", "Ai"), rows, (5, 17, 50, 28)),)


def _papers(who: Person, page: Page) -> Part:
    every = documents.files_of(who, ("dossier", page.id), with_superseded=True)
    names = {p.slot: p.name for p in page.papers if p.slot}
    components = [(p.name, paper_words(p) or _FILLED.get(p.filled_by, p.filled_by)) for p in page.papers]
    blocks: list[Block] = []
    if components:
        blocks.append(Table(("Thành phần hồ sơ", "Nộp bằng"), components, (65, 35)))
    if every:
        columns = ("Tệp", "Nhận lúc", "SHA-256 của tệp gốc", "Đọc lại lúc này")
        rows = [(_file_name(f, names), short(f.added_at), f.sha256, _WHOLE[documents.is_whole(f)]) for f in every]
        blocks.append(Table(columns, rows, (30, 17, 39, 14)))
    slips = dossiers.slips_of(who, page.id)
    if slips:
        rows_ = [(f"Mẫu {s.form}", s.number, short(s.made_at)) for s in slips]
        blocks.append(Table(("Phiếu đã lập", "Số", "Lúc"), rows_, (30, 40, 30)))
    blocks.append(Paragraph("Lời khai và nội dung các tệp không in lại ở đây; người được xem hồ sơ mở trên hệ thống."))
    return "Giấy tờ", blocks


_FILLED = {
    "file": "Tệp",
    "paper": "Bản giấy",
    "eform": "Tờ khai điện tử",
    "state_data": "Dữ liệu Nhà nước",
    "presented": "Xuất trình tại quầy",
    "nothing": "Chưa có",
}


def _file_name(row: FileRow, names: dict[str, str]) -> str:
    what = names.get(row.slot, "") or _KINDS.get(row.kind, "")
    gone = f"; thay từ {short(row.removed_at)}" if row.removed_at else ""
    size = f"{number(row.pages)} trang, {number(max(1, row.size // 1024))} KB"
    return f"{f'{what}: ' if what else ''}{row.name} ({size}{gone})"


def _result(who: Person, page: Page) -> Part:
    told = dossiers.result_of(who, page.id)
    if told is None or told.approved_at is None:
        return "Kết quả", (Paragraph("Chưa có kết quả được ký."),)
    facts = Facts(
        [
            ("Loại", "Không giải quyết" if told.is_refusal else "Giải quyết"),
            ("Số", told.number),
            ("Ký lúc", instant_vi(told.approved_at)),
            ("Người ký", ", ".join(str(told.signer[key]) for key in ("name", "title") if told.signer.get(key))),
            ("SHA-256 của tệp được ký", told.sha256),
            ("Lý do", told.reason),
            ("Căn cứ", told.legal_basis),
        ]
    )
    corrections = [
        (str(c.ordinal), c.number, short(c.issued_at) or ("không ký" if c.refused_at else "chưa phát hành"), c.reason)
        for c in beside.corrections_of(who, page.id)
    ]
    table = [Table(("Đính chính", "Số", "Phát hành", "Lý do"), corrections, (12, 20, 22, 46))] if corrections else []
    return "Kết quả", (facts, *table)


def _money(page: Page) -> Part:
    owed = payments.obligation_of(page.id)
    if owed is None:
        return "Phí, lệ phí", (Paragraph("Không phải nộp."),)
    state = f"xong {instant_vi(owed.settled_at)}" if owed.settled_at else "chưa xong"
    amount = money(owed.amount) if owed.amount is not None else "chưa xác định"
    rows = [(money(p.amount), p.receipt_number, short(p.paid_at)) for p in payments.payments_of(page.id)]
    rows += [
        (f"Trả lại {money(r.amount)}", r.voucher_number or "chưa trả", short(r.paid_at))
        for r in payments.refunds_of(page.id)
    ]
    table = [Table(("Đã thu, trả lại", "Biên lai, phiếu", "Lúc"), rows, (30, 40, 30))] if rows else []
    return "Phí, lệ phí", (Facts([("Phải thu", f"{amount}, {state}"), ("Miễn, giảm", owed.waived_reason)]), *table)


def _readers(who: Person, page: Page) -> Part:
    reads, count = inspection.reads_of(who, page.id)
    rows = [(_second(r.at), r.reader, read_words(r.what), r.purpose) for r in reads]
    blocks: list[Block] = [Table(("Lúc", "Ai", "Việc", "Vì việc gì"), rows, (17, 30, 27, 26))]
    if count > len(reads):
        blocks.append(Paragraph(f"In {number(len(reads))} lượt gần nhất trong {number(count)} lượt."))
    return "Ai đã xem", blocks


def _notes(who: Person, page: Page) -> Part:
    rows = [(_second(n.at), n.label, n.text) for n in inspection.notes_of(who, page.id)]
    if not rows:
        return "Ghi chú kiểm tra", (Paragraph("Chưa có ghi chú."),)
    return "Ghi chú kiểm tra", (Table(("Lúc", "Ai", "Ghi chú"), rows, (17, 25, 58)),)


def _chain(chain: Chain | None, at: datetime) -> Part:
    told = [Paragraph(line) for line in chain_words(chain, at)]
    return "Kiểm tra chuỗi sự kiện", (*told, Facts([("Mã băm của sự kiện cuối", chain.head if chain else "")]))


def chain_words(chain: Chain | None, at: datetime) -> list[str]:
    """Return what the check of a chain found, in sentences."""
    if chain is None:
        return []
    if not chain.is_whole:
        return [
            f"Lúc {instant_vi(at)}: chuỗi sự kiện KHÔNG nguyên vẹn. Có sự kiện bị sửa, bị thiếu hoặc sai thứ tự. "
            "Giữ nguyên máy chủ, báo người quản trị chạy lệnh motcua verify log."
        ]
    if chain.broken_values:
        names = ", ".join(sorted({f"sự kiện {b.sequence}" for b in chain.broken_values}))
        return [f"Lúc {instant_vi(at)}: chuỗi nguyên vẹn, nhưng có lời ghi không khớp mã băm của nó: {names}."]
    return [
        f"Lúc {instant_vi(at)}: đã tính lại mã băm của từng sự kiện, chuỗi nguyên vẹn, các lời ghi khớp. "
        "So mã băm dưới đây với bản tóm lược hằng ngày giữ ở ngoài để biết chuỗi không bị cắt đuôi."
    ]


# --- the list of a sample ------------------------------------------------------------------------
def sample_sheet(who: Person, sample: Sample, rows: Sequence[PickRow], at: datetime) -> Sheet:
    """Return the list of a sample with its seed, and how anybody draws it again."""
    unit = identity.unit_view(sample.committee_id, at.date())
    cells = [
        (
            str(r.position), r.code, r.title, short(r.accepted_at), short(r.due_at), short(r.completed_at),
            STATUS[r.status],
        )
        for r in rows
    ]  # fmt: skip
    return Sheet(
        made_at=at,
        head=head_of(unit, at),
        columns=_SAMPLE,
        rows=cells,
        about=(f"{drawn_from(sample)}.", f"Số gốc (seed): {sample.seed}", f"Chọn {instant_vi(sample.drawn_at)}"),
        notes=reproducing(sample, len(rows)),
        signers=(("inspector", who.full_name, ""),),
    )


def drawn_from(sample: Sample) -> str:
    """Return what a sample was drawn from, in words."""
    field = catalogue.field_names().get(sample.field, sample.field)
    return ", ".join(
        part
        for part in (
            f"Tiếp nhận từ {date_vi(sample.since)} đến {date_vi(sample.until)}",
            f"lĩnh vực {field}" if field else "mọi lĩnh vực",
            LATENESS[sample.lateness].lower() if sample.lateness != "any" else "",
        )
        if part
    )


def reproducing(sample: Sample, shown: int) -> tuple[str, ...]:
    """Return the sentences that let anybody draw the same sample."""
    drawn = min(sample.size, sample.population)
    lines = [
        f"Danh sách gốc có {number(sample.population)} hồ sơ; SHA-256 của các mã, mỗi mã một dòng, xếp theo thứ tự: "
        f"{sample.population_sha256}",
        "Cách chọn: tính SHA-256 của “số gốc/mã hồ sơ” cho từng mã, lấy những mã có giá trị nhỏ nhất. "
        "Ai có số gốc và danh sách gốc đều chọn lại được đúng mẫu này.",
    ]
    if shown < drawn:
        lines.append(f"{number(drawn - shown)} hồ sơ không hiện vì nay không thuộc phần người lập được xem.")
    return tuple(lines)


def _second(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%H:%M:%S %d/%m/%Y}"
