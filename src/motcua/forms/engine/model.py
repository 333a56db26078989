"""A form as the engine runs it: frozen, parsed once, shared by every request (docs/packs.md section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from motcua.platform.errors import DomainError
from motcua.platform.logic import Rule

FieldType = Literal[
    "text", "textarea", "person_name", "personal_number", "date", "time", "number", "money", "phone", "email",
    "choice", "yes_no", "address", "repeat", "file", "declaration",
]  # fmt: skip
Role = Literal["submitter", "owner", "representative", "subject"]
Condition = bool | Rule

CASE = "case"  # key of the synthetic first screen, of its field, and of the variable
RESERVED = frozenset({CASE, "channel", "submitted_on", "register_found"})


class BrokenForm(DomainError):
    """The form itself is wrong, whatever people answer; `facts["why"]` is a code, `facts` name the place.

    Codes: `twice` (a key stands twice), `reserved`, `circle` (`fields` need each other), `unknown_list`,
    `unknown_field`, `unknown_type`, `nested` (a block or a file inside a repeating block).
    """

    code = "broken_form"

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(f"{why} {facts}", why=why, **facts)


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list of choices; `needs_text` wants words in the field that completes it."""

    code: str
    label: str
    hint: str = ""
    needs_text: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """A value the system writes: `of` is the field it is made from, "" when it needs none."""

    kind: Literal["date_in_words", "option_label", "submission_date", "unit_name"]
    of: str = ""


@dataclass(frozen=True, slots=True)
class SameAs:
    """While `when` holds the answer is copied from `field`, or is `value`, and is not asked."""

    when: Rule
    field: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question. Attributes are the keys of docs/packs.md section 8; `locks` is `locked_when_filled_from`.

    `required` is kept as parsed rule and, in `required_source`, as written, so that two versions can be compared.
    `fields` and `row_order` belong to a repeating block: its inner fields as shown, their keys as computed.
    """

    key: str
    label: str
    type: FieldType
    group: str
    options: tuple[Option, ...] = ()
    fact: str = ""
    required: Condition = False
    required_source: Any = False
    required_words: str = ""
    visible: Condition = True
    compute: Rule | None = None
    derived: Derived | None = None
    same_as: tuple[SameAs, ...] = ()
    hint: str = ""
    fill_from: tuple[str, ...] = ()
    locks: frozenset[str] = frozenset()
    reuse: Literal["silent", "confirm", "never"] = "confirm"
    max_length: int | None = None
    min: float | None = None
    max: float | None = None
    unit: str = ""
    accept: tuple[str, ...] = ()
    precision: tuple[str, ...] = ("day",)
    text_for: str = ""
    sensitive: str = ""
    component: str = ""
    fields: tuple[Field, ...] = ()
    row_order: tuple[str, ...] = ()

    @property
    def is_written_by_system(self) -> bool:
        return self.compute is not None or self.derived is not None

    @property
    def is_for_officer(self) -> bool:
        """Only an officer fills it: a citizen is never asked."""
        return bool(self.fill_from) and set(self.fill_from) <= {"officer"}

    def inner(self, key: str) -> Field:
        """The inner field of a repeating block."""
        return next(inner for inner in self.fields if inner.key == key)

    def option(self, code: Any) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Group:
    """One screen: a title, a question as heading, and its fields. Screens of one `section` are one step of the bar."""

    key: str
    title: str
    fields: tuple[Field, ...]
    section: str = ""
    heading: str = ""
    intro: str = ""
    visible: Condition = True
    sensitive: str = ""


@dataclass(frozen=True, slots=True)
class FindingRule:
    """A contradiction: `when` true is a fault, told with `message` at what it concerns."""

    key: str
    when: Rule
    message: str
    severity: Literal["stop", "warn"] = "stop"
    concerns: Literal["field", "component", "case", "group", ""] = ""
    target: str = ""
    legal: str = ""


@dataclass(frozen=True, slots=True)
class PartyRule:
    """Which answers make a party, while `when` holds (None: always)."""

    when: Rule | None
    kind: Literal["person", "organisation"] = "person"
    same_as: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """All questions of one version of a procedure, with the lists they choose from.

    `order` is the order in which values settle: nothing in it depends on what stands after it. `cases` maps the
    choices of the case question to cases. `source_names` are the words for sources of values.
    """

    title: str
    groups: tuple[Group, ...]
    fields: Mapping[str, Field]
    order: tuple[str, ...]
    cases: Mapping[str, str]
    checks: tuple[FindingRule, ...]
    parties: Mapping[Role, tuple[PartyRule, ...]]
    source_names: Mapping[str, str]

    @classmethod
    def parse(cls, document: Mapping[str, Any], code_lists: Mapping[str, Any]) -> Form:
        """Read a merged `form` document; BrokenForm or logic.BrokenExpression when it cannot run.

        `code_lists` maps the key of a list to its items (`[{code, vi, needs_text}]`) or to a mapping that holds
        them under `items`.
        """
        from motcua.forms.engine.definition import read_form

        return read_form(document, code_lists)

    def group(self, key: str) -> Group:
        """The group with this key; KeyError for another word."""
        for group in self.groups:
            if group.key == key:
                return group
        raise KeyError(key)

    def secrecy_of(self, field: Field) -> str:
        """The class of confidentiality of a field, its own before its group's; "" for the ordinary one."""
        return field.sensitive or self.group(field.group).sensitive

    def by_fact(self, fact: str, near: str = "") -> Field | None:
        """The field that holds a fact, one of the group `near` before others."""
        found = [field for field in self.fields.values() if fact and field.fact == fact]
        return next((field for field in found if field.group == near), found[0] if found else None)
