"""What each print form needs to know, as frozen values; `as_data()` is what `render` takes.

Fields of forms 01-03 follow domain rule 2.2 (mark M: the pictures of TT 03/2025 were not read);
which wording and layout dress them is template data (templates.yaml).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from motcua.platform.text import instant_vi, money, weekday_vi

from .dates import day_in_words, hour_in_words, instant_in_words, local_day, moment_in_words
from .notices import Form04, Form05
from .parts import (
    Appendix,
    Block,
    ComponentLine,
    Data,
    FileLine,
    Head,
    NextStep,
    Party,
    Refusal,
    SupplementItem,
    common,
    typed,
)
from .sheets import Brief, DossierFile, Form06, Sheet


@dataclass(frozen=True, kw_only=True)
class Form01:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả, given when a dossier is accepted.

    Exactly one of `due_at` and `no_limit_reason` is set, as on the dossier itself. `fee` is in dong
    (None: nothing is said about money), `fee_state` how it stands ("đã thanh toán trực tuyến") or, for
    zero, why nothing is taken ("miễn lệ phí theo …"). `submitter_signs` is False when the dossier came online
    or by post and nobody stands at the counter.
    """

    made_at: datetime
    head: Head
    code: str
    receiver: str
    submitter: Party
    procedure: str
    components: Sequence[ComponentLine]
    received_at: datetime
    officer: str
    due_at: datetime | None = None
    no_limit_reason: str = ""
    owner: Party | None = None
    sets: int = 1
    time_limit: str = ""
    result_at: str = ""
    fee: Decimal | int | None = None
    fee_state: str = ""
    book: str = ""
    line: str = ""
    copy_for: str = ""
    submitter_signs: bool = True
    qr: str = ""
    lookup: str = ""
    hotline: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        if (self.due_at is None) == (not self.no_limit_reason):
            raise ValueError("form 01 promises a day or says why there is no limit, exactly one of them")

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "head": self.head.data(),
            "receiver": self.receiver,
            "submitter": self.submitter.data(),
            "owner": self.owner.data() if self.owner else None,
            "procedure": self.procedure,
            "components": [component.data() for component in self.components],
            "sets": f"{self.sets:02}",
            "time_limit": self.time_limit,
            "received_at": instant_in_words(self.received_at),
            "due_at": instant_in_words(self.due_at) if self.due_at else "",
            "no_limit_reason": self.no_limit_reason,
            "result_at": self.result_at,
            "fee": _fee(self.fee, self.fee_state),
            "book": self.book,
            "line": self.line,
            "copy_for": self.copy_for,
            "submitter_signs": self.submitter_signs,
            "officer": self.officer,
            "lookup": typed(self.lookup),
            "hotline": self.hotline,
        }


@dataclass(frozen=True, kw_only=True)
class Form02:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: every point at once, each with its reason (R2.6)."""

    made_at: datetime
    head: Head
    submitter: Party
    procedure: str
    items: Sequence[SupplementItem]
    complete_by: date | datetime
    officer: str
    code: str = ""
    owner: Party | None = None
    contact_name: str = ""
    contact_phone: str = ""
    how: str = ""
    qr: str = ""
    lookup: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("form 02 without a single point asks for nothing")

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "head": self.head.data(),
            "submitter": self.submitter.data(),
            "owner": self.owner.data() if self.owner else None,
            "procedure": self.procedure,
            "items": [item.data() for item in self.items],
            "complete_by": moment_in_words(self.complete_by),
            "contact_name": self.contact_name,
            "contact_phone": self.contact_phone,
            "how": self.how,
            "officer": self.officer,
            "lookup": typed(self.lookup),
        }


@dataclass(frozen=True, kw_only=True)
class Form03:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ: reasons with their legal basis, and where to go instead."""

    made_at: datetime
    head: Head
    receiver: str
    submitter: Party
    procedure: str
    refusals: Sequence[Refusal]
    officer: str
    code: str = ""
    owner: Party | None = None
    advice: str = ""
    contact_phone: str = ""
    submitter_signs: bool = True
    qr: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        if not self.refusals:
            raise ValueError("form 03 needs a reason (R2.6)")

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "head": self.head.data(),
            "receiver": self.receiver,
            "submitter": self.submitter.data(),
            "owner": self.owner.data() if self.owner else None,
            "procedure": self.procedure,
            "refusals": [refusal.data() for refusal in self.refusals],
            "advice": self.advice,
            "contact_phone": self.contact_phone,
            "submitter_signs": self.submitter_signs,
            "officer": self.officer,
        }


