"""One pack: shape, conditions, cases, fees, components, process, result, samples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from motcua.catalogue.packs.checking.form import condition, form, names_of
from motcua.catalogue.packs.checking.shape import shape, shape_of
from motcua.catalogue.packs.checking.vocabulary import ROLES, Finding, Vocabulary, field_keys, fields_of
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.packs.needs import EFORM
from motcua.catalogue.packs.samples import run_sample

RESULT = "result"  # number, sign and day of the decision itself, for fields of a result that the system writes


def check(pack: Pack, words: Vocabulary, samples: Sequence[Mapping[str, Any]] = ()) -> list[Finding]:
    """Return everything wrong or odd in the pack; with a wrong shape only that, for nothing else can be read safely.

    `samples` are those of the place the pack is for: a province's fees make other promises than the national table.
    """
    broken = list(shape(pack.documents)) + [f for sample in samples for f in shape_of("sample", sample)]
    if broken:
        return broken
    findings = [
        *_cases(pack, words),
        *_fees(pack),
        *_components(pack),
        *_defects(pack),
        *form(pack, words),
        *_process(pack, words),
        *_result(pack, words),
        *_events(pack, words),
    ]
    if not any(f.severity == "error" for f in findings):
        findings += _samples(pack, samples)
    return findings


def _repeated(keys: Iterable[str], where: str) -> Iterator[Finding]:
    for key in sorted(key for key, times in Counter(keys).items() if times > 1):
        yield Finding("pack.duplicate", where, f"Khóa «{key}» dùng hai lần.")


def _unknown_cases(pack: Pack, cases: frozenset[str] | None, where: str) -> Iterator[Finding]:
    for key in sorted((cases or frozenset()) - {case.key for case in pack.cases}):
        yield Finding("pack.case_unknown", where, f"Không có trường hợp «{key}».")


def _cases(pack: Pack, words: Vocabulary) -> Iterator[Finding]:
    yield from _repeated((case.key for case in pack.cases), "procedure.cases")
    for case in pack.cases:
        where = f"procedure.cases[{case.key}]"
        if (case.limit is None) == (case.no_limit_reason is None):
            yield Finding("pack.limit", where, "Phải có đúng một: thời hạn, hoặc lý do không có thời hạn.")
        if case.limit is not None and case.limit.value is None:
            yield Finding("pack.limit_open", where, "Nguồn để ngỏ số ngày; cán bộ phải ghi khi tiếp nhận.", "warning")
        if case.confidentiality is not None and case.confidentiality not in words.classes:
            yield Finding("pack.class_unknown", where, f"Không có lớp bảo mật «{case.confidentiality}».")


def _fees(pack: Pack) -> Iterator[Finding]:
    names = names_of(pack.form)
    yield from _repeated((line.key for line in pack.fees), "procedure.fees")
    for line in pack.fees:
        where = f"procedure.fees[{line.key}]"
        yield from condition(where, line.applies_when, names)
        yield from condition(where, line.quantity, names)
        if line.rows is not None and line.rows not in names:
            yield Finding("pack.field_unknown", where, f"Đếm theo dòng của ô không có: «{line.rows}».")
        yield from _unknown_cases(pack, line.cases, where)
        if (line.amount is None) != (line.unread is not None):
            yield Finding("pack.fee", where, "Mức thu để trống phải nói vì sao; có mức thu thì không.")
        if line.valid_from and line.valid_to and line.valid_to < line.valid_from:
            yield Finding("pack.fee", where, "Ngày hết hiệu lực trước ngày bắt đầu.")


def _components(pack: Pack) -> Iterator[Finding]:
    names = names_of(pack.form)
    files = {field["key"] for _, field in fields_of(pack.form) if field["type"] == "file"}
    yield from _repeated((component.key for component in pack.components), "procedure.components")
    for component in pack.components:
        where = f"procedure.components[{component.key}]"
        yield from condition(where, component.required, names)
        yield from condition(where, component.replaced_when, names)
        yield from _unknown_cases(pack, component.cases, where)
        if component.filled_by is not None and component.filled_by not in files | {EFORM}:
            yield Finding("pack.filled_by", where, f"Không có ô tệp «{component.filled_by}».")
        filed = component.form in ("original", "copy")
        if pack.form is not None and filed and component.filled_by is None and component.one_of is None:
            yield Finding("pack.not_filled", where, "Nộp trực tuyến không có ô nào nhận giấy tờ này.", "warning")


def _defects(pack: Pack) -> Iterator[Finding]:
    known = {
        "field": field_keys(pack.form),
        "component": {component.key for component in pack.components},
        "case": {case.key for case in pack.cases},
    }
    defects = pack.procedure.get("common_defects", ())
    yield from _repeated((defect["key"] for defect in defects), "procedure.common_defects")
    for defect in defects:
        for kind, key in (defect["concerns"] or {}).items():
            if key not in known.get(kind, {key}):
                where = f"procedure.common_defects[{defect['key']}]"
                yield Finding("pack.concerns", where, f"Nói về thứ không có: {kind} «{key}».")


def _process(pack: Pack, words: Vocabulary) -> Iterator[Finding]:
    if pack.process is None:
        return
    yield from _repeated((step.key for step in pack.steps), "process.steps")
    for step in pack.steps:
        where = f"process.steps[{step.key}]"
        if step.role not in words.lists.get(ROLES, frozenset()):
            yield Finding("pack.role_unknown", where, f"Không có vai trò «{step.role}».")
        yield from _unknown_cases(pack, step.cases, where)
        if isinstance(step.shares, Mapping):
            yield from _unknown_cases(pack, frozenset(step.shares), where)
    for case in pack.cases:
        total = sum((step.share(case.key) for step in pack.steps), Fraction(0))
        if total != 1:
            yield Finding("pack.shares", f"process[{case.key}]", f"Các bước cộng lại {total}, không phải 1.")
        parts = [step.part for step in pack.route(case.key)]
        if parts and (parts[0] != "receiving" or parts[-1] != "returning"):
            yield Finding(
                "pack.route", f"process[{case.key}]", "Quy trình phải bắt đầu ở tiếp nhận và kết thúc ở trả kết quả."
            )


def _result(pack: Pack, words: Vocabulary) -> Iterator[Finding]:
    if pack.result is None:
        return
    answers, fields = names_of(pack.form), pack.result["fields"]
    keys = [field["key"] for field in fields]
    yield from _repeated(keys, "result.fields")
    for field in fields:
        where = f"result.fields[{field['key']}]"
        for source in (field.get("from"), *field.get("takes", ())):
            if source is not None and source not in answers:
                yield Finding("pack.field_unknown", where, f"Lấy từ ô không có: «{source}».")
        yield from condition(where, field.get("compute"), answers | {RESULT})
        if isinstance(field.get("options"), str) and field["options"] not in words.lists:
            yield Finding("pack.list_unknown", where, f"Không có danh mục «{field['options']}».")
    subject = pack.result.get("subject")
    if subject is not None and subject not in keys:
        yield Finding("pack.rows", "result.subject", f"Trích yếu lấy từ ô không có: «{subject}».")
    for part in ("words", "bases", "recipients"):
        for paragraph in pack.result.get(part, ()):
            where = f"result.{part}[{paragraph['key']}]"
            yield from condition(where, paragraph.get("when"), answers)
            for key in sorted(set(re.findall(r"\{(\w+)\}", paragraph["text"])) - set(keys)):
                yield Finding("pack.rows", where, f"Câu chữ nêu ô không có: «{key}».")
    rows = [key for row in pack.result.get("rows", ()) for key in row]
    for key in sorted(set(rows) - set(keys)):
        yield Finding("pack.rows", "result.rows", f"Bố cục nêu ô không có: «{key}».")
    if rows:
        for key in sorted(set(keys) - set(rows)):
            yield Finding("pack.rows", "result.rows", f"Bố cục thiếu ô «{key}».")


def _events(pack: Pack, words: Vocabulary) -> Iterator[Finding]:
    for key in sorted(set(pack.procedure["life_events"]) - words.life_events):
        yield Finding("pack.event_unknown", "procedure.life_events", f"Không có sự kiện «{key}».")
    if not pack.procedure["life_events"]:
        yield Finding("pack.no_event", "procedure.life_events", "Chưa thuộc sự kiện cuộc đời nào.", "warning")


def _samples(pack: Pack, samples: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    for sample in samples:
        for sentence in run_sample(pack, sample):
            yield Finding("pack.sample", f"tests[{sample['name']}]", sentence)
