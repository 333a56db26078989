"""A year of one province: its communes, dossiers of every kind in the first, their repetition in all of them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from django.db import transaction

from motcua.config.demo import mails
from motcua.config.demo import patterns as school
from motcua.config.demo import province as units
from motcua.config.simulation import lifelike, reading
from motcua.config.simulation.crowd import OPENED, Crowd
from motcua.config.simulation.days import WorkingDays
from motcua.config.simulation.lifelike import Habits, Wanted
from motcua.config.simulation.offices import Office, office_of
from motcua.config.simulation.patterns import Pattern
from motcua.config.simulation.run import (
    Serials,
    Written,
    make_partitions,
    next_index,
    people_for,
    working_of,
    write_all,
)
from motcua.config.simulation.writing import Plan, Workshop
from motcua.identity.models import Unit
from motcua.platform.clock.now import ZONE

MOST_PATTERNS = 1000
WINDOW = 10_000  # plans made before they are written: what lies in memory at once
_YOUNG = 10  # working days after its limit
_WAYS = {1: "direct", 2: "online", 3: "post"}


def run(
    communes: int,
    *,
    dossiers: int,
    months: int,
    seed: int,
    now: datetime,
    workers: int,
    say: Callable[[str], None],
) -> Written:
    """Write a history of so many communes; the same seed on the same day writes the same one.

    What is there already (units, officers, patterns, dossiers) stays; the new dossiers come beside it.
    """
    say("đang lập tỉnh, xã và cán bộ …")
    wanted = units.make(communes)
    with transaction.atomic():
        taught = school.make(wanted[0], now=now)
        mails.settle(now=now)
    say(f"{communes} xã; {taught or 'đã có'} hồ sơ mẫu; đang tạo người …")
    first = max(OPENED, (now - timedelta(days=round(30.44 * months))).date())
    slugs = dict(Unit.objects.filter(slug__in=[one["slug"] for one in wanted]).values_list("slug", "id"))
    offices = [office_of(slugs[one["slug"]], now.date()) for one in wanted]
    offices = [office.like(offices[0]) for office in offices]
    patterns = reading.read_all(offices[:1], most=MOST_PATTERNS, accounts_only=False)
    make_partitions(first, now.date())
    crowd = Crowd([offices[0].province], people_for(dossiers), seed)
    with transaction.atomic():
        crowd.write()
    working = {offices[0].unit: working_of(offices[0].unit, first, now.date())}
    workshop = Workshop(patterns, working, {office.unit: office for office in offices}, seed)
    planner = Planner(workshop, offices, crowd, seed=seed, first=first, now=now)
    rows = write_all(workshop, crowd, planner.kept(dossiers), workers, say)
    return Written(planner.done, rows, crowd.count, len(patterns))


@dataclass(frozen=True)
class _Known:
    """What of a pattern is asked again and again."""

    number: int
    starts: int  # number of its first working day
    ends: int  # and of the last act without its rating
    rated_on: int
    limit: int  # working days from acceptance to the promised day
    room: int  # working days between the end of the work and the promise
    steps: tuple[datetime, ...]  # acts before which it may lie longer
    fetched: datetime | None
    rated: datetime | None


class Planner:
    """Decides what came when, where and how it ended; gives codes and book numbers in the order of days."""

    def __init__(
        self, workshop: Workshop, offices: Sequence[Office], crowd: Crowd, *, seed: int, first: date, now: datetime
    ) -> None:
        self.workshop, self.offices, self.crowd, self.now = workshop, offices, crowd, now
        self.chance = random.Random(f"{seed}/province")  # noqa: S311 - a simulation, nothing secret
        self.working: WorkingDays = workshop.working[offices[0].unit]
        self.days = range(self.working.number(first) + 1, self.working.number(now.date()) + 1)
        self.habits = lifelike.habits_of([office.words["place"] for office in offices], seed)
        self.weights = list(accumulate(habits.weight for habits in self.habits))
        self.serials = Serials()
        self.done = 0
        self.by_kind: dict[tuple[str, str, str], list[_Known]] = defaultdict(list)
        self.open: dict[tuple[str, str], list[_Known]] = defaultdict(list)
        for number, pattern in enumerate(workshop.patterns):
            way = "assisted" if pattern.is_assisted else _WAYS[pattern.channel]
            known = _known(number, pattern, self.working)
            if pattern.is_over:
                self.by_kind[pattern.procedure, way, pattern.fate].append(known)
            else:
                self.open[pattern.procedure, way].append(known)
        self.places = list(range(len(offices)))

    def kept(self, count: int) -> Iterator[list[Plan]]:
        """Yield the windows; numbers given in each are kept before it is written, so that none is given twice."""
        for plans in self.windows(count):
            self.serials.keep()
            yield plans

    def windows(self, count: int) -> Iterator[list[Plan]]:
        """Yield all plans in the order of days, some thousand at a time."""
        weights = [lifelike.weight_of_day(self.working.days[day]) for day in self.days]
        whole, passed, index = sum(weights), 0.0, next_index()
        plans: list[Plan] = []
        for day, weight in zip(self.days, weights, strict=True):
            passed += weight
            for made in self._day(day, round(count * passed / whole) - self.done):
                plans.append(self._plan(index + self.done, *made))
                self.done += 1
            if len(plans) >= WINDOW:
                yield plans
                plans = []
        day = self.days.stop - 1
        while self.done < count and day > self.days.start:  # too little of today has passed: they came before
            day -= 1
            for made in self._day(day, count - self.done):
                plans.append(self._plan(index + self.done, *made))
                self.done += 1
        yield plans

    def _day(self, day: int, count: int) -> list[tuple[_Known, int, int, Wanted]]:
        """Return what comes on a day, in the order of hours: (pattern, office, move, what was wanted)."""
        on = self.working.days[day]
        passed = (day - self.days.start) / max(1, len(self.days))
        found: list[tuple[_Known, int, int, Wanted]] = []
        for _ in range(3 * count):
            if len(found) == count:
                break
            place = self.chance.choices(self.places, cum_weights=self.weights)[0]
            wanted = lifelike.wanted(self.chance, self.habits[place], on, passed)
            if (known := self._pick(place, wanted, day)) is not None:
                found.append((known, place, day - known.starts, wanted))
        patterns = self.workshop.patterns
        return sorted(found, key=lambda one: patterns[one[0].number].submitted_at.astimezone(ZONE).time())

    def _pick(self, place: int, wanted: Wanted, day: int) -> _Known | None:
        """Return a pattern for it: under way where it is young enough, else of the fate wanted or the nearest to it."""
        today = self.days.stop - 1
        under_way = self.open.get((wanted.procedure, wanted.way)) or self.open.get((wanted.procedure, "online"), [])
        ended = self._ended(wanted)
        limit = ended[0].limit if ended else 3
        age = today - day
        if under_way and lifelike.is_open(self.chance, self.habits[place], age, limit):
            return self._fitting(under_way, day, today)
        found = self._fitting(ended, day, today)
        if found is None and wanted.fate != "returned":
            ended = self.by_kind.get((wanted.procedure, wanted.way, "returned"), [])
            found = self._fitting(ended, day, today)
        # Too young to have ended so: it is under way. An old one that fits nowhere is drawn anew.
        return self._fitting(under_way, day, today) if found is None and age <= limit + _YOUNG else found

    def _ended(self, wanted: Wanted) -> list[_Known]:
        fate = wanted.fate
        for one in (fate, fate.replace("apologised", "late"), fate.replace("supplemented ", "returned "), "returned"):
            if found := self.by_kind.get((wanted.procedure, wanted.way, one)):
                return found
        return []

    def _fitting(self, known: Sequence[_Known], day: int, today: int) -> _Known | None:
        over = [one for one in known if one.ends + day - one.starts < today or self._is_past(one, day, today)]
        while over:
            one = self.chance.choice(over)
            if self.workshop.fits(one.number, day - one.starts):
                return one
            over.remove(one)
        return None

    def _is_past(self, one: _Known, day: int, today: int) -> bool:
        """Tell whether what ends today ended before this hour."""
        last = self.workshop.patterns[one.number].acts[-1 if one.rated is None else -2]
        return one.ends + day - one.starts == today and last.astimezone(ZONE).time() < self.now.astimezone(ZONE).time()

    def _plan(self, index: int, known: _Known, place: int, by: int, wanted: Wanted) -> Plan:
        pattern, habits, office = self.workshop.patterns[known.number], self.habits[place], self.offices[place]
        chance = self.chance
        delays, rating = self._varied(known, habits, wanted, by)
        shift = self.workshop.shift(known.number, by, delays)
        code, books = self.serials.given(self.workshop, known.number, office, shift)
        passed = (known.starts + by - self.days.start) / max(1, len(self.days))
        return Plan(
            index=index,
            pattern=known.number,
            by=by,
            code=code,
            books=books,
            citizen=chance.randrange(self.crowd.count) if pattern.has_account else -1,
            office=office.unit,
            delays=delays,
            seconds=lifelike.seconds(chance, wanted.way, passed),
            rating=rating,
        )

    def _varied(
        self, known: _Known, habits: Habits, wanted: Wanted, by: int
    ) -> tuple[tuple[tuple[datetime, int], ...], lifelike.Rating | None]:
        """Return how much longer it lay where, and how it was rated: never beyond now, on time as long as it was."""
        pattern, chance, delays = self.workshop.patterns[known.number], self.chance, []
        left = self.days.stop - 2 - (known.ends + by)  # working days before today
        if known.steps and left > 0:
            more = (
                lifelike.late_by(chance) if pattern.is_late else lifelike.used(chance, habits, wanted.way, known.room)
            )
            if more := min(more, left):
                delays.append((chance.choice(known.steps), more))
                left -= more
        fetched = lifelike.fetched_after(chance, pattern.procedure)
        if known.fetched is not None and left > 0 and fetched:
            more = min(left, fetched)
            delays.append((known.fetched, more))
            left -= more
        rating = None
        if known.rated is not None and known.rated_on - known.ends <= left:
            is_late = pattern.is_late or "apologised" in pattern.fate
            rating = lifelike.rating(chance, habits, is_late=is_late)
            if rating and (more := min(left - (known.rated_on - known.ends), chance.randrange(3))):
                delays.append((known.rated, more))
        return tuple(delays), rating


def _known(number: int, pattern: Pattern, working: WorkingDays) -> _Known:
    def day(at: datetime) -> int:
        return working.number(at.astimezone(ZONE).date())

    rated = pattern.events[pattern.ends_rated].at if pattern.ends_rated < len(pattern.events) else None
    ends = day(pattern.events[pattern.ends_rated - 1].at)
    done, due = pattern.completed_at, pattern.due_at
    room = limit = 0
    if due is not None and pattern.accepted_at is not None:
        limit = day(due) - day(pattern.accepted_at)
    if done is not None and due is not None and not pattern.is_late:
        room = day(due) - day(done) - (done.astimezone(ZONE).time() > due.astimezone(ZONE).time())
    is_free = done is not None and "apologised" not in pattern.fate
    steps = tuple(at for at in pattern.acts if is_free and done is not None and pattern.promised_until < at <= done)
    returned = next((event.at for event in pattern.events if event.name == "ResultReturned"), None)
    fetched = returned if returned is not None and done is not None and returned > done else None
    return _Known(
        number, day(pattern.submitted_at), ends, day(rated) if rated else ends, limit, max(0, room), steps, fetched,
        rated if rated is not None and rated > pattern.events[pattern.ends_rated - 1].at else None,
    )  # fmt: skip
