"""A draft moves to a new version of its form: what is kept, what is laid aside, and what the person is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from motcua.forms.engine.model import CASE, Field, Form
from motcua.forms.engine.summary import ASIDE
from motcua.forms.engine.values import Answers, Value, is_given


@dataclass(frozen=True, slots=True)
class Rebased:
    """`answers` for the new form; what it has no place for is kept in them under "key@version", never sent.

    `changes` are sentences for the person, in the order of the form; empty when nothing he sees has changed.
    """

    answers: dict[str, Value]
    changes: tuple[str, ...]


def rebase(old: Form, new: Form, answers: Answers, *, old_version: object) -> Rebased:
    """Lay the answers of a draft into a new version of its form. `old_version` names the version laid aside."""
    kept: dict[str, Value] = {}
    aside: dict[str, Value] = {}
    for key, value in answers.items():
        if ASIDE in key:
            aside[key] = value
        elif _fits(old.fields.get(key), new.fields.get(key), value):
            kept[key] = value
        else:
            aside[f"{key}{ASIDE}{old_version}"] = value
    changes = [*_changes(old, new, answers)]
    return Rebased({**kept, **aside}, tuple(dict.fromkeys(changes)))


def _fits(was: Field | None, now: Field | None, value: Value) -> bool:
    if now is None or (was is not None and was.type != now.type):
        return False
    return now.type != "choice" or now.option(value.value) is not None


def _changes(old: Form, new: Form, answers: Answers) -> Iterator[str]:
    for key, was in old.fields.items():
        if key not in new.fields and not was.is_written_by_system:
            yield _removed(was, answers.get(key))
    for key, now in new.fields.items():
        if now.is_written_by_system:
            continue
        before = old.fields.get(key)
        if before is None:
            yield _added(now)
        else:
            yield from _changed(before, now, answers.get(key), old, new)


def _added(now: Field) -> str:
    if now.key == CASE:
        return "Nay phải chọn trường hợp trước khi khai."
    if now.required_source is True:
        return f"Thêm câu phải trả lời: «{now.label}»."
    return f"Thêm câu «{now.label}»."


def _removed(was: Field, value: Value | None) -> str:
    if was.key == CASE:
        return "Không còn hỏi trường hợp."
    if value is not None and is_given(value.value):
        return f"Không còn hỏi «{was.label}». Điều bạn đã khai được giữ riêng và không gửi đi."
    return f"Không còn hỏi «{was.label}»."


def _changed(was: Field, now: Field, value: Value | None, old: Form, new: Form) -> Iterator[str]:
    answered = value is not None and is_given(value.value)
    if was.type != now.type:
        yield f"Câu «{now.label}» đổi cách trả lời." + (" Điền lại giúp." if answered else "")
        return
    if was.label != now.label:
        yield f"Câu «{was.label}» nay là «{now.label}»."
    if answered and value is not None and now.type == "choice" and now.option(value.value) is None:
        yield f"Ở câu «{now.label}» không còn dòng «{_label(was, value.value)}». Chọn lại giúp."
    if was.required_source != now.required_source:
        yield _requirement(now)
    if now.type == "repeat":
        yield from _inner_changes(was, now)
    if was.key == CASE and answered and value is not None and now.option(value.value) is not None:
        yield from _case_moved(old.cases.get(value.value), new.cases.get(value.value))


def _case_moved(was: str | None, now: str | None) -> Iterator[str]:
    if was != now:
        yield "Trường hợp bạn đã chọn nay được giải quyết theo cách khác. Xem lại giúp."


def _requirement(now: Field) -> str:
    if now.required_source is True:
        return f"Câu «{now.label}» nay phải trả lời."
    if now.required_source is False:
        return f"Câu «{now.label}» nay không bắt buộc."
    return f"Câu «{now.label}»: đổi điều kiện phải trả lời."


def _inner_changes(was: Field, now: Field) -> Iterator[str]:
    before, after = {f.key: f for f in was.fields}, {f.key: f for f in now.fields}
    yield from (f"Phần «{now.label}» thêm câu «{f.label}»." for key, f in after.items() if key not in before)
    yield from (f"Phần «{now.label}» không còn hỏi «{f.label}»." for key, f in before.items() if key not in after)


def _label(field: Field, code: Any) -> str:
    option = field.option(code)
    return option.label if option else str(code)
