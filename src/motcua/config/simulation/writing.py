"""Filling patterns and writing them by COPY: the same rows the services would write, chains hashed the same way."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import rfc8785

from motcua.catalogue import queries as catalogue
from motcua.config.simulation.days import Shift, WorkingDays
from motcua.config.simulation.offices import Office
from motcua.config.simulation.patterns import (
    LOOKS_BACK,
    OF_RATING,
    TABLES,
    Gap,
    Pattern,
    Rating,
    Text,
    columns_of,
    escaped,
)
from motcua.config.simulation.people import Somebody, somebody
from motcua.dossiers.services.promising import limit_of, policy_of
from motcua.feedback.rules import policy as rating_policy
from motcua.platform import clock
from motcua.platform.clock.now import ZONE
from motcua.platform.events.log import _plain as plain
from motcua.platform.events.verify import START, link
from motcua.web.text import code_groups

_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
IDS_EACH = 256  # ids of one dossier lie side by side
OTHERS = 0  # block of the numbers of people who have no account
_EVENT = ("at", "id", "kind", "key", "sequence", "name", "unit_id", "secrecy", "body", "previous", "hash")
_VALUE = ("event_id", "kind", "key", "secrecy", "name", "salt", "value")
_HEAD = ("kind", "key", "unit_id", "sequence", "hash")


@dataclass(frozen=True)
class Citizen:
    """A person with an account who submits."""

    person_id: int
    account_id: int
    who: Somebody


@dataclass(frozen=True, slots=True)
class Plan:
    """One dossier to be written: which pattern, for which office, moved by how many working days, and what varies.

    `delays`: from an act of the pattern on (its instant) so many working days later. `citizen` -1: whoever sits at the
    counter has no account. `seconds` from sign-in to submission; None leaves what the pattern has.
    """

    index: int
    pattern: int
    by: int
    code: str
    books: tuple[int, ...]
    citizen: int
    office: int
    delays: tuple[tuple[datetime, int], ...] = ()
    seconds: int | None = None
    rating: Rating | None = None


def id_at(at: datetime, index: int, n: int) -> int:
    """Return the `n`-th id of the `index`-th thing made at an instant: grows with time as platform.ids does."""
    milliseconds = int((at - _EPOCH).total_seconds()) * 1000 + index % 1000
    return (milliseconds << 22) | ((index * IDS_EACH + n) & 0x3FFFFF)


class Workshop:
    """Fills patterns; one in each process."""

    def __init__(
        self, patterns: Sequence[Pattern], working: Mapping[int, WorkingDays], offices: Mapping[int, Office], seed: int
    ) -> None:
        self.patterns, self.working, self.offices, self.seed = patterns, working, offices, seed
        self.steps = rating_policy().steps
        self.of_score = {p.rating.score: p.told_of_rating for p in patterns if p.rating is not None}
        self.fits = lru_cache(maxsize=200_000)(self._fits)
        self.arithmetic = lru_cache(maxsize=20_000)(self._arithmetic)
        self.digests = [
            {gap.of: place for place, gap in enumerate(pattern.gaps) if gap.kind == "digest"} for pattern in patterns
        ]
        # Asking the database for the calendar and the pack of every promise would take longer than all the rest.
        self.calendar = lru_cache(maxsize=None)(clock.calendar_of)
        self.pack = lru_cache(maxsize=None)(catalogue.pack_of_version)

    def _fits(self, number: int, by: int) -> bool:
        """Tell whether the clock promises on the moved days what the pattern holds: else no service wrote such rows."""
        pattern = self.patterns[number]
        shift = self.shift(number, by)
        calendar = self.calendar(pattern.committee, "processing")
        pack = self.pack(pattern.version)
        reception = self.calendar(pattern.committee, "reception")
        told = clock.answer_by(shift.instant(pattern.answer_from), pattern.channel, reception, policy_of(pack))
        if pattern.answer_by is not None and told.at != shift.instant(pattern.answer_by):
            return False
        limit, _ = limit_of(pack, pattern.case)
        promised = pattern.original_due_at if "apologised" in pattern.fate else pattern.due_at
        if limit is None or pattern.accepted_at is None or promised is None:
            return True
        pauses = [clock.Pause(r, shift.instant(s), shift.instant(u) if u else None) for r, s, u in pattern.pauses]
        due = clock.due(limit, shift.instant(pattern.accepted_at), pauses, calendar, policy_of(pack))
        return due.at is None or due.at == shift.instant(promised)

    def write(self, connection: Any, plans: Iterable[Plan], citizen: Callable[[int], Citizen]) -> int:
        """Write these dossiers through COPY on a psycopg connection; return how many rows."""
        lines: dict[str, list[str]] = defaultdict(list)
        for plan in plans:
            self._dossier(plan, citizen(plan.citizen) if plan.citizen >= 0 else None, lines)
        with connection.cursor() as cursor:
            for table, names in self.tables:
                if lines[table]:
                    listed = ", ".join(f'"{name}"' for name in names)
                    with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                        copy.write("".join(lines[table]))
        return sum(len(found) for found in lines.values())

    @property
    def tables(self) -> list[tuple[str, Sequence[str]]]:
        """Tables in the order in which they are written, with their columns."""
        own = [(table, _columns(table)) for table, _ in TABLES]
        return [*own, ("event", _EVENT), ("event_value", _VALUE), ("stream_head", _HEAD)]

    def shift(self, number: int, by: int, delays: Sequence[tuple[datetime, int]] = ()) -> Shift:
        """Return how a pattern is moved."""
        pattern = self.patterns[number]
        since = pattern.submitted_at.astimezone(ZONE).date()
        seconds = random.Random(f"{self.seed}/{pattern.id}/{by}").randrange(60)  # noqa: S311
        back = since.fromordinal(since.toordinal() - LOOKS_BACK)
        return Shift(self.working[pattern.committee], by, seconds, back, delays)

    def _arithmetic(self, number: int, by: int, at: datetime) -> str:
        """Return how a date promised at an act of the pattern is counted on the moved days; as the log writes it."""
        pattern, shift = self.patterns[number], self.shift(number, by)
        pack = self.pack(pattern.version)
        limit, _ = limit_of(pack, pattern.case)
        if limit is None or pattern.accepted_at is None or at in pattern.said_at:
            return "[]"
        calendar = self.calendar(pattern.committee, "processing")
        pauses = [
            clock.Pause(reason, shift.instant(since), shift.instant(until) if until and until <= at else None)
            for reason, since, until in pattern.pauses
            if since < at
        ]
        due = clock.due(limit, shift.instant(pattern.accepted_at), pauses, calendar, policy_of(pack))
        return rfc8785.dumps([plain(asdict(line)) for line in due.arithmetic]).decode()

    def _dossier(self, plan: Plan, citizen: Citizen | None, lines: dict[str, list[str]]) -> None:
        pattern = self.patterns[plan.pattern]
        random_ = random.Random(f"{self.seed}:{plan.index}")  # noqa: S311 - invented people, nothing secret
        fill = _Filling(self, plan, citizen, random_)
        is_rated = plan.rating is not None
        for table, parts in pattern.rows:
            if is_rated or table not in OF_RATING:
                lines[table].append(fill.text(parts))
        key = fill.ids[pattern.number_of_dossier]
        unit = self.offices[plan.office].unit
        previous, count = START, len(pattern.events) if is_rated else pattern.ends_rated
        for n, event in enumerate(pattern.events[:count], start=1):
            event_id = fill.ids[event.id]
            for name, parts in event.values:
                salt, value = random_.randbytes(16), fill.text(parts)
                digest = base64.b64encode(hashlib.sha256(salt + value.encode()).digest()).decode()
                fill.known[self.digests[plan.pattern][event.id, name]] = digest
                lines["event_value"].append(
                    f"{event_id}\tdossier\t{key}\t{event.secrecy}\t{name}\t\\\\x{salt.hex()}\t{escaped(value)}\n"
                )
            body = fill.text(event.body)
            hash_ = link(previous, n, body)
            at = fill.shift.instant(event.at, event.at)
            lines["event"].append(
                f"{at.isoformat()}\t{event_id}\tdossier\t{key}\t{n}\t{event.name}\t{unit}"
                f"\t{event.secrecy}\t{escaped(body)}\t\\\\x{previous.hex()}\t\\\\x{hash_.hex()}\n"
            )
            previous = hash_
        lines["stream_head"].append(f"dossier\t{key}\t{unit}\t{count}\t\\\\x{previous.hex()}\n")


class _Filling:
    """What fills the gaps of one dossier; each gap is filled once."""

    def __init__(self, shop: Workshop, plan: Plan, citizen: Citizen | None, random_: random.Random) -> None:
        pattern = shop.patterns[plan.pattern]
        self.shop, self.plan, self.citizen, self.pattern = shop, plan, citizen, pattern
        self.office = shop.offices[plan.office]
        self.shift = shop.shift(plan.pattern, plan.by, plan.delays)
        province = self.office.province
        self.people = [citizen.who] if citizen else []
        for n in range(len(self.people), pattern.people):
            self.people.append(somebody(random_, province, plan.index * 7 + n, block=OTHERS))
        self.ids = [id_at(self.shift.instant(pattern.submitted_at), plan.index, n) for n in range(pattern.ids)]
        self.known = [""] * len(pattern.gaps)
        for place, gap in enumerate(pattern.gaps):
            if gap.kind not in _LATER and (plan.rating is not None or gap.kind not in _OF_RATING):
                self.known[place] = _FILLS[gap.kind](self, gap)

    def text(self, text: Text) -> str:
        """Return a text of the pattern as it is of this dossier."""
        return text.filled(self.known)

    def _instant(self, gap: Gap) -> str:
        return gap.write(self.shift.instant(*gap.of))  # type: ignore[misc]

    def _day(self, gap: Gap) -> str:
        return gap.write(self.shift.day(*gap.of))  # type: ignore[misc]

    def _id(self, gap: Gap) -> str:
        return str(self.ids[gap.of])

    def _name(self, gap: Gap) -> str:
        return gap.write(self.people[gap.of].name)  # type: ignore[misc]

    def _code(self, gap: Gap) -> str:  # noqa: ARG002
        return self.plan.code

    def _groups(self, gap: Gap) -> str:  # noqa: ARG002
        return json.dumps(code_groups(self.plan.code), ensure_ascii=False)

    def _person(self, gap: Gap) -> str:  # noqa: ARG002
        return str(self.citizen.person_id)  # type: ignore[union-attr]

    def _account(self, gap: Gap) -> str:  # noqa: ARG002
        return str(self.citizen.account_id)  # type: ignore[union-attr]

    def _number(self, gap: Gap) -> str:
        return self.people[gap.of].number

    def _phone(self, gap: Gap) -> str:
        return self.people[gap.of].phone

    def _mail(self, gap: Gap) -> str:
        return self.people[gap.of].mail

    def _born(self, gap: Gap) -> str:
        return gap.write(self.people[gap.of].born)  # type: ignore[misc]

    def _keys(self, gap: Gap) -> str:
        return "{" + ",".join(f'"{key}"' for key in self.people[gap.of].keys) + "}"

    def _book(self, gap: Gap) -> str:
        return f"{self.plan.books[gap.of]:02d}/{self.pattern.books[gap.of].sign}"

    def _serial(self, gap: Gap) -> str:
        return f"{self.plan.books[gap.of[0]]:0{gap.of[1]}d}"

    def _year(self, gap: Gap) -> str:
        at = self.pattern.books[gap.of].at
        return str(self.shift.instant(at, at).year)

    def _office(self, gap: Gap) -> str:
        return self.office.words[gap.of]

    def _unit(self, gap: Gap) -> str:
        return str(self.office.units[gap.of])

    def _post(self, gap: Gap) -> str:
        return str(self.office.posts[gap.of])

    def _scope(self, gap: Gap) -> str:
        return str(self.office.units[gap.of[0]] * 256 + gap.of[1])

    def _arithmetic(self, gap: Gap) -> str:
        return self.shop.arithmetic(self.plan.pattern, self.plan.by, gap.of)

    def _seconds(self, gap: Gap) -> str:
        return str(gap.of if self.plan.seconds is None else self.plan.seconds)

    def _score(self, gap: Gap) -> str:  # noqa: ARG002
        return str(self.plan.rating.score)  # type: ignore[union-attr]

    def _said(self, gap: Gap) -> str:  # noqa: ARG002
        return escaped(self.plan.rating.text)  # type: ignore[union-attr]

    def _text(self, gap: Gap) -> str:  # noqa: ARG002
        return rfc8785.dumps(self.plan.rating.text).decode()  # type: ignore[union-attr]

    def _words(self, gap: Gap) -> str:  # noqa: ARG002
        return rfc8785.dumps(self.shop.steps[self.plan.rating.score]).decode()  # type: ignore[union-attr]

    def _told(self, gap: Gap) -> str:
        return rfc8785.dumps(self.shop.of_score[self.plan.rating.score][gap.of]).decode()  # type: ignore[union-attr]


_LATER = frozenset({"digest"})  # known once the values of the event are
_OF_RATING = frozenset({"score", "said", "text", "words", "told"})
_FILLS: dict[str, Callable[[_Filling, Gap], str]] = {
    name.removeprefix("_"): fill
    for name, fill in vars(_Filling).items()
    if name.startswith("_") and not name.startswith("__")
}


@lru_cache(maxsize=64)
def _columns(table: str) -> list[str]:
    return columns_of(table)
