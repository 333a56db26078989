"""The read side of ratings: one dossier's, behind a code, and the list of who oversees or is rated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from motcua.dossiers.rules import codes
from motcua.feedback.models import RatedOfficer, Rating
from motcua.feedback.rules import policy
from motcua.identity.queries import Person
from motcua.identity.rules import Part

MOST = 50  # ratings on one page of the list


@dataclass(frozen=True)
class Officer:
    """Somebody who received or handled the dossier, and how he was rated."""

    account_id: int
    label: str
    part: str  # received | handled
    score: int | None = None


@dataclass(frozen=True)
class RatingView:
    """A rating as its giver and the centre read it. `review_*` are of the request to look again, "" without one."""

    id: int
    score: int
    text: str
    way: str
    given_at: datetime
    changed_at: datetime | None
    officers: tuple[Officer, ...]
    answer: str = ""
    answered_at: datetime | None = None
    review_reason: str = ""
    review_asked_at: datetime | None = None
    review_answer: str = ""
    review_answered_at: datetime | None = None
    # for the list
    code: str = ""
    title: str = ""
    dossier_id: int = 0
    committee_id: int = 0

    @property
    def waits(self) -> bool:
        """Whether the centre still owes an answer: to a request, or to somebody dissatisfied."""
        if self.review_asked_at is not None:
            return self.review_answered_at is None
        return self.score <= policy().unsatisfied_up_to and self.answered_at is None

    @property
    def may_be_answered(self) -> bool:
        """Whether an answer may still be written: one to a rating, one to the request that follows it."""
        if self.review_asked_at is not None:
            return self.review_answered_at is None
        return self.answered_at is None


@dataclass(frozen=True)
class Behind:
    """What a code and four digits open: never who is in the dossier. `is_taken`: rated in somebody's account."""

    code: str
    title: str
    committee_id: int
    officers: tuple[Officer, ...]
    rating: RatingView | None
    is_taken: bool = field(default=False)


def proper(code: str) -> str:
    """Return a code as it is kept, "" for what is none."""
    return codes.read(code)


def officers_of(dossier_id: int) -> tuple[Officer, ...]:
    """Return who received and who handled a dossier one sees, from its events; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, label, part FROM feedback_officers(%s) ORDER BY part DESC, account_id", [dossier_id]
        )
        return tuple(Officer(*row) for row in cursor.fetchall())


def rating_of(who: Person, dossier_id: int) -> RatingView | None:
    """Return the rating of a dossier this person may see; two queries."""
    rating = Rating.objects.visible_to(who).select_related("review").filter(dossier_id=dossier_id).first()
    return None if rating is None else _view(rating, list(rating.officers.order_by("id")))


def by_code(code: str, digits: str) -> Behind | None:
    """Return what a code and the last four digits of a phone number open, or None; one query, without signing in."""
    known = proper(code)
    if not known:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT feedback_by_code(%s, %s)", [known, digits])
        raw = (cursor.fetchone() or [None])[0]
    if raw is None:
        return None
    told = json.loads(raw) if isinstance(raw, str) else raw
    officers = tuple(Officer(o["account_id"], o["label"], o["part"], o["score"]) for o in told["officers"])
    given = told["rating"]
    is_taken = given is not None and given["way"] != "code"
    rating = None
    if given is not None and not is_taken:
        review = given["review"] or {}
        rating = RatingView(
            id=0,
            score=given["score"],
            text=given["text"],
            way="code",
            given_at=datetime.fromisoformat(given["given_at"]),
            changed_at=None,
            officers=officers,
            answer=given["answer"],
            answered_at=_instant(given["answered_at"]),
            review_reason=review.get("reason", ""),
            review_asked_at=_instant(review.get("asked_at")),
            review_answer=review.get("answer", ""),
            review_answered_at=_instant(review.get("answered_at")),
        )
    return Behind(told["code"], told["title"], told["committee_id"], officers, rating, is_taken)


def reads_all(who: Person) -> bool:
    """Tell whether an officer reads the ratings of his commune, not only those of dossiers he had a part in."""
    return bool(who.may("feedback.answer") or who.scopes(Part.OVERSEEING))


def ratings_for(who: Person, view: str, *, limit: int = MOST) -> list[RatingView]:
    """Return ratings an officer may read, those that wait for an answer and the worst first; two queries.

    `view`: waiting, unsatisfied, all, or mine (of dossiers he received or handled). Who does not oversee has only
    `mine`, whatever he asks for.
    """
    rows = _narrowed(_readable(who, mine=view == "mine"), view)
    found = list(rows.order_by("rank", "score", "-given_at")[:limit])
    officers: dict[int, list[RatedOfficer]] = {}
    seen = RatedOfficer.objects.visible_to(who).filter(rating__in=[r.id for r in found])
    if not reads_all(who):
        seen = seen.filter(account_id=who.account_id)
    for one in seen.order_by("id"):
        officers.setdefault(one.rating_id, []).append(one)
    return [_view(rating, officers.get(rating.id, [])) for rating in found]


def rating_for(who: Person, rating_id: int) -> RatingView | None:
    """Return one rating an officer may read; two queries."""
    rating = _readable(who, mine=False).filter(pk=rating_id).first()
    if rating is None:
        return None
    officers = RatedOfficer.objects.visible_to(who).filter(rating=rating).order_by("id")
    if not reads_all(who):
        officers = officers.filter(account_id=who.account_id)
    return _view(rating, list(officers))


def counts_for(who: Person) -> dict[str, int]:
    """Return how many ratings each view holds; one query a view."""
    views = ("waiting", "unsatisfied", "all", "mine") if reads_all(who) else ("mine",)
    return {view: _narrowed(_readable(who, mine=view == "mine"), view).count() for view in views}


def _readable(who: Person, *, mine: bool) -> QuerySet[Any]:
    rows = Rating.objects.visible_to(who).select_related("dossier", "review")
    if mine or not reads_all(who):
        rows = rows.filter(Exists(RatedOfficer.objects.filter(rating=OuterRef("pk"), account_id=who.account_id)))
    return rows.annotate(
        rank=Case(
            When(review__isnull=False, review__answered_at=None, then=Value(0)),
            When(_WAITS, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )


def _narrowed(rows: QuerySet[Any], view: str) -> QuerySet[Any]:
    if view == "waiting":
        return rows.filter(_WAITS)
    if view == "unsatisfied":
        return rows.filter(score__lte=policy().unsatisfied_up_to)
    return rows


_WAITS = Q(review__isnull=False, review__answered_at=None) | Q(
    review=None, score__lte=policy().unsatisfied_up_to, answered_at=None
)


def _view(rating: Rating, officers: Sequence[RatedOfficer]) -> RatingView:
    review = getattr(rating, "review", None)
    return RatingView(
        id=rating.id,
        score=rating.score,
        text=rating.text,
        way=rating.way,
        given_at=rating.given_at,
        changed_at=rating.changed_at,
        officers=tuple(Officer(o.account_id, o.label, o.part, o.score) for o in officers),
        answer=rating.answer,
        answered_at=rating.answered_at,
        review_reason=review.reason if review else "",
        review_asked_at=review.asked_at if review else None,
        review_answer=review.answer if review else "",
        review_answered_at=review.answered_at if review else None,
        code=rating.dossier.code,
        title=rating.dossier.title,
        dossier_id=rating.dossier_id,
        committee_id=rating.committee_id,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
