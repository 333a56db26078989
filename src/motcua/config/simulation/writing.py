"""Filling patterns and writing them by COPY: the same rows the services would write, chains hashed the same way."""

from __future__ import annotations

import base64
import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import rfc8785

from motcua.catalogue import queries as catalogue
from motcua.config.simulation.days import Shift, WorkingDays
from motcua.config.simulation.patterns import TABLES, Gap, Parts, Pattern, columns_of, escaped, joined
from motcua.config.simulation.people import Somebody, somebody
from motcua.dossiers.services.promising import limit_of, policy_of
from motcua.platform import clock
from motcua.platform.clock.now import ZONE
from motcua.platform.events.log import _plain as plain
from motcua.platform.events.verify import START, link

_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
IDS_EACH = 128  # ids of one dossier lie side by side
_EVENT = ("at", "id", "kind", "key", "sequence", "name", "unit_id", "secrecy", "body", "previous", "hash")
_VALUE = ("event_id", "kind", "key", "secrecy", "name", "salt", "value")
_HEAD = ("kind", "key", "unit_id", "sequence", "hash")


@dataclass(frozen=True)
class Citizen:
    """A person with an account who submits."""

    person_id: int
    account_id: int
    who: Somebody


@dataclass(frozen=True)
class Plan:
    """One dossier to be written: which pattern, moved by how many working days, its code, book numbers, submitter."""

    index: int
    pattern: int
    by: int
    code: str
    books: tuple[int, ...]
    citizen: int


@dataclass(frozen=True)
class Filled:
    """A pattern with its days filled: only what differs between people is still open."""

    pattern: Pattern
    rows: tuple[tuple[str, Parts], ...]
    bodies: tuple[Parts, ...]
    values: tuple[tuple[tuple[str, Parts], ...], ...]
    ats: tuple[datetime, ...]
    submitted_at: datetime
    years: tuple[int, ...]


def id_at(at: datetime, index: int, n: int) -> int:
    """Return the `n`-th id of the `index`-th thing made at an instant: grows with time as platform.ids does."""
    milliseconds = int((at - _EPOCH).total_seconds()) * 1000 + index % 1000
    return (milliseconds << 22) | ((index * IDS_EACH + n) & 0x3FFFFF)


