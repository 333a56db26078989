"""Duties: what the part on organisation lays on each body it names, and the tasks it hands out by their number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .compiled import Duty, Task
from .leads import heading_body
from .outline import Item
from .subjects import subject_of
from .tasks import NUMBERED, is_closing, outermost
from .words import fold, squeeze

_GIVES = re.compile(
    r"chủ trì[^.]{0,160}?(?:nhiệm vụ|nội dung)[^.]{0,60}?(?:(?:phần|mục)\s+(?P<part>[ivx]+)\s*,?\s*(?:mục|"
    r"khoản|điểm)\s+(?P<no>\d+(?:\.\d+)*)|(?:mục|khoản|điểm)\s+(?P<no2>\d+(?:\.\d+)*)\s*,?\s*(?:phần|"
    r"mục)\s+(?P<part2>[ivx]+))"
)


def duties_in(root: Item) -> Iterator[Duty]:
    """Return what the part on organisation lays on each body it names."""
    for chapter in root.children:
        for part in outermost(chapter, ("organisation",)):
            for item in (own for own in part.walk() if own.kind in NUMBERED or own.kind == "bullet"):
                body = heading_body(item.text)
                if body is None or item.is_chapter:
                    subject = subject_of(item.text) if not item.is_chapter and item.kind in NUMBERED else None
                    if subject is not None and not any(
                        not up.is_chapter and heading_body(up.text) for up in item.above()
                    ):
                        yield Duty(item.path, subject.text, item.line, (item.line,), (squeeze(item.text),))
                    continue
                unit, rest = body
                if any(not up.is_chapter and heading_body(up.text) for up in item.above()):
                    continue
                told = [(item.line, rest)] if rest else []
                told += [(child.line, child.text) for child in item.children if not is_closing(child)]
                if told:
                    yield Duty(
                        item.path,
                        unit,
                        item.line,
                        tuple(line for line, _ in told),
                        tuple(squeeze(text) for _, text in told),
                    )


def given_elsewhere(duties: list[Duty], tasks: list[Task]) -> list[Task]:
    """Give tasks without a lead the body that the part on organisation names for their whole item."""
    leads: dict[str, str] = {}
    for duty in duties:
        for text in duty.texts:
            m = _GIVES.search(fold(text))
            if m:
                leads[f"{(m['part'] or m['part2']).upper()}.{m['no'] or m['no2']}"] = duty.unit
    return [
        replace(
            task,
            lead=next(
                (unit for path, unit in leads.items() if task.no == path or task.no.startswith(f"{path}.")), None
            ),
        )
        if task.lead is None
        else task
        for task in tasks
    ]
