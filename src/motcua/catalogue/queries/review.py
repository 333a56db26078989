"""For the administrator: what waits to be published, what is open, where each value comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.catalogue import packs, rules
from motcua.catalogue.differences import Difference, difference
from motcua.catalogue.models import Abolition, Entry, Layer, Version
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.queries.terms import InForce, in_force, pack_of_version
from motcua.catalogue.rules import NATIONAL
from motcua.platform.errors import NotFound


@dataclass(frozen=True)
class LayerRow:
    """A stored layer without its content."""

    id: int
    level: str
    scope: str
    digest: str
    valid_from: date
    valid_to: date | None
    source: str
    added_at: datetime


@dataclass(frozen=True)
class VersionRow:
    """A published version without its content."""

    id: int
    scope: str
    digest: str
    valid_from: date
    valid_to: date | None
    published_at: datetime
    is_in_force: bool


@dataclass(frozen=True)
class ProcedureRow:
    """A procedure in the administrator's list; marks are (mark, how many values carry it)."""

    procedure: str
    short_name: str
    handling: str
    scopes: tuple[str, ...]
    open_points: int
    marks: tuple[tuple[str, int], ...]
    closes_on: date | None
    has_news: bool


@dataclass(frozen=True)
class Reviewed:
    """Everything stored about one procedure."""

    procedure: str
    scope: str
    pack: Pack
    version_id: int
    layers: tuple[LayerRow, ...]
    versions: tuple[VersionRow, ...]
    waiting: tuple[Difference, ...]
    closes_on: date | None


MARKS = ("C", "C2", "M", "P", "NF")


def administered(on: date) -> list[ProcedureRow]:
    """Return every procedure with what is still open in its national version, by code; four queries.

    `has_news`: some layer is newer than a version it belongs to; `waiting` tells what it would change.
    """
    heads = in_force(None, on)
    latest: dict[str, datetime] = dict(Layer.objects.order_by("added_at").values_list("procedure", "added_at"))
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in Entry.objects.order_by("procedure", "scope").only(
        "procedure", "scope", "short_name", "handling", "closes_on", "version_id"
    ):
        entries[entry.procedure].append(entry)
    packs_by_id = _packs(e[0].version_id for e in entries.values())
    rows = []
    for procedure, found in entries.items():
        pack = packs_by_id[found[0].version_id]
        rows.append(
            ProcedureRow(
                procedure=procedure,
                short_name=found[0].short_name,
                handling=found[0].handling,
                scopes=tuple(entry.scope for entry in found if entry.scope),
                open_points=len(pack.procedure["open_points"]),
                marks=mark_counts(pack),
                closes_on=found[0].closes_on,
                has_news=any(
                    heads[key].published_at < latest[procedure]
                    for key in ((procedure, entry.scope) for entry in found)
                    if key in heads
                ),
            )
        )
    return rows


def published_packs(on: date) -> list[Pack]:
    """Return the national packs in force on a day, by code."""
    heads = [row for (_, scope), row in in_force(None, on).items() if scope == NATIONAL]
    found = _packs(row.version_id for row in heads)
    return [found[row.version_id] for row in sorted(heads, key=lambda row: row.procedure)]


def mark_counts(pack: Pack) -> tuple[tuple[str, int], ...]:
    """Return how many values of a pack carry each mark; marks nobody carries are left out."""
    counts = dict.fromkeys(MARKS, 0)
    _count_marks(dict(pack.documents), counts)
    return tuple((mark, count) for mark, count in counts.items() if count)


def review(procedure: str, scope: str, on: date) -> Reviewed:
    """Return what is stored of a procedure, and what publishing would change in each scope. NotFound for none."""
    current = in_force([procedure], on)
    if (procedure, scope) not in current:
        raise NotFound("nothing is published for this scope", procedure=procedure, scope=scope)
    layers = Layer.objects.filter(procedure=procedure).defer("content").order_by("level", "scope", "-added_at")
    versions = Version.objects.filter(procedure=procedure).order_by("scope", "-valid_from", "-published_at")
    heads = {row.version_id for row in current.values()}
    head = current[procedure, scope]
    return Reviewed(
        procedure=procedure,
        scope=scope,
        pack=pack_of_version(head.version_id),
        version_id=head.version_id,
        layers=tuple(
            LayerRow(r.id, r.level, r.scope, r.digest, r.valid_from, r.valid_to, r.source, r.added_at) for r in layers
        ),
        versions=tuple(
            VersionRow(v.id, v.scope, v.digest, v.valid_from, v.valid_to, v.published_at, v.id in heads)
            for v in versions.defer("content", "origins")
        ),
        waiting=tuple(waiting(on, procedures=[procedure])),
        closes_on=Abolition.objects.filter(procedure=procedure).order_by("-on").values_list("on", flat=True).first(),
    )


def waiting(on: date, *, procedures: Collection[str] | None = None) -> list[Difference]:
    """Return what publishing on a day would change, scope by scope; unchanged ones are left out.

    A national change is shown for every scope with layers of its own, with the local values that survive it.
    """
    found = Layer.objects.all() if procedures is None else Layer.objects.filter(procedure__in=list(procedures))
    by_procedure: dict[str, list[Layer]] = defaultdict(list)
    for layer in found.order_by("procedure", "added_at", "id"):
        by_procedure[layer.procedure].append(layer)
    heads = in_force(procedures, on)
    published = _packs(row.version_id for row in heads.values())
    differences = []
    for procedure, layers in by_procedure.items():
        for scope in dict.fromkeys([NATIONAL, *sorted(layer.scope for layer in layers)]):
            told = _difference(procedure, scope, layers, heads, published, on)
            if told is not None and not told.is_empty:
                differences.append(told)
    return differences


def _difference(
    procedure: str,
    scope: str,
    layers: Sequence[Layer],
    heads: Mapping[tuple[str, str], InForce],
    published: Mapping[int, Pack],
    on: date,
) -> Difference | None:
    chosen = rules.chosen(layers, scope, on)
    if not chosen or chosen[0].level != "national":
        return None
    proposed = packs.merge([packs.Layer(la.level, la.content, la.scope) for la in chosen])
    head = heads.get((procedure, scope))
    if head is None or scope == NATIONAL:
        return difference(procedure, scope, published[head.version_id] if head else None, proposed)
    # The national layer the published version was made of: the newest there was when it was published.
    then = rules.chosen([la for la in layers if la.added_at <= head.published_at], NATIONAL, on)
    return difference(
        procedure,
        scope,
        published[head.version_id],
        proposed,
        beneath_before=then[0].content if then else None,
        beneath_after=chosen[0].content,
    )


def _packs(version_ids: Iterable[int]) -> dict[int, Pack]:
    """Return versions by id; one query."""
    ids = list(dict.fromkeys(version_ids))
    rows = Version.objects.filter(pk__in=ids).values_list("id", "content", "origins", "digest")
    return {i: Pack(documents=c, origins=o, digest=d) for i, c, o, d in rows}


def _count_marks(value: object, counts: dict[str, int]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "mark" and inner in counts:
                counts[inner] += 1
            elif key == "marks" and isinstance(inner, dict):
                for mark in inner.values():
                    if mark in counts:
                        counts[mark] += 1
            else:
                _count_marks(inner, counts)
    elif isinstance(value, list):
        for inner in value:
            _count_marks(inner, counts)
