"""Submitting: five photographs of the papers a case asks for, and beside it a request without files.

Drafts are filled before, as programs fill them, and not timed. Raw is what one submission wrote, committed by pgbench
as the same rows in one transaction into tables with the same columns and indexes, on the same server with its own
flushing. All kinds of rounds take turns, so that what else the machine does falls on each alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from motcua.config.bench import clients, statements
from motcua.config.bench.house import House, backend
from motcua.config.bench.measuring import Times, timed
from motcua.config.bench.rows import Rows
from motcua.config.paths import DEMO, PACKS
from motcua.documents import guard
from motcua.documents import inspect as door
from motcua.documents import services as documents
from motcua.dossiers.services import checking, drafting, submitting
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.platform.clock.now import now
from motcua.platform.errors import Invalid
from motcua.platform.principal import acting_as

SLUG = "cam-giang"
CLIENTS = 2
ROUNDS = 4
LEAST = 8  # submissions of each round and client


def submit(house: House, *, seconds: float, **_options: Any) -> dict[str, Any]:
    """Submitting: checks, rows, files, events, receipt, one commit; with five photographs, and without any."""
    told = yaml.safe_load((DEMO / "bench.yaml").read_text("utf-8"))["submits"]
    people = [who for who, _, _ in house.citizens(40, walked=True)]
    kinds = {name: _Kind(house, told[name], people) for name in ("with_files", "without_files")}
    count = max(LEAST, round(seconds / ROUNDS / 2 / 0.3))
    with _own_photos():
        for kind in kinds.values():
            kind.begin()
        for _round in range(ROUNDS):
            for kind in kinds.values():
                kind.round(count)
    figures = {name: kind.told() for name, kind in kinds.items()}
    for kind in kinds.values():
        kind.end()
    return {**figures["with_files"], "without_files": figures["without_files"]}


class _Kind:
    """One kind of submission: measured alone, by two clients at once, and as its bare rows."""

    def __init__(self, house: House, pack: dict[str, Any], people: list[Person]) -> None:
        self.house, self.pack, self.people = house, pack, itertools.cycle(people)
        self.alone = Times()
        self.raw_alone: list[float] = []
        self.sustained: list[float] = []
        self.raw_sustained: list[float] = []
        self.rows: Rows | None = None
        self.queries: dict[str, int] = {}

    def begin(self) -> None:
        """Submit twice unmeasured; the second tells the rows and the statements."""
        (first, second) = self._drafts(2)
        submitting_of(*first)
        with statements.caught() as found:
            code = submitting_of(*second)
        for statement, _ in found:
            verb = statement.lstrip().split(None, 1)[0].upper()
            self.queries[verb] = self.queries.get(verb, 0) + 1
        self.rows = Rows(self.house.owner, self.house.pgbench, code)

    def round(self, count: int) -> None:
        """One client, the bare rows of one, two clients at once, the bare rows of two."""
        process, rows = backend(), self._rows()
        for draft, who in self._drafts(count):
            with timed(self.alone, process):
                submitting_of(draft, who)
        self.raw_alone.append(rows.rate(1, count * 4))
        shares = [[(d, w.account_id) for d, w in self._drafts(count)] for _ in range(CLIENTS)]
        self.sustained.append(clients.rate(shares))
        self.raw_sustained.append(rows.rate(CLIENTS, count * 4))

    def end(self) -> None:
        """Take the tables of the bare rows away."""
        self._rows().drop()

    def told(self) -> dict[str, Any]:
        """Return the figures; rates are the median of the rounds, the share that of two clients."""
        rows = self._rows()
        ours, bare = _median(self.sustained), _median(self.raw_sustained)
        return {
            "components": rows.components,
            "files": sum(self.pack["files"].values()),
            **self.alone.told(),
            "statements": sum(self.queries.values()),
            "statements_by_kind": self.queries,
            "clients": CLIENTS,
            "sustained": round(ours, 1),
            "sustained_by_round": [round(rate, 1) for rate in self.sustained],
            "raw": {
                "what": "pgbench: the same rows into tables alike, prepared, one transaction each",
                "rows": rows.count,
                "one_client": round(_median(self.raw_alone), 1),
                "sustained": round(bare, 1),
                "sustained_by_round": [round(rate, 1) for rate in self.raw_sustained],
                "flushed": rows.flushed,
            },
            "share_of_raw_percent": round(100 * ours / bare, 1),
            "share_of_raw_percent_one_client": round(
                100 * self.alone.told()["throughput"] / _median(self.raw_alone), 1
            ),
        }

    def _rows(self) -> Rows:
        if self.rows is None:
            raise LookupError("not begun")
        return self.rows

    def _drafts(self, count: int) -> list[tuple[int, Person]]:
        unit = unit_of()
        return [(draft_of(who, unit, self.pack), who) for who in itertools.islice(self.people, count)]


def submitting_of(draft_id: int, who: Person) -> str:
    """Submit one draft as a request does: one transaction of the web login."""
    with acting_as(who.principal):
        return submitting.submit(draft_id, who=who, now=now())


def draft_of(who: Person, unit: UnitView, pack: dict[str, Any]) -> int:
    """Fill a draft as a program does: answers, photographs, and last what is declared."""
    sample = yaml.safe_load((PACKS / pack["pack"] / "tests" / "source.yaml").read_text("utf-8"))["answers"]
    answers = {key: value for key, value in sample.items() if key not in pack["without"]} | pack["answers"]
    at = now() - timedelta(minutes=1)
    with acting_as(who.principal):
        begun = drafting.begin(pack["pack"].split("/")[1], unit, is_for_other=True, who=who, now=at)
        try:
            kept = drafting.answer(begun.draft, answers, who=who, now=at)
        except Invalid as refusal:
            raise RuntimeError(f"the sample was not taken: {[(f.field, f.code) for f in refusal.faults]}") from None
        for slot, count in pack["files"].items():
            for n in range(count):
                photo = SimpleUploadedFile(f"anh-{n}.jpg", _photo())
                documents.attach(who, ("draft", kept.id), slot, photo, now=at)
        lacking = checking.check_of(kept, who=who, now=now()).stops
    if lacking:
        raise RuntimeError(f"the draft is not ready: {[(f.field, f.code) for f in lacking]}")
    return kept.id


def unit_of() -> UnitView:
    """Return the commune that is submitted to."""
    return next(unit for unit in identity.committees(now().date()) if unit.slug == SLUG)


def _photo() -> bytes:
    """Make a picture nobody has sent before."""
    out = BytesIO()
    Image.effect_noise((300, 400), 40).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


@contextmanager
def _own_photos() -> Iterator[None]:
    """Look through our own photographs without a process for each: a draft is not what is measured."""
    guarded: Callable[..., Any] = guard.inspect
    guard.inspect = door.inspect  # type: ignore[assignment]
    try:
        yield
    finally:
        guard.inspect = guarded


def _median(rates: list[float]) -> float:
    return sorted(rates)[len(rates) // 2]
