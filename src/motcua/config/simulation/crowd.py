"""The people of a simulated history: accounts opened once, each made again from its number whenever it is needed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import rfc8785
from django.db import connection

from motcua.config.simulation.people import somebody
from motcua.config.simulation.writing import Citizen, id_at
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor
from motcua.platform.events.verify import START, link

OPENED = date(2025, 7, 1)  # the communes of today begin on this day
_AT = datetime.combine(OPENED, datetime.min.time().replace(hour=8), ZONE)
_FIRST_BLOCK, _EACH = 8, 100_000  # blocks of numbers: 9 is the demonstration's, 0 is of people without an account
_AT_ONCE = 10_000
MOST = _FIRST_BLOCK * _EACH
_COLUMNS = {
    "person": "id, full_name, keys, birth_date, birth_precision, sex, personal_number, remembered",
    "account": "id, password, kind, person_id, source, stable_id, level, is_active, must_change_password,"
    " failed_count, old_passwords, closed_because",
    "event": "at, id, kind, key, sequence, name, secrecy, body, previous, hash",
    "stream_head": "kind, key, sequence, hash",
}


class TooManyPeople(Exception):
    """There are no more numbers for invented people in one house."""


class Crowd:
    """People with accounts, commune by commune in turn. None is kept: a million would not fit into four gigabytes."""

    def __init__(self, provinces: Sequence[str], count: int, seed: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM account WHERE source = 'vneid' AND stable_id LIKE 'simulated-%%'")
            self.start = cursor.fetchone()[0]
        if self.start + count > MOST:
            raise TooManyPeople(f"{self.start} and {count} more than {MOST}")
        self.provinces, self.count, self.seed = provinces, count, seed

    def citizen(self, n: int) -> Citizen:
        """Return the n-th of these people, always the same."""
        number = self.start + n
        random_ = random.Random(f"{self.seed}/people/{number}")  # noqa: S311 - invented people, nothing secret
        province = self.provinces[n % len(self.provinces)]
        who = somebody(random_, province, number, block=_FIRST_BLOCK - number // _EACH)
        opened = _opened_at(number)
        return Citizen(id_at(opened, number, 0), id_at(opened, number, 1), who)

    def write(self) -> None:
        """Write them with their accounts, each with the event that opened it."""
        for first in range(0, self.count, _AT_ONCE):
            lines: dict[str, list[str]] = defaultdict(list)
            for n in range(first, min(self.count, first + _AT_ONCE)):
                self._told(n, lines)
            with connection.cursor() as cursor:
                for table, listed in _COLUMNS.items():
                    with cursor.cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                        copy.write("".join(lines[table]))

    def _told(self, n: int, lines: dict[str, list[str]]) -> None:
        citizen, number = self.citizen(n), self.start + n
        who, opened = citizen.who, _opened_at(number)
        keys = "{" + ",".join(f'"{key}"' for key in who.keys) + "}"
        lines["person"].append(f"{citizen.person_id}\t{who.name}\t{keys}\t{who.born}\tday\t\t{who.number}\t{{}}\n")
        lines["account"].append(
            f"{citizen.account_id}\t!\tcitizen\t{citizen.person_id}\tvneid\tsimulated-{number}\t2\tt\tf\t0\t[]\t\n"
        )
        _opening(citizen, id_at(opened, number, 2), opened, lines)


def _opened_at(number: int) -> datetime:
    return _AT + timedelta(seconds=number % 20_000_000)


def _opening(citizen: Citizen, event_id: int, at: datetime, lines: dict[str, list[str]]) -> None:
    actor = Actor(kind="citizen", account_id=citizen.account_id, label="Người dân")
    body = rfc8785.dumps(
        {
            "id": str(event_id),
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "stream": ["account", str(citizen.account_id)],
            "name": "AccountOpened",
            "unit": None,
            "secrecy": 0,
            "actor": {"kind": "citizen", "account_id": str(actor.account_id), "post_id": None, "label": actor.label},
            "payload": {"account": str(citizen.account_id), "kind": "citizen", "source": "vneid"},
        }
    ).decode()
    hash_ = link(START, 1, body)
    key = citizen.account_id
    lines["event"].append(
        f"{at.isoformat()}\t{event_id}\taccount\t{key}\t1\tAccountOpened\t0\t{body}\t\\\\x{START.hex()}\t\\\\x{hash_.hex()}\n"
    )
    lines["stream_head"].append(f"account\t{key}\t1\t\\\\x{hash_.hex()}\n")
