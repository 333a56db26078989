"""The only writers of inspection: a sample drawn, a note written. Neither touches the dossier."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.dossiers import queries as dossiers
from motcua.identity.queries import Person
from motcua.inspection import events as happened
from motcua.inspection import queries, rules
from motcua.inspection.models import InspectionNote, Pick, Sample
from motcua.inspection.rules import Wanted
from motcua.platform import events
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Forbidden, Invalid, NotFound
from motcua.platform.events import Personal


@transaction.atomic
def draw(wanted: Wanted, *, seed: str, who: Person, now: datetime) -> Sample:
    """Draw a sample of what this inspector may see, and keep it with its seed.

    The same seed over the same list gives the same sample. Raises Forbidden, Invalid with (field, why): also
    ("since", "nothing") where nothing was accepted in these days.
    """
    if not who.may(queries.INSPECTS):
        raise Forbidden("only who inspects draws a sample")
    if found := rules.faults(wanted, seed, today=now.astimezone(ZONE).date()):
        raise Invalid(faults=found)
    if wanted.committee_id not in {unit.id for unit in queries.committees_of(who, now.astimezone(ZONE).date())}:
        raise NotFound("no such committee")
    of_code = queries.population(who, wanted, now=now)
    if not of_code:
        raise Invalid(faults=(("since", "nothing"),))
    codes = rules.draw(seed, of_code.keys(), wanted.size)
    sample = Sample.objects.create(
        account_id=who.account_id,
        committee_id=wanted.committee_id,
        since=wanted.since,
        until=wanted.until,
        field=wanted.field,
        lateness=wanted.lateness,
        size=wanted.size,
        seed=seed,
        population=len(of_code),
        population_sha256=rules.digest_of(of_code.keys()),
        drawn_at=now,
    )
    Pick.objects.bulk_create(
        Pick(sample=sample, dossier_id=of_code[code], position=n) for n, code in enumerate(codes, start=1)
    )
    event = happened.SampleDrawn(
        seed=seed,
        since=wanted.since.isoformat(),
        until=wanted.until.isoformat(),
        field=wanted.field,
        lateness=wanted.lateness,
        size=wanted.size,
        population=sample.population,
        population_sha256=sample.population_sha256,
        codes=codes,
    )
    events.record(("sample", sample.id), event, actor=who.actor, at=now, unit_id=wanted.committee_id)
    return sample


@transaction.atomic
def note(code: str, *, text: str, who: Person, now: datetime) -> InspectionNote:
    """Write a note beside a dossier this inspector oversees; it stays as it is, and the dossier as it was.

    Raises NotFound for a dossier he does not see, Forbidden, Invalid with ("text", missing | too_long).
    """
    dossier = dossiers.dossier(who, code)
    if dossier is None:
        raise NotFound("no such dossier")
    if not who.may(queries.INSPECTS) or not queries.reads_notes(who, dossier.id, dossier.committee_id):
        raise Forbidden("only who inspects writes a note of inspection")
    told = text.strip()
    if not 0 < len(told) <= rules.MOST_WORDS:
        raise Invalid(faults=(("text", "too_long" if told else "missing"),))
    row = InspectionNote.objects.create(
        dossier=dossier, account_id=who.account_id, label=who.actor.label[:200], text=told, at=now
    )
    events.record(
        ("inspection", dossier.id),
        happened.InspectionNoted(str(row.id), text=Personal(told)),
        actor=who.actor,
        at=now,
        unit_id=dossier.committee_id,
        secrecy=dossier.secrecy,
    )
    return row
