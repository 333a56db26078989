"""From a `form` document (docs/packs.md section 8) to a Form: lists resolved, rules parsed, order settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, get_args

from motcua.forms.engine.model import (
    CASE,
    RESERVED,
    BrokenForm,
    Condition,
    Derived,
    Field,
    FieldType,
    FindingRule,
    Form,
    Group,
    Option,
    PartyRule,
    Role,
    SameAs,
)
from motcua.platform import logic

Document = Mapping[str, Any]

SOURCES_LIST = "nguon_du_lieu"
ROLES: tuple[Role, ...] = get_args(Role)
_TYPES = frozenset(get_args(FieldType))
_NEVER_REUSED = frozenset({"declaration", "file"})


def read_form(document: Document, code_lists: Mapping[str, Any]) -> Form:
    """Return the form; see `Form.parse`."""
    lists = _Lists(code_lists)
    question = document.get("case_question")
    groups = (*([_case_group(question)] if question else []), *(_group(row, lists) for row in document["groups"]))
    fields = _by_key(groups)
    for field in fields.values():
        _refuse_unknown(field, fields)
    return Form(
        title=document.get("title") or "",
        groups=groups,
        fields=fields,
        order=_order({f.key: _needs(f, g) for g in groups for f in g.fields}),
        cases={choice["key"]: choice["case"] for choice in question["choices"]} if question else {},
        checks=(
            *(_finding(row) for row in (question or {}).get("exclusions") or ()),
            *(_finding(row) for row in document.get("checks") or ()),
        ),
        parties={role: tuple(map(_party, (document.get("parties") or {}).get(role) or ())) for role in ROLES},
        source_names={option.code: option.label for option in lists.named(SOURCES_LIST, missing_is_empty=True)},
    )


class _Lists:
    """Code lists by key, each made into options once."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self._made: dict[str, tuple[Option, ...]] = {}

    def of(self, field: Document) -> tuple[Option, ...]:
        options = field.get("options")
        if options is None:
            return ()
        return self.named(options) if isinstance(options, str) else _options(options)

    def named(self, name: str, *, missing_is_empty: bool = False) -> tuple[Option, ...]:
        if name not in self._made:
            if name not in self._raw:
                if missing_is_empty:
                    return ()
                raise BrokenForm("unknown_list", list=name)
            content = self._raw[name]
            self._made[name] = _options(content["items"] if isinstance(content, Mapping) else content)
        return self._made[name]


def _options(items: Sequence[Document]) -> tuple[Option, ...]:
    return tuple(Option(item["code"], item["vi"], needs_text=bool(item.get("needs_text"))) for item in items)


def _case_group(question: Document) -> Group:
    options = tuple(Option(c["key"], c["text"], hint=c.get("hint") or "") for c in question["choices"])
    field = Field(
        key=CASE,
        label=question["text"],
        type="choice",
        group=CASE,
        options=options,
        required=True,
        required_source=True,
        hint=question.get("hint") or "",
        reuse="never",
    )
    return Group(key=CASE, title="Trường hợp", fields=(field,), section=CASE, heading=question["text"])


def _group(row: Document, lists: _Lists) -> Group:
    return Group(
        key=row["key"],
        title=row["title"],
        fields=tuple(_field(f, row["key"], lists) for f in row["fields"]),
        section=row.get("section") or row["key"],
        heading=row.get("heading") or "",
        intro=row.get("intro") or "",
        visible=_condition(row.get("visible"), True),
        sensitive=row.get("sensitive") or "",
    )


