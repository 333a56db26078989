"""A pack in the words of its public page: limits, fees by channel, what to bring and what not. Pure.

Every sentence people read about a procedure is made here, so that page, print and counter say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.catalogue.packs.fees import UNREAD, fee_text
from motcua.catalogue.packs.model import Case, Component, FeeLine, Limit, Pack
from motcua.platform.text import money, number

ELSEWHERE = "guide_only"
CHANNELS = {"online": "Trực tuyến", "direct": "Tại Trung tâm", "post": "Qua bưu điện"}
NO_REASON = "cơ quan công bố chưa nêu lý do"
_UNITS = {"working_hours": "giờ làm việc", "working_days": "ngày làm việc", "calendar_days": "ngày"}
# Papers the State holds in a register are never asked for; a scan that may or may not have been sent is another thing.
_REGISTERS = ("CSDL", "Cơ sở dữ liệu")


@dataclass(frozen=True)
class Paper:
    """A paper by name, with one line about it. `is_hard`: it is needed in every case."""

    title: str
    text: str
    is_hard: bool = True


@dataclass(frozen=True)
class FeeWords:
    """One line of the fee table as people read it."""

    label: str
    text: str
    legal: str
    note: str


@dataclass(frozen=True)
class ChannelFees:
    """What a way of applying costs. `is_best`: every other way is dearer or may be."""

    key: str
    label: str
    lines: tuple[FeeWords, ...]
    is_best: bool


@dataclass(frozen=True)
class CaseWords:
    """A case with its limit in words and the papers it needs besides the common ones."""

    key: str
    label: str
    when: str
    limit: str
    note: str
    papers: tuple[Paper, ...]


def limit_words(limit: Limit | None, no_limit_reason: str | None = None) -> str:
    """Return a limit as people say it.

    >>> from decimal import Decimal
    >>> limit_words(Limit(Decimal(7), "working_days", None, "C")), limit_words(Limit(Decimal(1), "same_day", None, "C"))
    ('7 ngày làm việc', 'Trong ngày')
    >>> limit_words(Limit(None, "working_days", None, "C"))
    'Chưa công bố số ngày'
    """
    if limit is None:
        return "Không quy định thời hạn" if no_limit_reason else "Chưa công bố thời hạn"
    if limit.value is None:
        return "Chưa công bố số ngày"
    if limit.unit == "same_day":
        return "Trong ngày"
    return f"{number(limit.value)} {_UNITS[limit.unit]}"


def how_long(pack: Pack) -> tuple[str, str]:
    """Return the limit of the whole procedure and a note: one limit for all cases, or from shortest to longest."""
    words = list(dict.fromkeys(limit_words(case.limit, case.no_limit_reason) for case in pack.cases))
    notes = list(dict.fromkeys(note for case in pack.cases if (note := _limit_note(case))))
    if len(words) == 1:
        return words[0], notes[0] if len(notes) == 1 else ""
    return "Tùy trường hợp", ", ".join(word[0].lower() + word[1:] for word in words)


def case_words(pack: Pack) -> tuple[CaseWords, ...]:
    """Return the cases; a paper that belongs to some cases only stands under each of them."""
    told = []
    for case, raw in zip(pack.cases, pack.procedure["cases"], strict=True):
        own = [
            paper_of(pack, c)
            for c in pack.components
            if c.cases is not None and case.key in c.cases and c.form != "electronic"
        ]
        told.append(
            CaseWords(
                key=case.key,
                label=case.label,
                when=raw.get("when") or "",
                limit=limit_words(case.limit, case.no_limit_reason),
                note=_limit_note(case),
                papers=tuple(own),
            )
        )
    return tuple(told)


def _limit_note(case: Case) -> str:
    return (case.limit.note if case.limit else case.no_limit_reason) or ""


# --- fees --------------------------------------------------------------------------------------


def fees_by_channel(pack: Pack, province: str, on: date) -> tuple[ChannelFees, ...]:
    """Return what each way of applying costs, the ways in the order of the page.

    A line of the province takes the place of the national one with the same condition; one without a condition
    takes the place of all national lines of its group.
    """
    tables = {
        channel: _lines(pack, channel, province, on) for channel in CHANNELS if channel in pack.procedure["channels"]
    }
    costs = {channel: _at_most(lines) for channel, lines in tables.items()}
    known = [cost for cost in costs.values() if cost is not None]
    least = min(known, default=None)
    # Nothing is cheaper than free, whatever the unknown ones turn out to be.
    is_sure = least == 0 or len(known) == len(costs)
    best = [channel for channel, cost in costs.items() if cost is not None and cost == least and is_sure]
    return tuple(
        ChannelFees(
            key=channel,
            label=_channel(pack, channel),
            lines=tuple(FeeWords(li.label, fee_text(li), li.legal or "", _fee_note(li)) for li in lines)
            or (FeeWords("Phí, lệ phí", UNREAD["unset"], "", ""),),
            is_best=best == [channel] and len(costs) > 1,
        )
        for channel, lines in tables.items()
    )


def how_much(pack: Pack, province: str, on: date) -> tuple[str, str]:
    """Return the cost in one phrase and a note by channel. What is not known is said in words, never as 0."""
    texts: dict[str, list[str]] = {}
    amounts: list[int | None] = []
    for channel in CHANNELS:
        if channel in pack.procedure["channels"]:
            lines = _lines(pack, channel, province, on)
            main = [line for line in lines if line.group == lines[0].group]
            texts[channel] = list(dict.fromkeys(fee_text(line) for line in main)) or [UNREAD["unset"]]
            amounts += [line.amount for line in main] or [None]
    everything = list(dict.fromkeys(text for told in texts.values() for text in told))
    if len(everything) == 1:
        return everything[0], ""
    note = ". ".join(f"{_channel(pack, channel)}: {' hoặc '.join(told)}" for channel, told in texts.items())
    known = [amount for amount in amounts if amount is not None]
    if len(known) == len(amounts):
        return f"{number(min(known))}–{money(max(known))}", note
    return "Tùy cách nộp", note


def _channel(pack: Pack, channel: str) -> str:
    # What another agency receives is not filed at our centre.
    return "Trực tiếp" if channel == "direct" and pack.kind == ELSEWHERE else CHANNELS[channel]


def _lines(pack: Pack, channel: str, province: str, on: date) -> list[FeeLine]:
    fitting = [
        line
        for line in pack.fees
        if line.channel in ("any", channel)
        and line.province in (None, province)
        and (line.valid_from is None or line.valid_from <= on)
        and (line.valid_to is None or on <= line.valid_to)
    ]
    kept = []
    for line in fitting:
        local = [other for other in fitting if other.group == line.group and other.province is not None]
        if line.province is None and any(o.applies_when in (None, line.applies_when) for o in local):
            continue
        kept.append(line)
    return kept


def _at_most(lines: Sequence[FeeLine]) -> int | None:
    """The dearest alternative of the main group: what nobody exceeds; None while any is unknown."""
    main = [line for line in lines if line.group == lines[0].group]
    if not main:
        return None
    if any(line.amount is None and line.unread != "not_recorded" for line in main):
        return None
    return max(line.amount or 0 for line in main)


def _fee_note(line: FeeLine) -> str:
    parts = [line.note or ""]
    if line.exempt_when:
        parts.append(f"Miễn cho: {', '.join(line.exempt_when)}")
    if line.doubtful:
        parts.append("Quyết định công bố ghi chưa rõ, Trung tâm sẽ báo mức đúng")
    return ". ".join(part.rstrip(".") for part in parts if part)


# --- papers ------------------------------------------------------------------------------------


def to_bring(pack: Pack) -> tuple[Paper, ...]:
    """Return the papers to bring: those of every case first, then those of some conditions; each name once."""
    papers = [paper_of(pack, c) for c in pack.components if not _is_spared(c, pack) and c.form != "electronic"]
    return _merged(sorted(papers, key=lambda paper: not paper.is_hard))


def not_to_bring(pack: Pack) -> tuple[Paper, ...]:
    """Return the papers nobody has to bring, with the reason: a register has them, or they are typed, not written."""
    spared = []
    for component in pack.components:
        if not _is_spared(component, pack):
            continue
        if component.replaceable_by:
            text = f"Đã có trong {component.replaceable_by}"
        else:
            text = "Điền trên máy khi nộp trực tuyến; đến Trung tâm thì điền tại chỗ"
        spared.append(Paper(component.name, text))
    return _merged(spared)


def paper_of(pack: Pack, component: Component) -> Paper:
    """Return one component as a paper to bring: how many, when, and what makes it needless."""
    raw = next(r for r in pack.procedure["components"] if r["key"] == component.key)
    parts = [_count(component)]
    if component.cases is not None:
        labels = [case.label[0].lower() + case.label[1:] for case in pack.cases if case.key in component.cases]
        parts.append(f"Trường hợp {', '.join(labels)}")
    if component.when_text:
        parts.append(f"Chỉ khi: {component.when_text}")
    elif component.required is not True:
        parts.append(raw.get("required_words") or "Có thì nộp")
    if component.replaceable_by:
        parts.append(f"Không phải nộp nếu đã có: {component.replaceable_by}")
    is_hard = component.cases is None and component.required is True
    return Paper(component.name, ". ".join(part.rstrip(".") for part in parts if part), is_hard)


def _merged(papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """The source repeats a paper for each condition; people read it once, with all of them."""
    texts: dict[tuple[str, bool], list[str]] = {}
    for paper in papers:
        told = texts.setdefault((paper.title, paper.is_hard), [])
        if paper.text not in told:
            told.append(paper.text)
    return tuple(Paper(title, _joined(told), is_hard) for (title, is_hard), told in texts.items())


def _joined(texts: Sequence[str]) -> str:
    """Join what differs: "1 bản chính. Chỉ khi: a" and "1 bản chính. Chỉ khi: b" become one line.

    >>> _joined(["1 bản chính. Chỉ khi: a", "1 bản chính. Chỉ khi: b"])
    '1 bản chính. Chỉ khi: a; hoặc b'
    """
    heads = {text.partition("Chỉ khi: ")[0] for text in texts}
    if len(texts) > 1 and len(heads) == 1 and all("Chỉ khi: " in text for text in texts):
        return f"{heads.pop()}Chỉ khi: {'; hoặc '.join(text.partition('Chỉ khi: ')[2] for text in texts)}"
    return "; hoặc ".join(texts)


def _is_spared(component: Component, pack: Pack) -> bool:
    if component.replaceable_by and component.replaceable_by.startswith(_REGISTERS):
        return True
    return component.form != "electronic" and component.one_of in _electronic_groups(pack)


def _electronic_groups(pack: Pack) -> set[str]:
    return {c.one_of for c in pack.components if c.form == "electronic" and c.one_of}


def _count(component: Component) -> str:
    if component.form == "presented":
        return "Chỉ cho xem tại quầy, không phải nộp"
    counts = [(component.originals, "bản chính"), (component.copies, "bản sao")]
    return ", ".join(f"{count} {kind}" for count, kind in counts if count)


# --- people ------------------------------------------------------------------------------------


def who_may(pack: Pack) -> tuple[str, str]:
    """Return who may apply and a note, as published; the kinds of applicants when the source says nothing finer."""
    procedure = pack.procedure
    if told := (procedure.get("may_apply") or {}).get("who"):
        return told[0], "; ".join(told[1:])
    kinds = ", ".join(procedure["applicants"])
    details = procedure.get("applicants_detail") or []
    return kinds[:1].upper() + kinds[1:] or "Chưa công bố", "; ".join(details) if len(details) > 1 else ""


def deadline_words(pack: Pack) -> str:
    """Return by when people must apply, or "".

    The day it runs from is named as the form names it.
    """
    deadline = pack.procedure.get("deadline")
    if not deadline or deadline.get("value") is None:
        return ""
    label = field_label(pack.form, deadline["from"])
    since = f" kể từ: {label[0].lower() + label[1:]}" if label else ""
    return f"Cần làm trong {deadline['value']} {_UNITS.get(deadline['unit'], 'ngày')}{since}"


def field_label(form: Mapping[str, Any] | None, key: str) -> str:
    """Return the question of a field as the form asks it, "" where it asks none of this key."""
    for group in (form or {}).get("groups", ()):
        for field in group["fields"]:
            if field["key"] == key:
                return field["label"]
    return ""
