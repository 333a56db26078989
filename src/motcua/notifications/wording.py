"""The words of notices: templates as data, words of a committee's own, mails composed of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from motcua.identity import queries as identity
from motcua.notifications.models import Delivery, Wording
from motcua.notifications.ports import Mail
from motcua.notifications.rules import numbers, without_numbers

_DATA = Path(__file__).parent / "data"
_PLACE = re.compile(r"\{(\w+)\}")
IN_CALLS = frozenset({"name", "title", "office"})  # what a call may name beside the facts of its notice


@dataclass(frozen=True)
class Words:
    """What is said when one thing happens. `call` empty: not worth a call."""

    code: str
    heading: str
    sentence: str
    call: str = ""
    is_urgent: bool = False
    is_mailed: bool = True
    mark: str = "P"
    source: str = ""
    valid_from: date | None = None
    is_own: bool = False  # the committee's


@lru_cache(maxsize=1)
def templates() -> dict[str, Words]:
    """Return the shipped words by code (data/templates.yaml)."""
    told = yaml.safe_load((_DATA / "templates.yaml").read_text("utf-8"))
    about = told.pop("_about")
    return {
        code: Words(
            code,
            row["heading"],
            row["sentence"],
            row.get("call", ""),
            row.get("urgent", False),
            row.get("mail", True),
            row.get("mark", about["mark"]),
            row.get("source", about["source"]),
            row.get("valid_from", about["valid_from"]),
        )
        for code, row in told.items()
    }


@lru_cache(maxsize=1)
def invented() -> dict[str, str]:
    """Return invented facts to show the words with (data/preview.yaml)."""
    told = yaml.safe_load((_DATA / "preview.yaml").read_text("utf-8"))
    return {key: str(value) for key, value in told.items()}


def words_of(code: str, committee_id: int, on: date) -> Words:
    """Return the words of a code in a committee on a day: its own, else the shipped; one query."""
    return _own(templates()[code], Wording.objects.filter(committee_id=committee_id, code=code), on)


def every_word_of(committee_id: int, on: date) -> list[Words]:
    """Return the words of every code as a committee uses them on a day; one query."""
    own = list(Wording.objects.filter(committee_id=committee_id, valid_from__lte=on).order_by("valid_from", "id"))
    newest = {row.code: row for row in own}
    return [_changed(words, newest.get(code)) for code, words in templates().items()]


def _own(words: Words, rows: Any, on: date) -> Words:
    return _changed(words, rows.filter(valid_from__lte=on).order_by("-valid_from", "-id").first())


def _changed(words: Words, row: Wording | None) -> Words:
    if row is None:
        return words
    return Words(
        words.code, row.heading, row.sentence, row.call, words.is_urgent, words.is_mailed, row.mark, row.source,
        row.valid_from, is_own=True,
    )  # fmt: skip


def places(text: str) -> set[str]:
    """
    >>> sorted(places("Hồ sơ {code}, hẹn {due}"))
    ['code', 'due']
    """
    return set(_PLACE.findall(text))


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """Return a template with its facts; a place nobody filled is a fault of ours. Nothing but names is looked up.

    >>> fill("Hồ sơ {code} cần {count} mục", {"code": "A-1", "count": 2})
    'Hồ sơ A-1 cần 2 mục'
    """
    return _PLACE.sub(lambda found: str(facts[found.group(1)]), text)


def faults_of(code: str, *, heading: str, sentence: str, call: str) -> list[tuple[str, str]]:
    """Return what is wrong with words somebody wrote: [(field, sentence for him)], empty when they can be used."""
    shipped = templates()[code]
    known = {"code"} | places(shipped.heading) | places(shipped.sentence)
    faults = []
    for field, text, allowed in (
        ("heading", heading, known),
        ("sentence", sentence, known),
        ("call", call, known | IN_CALLS | places(shipped.call)),
    ):
        if not text and (field != "call" or shipped.call):
            faults.append((field, "Ghi lời báo."))
        elif strange := sorted(places(text) - allowed):
            names = ", ".join(f"{{{name}}}" for name in strange)
            faults.append((field, f"Không có dữ liệu nào tên {names}. Dùng được: {_named(allowed)}."))
        elif "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
            faults.append((field, "Dấu ngoặc nhọn chỉ dùng để gọi tên dữ liệu, ví dụ {code}."))
        elif field == "heading" and "{code}" not in text:
            faults.append((field, "Tiêu đề phải có {code}, để người dân biết hồ sơ nào."))
    return faults


def _named(allowed: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(allowed))


def mail_of(rows: Sequence[Delivery], *, on: date) -> Mail:
    """Return the mail that carries these deliveries to their one address; two queries.

    Only the words decided when they were told go out: of a confidential dossier the code alone. Personal numbers
    an officer may have typed into a reason are hidden.
    """
    unit, frame, first = identity.unit_view(rows[0].committee_id, on), numbers()["mail"], rows[0]
    subject = first.heading if len(rows) == 1 else fill(frame["many"], {"count": len(rows)})
    parts = [frame["greeting"]]
    for row in rows:
        url = settings.PUBLIC_URL.rstrip("/") + fill(frame["path"], {"code": row.dossier_code})
        parts.append(
            "\n".join([without_numbers(row.heading), without_numbers(row.text), fill(frame["link"], {"url": url})])
        )
    parts.append(fill(frame["closing"], {"office": unit.name, "phone": unit.contact.get("phone") or "—"}))
    return Mail(
        id=first.together_id or first.id,
        to=first.address,
        sender_name=unit.short_name,
        subject=without_numbers(subject),
        text="\n\n".join(parts) + "\n",
    )
