"""A form: lists, conditions, copies, circles, who is who, and the question that decides the case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from motcua.catalogue.packs.checking.vocabulary import SOURCES, Finding, Vocabulary, field_keys, fields_of
from motcua.catalogue.packs.model import Pack
from motcua.platform import logic

GIVEN = frozenset({"case", "channel", "submitted_on", "register_found"})


def names_of(form: Mapping[str, Any] | None) -> frozenset[str]:
    """What a condition of this pack may read."""
    keys = set(GIVEN)
    for group in (form or {"groups": ()})["groups"]:
        for field in group["fields"]:
            keys.add(field["key"])
            keys.update(f"{field['key']}.{inner['key']}" for inner in field.get("fields", ()))
    return frozenset(keys)


def condition(where: str, expression: Any, names: frozenset[str]) -> Iterator[Finding]:
    """Findings of one condition; a bool or none is fine."""
    if isinstance(expression, Mapping):
        for sentence in logic.check(expression, fields=names):
            yield Finding("pack.logic", where, sentence)
        for options in _empty_choices(expression):
            yield Finding("pack.never", where, f"Điều kiện không bao giờ đúng: {options}", "warning")


def _empty_choices(expression: Any) -> Iterator[str]:
    if isinstance(expression, Mapping):
        for op, args in expression.items():
            if op == "in" and isinstance(args, list) and len(args) == 2 and args[1] == []:
                yield "danh sách lựa chọn rỗng"
            yield from _empty_choices(args)
    elif isinstance(expression, list):
        for item in expression:
            yield from _empty_choices(item)


def form(pack: Pack, words: Vocabulary) -> Iterator[Finding]:
    if pack.form is None:
        return
    names = names_of(pack.form)
    yield from _duplicates(pack.form)
    for path, field in fields_of(pack.form):
        yield from _field(path, field, names, words)
    for group in pack.form["groups"]:
        yield from condition(f"form.groups[{group['key']}].visible", group.get("visible"), names)
        yield from _class(f"form.groups[{group['key']}]", group.get("sensitive"), words)
    yield from _circles(pack.form)
    yield from _parties(pack.form, names)
    yield from _rules(pack, pack.form, names)
    yield from _case_question(pack, pack.form)


def _duplicates(form: Mapping[str, Any]) -> Iterator[Finding]:
    fields = Counter(field["key"] for _, field in fields_of(form))
    groups = Counter(group["key"] for group in form["groups"])
    for kind, counted in (("ô", fields), ("nhóm", groups)):
        for key in sorted(key for key, times in counted.items() if times > 1):
            yield Finding("pack.duplicate", f"form.{key}", f"Khóa {kind} «{key}» dùng hai lần.")


def _field(path: str, field: Mapping[str, Any], names: frozenset[str], words: Vocabulary) -> Iterator[Finding]:
    for key in ("visible", "required", "compute"):
        yield from condition(f"{path}.{key}", field.get(key), names)
    for copy in field.get("same_as", ()):
        yield from condition(f"{path}.same_as", copy["when"], names)
        if "field" in copy and copy["field"] not in names:
            yield Finding("pack.field_unknown", path, f"Chép từ ô không có: «{copy['field']}».")
        if "value" in copy and field["type"] == "choice" and copy["value"] not in _codes(field, words):
            yield Finding("pack.value_unknown", path, f"Giá trị «{copy['value']}» không có trong danh mục của ô.")
    if field["type"] == "choice" and isinstance(field["options"], str) and field["options"] not in words.lists:
        yield Finding("pack.list_unknown", path, f"Không có danh mục «{field['options']}».")
    for key in ("text_for",):
        if key in field and field[key] not in names:
            yield Finding("pack.field_unknown", path, f"Ghi rõ cho ô không có: «{field[key]}».")
    if field.get("derived", {}) and field["derived"].get("of") not in (None, *names):
        yield Finding("pack.field_unknown", path, f"Tính từ ô không có: «{field['derived']['of']}».")
    sources = {*field.get("fill_from", ()), *field.get("locked_when_filled_from", ())}
    for source in sorted(sources - words.lists.get(SOURCES, frozenset())):
        yield Finding("pack.source_unknown", path, f"Không có nguồn điền sẵn «{source}».")
    if field["type"] in ("declaration",) and field.get("reuse") != "never":
        yield Finding("pack.reuse", path, "Lời cam đoan phải làm mới mỗi lần, không dùng lại.")
    yield from _class(path, field.get("sensitive"), words)


def _codes(field: Mapping[str, Any], words: Vocabulary) -> frozenset[str]:
    options = field["options"]
    if isinstance(options, str):
        return words.lists.get(options, frozenset())
    return frozenset(option["code"] for option in options)


def _class(where: str, name: str | None, words: Vocabulary) -> Iterator[Finding]:
    if name is not None and name not in words.classes:
        yield Finding("pack.class_unknown", where, f"Không có lớp bảo mật «{name}».")


def _circles(form: Mapping[str, Any]) -> Iterator[Finding]:
    """Whether a field is shown may hang on others, but never, through them, on itself."""
    reads: dict[str, set[str]] = {}
    for group in form["groups"]:
        for field in group["fields"]:
            conditions = [c for c in (group.get("visible"), field.get("visible")) if isinstance(c, Mapping)]
            reads[field["key"]] = {name.split(".")[0] for c in conditions for name in _read(c)}
    for key in reads:
        todo, seen = list(reads[key]), set()
        while todo:
            name = todo.pop()
            if name == key:
                yield Finding("pack.circle", f"form.{key}", f"Ô «{key}» ẩn hiện theo chính nó.")
                break
            if name not in seen:
                seen.add(name)
                todo.extend(reads.get(name, ()))


def _read(expression: Mapping[str, Any]) -> set[str]:
    try:
        return logic.variables(expression)
    except logic.BrokenExpression:
        return set()  # reported where it stands


def _parties(form: Mapping[str, Any], names: frozenset[str]) -> Iterator[Finding]:
    for party, rules in form["parties"].items():
        where = f"form.parties.{party}"
        for rule in rules:
            yield from condition(where, rule.get("when"), names)
            for key in sorted(set(rule.get("takes", {}).values()) - names):
                yield Finding("pack.field_unknown", where, f"Lấy từ ô không có: «{key}».")
            if ("takes" in rule) == ("same_as" in rule):
                yield Finding("pack.party", where, "Mỗi dòng hoặc lấy từ các ô, hoặc trùng với người khác.")
        if party in ("submitter", "owner") and rules[-1].get("when") is not None:
            yield Finding(
                "pack.party", where, "Dòng cuối phải không có điều kiện: hồ sơ nào cũng có người nộp và chủ hồ sơ."
            )


def _rules(pack: Pack, form: Mapping[str, Any], names: frozenset[str]) -> Iterator[Finding]:
    question = form.get("case_question") or {}
    components = {component.key for component in pack.components}
    cases = {case.key for case in pack.cases}
    for rule in (*question.get("exclusions", ()), *form.get("checks", ())):
        where = f"form.checks[{rule['key']}]"
        yield from condition(where, rule["when"], names)
        known = {"field": field_keys(form), "component": components, "case": cases}
        for kind, key in (rule.get("concerns") or {}).items():
            if key not in known.get(kind, {key}):
                yield Finding("pack.concerns", where, f"Nói về thứ không có: {kind} «{key}».")


def _case_question(pack: Pack, form: Mapping[str, Any]) -> Iterator[Finding]:
    """Cases exclude each other: the applicant's cases stand in one question, each exactly once."""
    asked = [case.key for case in pack.cases if case.decided_by == "applicant"]
    question = form.get("case_question")
    if len(asked) < 2:
        return
    if question is None:
        yield Finding("pack.case_question", "form.case_question", "Nhiều trường hợp mà không có câu hỏi để chọn.")
        return
    chosen = [choice["case"] for choice in question["choices"]]
    for key in sorted(set(asked) ^ set(chosen)):
        yield Finding("pack.case_question", "form.case_question", f"Trường hợp «{key}» không khớp câu hỏi.")
    for key in sorted(key for key, times in Counter(chosen).items() if times > 1):
        yield Finding("pack.case_question", "form.case_question", f"Trường hợp «{key}» có hai lựa chọn.")
