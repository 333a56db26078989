"""A plan of a commune of the demonstration: read from its paper, reviewed, approved, given out, lived with for a while.

Each act is a service's, by the officer whose act it is, on the day it says; `demo/plan.yaml` has the acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

import yaml
from django.db import transaction

from motcua.config.demo import communes
from motcua.config.demo.walk import House, picture
from motcua.config.paths import DEMO
from motcua.documents import store
from motcua.identity.models import Unit
from motcua.identity.queries import Person
from motcua.plans import queries, reading
from motcua.plans.models import Plan, Target, Task
from motcua.plans.rules.items import TargetFields, TaskFields
from motcua.plans.services import alerts, entering, giving, reviewing, working
from motcua.plans.services.working import Placing
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.principal import acting_as
from motcua.platform.text import date_vi

_NAME = "ke-hoach-trinh-dien.txt"


@transaction.atomic
def make_commune(slug: str, *, now: datetime) -> bool:
    """Make the plan of one commune if it has none yet, all or nothing; tell whether it was made."""
    index, commune = next((n, c) for n, c in enumerate(communes.told()["communes"]) if c["slug"] == slug)
    house = House(commune, now)
    if Plan.objects.filter(unit_id=house.unit).exists():
        return False
    _Living(house, commune, index, yaml.safe_load((DEMO / "plan.yaml").read_text("utf-8"))).live()
    return True


class _Living:
    """One plan from its paper to today."""

    def __init__(self, house: House, commune: Mapping[str, Any], index: int, told: Mapping[str, Any]) -> None:
        self.house, self.commune, self.told = house, commune, told
        self.chairman = next(o["names"][index] for o in communes.told()["officers"] if o["login"] == "chutich")
        on = house.now.date()
        self.first = _month(on, -told["begins_months_ago"])
        self.last = _month(self.first, told["months"]) - timedelta(days=1)
        self.issued = self.first - timedelta(days=3)
        while not house.calendar.is_working_day(self.issued):
            self.issued -= timedelta(days=1)
        self.units = dict(Unit.objects.filter(slug__startswith=f"{commune['slug']}-").values_list("slug", "id"))

    def live(self) -> None:
        """Do everything in the order of time."""
        plan_id = self._enter()
        self._review(plan_id)
        targets, tasks = queries.items(plan_id)
        for one in self.told["tasks"]:
            self._place(_named(tasks, one["task"]), one)
        for one in self.told["own"]:
            with self._as("chutich", self._at(self.issued, 3, hour=10)) as (who, at):
                giving.set_value(
                    _named(targets, one["target"]).id, unit_id=self._unit(one["unit"]), value=Decimal(one["value"]),
                    due_on=None, why=one["why"], who=who, now=at,
                )  # fmt: skip
        acts = list(self._acts(tasks))
        for one in self.told["given"]:
            acts += self._giving(_named(targets, one["target"]), one)
        for at, do in sorted(acts, key=lambda act: act[0]):
            if at <= self.house.now:
                do()

    def _enter(self) -> int:
        """Read the paper as any office's and take it in."""
        with self._as("quanly", self._at(self.issued, 1)) as (who, at):
            staged = store.receive([self._paper().encode()], limit=reading.MOST_BYTES)
            try:
                found = reading.compile_paper(staged.path, _NAME)
                plan = entering.take_compiled(
                    found, unit_id=self.house.unit, name=_NAME, staged=staged, who=who, now=at
                )  # fmt: skip
            finally:
                staged.discard()
            heading = entering.Heading(
                self.told["title"], plan.number or self.told["number"], plan.issuer, self.issued, self.first, self.last
            )
            entering.identify(plan.id, heading, who=who, now=at + timedelta(minutes=9))
        return plan.id

    def _paper(self) -> str:
        told = {key: date_vi(self._due(ago)) for key, ago in self.told["due"].items()}
        issued = f"ngày {self.issued:%d} tháng {self.issued.month} năm {self.issued.year}"
        name = self.commune["short_name"]
        return (DEMO / "plan.txt").read_text("utf-8").format(
            commune_upper=name.upper(), commune_lower=name[:1].lower() + name[1:], place=self.commune["place"],
            number=self.told["number"], issued_long=issued, first=date_vi(self.first), last=date_vi(self.last),
            chairman=self.chairman, trained_by=told["trained"], posted_by=told["posted"],
            reviewed_by=told["reviewed"], scanned_by=told["scanned"], summed_by=date_vi(self.last - timedelta(days=6)),
            **self.told["asked"],
        )  # fmt: skip

    def _review(self, plan_id: int) -> None:
        """Go through what was found; say what recurs and which figure is meant where words alone do not."""
        told = self.told["review"]
        with self._as("quanly", self._at(self.issued, 1, hour=10)) as (who, at):
            targets, tasks = queries.items(plan_id)
            every: tuple[tuple[Literal["target", "task"], list[Any]], ...] = (("target", targets), ("task", tasks))
            for kind, rows in every:
                for row in rows:
                    wanted = row.no.split(".")[0] in told[f"{kind}s"]
                    said = told["bound" if kind == "target" else "recurring"]
                    other = next((value for words, value in said.items() if words in row.text), "")
                    if wanted and other:
                        reviewing.correct(kind, row.id, _corrected(row, other), who=who, now=at)
                    else:
                        reviewing.decide(kind, row.id, "accept" if wanted else "drop", who=who, now=at)
            for clash in queries.contradictions(plan_id):
                reviewing.settle(clash.id, told["settled"], who=who, now=at)
            reviewing.finish_review(plan_id, who=who, now=at + timedelta(minutes=25))
        with self._as("chutich", self._at(self.issued, 2)) as (who, at):
            reviewing.approve(plan_id, who=who, now=at)

    def _place(self, task: Task, told: Mapping[str, Any]) -> None:
        with self._as("quanly", self._at(self.issued, 3, hour=9)) as (who, at):
            wish = Placing(
                self._unit(told["unit"]), self._officer(told["to"], at).account_id, told.get("budget", ""),
                Decimal(told["amount"]) if "amount" in told else None, told.get("counts", ""),
            )  # fmt: skip
            working.place(task.id, wish, who=who, now=at)

    def _giving(self, target: Target, told: Mapping[str, Any]) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """A target is given out; its receiver takes it on, or objects and is answered first."""
        # What nobody has taken on yet was given yesterday: there is still time to.
        start = self._before(1) if told["after"] == "given" else self._at(self.issued, 4)
        given: list[int] = []  # the row, once it is there

        def give() -> None:
            with self._as("chutich", start) as (who, at):
                receiver = self._officer(told["to"], at).account_id
                unit = self._unit(told["unit"])
                row = giving.give(target.id, unit_id=unit, account_id=receiver, words=told["words"], who=who, now=at)
            given.append(row.id)

        def answered() -> None:
            with self._as(told["to"], start + timedelta(hours=3)) as (who, at):
                giving.object_to(given[0], told["objection"], who=who, now=at)
            with self._as("chutich", start + timedelta(hours=5)) as (who, at):
                giving.answer(given[0], told["answer"], who=who, now=at)

        def acknowledge() -> None:
            with self._as(told["to"], start + timedelta(hours=6)) as (who, at):
                giving.acknowledge(given[0], who=who, now=at)

        yield start, give
        if told["after"] == "answered":
            yield start + timedelta(hours=3), answered
        if told["after"] != "given":
            yield start + timedelta(hours=6), acknowledge

    def _acts(self, tasks: list[Task]) -> Iterator[tuple[datetime, Callable[[], None]]]:
        for told in self.told["tasks"]:
            task = _named(tasks, told["task"])
            for one in told["acts"]:
                at = self._before(one["ago"])
                yield at, lambda t=task, o=one, w=told["to"], at=at: self._act(t, o, w, at)  # type: ignore[misc]
            for once in queries.occurrences_of(task.id) if "monthly" in told else ():
                at = self._at(once.due_on or self.last, 0, hour=15)
                shown = told["monthly"]
                yield at, lambda o=once, s=shown, w=told["to"], at=at: self._monthly(o, s, w, at)  # type: ignore[misc]

    def _act(self, task: Task, told: Mapping[str, Any], login: str, at: datetime) -> None:
        once = queries.occurrences_of(task.id)[0].id
        with self._as("chutich" if told["do"] == "answer" else login, at) as (who, now):
            for one in queries.alerts(who) if told["do"] != "answer" else ():
                alerts.take_note(one.id, who=who, now=now)  # he has read what he was given before he reports
            match told["do"]:
                case "report":
                    working.report(once, text=told["text"], percent=told["percent"], who=who, now=now)
                case "count":
                    working.count(
                        once, done=told["done"], total=told["total"], text=told["text"], who=who, now=now
                    )  # fmt: skip
                case "file":
                    working.show_file(once, picture(told["title"]), text=told["text"], who=who, now=now)
                case "matter":
                    working.raise_matter(once, told["kind"], told["text"], who=who, now=now)
                case "answer":
                    asked = next(one for one in queries.matters_of(task.plan_id) if one.task_id == task.id)
                    working.answer_matter(asked.id, told["text"], who=who, now=now)
                case "close":
                    working.close(once, "done", who=who, now=now)

    def _monthly(self, once: Any, told: Mapping[str, str], login: str, at: datetime) -> None:
        with self._as(login, at) as (who, now):
            url = told["link"].format(month=once.first_day.month, year=once.first_day.year)
            working.show_link(once.id, url, text=told["text"], who=who, now=now)
            working.close(once.id, "done", who=who, now=now)

    @contextmanager
    def _as(self, login: str, at: datetime) -> Iterator[tuple[Person, datetime]]:
        at = min(at, self.house.now)
        who = self._officer(login, at)
        with moved_to(at), acting_as(who.principal):
            yield who, at

    def _officer(self, login: str, at: datetime) -> Person:
        return self.house.officer(login, at)

    def _unit(self, part: str) -> int:
        return self.units[f"{self.commune['slug']}-{part}"]

    def _at(self, day: date, after: int, *, hour: int = 8) -> datetime:
        """An hour of the working day so many working days after a day; of the day itself or the one before it for 0."""
        while not self.house.calendar.is_working_day(day):
            day -= timedelta(days=1)
        for _ in range(after):
            day = self.house.calendar.next_working_day(day)
        return datetime.combine(day, time(hour, 20), ZONE)

    def _before(self, ago: int) -> datetime:
        return datetime.combine(self.house.day(ago), time(14, 10), ZONE)

    def _due(self, ago: int) -> date:
        """The working day so many working days before (below 0) or after the first start."""
        if ago < 0:
            return self.house.day(-ago)
        return self._at(self.house.now.date(), ago).date()


def _named(rows: list[Any], words: str) -> Any:
    return next(row for row in rows if words in row.text and row.review == "accepted")


def _corrected(row: Any, value: str) -> TargetFields | TaskFields:
    """What was found, with the figure it is bound to or how often it comes again."""
    if isinstance(row, Target):
        told = {name: getattr(row, name) for name in TargetFields.__dataclass_fields__}
        return TargetFields(**told | {"indicator": value})
    told = {name: getattr(row, name) for name in TaskFields.__dataclass_fields__}
    return TaskFields(**told | {"partners": tuple(row.partners), "recurrence": value})


def _month(on: date, by: int) -> date:
    months = on.year * 12 + on.month - 1 + by
    return date(months // 12, months % 12 + 1, 1)