def _field(row: Document, group: str, lists: _Lists, *, is_inner: bool = False) -> Field:
    kind = row["type"]
    if kind not in _TYPES:
        raise BrokenForm("unknown_type", field=row["key"], type=kind)
    if is_inner and kind in ("repeat", "file"):
        raise BrokenForm("nested", field=row["key"])
    inner = tuple(_field(f, group, lists, is_inner=True) for f in row.get("fields") or ())
    derived = row.get("derived")
    return Field(
        key=row["key"],
        label=row["label"],
        type=kind,
        group=group,
        options=lists.of(row),
        fact=row.get("fact") or "",
        required=_condition(row.get("required"), False),
        required_source=row.get("required") or False,
        required_words=row.get("required_words") or "",
        visible=_condition(row.get("visible"), True),
        compute=logic.parse(row["compute"]) if row.get("compute") else None,
        derived=Derived(derived["kind"], derived.get("of") or "") if derived else None,
        same_as=tuple(
            SameAs(logic.parse(rule["when"]), rule.get("field") or "", rule.get("value"))
            for rule in row.get("same_as") or ()
        ),
        hint=row.get("hint") or "",
        fill_from=tuple(row.get("fill_from") or ()),
        locks=frozenset(row.get("locked_when_filled_from") or ()),
        reuse="never" if kind in _NEVER_REUSED else row.get("reuse") or "confirm",
        max_length=row.get("max_length"),
        min=row.get("min"),
        max=row.get("max"),
        unit=row.get("unit") or "",
        accept=tuple(row.get("accept") or ()),
        precision=tuple(row.get("precision") or ("day",)),
        text_for=row.get("text_for") or "",
        sensitive=row.get("sensitive") or "",
        component=row.get("component") or "",
        fields=inner,
        row_order=_order({f.key: _needs(f, None, row["key"]) for f in inner}),
    )


def _condition(raw: Any, absent: bool) -> Condition:
    if raw is None:
        return absent
    return raw if isinstance(raw, bool) else logic.parse(raw)


def _finding(row: Document) -> FindingRule:
    ((concerns, target),) = (row.get("concerns") or {"": ""}).items()
    return FindingRule(
        key=row["key"],
        when=logic.parse(row["when"]),
        message=row["message"],
        severity=row.get("severity") or "stop",
        concerns=concerns,
        target=target,
        legal=row.get("legal") or "",
    )


def _party(row: Document) -> PartyRule:
    return PartyRule(
        when=logic.parse(row["when"]) if row.get("when") else None,
        kind=row.get("kind") or "person",
        same_as=row.get("same_as") or "",
        takes=dict(row.get("takes") or {}),
    )


def _by_key(groups: Sequence[Group]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    seen: set[str] = set()
    for group in groups:
        if group.key in seen:
            raise BrokenForm("twice", group=group.key)
        seen.add(group.key)
        for field in group.fields:
            if field.key in fields:
                raise BrokenForm("twice", field=field.key)
            if field.key in RESERVED and group.key != CASE:
                raise BrokenForm("reserved", field=field.key)
            fields[field.key] = field
    return fields


def _refuse_unknown(field: Field, fields: Mapping[str, Field]) -> None:
    inner = {f.key for f in field.fields}
    for one in (field, *field.fields):
        for name in (*(rule.field for rule in one.same_as if rule.field), *([one.derived.of] if one.derived else ())):
            if name and name not in fields and name not in inner:
                raise BrokenForm("unknown_field", field=one.key, names=name)


def _needs(field: Field, group: Group | None, block: str = "") -> set[str]:
    """The fields that must have settled before this one can; inside a `block` its own fields are "block.field", too."""
    names: set[str] = set()
    for rule in _rules(field, group):
        names |= {name.removeprefix(f"{block}.").split(".")[0] for name in logic.variables(rule)}
    names |= {rule.field for rule in field.same_as if rule.field}
    if field.derived and field.derived.of:
        names.add(field.derived.of)
    for inner in field.fields:
        names |= _needs(inner, None, field.key) - {f.key for f in field.fields}
    return names


def _rules(field: Field, group: Group | None) -> Iterator[logic.Rule]:
    for condition in (field.visible, field.compute, group.visible if group else None):
        if isinstance(condition, logic.Rule):
            yield condition
    for rule in field.same_as:
        yield rule.when


def _order(needs: Mapping[str, set[str]]) -> tuple[str, ...]:
    sorter = TopologicalSorter({key: sorted(name for name in names if name in needs) for key, names in needs.items()})
    try:
        return tuple(sorter.static_order())
    except CycleError as fault:
        raise BrokenForm("circle", fields=tuple(fault.args[1])) from None