class Workshop:
    """Fills patterns; one in each process."""

    def __init__(self, patterns: Sequence[Pattern], working: dict[int, WorkingDays], seed: int) -> None:
        self.patterns, self.working, self.seed = patterns, working, seed
        self.filled = lru_cache(maxsize=4000)(self._filled)

    def fits(self, pattern: Pattern, by: int) -> bool:
        """Tell whether the clock promises on the moved days what the pattern holds: else no service wrote such rows."""
        shift = self._shift(pattern, by)
        calendar = clock.calendar_of(pattern.committee, "processing")
        pack = catalogue.pack_of_version(pattern.version)
        reception = clock.calendar_of(pattern.committee, "reception")
        told = clock.answer_by(shift.instant(pattern.submitted_at), pattern.channel, reception, policy_of(pack))
        if pattern.answer_by is not None and told.at != shift.instant(pattern.answer_by):
            return False
        limit, _ = limit_of(pack, pattern.case)
        if limit is None or pattern.accepted_at is None or pattern.due_at is None:
            return True
        pauses = [clock.Pause(r, shift.instant(s), shift.instant(u) if u else None) for r, s, u in pattern.pauses]
        due = clock.due(limit, shift.instant(pattern.accepted_at), pauses, calendar, policy_of(pack))
        return due.at is None or due.at == shift.instant(pattern.due_at)

    def write(self, connection: Any, plans: Iterable[Plan], citizens: Sequence[Citizen]) -> int:
        """Write these dossiers through COPY on a psycopg connection; return how many rows."""
        lines: dict[str, list[str]] = defaultdict(list)
        for plan in plans:
            self._dossier(plan, citizens[plan.citizen], lines)
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

    def _shift(self, pattern: Pattern, by: int) -> Shift:
        since = pattern.submitted_at.astimezone(ZONE).date()
        seconds = random.Random(f"{self.seed}/{pattern.id}/{by}").randrange(60)  # noqa: S311
        from motcua.config.simulation.patterns import LOOKS_BACK

        back = since.fromordinal(since.toordinal() - LOOKS_BACK)
        return Shift(self.working[pattern.committee], by, seconds, back)

    def _filled(self, number: int, by: int) -> Filled:
        pattern = self.patterns[number]
        shift = self._shift(pattern, by)
        return Filled(
            pattern=pattern,
            rows=tuple((table, self._on(shift, parts)) for table, parts in pattern.rows),
            bodies=tuple(
                self._on(shift, e.body, self._arithmetic(pattern, shift, e.at) if e.promises else "")
                for e in pattern.events
            ),
            values=tuple(tuple((name, self._on(shift, p)) for name, p in e.values) for e in pattern.events),
            ats=tuple(shift.instant(e.at) for e in pattern.events),
            submitted_at=shift.instant(pattern.submitted_at),
            years=tuple(shift.instant(b.at).year for b in pattern.books),
        )

    def _on(self, shift: Shift, parts: Parts, arithmetic: str = "") -> Parts:
        made: list[str | Gap] = []
        for part in parts:
            if isinstance(part, str) or (part.write is None and part.kind != "arithmetic"):
                made.append(part)
            elif part.kind == "instant":
                made.append(part.write(shift.instant(part.of)))  # type: ignore[misc]
            elif part.kind == "day":
                made.append(part.write(shift.day(part.of)))  # type: ignore[misc]
            else:
                made.append(arithmetic if part.kind == "arithmetic" else part)
        return joined(made)

    def _arithmetic(self, pattern: Pattern, shift: Shift, at: datetime) -> str:
        pack = catalogue.pack_of_version(pattern.version)
        limit, _ = limit_of(pack, pattern.case)
        if limit is None or pattern.accepted_at is None:
            return "[]"
        calendar = clock.calendar_of(pattern.committee, "processing")
        pauses = [
            clock.Pause(reason, shift.instant(since), shift.instant(until) if until and until <= at else None)
            for reason, since, until in pattern.pauses
            if since < at
        ]
        due = clock.due(limit, shift.instant(pattern.accepted_at), pauses, calendar, policy_of(pack))
        return rfc8785.dumps([plain(asdict(line)) for line in due.arithmetic]).decode()

    def _dossier(self, plan: Plan, citizen: Citizen, lines: dict[str, list[str]]) -> None:
        filled = self.filled(plan.pattern, plan.by)
        pattern = filled.pattern
        random_ = random.Random(f"{self.seed}:{plan.index}")  # noqa: S311 - invented people, nothing secret
        others = [somebody(random_, citizen.who.number[:3], plan.index * 7 + n) for n in range(1, pattern.people)]
        fill = _Filling(plan, citizen, [citizen.who, *others], filled)
        for table, parts in filled.rows:
            lines[table].append(fill.text(parts))
        key = fill.ids[pattern.number_of_dossier]
        previous = START
        for n, event in enumerate(pattern.events):
            event_id = fill.ids[event.id]
            digests = {}
            for name, parts in filled.values[n]:
                salt, value = random_.randbytes(16), fill.text(parts)
                digests[name] = base64.b64encode(hashlib.sha256(salt + value.encode()).digest()).decode()
                lines["event_value"].append(
                    f"{event_id}\tdossier\t{key}\t{event.secrecy}\t{name}\t\\\\x{salt.hex()}\t{escaped(value)}\n"
                )
            body = fill.text(filled.bodies[n], digests)
            hash_ = link(previous, n + 1, body)
            lines["event"].append(
                f"{filled.ats[n].isoformat()}\t{event_id}\tdossier\t{key}\t{n + 1}\t{event.name}\t{pattern.committee}"
                f"\t{event.secrecy}\t{escaped(body)}\t\\\\x{previous.hex()}\t\\\\x{hash_.hex()}\n"
            )
            previous = hash_
        lines["stream_head"].append(
            f"dossier\t{key}\t{pattern.committee}\t{len(pattern.events)}\t\\\\x{previous.hex()}\n"
        )


class _Filling:
    """What fills the gaps of one dossier."""

    def __init__(self, plan: Plan, citizen: Citizen, people: Sequence[Somebody], filled: Filled) -> None:
        self.plan, self.citizen, self.people, self.filled = plan, citizen, people, filled
        self.ids = [id_at(filled.submitted_at, plan.index, n) for n in range(filled.pattern.ids)]

    def text(self, parts: Parts, digests: dict[str, str] | None = None) -> str:
        """Return the parts as one text."""
        return "".join([part if isinstance(part, str) else self._gap(part, digests) for part in parts])

    def _gap(self, gap: Gap, digests: dict[str, str] | None) -> str:
        kind, of = gap.kind, gap.of
        if kind == "id":
            return str(self.ids[of])
        if kind == "name":
            return gap.write(self.people[of].name)  # type: ignore[misc]
        if kind == "code":
            return self.plan.code
        if kind == "person":
            return str(self.citizen.person_id)
        if kind == "account":
            return str(self.citizen.account_id)
        if kind == "digest":
            return (digests or {})[of]
        if kind == "number":
            return self.people[of].number
        if kind == "phone":
            return self.people[of].phone
        if kind == "born":
            return gap.write(self.people[of].born)  # type: ignore[misc]
        if kind == "keys":
            return "{" + ",".join(f'"{key}"' for key in self.people[of].keys) + "}"
        if kind == "book":
            return f"{self.plan.books[of]:02d}/{self.filled.pattern.books[of].sign}"
        if kind == "serial":
            return f"{self.plan.books[of[0]]:0{of[1]}d}"
        if kind == "year":
            return str(self.filled.years[of])
        raise LookupError(kind)


@lru_cache(maxsize=64)
def _columns(table: str) -> list[str]:
    return columns_of(table)
