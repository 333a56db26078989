"""Which way a notice goes, when a mail is tried again, what a call leads to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from motcua.platform.text import email_ok

Channel = Literal["account", "email", "call"]
Outcome = Literal["reached", "no_answer", "wrong_number", "call_back"]


@lru_cache(maxsize=1)
def numbers() -> dict[str, Any]:
    """Return how notices travel (data/sending.yaml, mark P)."""
    return yaml.safe_load((Path(__file__).parent / "data" / "sending.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Reach:
    """One who is to be told, and how he can be reached: what he typed himself."""

    person_id: int | None
    organisation_id: int | None
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Planned:
    """One delivery to be made; `instead` names whom to call when this mail does not arrive."""

    channel: Channel
    to: Reach
    address: str = ""
    instead: Reach | None = None


def plan(to: Sequence[Reach], *, mails: bool, calls: bool, mail_works: bool) -> list[Planned]:
    """Return the deliveries of one piece of news. `to` is in the order in which people are called.

    Everybody with a box is told there. Each address gets one mail. Nobody who can be mailed is called, and one call
    a piece of news is enough: the officer calls the first who left a number.

    >>> an, binh = Reach(1, None, "An", "an@thu.example", "0912000412"), Reach(2, None, "Bình", "", "0912000413")
    >>> [(p.channel, p.to.name) for p in plan([an, binh], mails=True, calls=True, mail_works=True)]
    [('account', 'An'), ('account', 'Bình'), ('email', 'An')]
    >>> [(p.channel, p.to.name) for p in plan([an, binh], mails=True, calls=True, mail_works=False)]
    [('account', 'An'), ('account', 'Bình'), ('call', 'An')]
    >>> plan([Reach(None, None, "Chi")], mails=True, calls=True, mail_works=True)
    []
    """
    boxes = {one.organisation_id or one.person_id: one for one in reversed(to) if one.organisation_id or one.person_id}
    told = [Planned("account", one) for one in reversed(boxes.values())]
    called = next((one for one in to if one.phone), None) if calls else None
    by_address = {one.email.lower(): one for one in reversed(to) if email_ok(one.email)} if mails and mail_works else {}
    mailed = [Planned("email", one, one.email, called) for one in reversed(by_address.values())]
    if mailed:
        mailed = [Planned(m.channel, m.to, m.address, m.instead if i == 0 else None) for i, m in enumerate(mailed)]
    elif called is not None:
        mailed = [Planned("call", called, called.phone)]
    return told + mailed


def next_try(attempts: int, *, told_at: datetime, now: datetime) -> datetime | None:
    """Return when a mail that failed `attempts` times is tried again, None when it is given up.

    >>> noon = datetime(2026, 11, 16, 12)
    >>> [str(next_try(n, told_at=noon, now=noon) - noon) for n in (1, 2, 3, 99)]
    ['0:01:00', '0:02:00', '0:05:00', '2:00:00']
    >>> next_try(3, told_at=noon, now=noon + timedelta(hours=72)) is None
    True
    """
    if now - told_at >= timedelta(hours=numbers()["give_up_hours"]):
        return None
    pauses = numbers()["pauses_minutes"]
    return now + timedelta(minutes=pauses[min(attempts, len(pauses)) - 1])


@dataclass(frozen=True)
class AfterCall:
    """Where a call stands after a try: `state` of the delivery, and from when the list shows it again."""

    state: str
    not_before: datetime


def after_call(outcome: Outcome, tries: int, *, again_at: datetime | None, now: datetime) -> AfterCall:
    """Return where a call stands after its `tries`-th try.

    >>> noon = datetime(2026, 11, 16, 12)
    >>> [after_call("no_answer", n, again_at=None, now=noon).state for n in (1, 2, 3)]
    ['waiting', 'waiting', 'given_up']
    >>> after_call("call_back", 3, again_at=noon + timedelta(hours=2), now=noon)
    AfterCall(state='waiting', not_before=datetime.datetime(2026, 11, 16, 14, 0))
    """
    if outcome in ("reached", "wrong_number"):
        return AfterCall(outcome, now)
    if outcome == "call_back" and again_at is not None:
        return AfterCall("waiting", again_at)
    if tries >= numbers()["call_tries"]:
        return AfterCall("given_up", now)
    return AfterCall("waiting", now + timedelta(minutes=numbers()["call_again_minutes"]))


# A personal number (12 digits, however spaced) or an old identity card's (9 in one piece) never travels by mail.
_NUMBERS = re.compile(r"(?<![\d.-])(?:\d{9}|\d(?: ?\d){11})(?![\d.-]*\d)")


def without_numbers(text: str) -> str:
    """Return a text with personal numbers hidden; codes of dossiers, dates, amounts and phone numbers stay.

    >>> without_numbers("Giấy của 031198999003 và 031 198 999 003, CMND 012345678.")
    'Giấy của (số đã giấu) và (số đã giấu), CMND (số đã giấu).'
    >>> without_numbers("Hồ sơ G07.31.01-261116-0001, 123.456.789 đồng, gọi 0912 000 412, hạn 30/11/2026.")
    'Hồ sơ G07.31.01-261116-0001, 123.456.789 đồng, gọi 0912 000 412, hạn 30/11/2026.'
    """
    return _NUMBERS.sub("(số đã giấu)", text)


def mask_phone(number: str) -> str:
    """
    >>> mask_phone("0912000412"), mask_phone("1900")
    ('091• ••• 412', '••••')
    """
    compact = re.sub(r"\D", "", number)
    return f"{compact[:3]}• ••• {compact[-3:]}" if len(compact) >= 9 else "••••"


def mask_email(address: str) -> str:
    """
    >>> mask_email("hoa.tran@gmail.com")
    'h•••@gmail.com'
    """
    local, _, host = address.rpartition("@")
    return f"{local[:1]}•••@{host}"
