"""Dossiers of every kind in one commune, for a simulated history to repeat: each led by the services to its end."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

import structlog
import yaml
from django.db import transaction

from motcua.catalogue import queries as catalogue
from motcua.config.demo.dossiers import invented
from motcua.config.demo.walk import House, Plan, Walk
from motcua.config.paths import DEMO
from motcua.counter.nobody import open_for_other
from motcua.dossiers import queries as dossiers
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.services import apologising, intake, returning, supplementing
from motcua.dossiers.services.checking import COUNTER, OFFICER, POST
from motcua.dossiers.services.intake import Counter, PaperGiven, Sitter
from motcua.feedback import services as feedback
from motcua.forms.engine import Form
from motcua.identity import queries as identity
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import NotFound

log = structlog.get_logger()
_SEED = 20261123
_BEYOND = 3  # days from the letter of apology to the work that was waited for


@dataclass(frozen=True)
class Kind(Plan):
    """A plan with the way it comes in: online | assisted | lane | counter | post."""

    way: str = "online"


@dataclass(frozen=True)
class _Taken:
    committee_id: int
    procedure: str
    version_id: int
    form: Form


class LongWalk(Walk):
    """A walk that may begin at the counter, by post or beside an officer, and ends with a rating."""

    plan: Kind

    def __init__(self, house: House, plan: Kind) -> None:
        super().__init__(house, plan)
        first = {"lane": "take", "counter": "bring", "post": "bring"}.get(plan.way, "submit")
        self.left = [first, *plan.path]
        self.of_person: dict[str, Any] = {}  # what an officer reads off the card, by field

    def go_on(self) -> bool:
        """Do the next act; a letter of apology waits until the desk offers one."""
        more = super().go_on()
        if more and self.left[0] == "apologise_soon":
            due = Dossier.objects.values_list("apology_due_at", flat=True).get(code=self.code)
            if due is not None:
                self.at = max(self.at, due.astimezone(ZONE).replace(hour=8, minute=40))
        return more and self.at <= self.house.now

    def _own_words(self) -> dict[str, Any]:
        return {**super()._own_words(), **self.of_person}

    def _helper(self) -> int | None:
        return self._officer("motcua1").account_id if self.plan.way == "assisted" else None

    def _bring(self) -> None:
        """Take it in at the counter or out of a letter, typed by the officer, accepted at once."""
        procedure, one = self.pack.split("/")[1], self.plan.applicant
        terms = catalogue.terms(procedure, identity.unit_view(self.house.unit, self.at.date()), self.at.date())
        form = form_of(terms.version_id)
        if form is None:
            raise LookupError(procedure)
        papers = {component.key: PaperGiven(originals=1) for component in terms.pack.components}
        facts = {
            "applicant.full_name": one.name,
            "applicant.personal_number": one.number,
            "applicant.birth_date": one.born,
            "applicant.phone": one.phone,
        }
        sitter = Sitter(one.name, personal_number=one.number, birth_date=one.birth_date, phone=one.phone)
        is_letter = self.plan.way == "post"
        counter = Counter(
            sitter, papers, channel=POST if is_letter else COUNTER, arrived_on=self.at.date() if is_letter else None
        )
        with self.acting(self._officer("motcua1")) as who:
            taken = _Taken(self.house.unit, procedure, terms.version_id, form)
            draft = open_for_other(who, taken, now=self.at)
            self.of_person = {f.key: facts[f.fact] for f in form.fields.values() if f.fact in facts}
            self._fill(draft.id, form, OFFICER)
            self.code = intake.take_in(draft.id, counter, accept=True, who=who, now=self.at).code

    def _confirm(self) -> None:
        with self.acting(self._officer("motcua1")) as who:
            supplementing.confirm(self.code, who=who, now=self.at)

    def _apologise_soon(self) -> None:
        """Before the promised day: it will take some working days more than was said."""
        with self.acting(self._handler()) as who:
            due_at = Dossier.objects.values_list("due_at", flat=True).get(code=self.code) or self.at
            day = max(due_at.astimezone(ZONE).date(), self.at.date())
            for _ in range(5):
                day = self.house.calendar.next_working_day(day)
            reason = "Phải chờ kho lưu trữ của huyện cũ trả lời về sổ gốc (trình diễn)."
            apologising.draft(self.code, reason=reason, new_due_on=day, who=who, now=self.at)

    def _return(self) -> None:
        if self.plan.way != "post":
            super()._return()
            return
        with self.acting(self._officer("motcua1")) as who:
            name = self.plan.applicant.name
            returning.return_result(self.code, way="post", receiver=name, who=who, now=self.at)

    def _rate(self) -> None:
        if self.plan.way in ("online", "assisted"):
            with self.acting(self.who) as who:
                page = dossiers.page(who, self.code)
                if page is not None:
                    feedback.rate(self.code, score=self._score(), text="", officers={}, who=who, now=self.at)
            return
        digits = self.plan.applicant.phone[-4:]
        try:
            feedback.rate_by_code(self.code, digits, score=self._score(), text="", officers={}, now=self.at)
        except NotFound:  # no number was left in this dossier: nobody can rate it without an account
            log.info("pattern.not_rated", code=self.code)

    def _score(self) -> int:
        """Return a step by the number of the one who files, which counts up: every step comes up."""
        return 1 + int(self.plan.applicant.number[-5:]) % 5


@lru_cache(maxsize=1)
def told() -> Mapping[str, Any]:
    """Return the file of kinds."""
    return yaml.safe_load((DEMO / "patterns.yaml").read_text("utf-8"))


@transaction.atomic
def make(commune: Mapping[str, Any], *, now: datetime) -> int:
    """Lead one dossier of each kind through its life in a commune that has none; return how many, 0 when it has."""
    house = House(commune, now)
    if Dossier.objects.filter(committee_id=house.unit).exists():
        return 0
    plans = list(plans_of(house))
    waiting = [(plan.start, n, LongWalk(house, plan)) for n, plan in enumerate(plans)]
    heapq.heapify(waiting)
    while waiting:
        _, n, walk = heapq.heappop(waiting)
        if walk.go_on():
            heapq.heappush(waiting, (walk.at, n, walk))
    return len(plans)


def plans_of(house: House) -> Iterator[Kind]:
    """Yield what is to be led; procedures that are not published here are left out."""
    chance = random.Random(_SEED)  # noqa: S311 - an invented past
    history = yaml.safe_load((DEMO / "dossiers.yaml").read_text("utf-8"))["history"]
    people = {kind["pack"]: kind for kind in history["kinds"]}
    unit = identity.unit_view(house.unit, house.now.date())
    index = 0
    for line in told()["plans"]:
        for pack in line["packs"]:
            if not _is_published(pack, unit, house.now):
                continue
            for fate in line["fates"]:
                for _ in range(fate.get("count", 1)):
                    index += 1
                    yield _kind(
                        house, chance, line["way"], pack, fate, {**people[pack], "all": history["words"]}, index
                    )


def _kind(
    house: House,
    chance: random.Random,
    way: str,
    pack: str,
    fate: Mapping[str, Any],
    kind: Mapping[str, Any],
    index: int,
) -> Kind:
    day = house.day(chance.randint(*told()["ago"]))
    # A dossier whose limit is the day itself is on time only when it comes early enough.
    until = 120 if fate.get("early") else told()["until"][way]
    start = datetime.combine(day, time(7, 35), ZONE) + timedelta(minutes=chance.randrange(until))
    path = [*(["accept"] if way in ("online", "assisted") and _is_accepted(fate["fate"]) else ())]
    path += told()["paths"][fate["fate"]]
    low, high = told()["gaps"][way]
    gaps = [chance.randint(low, high) for _ in path]
    for act, days in fate.get("days", {}).items():
        if act in path:
            gaps[path.index(act)] += days * told()["stretch"].get(pack, 1) * 24 * 60
    if fate["fate"] == "apologised":  # past the first day promised, before the second
        gaps[path.index("propose")] += _BEYOND * 24 * 60
    piece = {**kind["piece"], **chance.choice(kind["pieces"])} if way == "lane" else None
    words = {} if way == "lane" else {**kind["all"], **kind.get("words", {})}
    return Kind(pack, invented(chance, house, kind, 900 + index, day), start, path, words, gaps, piece, way)


def _is_accepted(fate: str) -> bool:
    return fate not in {"sent", "asked", "declined", "withdrawn", "lapsed", "supplemented"}


def _is_published(pack: str, unit: identity.UnitView, now: datetime) -> bool:
    try:
        return form_of(catalogue.terms(pack.split("/")[1], unit, now.date()).version_id) is not None
    except NotFound:
        return False
