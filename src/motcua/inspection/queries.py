"""The read side of inspection: what a sample is drawn from, samples, notes, readers of a dossier, its chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet

from motcua.catalogue import queries as catalogue
from motcua.dossiers.models import Access, Dossier
from motcua.dossiers.rules.states import Status
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.identity.rules import Part
from motcua.inspection.models import READS, InspectionNote, Pick, Sample
from motcua.inspection.rules import Wanted
from motcua.platform import events
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Break

INSPECTS = "reads.inspect"
OVERSEES = "dossiers.oversee"
NOTES_SHOWN = 50
SAMPLES_SHOWN = 30
READS_SHOWN = 1000
_OPEN = (Status.ACCEPTED, Status.IN_PROCESS, Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT)


def committees_of(who: Person, on: date) -> list[UnitView]:
    """Return the committees whose dossiers this person oversees, by name of the grant's unit or below it."""
    found: dict[int, UnitView] = {}
    for right in who.rights:
        if right.permission == OVERSEES and right.unit_id is not None:
            for unit in (identity.unit_view(right.unit_id, on), *identity.units_under(right.unit_id, on)):
                if unit.kind == "committee":
                    found[unit.id] = unit
    return sorted(found.values(), key=lambda unit: unit.id)


def population(who: Person, wanted: Wanted, *, now: datetime) -> dict[str, int]:
    """Return code and id of every dossier a sample may be drawn from: only what this person may see, in his classes.

    Late: its result came, or is still missing, after the date it is promised for; or the head had to apologise.
    """
    first = datetime.combine(wanted.since, time.min, ZONE)
    end = datetime.combine(wanted.until, time.min, ZONE) + timedelta(days=1)
    rows: QuerySet[Dossier] = Dossier.objects.visible_to(who).filter(
        committee_id=wanted.committee_id, accepted_at__gte=first, accepted_at__lt=end
    )
    if wanted.lateness == "late":
        rows = rows.filter(_late(now))
    elif wanted.lateness == "on_time":
        rows = rows.exclude(_late(now))
    if wanted.field:
        versions = set(rows.order_by().values_list("form_version_id", flat=True).distinct())
        fits = [v for v in versions if catalogue.pack_of_version(v).procedure["field"] == wanted.field]
        rows = rows.filter(form_version_id__in=fits)
    return dict(rows.order_by().values_list("code", "id"))


def _late(now: datetime) -> Q:
    # Instants of other columns: NULL never makes a row late, so both ends are named.
    done = Q(completed_at__isnull=False, due_at__isnull=False, completed_at__gt=F("due_at"))
    waiting = Q(completed_at__isnull=True, due_at__isnull=False, due_at__lt=now, status__in=_OPEN)
    return done | waiting | Q(apology_signed_at__isnull=False)


@dataclass(frozen=True)
class PickRow:
    """A dossier of a sample as its list shows it: no names, so that reading the list is no reading of anybody's."""

    position: int
    code: str
    title: str
    status: Status
    accepted_at: datetime | None
    due_at: datetime | None
    completed_at: datetime | None
    was_apologised: bool
    is_noted: bool


def samples_of(who: Person) -> list[Sample]:
    """Return this person's newest samples; one query."""
    return list(Sample.objects.filter(account_id=who.account_id).order_by("-drawn_at")[:SAMPLES_SHOWN])


def sample(who: Person, sample_id: int) -> tuple[Sample, list[PickRow]] | None:
    """Return a sample of this person's with the dossiers of it he may still see, in the order of the draw."""
    found = Sample.objects.filter(account_id=who.account_id, pk=sample_id).first()
    if found is None or not who.may(INSPECTS):
        return None
    rows = list(Pick.objects.visible_to(who).filter(sample=found).select_related("dossier").order_by("position"))
    noted = set(
        InspectionNote.objects.visible_to(who)
        .filter(dossier_id__in=[r.dossier_id for r in rows])
        .values_list("dossier_id", flat=True)
    )
    return found, [_pick(row, noted) for row in rows]


def _pick(row: Pick, noted: set[int]) -> PickRow:
    one = row.dossier
    return PickRow(
        row.position, one.code, one.title, Status(one.status), one.accepted_at, one.due_at, one.completed_at,
        one.apology_signed_at is not None, row.dossier_id in noted,
    )  # fmt: skip


@dataclass(frozen=True)
class Noted:
    """A dossier with notes beside it: how many, and the newest."""

    code: str
    title: str
    count: int
    newest_at: datetime


def notes_of(who: Person, dossier_id: int) -> list[InspectionNote]:
    """Return the notes beside a dossier this person oversees, oldest first; one query."""
    return list(InspectionNote.objects.visible_to(who).filter(dossier_id=dossier_id).order_by("at", "id"))


def noted(who: Person) -> list[Noted]:
    """Return the dossiers with the newest notes; one query, no text."""
    rows = (
        InspectionNote.objects.visible_to(who)
        .values("dossier__code", "dossier__title")
        .annotate(count=Count("id"), newest=Max("at"))
        .order_by("-newest")[:NOTES_SHOWN]
    )
    return [Noted(r["dossier__code"], r["dossier__title"], r["count"], r["newest"]) for r in rows]


def reads_notes(who: Person, dossier_id: int, committee_id: int) -> bool:
    """Tell whether this person oversees a dossier and reads the notes beside it; no query for anybody else."""
    if not who.may_over(READS, committee_id):
        return False
    rows = Access.objects.visible_to(who).filter(dossier_id=dossier_id, scope__any_of=who.scopes(Part.OVERSEEING))
    return bool(who.scopes(Part.OVERSEEING)) and rows.exists()


@dataclass(frozen=True)
class ReadOf:
    """One reading of a dossier: who, when, what, and what for."""

    at: datetime
    reader: str
    what: str
    purpose: str


def reads_of(who: Person, dossier_id: int) -> tuple[list[ReadOf], int]:
    """Return (the newest readings of a dossier, how many there are); each once, whomever it was about.

    Nobody's unless he inspects: row-level security gives him the rows of dossiers he sees.
    """
    if not who.may(INSPECTS):
        return [], 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, reader, what, purpose, count(*) OVER () FROM access_log WHERE dossier_id = %s"
            " GROUP BY at, reader, what, purpose ORDER BY at DESC, what LIMIT %s",
            [dossier_id, READS_SHOWN],
        )
        rows = cursor.fetchall()
    return [ReadOf(*row[:4]) for row in rows], rows[0][4] if rows else 0


@dataclass(frozen=True)
class Chain:
    """What a check of a dossier's chain of events found at a moment."""

    is_whole: bool
    head: str  # hash of the last event, hexadecimal
    broken_values: tuple[Break, ...]  # personal values that are not what was written, of those he may see

    @property
    def is_sound(self) -> bool:
        return self.is_whole and not self.broken_values


def chain_of(who: Person, dossier_id: int) -> Chain | None:
    """Recompute the chain of a dossier now; None for whoever does not inspect or does not see it."""
    if not who.may(INSPECTS) or not Dossier.objects.visible_to(who).filter(pk=dossier_id).exists():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_whole, head FROM inspection_chain(%s)", [dossier_id])
        row = cursor.fetchone()
    if row is None:
        return Chain(False, "", ())
    return Chain(bool(row[0]), row[1], tuple(events.verify_values(("dossier", dossier_id))))
