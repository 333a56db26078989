"""The office's answer to a citizen who asks for more days to complete his dossier: two small forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.desk import results
from motcua.dossiers import extensions
from motcua.dossiers.queries import Page
from motcua.dossiers.services import extending
from motcua.forms.engine.model import Field
from motcua.identity.queries import Person
from motcua.platform.clock.now import now as clock_now
from motcua.platform.errors import Invalid
from motcua.platform.text import date_vi
from motcua.web.fields import FieldView

_UNTIL = Field("until", "Hạn bổ sung mới: hết ngày", "date", "")


def told(who: Person, page: Page) -> list[str]:
    """Return what the citizen asks for and why, and the deadline as it stands."""
    chance = extensions.chance(who, page, now=clock_now())
    if chance is None or chance.asked is None:
        return []
    asked = chance.asked
    return [
        f"Xin bổ sung đến hết ngày {date_vi(asked.wished_on)}. Hạn hiện nay: hết ngày {date_vi(chance.deadline)}.",
        f"Lý do: {asked.reason}",
    ]


def views(page: Page, typed: dict[str, str]) -> list[FieldView]:
    """Return the new deadline and the sentence the citizen reads."""
    bounds = extensions.limits(page)
    hint = f"Sau {date_vi(bounds[0])}, muộn nhất {date_vi(bounds[1])}" if bounds else ""
    return [results.date_view(_UNTIL.key, _UNTIL.label, typed, hint=hint), answer_view(typed, "Trả lời người nộp")]


def refusal_views(_page: Page, typed: dict[str, str]) -> list[FieldView]:
    """Return the one question of a refusal."""
    return [answer_view(typed, "Vì sao không cho thêm ngày")]


def answer_view(typed: dict[str, str], label: str) -> FieldView:
    """Return the box of the sentence."""
    return FieldView("textarea", "answer", label, typed.get("answer", ""), lines=2)


def start(who: Person, page: Page) -> dict[str, str]:
    """Return the boxes of the day as the citizen wished."""
    chance = extensions.chance(who, page, now=clock_now())
    if chance is None or chance.asked is None:
        return {}
    day = chance.asked.wished_on
    return {"until-day": str(day.day), "until-month": str(day.month), "until-year": str(day.year)}


def grant(page: Page, typed: dict[str, str], *, who: Any, now: Any, seen: int | None) -> Any:
    """Give the days as typed."""
    until, wrong = results.read_one(_UNTIL, typed, now.date(), required=True)
    if wrong:
        raise Invalid(faults=(wrong, *(() if typed.get("answer") else ("answer",))))
    answer = typed.get("answer", "")
    return extending.grant_more_days(
        page.code, until=date.fromisoformat(until), answer=answer, who=who, now=now, seen=seen
    )
