"""The event log of a dossier, told in Vietnamese: one small template per event (data/sentences.yaml)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from motcua.dossiers.rules.paperless import REASONS as PAPER_REASONS
from motcua.platform.events import Event
from motcua.platform.text import date_vi, instant_vi, number

_WAYS = {"counter": "tại quầy", "post": "qua bưu chính", "online": "trực tuyến"}
OUTCOMES = {
    "reached": "đã gặp",
    "no_answer": "không ai nghe máy",
    "wrong_number": "sai số",
    "call_back": "hẹn gọi lại",
}
VERDICT = {"agree": "đồng ý", "disagree": "không đồng ý", "remarks": "có ý kiến thêm"}
_HELPED = ", có cán bộ ở quầy hỗ trợ"
REFUND_GROUNDS = {
    "withdrawn": "hồ sơ rút theo đề nghị",
    "duplicate": "hồ sơ trùng đã gộp",
    "procedure": "thủ tục đúng có mức thu thấp hơn",
}
_FORMS = {"note": "Ghi chú nội bộ", "question": "Hỏi nội bộ", "alert": "Báo cho"}
_REASONS = {
    "accepted": "khi tiếp nhận",
    "supplement": "sau khi bổ sung",
    "paid": "sau khi nộp phí",
    "calendar": "lịch làm việc thay đổi",
    "apology": "theo thư xin lỗi",
    "case": "trường hợp của hồ sơ thay đổi",
    "procedure": "sau khi chuyển đúng thủ tục",
}


@dataclass(frozen=True)
class Moment:
    """One line of a timeline: when, what, by whom, and which sign it carries (docs/design-system.md, timeline)."""

    at: datetime
    sentence: str
    actor: str
    kind: str
    name: str


_WORDS = sorted((Path(__file__).parent / "data").glob("sentences*.yaml"))


def tell_also(path: Path) -> None:
    """Let a context above add the words of its events: what it appends to a dossier's chain is told here, too."""
    if path not in _WORDS:
        _WORDS.append(path)
        sentences.cache_clear()


@lru_cache(maxsize=1)
def sentences() -> dict[str, dict[str, Any]]:
    """Return the templates by event name."""
    return {name: row for path in _WORDS for name, row in yaml.safe_load(path.read_text("utf-8")).items()}


def timeline(
    history: Sequence[Event],
    *,
    reader: Literal["citizen", "officer"],
    steps: Mapping[str, str] | None = None,
    closed: Collection[str] = (),
) -> list[Moment]:
    """Tell the history of a dossier (`Page.history`), newest first. `steps` maps keys of process steps to names.

    What is `closed` to the reader ("field:…", "component:…", `queries.closed_to`) is not counted either.
    """
    told = []
    for event in reversed(history):
        template = sentences()[event.name]
        if words := template[reader]:
            told.append(
                Moment(
                    event.at, _say(words, event, steps or {}, closed), _by(event, reader), template["kind"], event.name
                )
            )
    return told


def _by(event: Event, reader: str) -> str:
    if reader == "citizen" and event.actor.kind == "citizen":
        return "Bạn"
    return event.actor.label


def _say(words: str, event: Event, steps: Mapping[str, str], closed: Collection[str]) -> str:
    facts = {k: _shown(k, v, event, steps) for k, v in event.payload.items()}
    asked = event.payload.get("keys") or [f"field:{one['key']}" for one in event.payload.get("changes") or ()]
    facts["count"] = str(sum(key not in closed for key in asked))
    for name in ("late_ground", "after_deadline"):  # events from before the field was kept
        facts.setdefault(name, "")
    facts["helped"] = _HELPED if event.payload.get("assisted_by") else ""
    return words.format(**facts).strip()


def _shown(key: str, value: Any, event: Event, steps: Mapping[str, str]) -> str:
    if key in event.erased:
        return "(đã xóa)"
    match key:
        case "due_at" | "until" | "answer_by" | "was_due_at" | "new_due_at":
            return instant_vi(datetime.fromisoformat(value)) if value else "không có thời hạn chung"
        case "deadline" | "expected_on" | "wished_on":
            return date_vi(date.fromisoformat(value))
        case "was":
            return _before(event.name, value)
        case "amount":
            return number(value) if value is not None else ""
        case "from_step" | "to_step" | "step":
            # The name the process gives it: who signs does not "begin to handle". A version without this step has none.
            goes_back = key == "from_step" or event.name in {"SentBack", "Recalled"}
            return f"«{steps[value]}»" if value in steps else "trước đó" if goes_back else "tiếp theo"
        case "after_deadline":
            return ", sau hạn" if value else ""
        case "second_reason":
            return f"Lãnh đạo cho xin lần nữa: {value}." if value else ""
        case "late_ground":
            return f"Lãnh đạo cho trả sau hạn, căn cứ: {value}." if value else ""
        case "way":
            return _WAYS.get(value, value)
        case "outcome":
            return OUTCOMES.get(value, value)
        case "again_at":
            return f" lúc {instant_vi(datetime.fromisoformat(value))}" if value else ""
        case "ground" if event.name == "RefundOwed":
            return REFUND_GROUNDS.get(value, value)
        case "verdict":
            return VERDICT.get(value, value)
        case "form":
            return _FORMS.get(value, value)
        case "number" | "old_number" if event.name == "ResultCorrected":
            return f"số {value}" if value else ""
        case "reason" if event.name == "PaperTakenAnyway":
            return PAPER_REASONS.get(value, value)
        case "reason":
            return _REASONS.get(value, value or "")
    return "" if value is None else str(value)


def _before(name: str, value: Any) -> str:
    """What stood there before: a deadline in most events, a number somebody was reached by in one."""
    if name == "PhoneChanged":
        return str(value) or "(chưa có số)"
    return date_vi(date.fromisoformat(value))
