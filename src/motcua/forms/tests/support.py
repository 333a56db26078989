"""Small forms for tests, written as packs write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import yaml

from motcua.forms.engine import Context, Form, KnownFact, Value
from motcua.identity.queries import Person
from motcua.platform.clock.now import ZONE

TODAY = date(2026, 11, 13)
NOW = datetime(2026, 11, 13, 20, 14, tzinfo=ZONE)
CONTEXT = Context(today=TODAY, at=NOW, by=41)
LISTS: dict[str, Any] = {
    "sexes": {"items": [{"code": "1", "vi": "Nam"}, {"code": "2", "vi": "Nữ"}]},
    "relations": [
        {"code": "self", "vi": "Bản thân"},
        {"code": "parent", "vi": "Cha, mẹ"},
        {"code": "else", "vi": "Khác", "needs_text": True},
    ],
    "nguon_du_lieu": {"items": [{"code": "land_db", "vi": "CSDL quốc gia về đất đai"}]},
}
PERSON = Person(account_id=41, kind="citizen", person_id=7, full_name="Nguyễn Thị Hồng Hạnh", level=2)


def form(text: str) -> Form:
    return Form.parse(yaml.safe_load(text), LISTS)


def form_of(*fields: str, head: str = "", group: str = "") -> Form:
    """A form of one group; each field is the inside of a YAML flow mapping."""
    rows = "\n".join(f"      - {{mark: P, {field}}}" for field in fields)
    return form(f"{head}\ngroups:\n  - key: g\n    title: Nhóm\n{group}    fields:\n{rows}\n")


def typed(**values: Any) -> dict[str, Value]:
    return {key: Value(value, "applicant", NOW) for key, value in values.items()}


def at(**changes: Any) -> Context:
    return replace(CONTEXT, **changes)


def post(**boxes: str) -> dict[str, list[str]]:
    """What a browser posts; `__` in a name stands for the hyphen."""
    return {name.replace("__", "-"): [value] for name, value in boxes.items()}


class Known:
    """A source of facts with what a test puts into it."""

    def __init__(self, sign_in: dict[str, Any] | None = None, remembered: dict[str, Any] | None = None) -> None:
        self._sign_in, self._remembered = sign_in or {}, remembered or {}

    def sign_in(self, who: Person) -> dict[str, KnownFact]:
        return {fact: KnownFact(value, NOW, "sign-in 1") for fact, value in self._sign_in.items()}

    def remembered(self, who: Person) -> dict[str, KnownFact]:
        return {fact: KnownFact(value, NOW) for fact, value in self._remembered.items()}
