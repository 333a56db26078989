"""Reading what the counter's page posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from motcua.counter import card
from motcua.counter.matters import Told
from motcua.counter.visits import PersonHere
from motcua.desk.reception.words import CANNOT, HELD, MANDATES, PAPER_REASONS
from motcua.dossiers.services.checking import COUNTER, POST
from motcua.dossiers.services.intake import PaperGiven
from motcua.platform.errors import Invalid
from motcua.platform.text import email_ok, is_personal_number, phone, title_name

_LONGEST = {"full_name": 100, "address": 300, "email": 120}
_BOXES = ("full_name", "personal_number", "phone", "email", "address")
_MOST_SHEETS = 99


def person_of(posted: Mapping[str, str], kept: PersonHere | None) -> tuple[PersonHere, tuple[str, ...]]:
    """Return the person a post describes and what the officer should look at again on the card.

    A scanned card fills what it says; a name that was already kept is not overwritten by scanned text (R3.21).
    Invalid names every box that does not hold.
    """
    person = kept or PersonHere(number=0, full_name="")
    if text := posted.get("card", "").strip():
        read = card.read(text)
        if read is None:
            raise Invalid(faults=("card",))
        return (
            replace(
                person,
                full_name=person.full_name or read.full_name,
                personal_number=read.number,
                birth=read.birth_date.isoformat() if read.birth_date else person.birth,
                sex=read.sex or person.sex,
                address=read.residence[: _LONGEST["address"]] or person.address,
                source="card",
            ),
            read.warnings,
        )
    said = {
        key: " ".join(posted.get(key, "").split())
        for key in ("full_name", "personal_number", "phone", "email", "address")
    }
    faults = [key for key, most in _LONGEST.items() if len(said[key]) > most]
    if not said["full_name"]:
        faults.append("full_name")
    number = said["personal_number"].replace(" ", "")
    if number and not (is_personal_number(number) or (number.isdecimal() and len(number) == 9)):
        faults.append("personal_number")
    called = phone(said["phone"])
    if said["phone"] and not called.is_valid:
        faults.append("phone")
    if said["email"] and not email_ok(said["email"]):
        faults.append("email")
    birth = _birth(posted)
    if birth is None:
        faults.append("birth")
    if faults:
        raise Invalid(faults=tuple(faults))
    name = said["full_name"]
    return (
        replace(
            person,
            full_name=title_name(name) if name == name.upper() else name,
            personal_number=number,
            birth=birth or "",
            sex=posted.get("sex", "") if posted.get("sex", "") in {"M", "F"} else "",
            phone=called.number,
            email=said["email"],
            address=said["address"],
        ),
        (),
    )


def _birth(posted: Mapping[str, str]) -> str | None:
    """A birth date as known: "", a year, a month, or a day; None for one that does not exist or lies ahead."""
    day, month, year = (posted.get(f"birth-{part}", "").strip() for part in ("day", "month", "year"))
    if not (day or month or year):
        return ""
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if (day and not month) or whole.year < 1880 or whole > date.today():
        return None
    return f"{whole.year:04d}" + (f"-{whole.month:02d}" if month else "") + (f"-{whole.day:02d}" if day else "")


def told_of(posted: Mapping[str, str], components: Mapping[str, Any]) -> Told:
    """Return what a post says of a matter besides its form; `components` are the papers of the procedure by key.

    Nothing is refused here that a person still types: only what cannot be kept (Invalid).
    """
    sitter = posted.get("sitter", "")
    channel = POST if posted.get("channel") == "3" else COUNTER
    faults = [] if sitter.isdecimal() else ["sitter"]
    arrived = _day(posted.get("arrived_on", ""))
    if channel == POST and arrived is None:
        faults.append("arrived_on")
    kind = posted.get("mandate", "") if posted.get("mandate", "") in dict(MANDATES) else ""
    mandate = (
        {"kind": kind, "relation": posted.get("relation", "").strip()[:200]} if kind in dict(MANDATES) and kind else {}
    )
    if mandate and not mandate["relation"]:
        faults.append("mandate")
    receipt, wrong = _receipt(posted)
    reason = paper_reason_of(posted)
    if reason.get("reason") == "other" and not reason["words"]:
        faults.append("paper_words")
    if faults or wrong:
        raise Invalid(faults=(*faults, *wrong))
    cannot = posted.get("cannot", "")
    help_ = {}
    if cannot and cannot in dict(CANNOT):
        witness = posted.get("witness", "").strip()[:100]
        help_ = {
            "cannot": cannot,
            "read_back": posted.get("read_back") == "yes",
            "witness": witness,
            "thumb_print": cannot in {"sign", "both"},
        }
    return Told(
        papers={key: _paper(posted, key) for key in components},
        sitter=int(sitter),
        channel=channel,
        arrived_on=arrived,
        mandate=mandate,
        declared_on_paper=posted.get("declared_on_paper") == "yes",
        wants_slip=posted.get("wants_slip") == "yes",
        receipt=receipt,
        help=help_,
        paper_reason=reason,
    )


def paper_reason_of(posted: Mapping[str, str]) -> dict[str, str]:
    """Why paper is taken on a day without, {} while nothing is chosen."""
    reason = posted.get("paper_reason", "")
    if not reason or reason not in dict(PAPER_REASONS):
        return {}
    return {"reason": reason, "words": " ".join(posted.get("paper_words", "").split())[:200]}


def _paper(posted: Mapping[str, str], key: str) -> PaperGiven:
    held = posted.get(f"held-{key}", "")
    return PaperGiven(
        originals=_sheets(posted.get(f"originals-{key}", "")),
        copies=_sheets(posted.get(f"copies-{key}", "")),
        held=held if held in {one for one, _ in HELD} else "",
    )


def _sheets(text: str) -> int:
    return min(int(text), _MOST_SHEETS) if text.strip().isdecimal() else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _receipt(posted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The money as typed, {} when none was taken now, and what is wrong with it."""
    number, ground = posted.get("receipt_number", "").strip()[:40], posted.get("ground", "").strip()[:200]
    amount = posted.get("amount", "").replace(".", "").replace(" ", "").removesuffix("đ")
    if not number and not ground:
        return {}, []
    wrong = []
    if not (amount.isdecimal() and len(amount) <= 10):
        wrong.append("amount")
    elif int(amount) and not number:
        wrong.append("receipt_number")
    return {"amount": amount, "number": number, "ground": ground}, wrong
