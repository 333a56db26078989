"""The only writers of ratings: given in an account or by code, changed within days, answered by the centre."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.states import FINAL
from motcua.dossiers.services.common import locked
from motcua.dossiers.services.news import tell_parties
from motcua.feedback import events as happened
from motcua.feedback import queries
from motcua.feedback.models import RatedOfficer, Rating, Review
from motcua.feedback.rules import MOST_WORDS, editable_until, is_unsatisfied, policy, rating_faults, verdict_of
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound, StepNotAllowed
from motcua.platform.events import Actor, Personal
from motcua.platform.ids import new_id

BY_CODE = Actor(kind="citizen", label="Người dân (bằng mã hồ sơ)")
_ACCOUNT, _CODE = "account", "code"


@transaction.atomic
def rate(code: str, *, score: int | None, text: str, officers: Mapping[int, int], who: Person, now: datetime) -> Rating:
    """Rate the handling of one's own dossier after its end (returned, declined, stopped), or change it in its days.

    `officers` maps accounts of those who received or handled it to steps; who is left out is not rated. Raises
    StepNotAllowed before the end and after the days, Invalid with (field, why).
    """
    dossier = locked(code, who)
    if who.kind != "citizen":
        raise Forbidden("only the people of a dossier rate it")
    if dossier.status not in FINAL:
        raise StepNotAllowed("it has not ended yet", status=dossier.status, act="rate")
    part_in_it = queries.officers_of(dossier.id)
    given = _checked(score, text, officers, {one.account_id for one in part_in_it})
    rating = Rating.objects.select_for_update().filter(dossier=dossier).first()
    if rating is not None and now >= editable_until(rating.given_at, policy()):
        raise StepNotAllowed("the rating stands", why="rating_closed", act="rate")
    is_new = rating is None
    if rating is None:
        rating = Rating(
            dossier=dossier, committee_id=dossier.committee_id, way=_ACCOUNT, account_id=who.account_id, given_at=now
        )
    else:
        rating.changed_at = now
    rating.score, rating.text = given, text.strip()
    rating.save(force_insert=is_new)
    known = {row.account_id: row for row in RatedOfficer.objects.filter(rating=rating)}
    for one in part_in_it:
        row = known.get(one.account_id) or RatedOfficer(
            rating=rating, dossier=dossier, account_id=one.account_id, label=one.label[:200], part=one.part
        )
        row.score = officers.get(one.account_id)
        row.save()
    _record_rating(dossier, rating.way, given, text.strip(), len(officers), who.actor, now, is_new=is_new)
    return rating


@transaction.atomic
def rate_by_code(
    code: str, digits: str, *, score: int | None, text: str, officers: Mapping[int, int], now: datetime
) -> None:
    """Rate without signing in. Raises NotFound where code and digits open nothing, else as `rate`."""
    found = queries.by_code(code, digits)
    if found is None:
        raise NotFound("no such door")
    given = _checked(score, text, officers, {one.account_id for one in found.officers})
    rows = [
        {"id": str(new_id()), "account_id": str(one.account_id), "score": officers.get(one.account_id)}
        for one in found.officers
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM feedback_rate_by_code(%s, %s, %s, %s::smallint, %s, %s::jsonb, %s, %s)",
            [found.code, digits, new_id(), given, text.strip(), json.dumps(rows), now, policy().editable_days],
        )
        kept = cursor.fetchone()
    if kept is None:
        raise StepNotAllowed("the rating stands", why="rating_closed", act="rate")
    dossier = Dossier(id=kept[0], committee_id=kept[1], secrecy=0)  # the door opens to no confidential dossier
    _record_rating(dossier, _CODE, given, text.strip(), len(officers), BY_CODE, now, is_new=kept[2])


@transaction.atomic
def ask_review(code: str, *, reason: str, who: Person, now: datetime) -> None:
    """Ask that a dossier one is dissatisfied with be looked at again; nothing of its state changes by it."""
    dossier = locked(code, who)
    rating = Rating.objects.visible_to(who).filter(dossier=dossier).first()
    if who.kind != "citizen" or rating is None or not is_unsatisfied(rating.score, policy()):
        raise StepNotAllowed("only who is dissatisfied asks", why="not_unsatisfied", act="ask_review")
    if Review.objects.filter(rating=rating).exists():
        raise StepNotAllowed("it was asked before", why="asked_before", act="ask_review")
    told = _words("reason", reason)
    Review.objects.create(rating=rating, dossier=dossier, reason=told, asked_at=now)
    _record(dossier, happened.ReviewAsked(_ACCOUNT, reason=Personal(told)), who.actor, now)


@transaction.atomic
def ask_review_by_code(code: str, digits: str, *, reason: str, now: datetime) -> None:
    """Ask it without signing in; only of a rating given so."""
    told = _words("reason", reason)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM feedback_review_by_code(%s, %s, %s, %s, %s::smallint, %s)",
            [queries.proper(code), digits, new_id(), told, policy().unsatisfied_up_to, now],
        )
        kept = cursor.fetchone()
    if kept is None:
        raise StepNotAllowed("only who is dissatisfied asks, once", why="not_unsatisfied", act="ask_review")
    dossier = Dossier(id=kept[0], committee_id=kept[1], secrecy=0)
    _record(dossier, happened.ReviewAsked(_CODE, reason=Personal(told)), BY_CODE, now)


@transaction.atomic
def answer(rating_id: int, *, text: str, who: Person, now: datetime) -> None:
    """Answer a rating, and with it the request to look again if one waits; its people read it as a notice.

    Only who holds `feedback.answer` over the committee. Raises NotFound, Forbidden, Conflict when somebody has
    answered, Invalid with ("answer", why).
    """
    seen = Rating.objects.visible_to(who).filter(pk=rating_id).first()
    if seen is None:
        raise NotFound("no such rating")
    if not who.may_over("feedback.answer", seen.committee_id):
        raise Forbidden("only the centre's manager answers")
    told = _words("answer", text)
    # Locked only now: to whom row-level security gives no update, it shows no row for one.
    rating = Rating.objects.select_for_update(of=("self",)).get(pk=rating_id)
    review = Review.objects.select_for_update().filter(rating=rating).first()
    dossier = Dossier.objects.visible_to(who).get(pk=rating.dossier_id)
    if review is not None and review.answered_at is None:
        review.answer, review.answered_at, review.answered_by = told, now, who.account_id
        review.save(update_fields=["answer", "answered_at", "answered_by"])
        event: Any = happened.ReviewAnswered(answer=Personal(told))
        code = "review_answered"
    elif rating.answered_at is None and review is None:
        rating.answer, rating.answered_at, rating.answered_by = told, now, who.account_id
        rating.save(update_fields=["answer", "answered_at", "answered_by"])
        event, code = happened.RatingAnswered(answer=Personal(told)), "rating_answered"
    else:
        raise Conflict("it has been answered")
    _record(dossier, event, who.actor, now)
    tell_parties(dossier, code, facts={"answer": told}, now=now)


def _checked(score: int | None, text: str, officers: Mapping[int, int], known: set[int]) -> int:
    if faults := rating_faults(score, text.strip(), officers, known=known, told=policy()):
        raise Invalid(faults=faults)
    if score is None:
        raise AssertionError("rating_faults lets no missing score through")
    return score


def _words(field: str, text: str) -> str:
    told = text.strip()
    if not 0 < len(told) <= MOST_WORDS:
        raise Invalid(faults=((field, "too_long" if told else "missing"),))
    return told


def _record_rating(
    dossier: Dossier, way: str, score: int, text: str, count: int, actor: Actor, now: datetime, *, is_new: bool
) -> None:
    kind = happened.DossierRated if is_new else happened.RatingChanged
    words, verdict = Personal(policy().steps[score]), verdict_of(score, policy())
    _record(dossier, kind(way, words, text=Personal(text), officer_count=count, verdict=verdict), actor, now)


def _record(dossier: Dossier, event: Any, actor: Actor, now: datetime) -> None:
    events.record(
        ("dossier", dossier.id), event, actor=actor, at=now, unit_id=dossier.committee_id, secrecy=dossier.secrecy
    )