@dataclass(frozen=True, kw_only=True)
class ReceiptSlip:
    """Biên nhận nộp trực tuyến: what arrived, and by when we answer (R2.8).

    It promises the answer; the day of the result is an estimate until form 01 promises it. `reused`
    names what was taken from databases instead of asked for.
    """

    made_at: datetime
    unit: str
    superior: str
    code: str
    qr: str
    procedure: str
    submitter: str
    submitted_at: datetime
    answer_by: datetime
    files: Sequence[FileLine]
    owner: str = ""
    result_estimate: date | datetime | None = None
    result_note: str = ""
    reused: Sequence[str] = ()
    next_steps: Sequence[NextStep] = ()
    lookup: str = ""
    hotline: str = ""
    sample: bool = False

    def as_data(self) -> Data:
        day = local_day(self.answer_by)
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "unit": self.unit,
            "superior": self.superior,
            "procedure": self.procedure,
            "submitter": self.submitter,
            "owner": self.owner,
            "submitted_at": instant_in_words(self.submitted_at),
            "answer_hour": f"{hour_in_words(self.answer_by)}, {weekday_vi(day)}",
            "answer_day": day_in_words(day),
            "result_estimate": moment_in_words(self.result_estimate) if self.result_estimate else "",
            "result_note": self.result_note,
            "files": [file.data() for file in self.files],
            "pages_total": sum(file.pages or 0 for file in self.files),
            "reused": list(self.reused),
            "next_steps": [step.data() for step in self.next_steps],
            "lookup": typed(self.lookup),
            "hotline": self.hotline,
            "made_at_words": instant_vi(self.made_at),
        }


@dataclass(frozen=True, kw_only=True)
class ResultPaper:
    """A result in the layout of decree 30/2020/NĐ-CP, appendix I, on A4.

    `authority` are the lines above the signature ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"). `issued_by` is the authority named
    above the legal bases of a decision, `enacts` the word between them and its articles ("QUYẾT ĐỊNH:"). `unsigned`
    prints the label that no digital signature covers the paper; the signing step renders again without it.
    `is_draft` leaves room for the number and the day.
    """

    made_at: datetime
    head: Head
    type_name: str
    body: Sequence[Block]
    authority: Sequence[str]
    signer: str
    subject: str = ""
    issued_by: str = ""
    legal_bases: Sequence[str] = ()
    enacts: str = ""
    addressees: Sequence[str] = ()
    recipients: Sequence[str] = ()
    code: str = ""
    qr: str = ""
    lookup: str = ""
    unsigned: bool = True
    sample: bool = False
    appendices: Sequence[Appendix] = ()
    is_draft: bool = False

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "head": self.head.unsigned_data() if self.is_draft else self.head.data(),
            "type_name": self.type_name.upper(),
            "subject": self.subject,
            "issued_by": self.issued_by.upper(),
            "legal_bases": [basis.rstrip(" ;.") for basis in self.legal_bases],
            "enacts": self.enacts.upper(),
            "addressees": list(self.addressees),
            "body": [block.data() for block in self.body],
            "authority": [line.upper() for line in self.authority],
            "signer": self.signer,
            "recipients": list(self.recipients),
            "lookup": typed(self.lookup),
            "unsigned": self.unsigned,
            "appendices": [one.data() for one in self.appendices],
        }


Paper = Form01 | Form02 | Form03 | Form04 | Form05 | Form06 | Sheet | Brief | DossierFile | ReceiptSlip | ResultPaper


def _fee(amount: Decimal | int | None, state: str) -> str:
    if amount is None:
        return ""
    return f"{money(amount)} ({state})" if state else money(amount)
