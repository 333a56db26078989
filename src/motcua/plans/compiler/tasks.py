"""Tasks of running text: the innermost numbered item somebody must do, with its fields, its lead and its time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .compiled import Task
from .dates import When, when
from .deadlines import FIRST_WORDS, LABEL, deadline, own_time, turn_said
from .fields import field_of, fields_of, inline
from .leads import heading_body, names_of, partners_in, tidy_lead
from .outline import Item
from .subjects import lead_in
from .words import fold, squeeze

# "Thành lập Tổ kiểm tra (đã ban hành Quyết định số 19)."
_DONE = re.compile(r"\(\s*đã\s+(?:hoàn thành|thực hiện|ban hành|thành lập|triển khai)\b[^()]*\)\W*$")
NUMBERED = ("arabic", "lower", "upper", "paren", "roman", "phan")


def tasks_in(root: Item, year: int | None) -> Iterator[tuple[Item, Task]]:
    """Return the tasks of the chapters on tasks and of the items nobody heads in the part on organisation.

    `year`: the plan's own, for a day or month that is told without one.
    """
    for chapter in root.children:
        for item in outermost(chapter, ("tasks", "annex")):
            yield from ((own, _led_from_above(own, task)) for own, task in _of(item, year))
        for item in outermost(chapter, ("organisation", "reports")):
            yield from _of_organisation(item, year)


def _led_from_above(item: Item, task: Task) -> Task:
    """Return the task with the body that an item above it is headed by, when it names none itself."""
    if task.lead is not None:
        return task
    heads = [above.text for above in item.above() if above.is_chapter or above.text.rstrip().endswith(":")]
    bodies = (heading_body(text) for text in heads)
    return replace(task, lead=next((body[0] for body in bodies if body is not None), None))


def outermost(item: Item, sections: tuple[str, ...]) -> Iterator[Item]:
    """Return the highest items below this one that belong to one of the sections."""
    if item.section in sections and item.kind != "annex":
        yield item
        return
    for child in item.children:
        yield from outermost(child, sections)


def _of(item: Item, year: int | None) -> Iterator[tuple[Item, Task]]:
    """Take an item apart until somebody must do it."""
    if any(_is_field(child) for child in item.children) and (item.kind in NUMBERED or item.kind == "bullet"):
        yield item, _with_fields(item, year)
        return
    numbered = [child for child in item.children if child.kind in NUMBERED]
    if numbered:
        for child in (own for own in numbered if own.section in ("tasks", "annex", "")):
            yield from _of(child, year)
        return
    plain = [child for child in item.children if child.kind == "plain" and not is_closing(child)]
    bullets = [child for child in item.children if child.kind == "bullet"]
    is_sentence = len(item.text) > 90 and item.text.rstrip().endswith(".")
    holds_only_plain = plain and not bullets and not is_sentence and not any(child.children for child in plain)
    if holds_only_plain or (item.is_chapter and (plain or bullets)):
        for child in (*plain, *bullets):
            yield child, _single(child, year)
        return
    own = [child for child in bullets if inline(child.text, "lead")]
    if len(own) > 1:
        for child in own:
            yield child, _single(child, year)
        return
    if item.is_chapter:
        return
    yield item, _with_content(item, year)


def is_closing(item: Item) -> bool:
    """Return whether a paragraph only ends the paper or points to an annex."""
    return (item.kind == "plain" and item.text.rstrip().endswith("./.")) or fold(item.text).startswith(
        ("trên đây là", "(chi tiết", "(có phụ lục", "(kèm theo")
    )


def _is_field(item: Item) -> bool:
    found = field_of(item.text)
    return found is not None and (found[0] != "money")


def _with_fields(item: Item, year: int | None) -> Task:
    """Return the task whose fields stand below it under labels."""
    said: dict[str, list[str]] = {}
    _gather(item, None, said)
    time = when(" ".join(said.get("time", [])), year=year) if said.get("time") else When()
    if time.due is None and time.due_month is None and time.recurrence is None and said.get("time"):
        time = deadline(" ".join(said["time"]), year)
    lead = tidy_lead("; ".join(said.get("lead") or said.get("who") or []))
    partners = tuple(name for value in said.get("partner", []) for name in names_of(value))
    product = tidy_lead("; ".join(said.get("product", [])))
    return Task(
        item.path,
        squeeze(item.text),
        item.line,
        lead,
        partners,
        product,
        time.due,
        time.due_month,
        time.recurrence,
        time.status,
    )


def _gather(item: Item, under: str | None, said: dict[str, list[str]]) -> None:
    for child in item.children:
        fields = fields_of(child.text)
        if not fields:
            if under in ("lead", "partner"):
                body = heading_body(child.text)
                said.setdefault(under, []).append(body[0] if body else child.text.strip(" .;"))
            elif under in ("time", "product"):
                said.setdefault(under, []).append(child.text)
            elif under == "who" and heading_body(child.text):
                said.setdefault("who", []).append(child.text.strip(" .;"))
            continue
        for name, value in fields:
            if value and name != "content":
                said.setdefault(name, []).append(value.strip(" .;"))
        _gather(child, name if not value else None, said)


def _with_content(item: Item, year: int | None) -> Task:
    """Return the task of an item whose bullets and paragraphs are its content; its time may stand in one of them."""
    task = _single(item, year)
    if task.due is None and task.due_month is None and task.recurrence is None:
        for child in (own for own in item.walk() if own is not item):
            time = deadline(child.text, year)
            if time.is_known and LABEL.search(fold(child.text)):
                return replace(task, due=time.due, due_month=time.due_month, recurrence=time.recurrence)
    return task


def _single(item: Item, year: int | None) -> Task:
    """Return the task one paragraph says."""
    text = item.text
    subject = lead_in(text)
    lead = inline(text, "lead") or (subject.text if subject else inline(text, "who"))
    partner = inline(text, "partner")
    partners = names_of(partner) if partner else partners_in(text)
    time = deadline(text, year)
    recurrence = (
        time.recurrence
        or turn_said(text)
        or next((name for name, words in FIRST_WORDS if words.match(fold(text))), None)
    )
    return Task(
        item.path,
        squeeze(text),
        item.line,
        tidy_lead(lead) if lead else None,
        partners,
        inline(text, "product"),
        time.due,
        time.due_month,
        recurrence,
        time.status or ("done" if _DONE.search(fold(text)) else None),
    )


def _of_organisation(item: Item, year: int | None) -> Iterator[tuple[Item, Task]]:
    """Return the tasks of the part on organisation: what no body heads, and duties with a time of their own."""
    for child in (
        item.children if item.is_chapter or (item.section in ("organisation", "reports") and item.children) else [item]
    ):
        if is_closing(child):
            continue
        body = heading_body(child.text)
        if body is not None:
            yield from _timed_duties(child, *body, year)
        elif child.kind in NUMBERED or child.kind == "bullet":
            numbered = [own for own in child.children if own.kind in NUMBERED]
            if numbered:
                yield from _of_organisation(child, year)
            else:
                yield child, _single(child, year)


def _timed_duties(item: Item, unit: str, rest: str, year: int | None) -> Iterator[tuple[Item, Task]]:
    texts = [(item, rest)] if rest else []
    texts += [(child, child.text) for child in item.children if not is_closing(child)]
    for own, text in texts:
        if not own_time(text, year).is_known:
            continue
        at = own.text.find(text) if text else 0
        for sentence, place in _sentences(text):
            time = own_time(sentence, year)
            if time.is_known:
                line = own.line_at(max(at, 0) + place)
                yield (
                    own,
                    Task(
                        own.path,
                        squeeze(sentence),
                        line,
                        unit,
                        partners_in(sentence),
                        None,
                        time.due,
                        time.due_month,
                        time.recurrence,
                    ),
                )


def _sentences(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for m in re.finditer(r"(?<=[^\W\d_])\.\s+(?=[^\W\d_])", text):
        yield text[start : m.start() + 1], start
        start = m.end()
    yield text[start:], start
