"""What forms 04 and 05 need to know: an apology with its one new date, and the end of a dossier without a result.

Fields follow domain rule 2.2 (mark M: the pictures of TT 03/2025 were not read).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from motcua.platform.text import money

from .dates import instant_in_words, weekday_in_words
from .parts import Data, Head, Party, common, typed


@dataclass(frozen=True, kw_only=True)
class Form04:
    """Văn bản xin lỗi và đề nghị gia hạn: sent before the date is missed, signed by the head (R2.34, R2.37)."""

    made_at: datetime
    head: Head
    code: str
    addressee: str
    submitter: Party
    procedure: str
    received_at: datetime
    was_due_at: datetime
    reason: str
    new_due_at: datetime
    authority: Sequence[str]
    signer: str
    owner: Party | None = None
    complain: str = ""
    hotline: str = ""
    qr: str = ""
    lookup: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        if not self.reason or self.new_due_at <= self.was_due_at:
            raise ValueError("form 04 says why, and a date after the one it replaces")

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "head": self.head.data(),
            "addressee": self.addressee,
            "submitter": self.submitter.data(),
            "owner": self.owner.data() if self.owner else None,
            "procedure": self.procedure,
            "received_at": instant_in_words(self.received_at),
            "was_due_at": instant_in_words(self.was_due_at),
            "reason": self.reason,
            "new_due_at": instant_in_words(self.new_due_at),
            "authority": [line.upper() for line in self.authority],
            "signer": self.signer,
            "complain": self.complain,
            "hotline": self.hotline,
            "lookup": typed(self.lookup),
        }


@dataclass(frozen=True, kw_only=True)
class Form05:
    """Thông báo dừng giải quyết hồ sơ: on which request or ground, and what is given back.

    `asked_on` is the day of the applicant's own request, None where he made none. `refund` is in dong.
    """

    made_at: datetime
    head: Head
    code: str
    submitter: Party
    procedure: str
    received_at: datetime
    reason: str
    officer: str
    asked_on: date | None = None
    owner: Party | None = None
    papers_back: str = ""
    refund: Decimal | int | None = None
    refund_note: str = ""
    complain: str = ""
    hotline: str = ""
    qr: str = ""
    lookup: str = ""
    sample: bool = False

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("form 05 says why the dossier ends")

    def as_data(self) -> Data:
        return common(self.made_at, self.sample, self.code, self.qr) | {
            "head": self.head.data(),
            "submitter": self.submitter.data(),
            "owner": self.owner.data() if self.owner else None,
            "procedure": self.procedure,
            "received_at": instant_in_words(self.received_at),
            "asked_on": weekday_in_words(self.asked_on) if self.asked_on else "",
            "reason": self.reason,
            "papers_back": self.papers_back,
            "refund": "" if self.refund is None else money(self.refund),
            "refund_note": self.refund_note,
            "complain": self.complain,
            "hotline": self.hotline,
            "officer": self.officer,
            "lookup": typed(self.lookup),
        }
