"""The only writers of the catalogue: import layers, publish versions, abolish, say who is competent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import structlog
from django.db import IntegrityError, connection, transaction

from motcua.catalogue import entries, folders, packs, rules
from motcua.catalogue import events as happened
from motcua.catalogue.bulk import copy_rows
from motcua.catalogue.models import Abolition, CodeList, Competence, Entry, Layer, Version
from motcua.catalogue.queries.lists import stored_lists
from motcua.catalogue.queries.terms import in_force, pack_of_version
from motcua.identity.queries import Person
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound
from motcua.platform.events import Actor
from motcua.platform.ids import new_id

log = structlog.get_logger()

PERMISSION = "packs.manage"
SYSTEM = Actor(kind="system", label="motcua")


@dataclass(frozen=True)
class Imported:
    """How many layers and lists were new, and how many stood there already."""

    added: int
    unchanged: int
    lists_added: int


@transaction.atomic
def import_packs(root: Path, *, now: datetime, by: Person | None, codes: Collection[str] | None = None) -> Imported:
    """Store the layers and code lists of a folder that differ from the newest ones stored; publish nothing.

    `codes` limits it to some procedures. A layer that came back unchanged adds nothing, so this may run at each start.
    """
    _permit(by)
    folder = folders.read(root, codes=codes)
    newest = {
        (row.procedure, row.level, row.scope): (row.digest, row.valid_from, row.valid_to)
        for row in Layer.objects.defer("content").order_by("added_at", "id")
    }
    fresh = []
    for layer in folder.layers:
        digest = packs.digest_of(layer.documents)
        if newest.get((layer.procedure, layer.level, layer.scope)) == (digest, layer.valid_from, layer.valid_to):
            continue
        fresh.append(
            Layer(
                procedure=layer.procedure,
                level=layer.level,
                scope=layer.scope,
                content=layer.documents,
                digest=digest,
                valid_from=layer.valid_from,
                valid_to=layer.valid_to,
                source=layer.source,
                added_at=now,
                added_by=by.account_id if by else None,
            )
        )
    copy_rows(fresh)
    added = _import_lists(folder.lists, now)
    log.info("catalogue.imported", layers=len(fresh), lists=added)
    return Imported(added=len(fresh), unchanged=len(folder.layers) - len(fresh), lists_added=added)


def _import_lists(lists: Mapping[str, object], now: datetime) -> int:
    stored = {row.key: row.digest for row in CodeList.objects.defer("content").order_by("added_at", "id")}
    fresh = []
    for key, content in lists.items():
        digest = packs.digest_of(content)  # type: ignore[arg-type]
        if stored.get(key) != digest:
            fresh.append(CodeList(key=key, content=content, digest=digest, added_at=now))
    # A list that returns to an earlier state keeps its row: (key, digest) is unique.
    CodeList.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["key", "digest"], update_fields=["added_at"]
    )
    return len(fresh)


@transaction.atomic
def publish(procedure: str, scope: str, *, valid_from: date, now: datetime, who: Person | None) -> Version:
    """Merge the newest layers that hold on a day into one immutable version for a scope; return it.

    What is already in force with the same digest is returned as it is: nothing is published twice. A national
    version leaves the versions of provinces and units alone until they are published themselves.
    """
    _permit(who)
    layers = list(Layer.objects.filter(procedure=procedure).select_for_update().order_by("added_at", "id"))
    made = _made(layers, scope, valid_from)
    if made is None:
        raise NotFound("no national layer of this procedure holds on that day", procedure=procedure)
    current = in_force([procedure], valid_from).get((procedure, scope))
    if current is not None and current.digest == made.digest:
        return Version.objects.get(pk=current.version_id)
    version = _version(made, procedure, scope, valid_from, now, who)
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        raise Conflict("this content was already published for that day", procedure=procedure, scope=scope) from None
    _record([version], now, who)
    refresh_entries(now.date(), procedures=[procedure])
    log.info("catalogue.published", procedure=procedure, scope=scope, version=version.id)
    return version


@transaction.atomic
def publish_all(
    *, valid_from: date, now: datetime, who: Person | None, codes: Collection[str] | None = None, only_new: bool = False
) -> int:
    """Publish every procedure for every scope that has layers, from a day on; return how many versions are new.

    Layers that begin or end later get versions for their own days. With `only_new`, a procedure that has any version
    for a scope is left as it is: what a first start needs, for an upgrade is never automatic.
    """
    _permit(who)
    found = Layer.objects.all() if codes is None else Layer.objects.filter(procedure__in=codes)
    by_procedure: dict[str, list[Layer]] = defaultdict(list)
    for layer in found.order_by("procedure", "added_at", "id"):
        by_procedure[layer.procedure].append(layer)
    published = _published_digests(by_procedure)
    fresh: list[Version] = []
    for procedure, layers in by_procedure.items():
        for scope in dict.fromkeys([rules.NATIONAL, *sorted(layer.scope for layer in layers)]):
            known = published.get((procedure, scope), [])
            if known and only_new:
                continue
            for day in rules.days_of_change(layers, scope, valid_from):
                made = _made(layers, scope, day)
                current = max((k for k in known if k[0] <= day), default=None, key=lambda k: k[:2])
                if made is None or (current is not None and current[2] == made.digest):
                    continue
                fresh.append(_version(made, procedure, scope, day, now, who))
                known = [*known, (day, now, made.digest)]
    copy_rows(fresh)
    _record(fresh, now, who)
    made_now = {version.id: packs.Pack(version.content, version.origins, version.digest) for version in fresh}
    refresh_entries(now.date(), procedures=by_procedure, known=made_now)
    log.info("catalogue.published_all", versions=len(fresh))
    return len(fresh)


def _published_digests(procedures: Iterable[str]) -> dict[tuple[str, str], list[tuple[date, datetime, str]]]:
    found: dict[tuple[str, str], list[tuple[date, datetime, str]]] = defaultdict(list)
    rows = Version.objects.filter(procedure__in=list(procedures))
    for procedure, scope, *rest in rows.values_list("procedure", "scope", "valid_from", "published_at", "digest"):
        found[procedure, scope].append(tuple(rest))  # type: ignore[arg-type]
    return found


def _made(layers: Sequence[Layer], scope: str, on: date) -> packs.Pack | None:
    chosen = rules.chosen(layers, scope, on)
    if not chosen or chosen[0].level != "national":
        return None
    return packs.merge([as_layer(layer) for layer in chosen])


def as_layer(layer: Layer) -> packs.Layer:
    """Return a stored layer as `merge` takes it; which days it holds was decided by `rules.chosen`."""
    return packs.Layer(layer=layer.level, code=layer.scope, documents=layer.content, source=layer.source)


def _version(
    made: packs.Pack, procedure: str, scope: str, valid_from: date, now: datetime, who: Person | None
) -> Version:
    return Version(
        id=new_id(),
        procedure=procedure,
        scope=scope,
        content=made.documents,
        origins=made.origins,
        digest=made.digest,
        valid_from=valid_from,
        published_at=now,
        published_by=who.account_id if who else None,
    )


def _record(versions: Iterable[Version], now: datetime, who: Person | None) -> None:
    for version in versions:
        event = happened.PackPublished(version.procedure, version.scope, version.id, version.digest, version.valid_from)
        events.record(_chain(version.procedure), event, actor=_actor(who), at=now)


@transaction.atomic
def refresh_entries(
    on: date, *, procedures: Collection[str] | None = None, known: Mapping[int, packs.Pack] | None = None
) -> int:
    """Bring lists and search up to the versions in force on a day; return how many entries changed.

    Called at each publish, and once a day for versions published ahead of their day. `known` are versions just
    written, so that they need not be read back.
    """
    current = in_force(procedures, on)
    stored = {(p, s): v for p, s, v in Entry.objects.values_list("procedure", "scope", "version_id")}
    stale = [row for key, row in current.items() if stored.get(key) != row.version_id]
    if not stale:
        return 0
    labels = entries.Labels.of(stored_lists())
    ends = dict(Abolition.objects.order_by("on").values_list("procedure", "on"))  # the last one of each
    texts, rows = [], []
    for row in stale:
        pack = (known or {}).get(row.version_id) or pack_of_version(row.version_id)
        text = entries.indexed(pack, labels)
        end = ends.get(row.procedure)
        rows.append(
            Entry(
                procedure=row.procedure,
                scope=row.scope,
                version_id=row.version_id,
                words=text.words,
                closes_on=end if end and row.valid_from <= end else None,
                **entries.columns(pack),
            )
        )
        texts.append((text.a, text.b, text.c, text.d, row.procedure, row.scope))
    Entry.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["procedure", "scope"],
        update_fields=["version", "words", "closes_on", *entries.COLUMNS],
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE catalogue_entry SET vector ="
            " setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B')"
            " || setweight(to_tsvector('simple', %s), 'C') || setweight(to_tsvector('simple', %s), 'D')"
            " WHERE procedure = %s AND scope = %s",
            texts,
        )
    return len(rows)


@transaction.atomic
def abolish(procedure: str, *, on: date, source: str, now: datetime, who: Person | None) -> None:
    """End a procedure everywhere from a day on, naming the decision; a later version brings it back.

    Open dossiers finish on their version; drafts are closed by whoever hears `ProcedureAbolished`.
    """
    _permit(who)
    if not source.strip():
        raise Invalid("an abolition names the decision behind it", faults=("source",))
    if not Version.objects.filter(procedure=procedure).exists():
        raise NotFound("no such procedure", procedure=procedure)
    _, created = Abolition.objects.get_or_create(
        procedure=procedure,
        on=on,
        defaults={"source": source, "at": now, "by": who.account_id if who else None},
    )
    if not created:
        raise Conflict("already abolished from that day", procedure=procedure)
    Entry.objects.filter(procedure=procedure, version__valid_from__lte=on).update(closes_on=on)
    happening = happened.ProcedureAbolished(procedure, on, source)
    events.record(_chain(procedure), happening, actor=_actor(who), at=now)
    log.info("catalogue.abolished", procedure=procedure, on=on)


@transaction.atomic
def assign_competence(
    committee_id: int,
    *,
    receiving_unit_id: int,
    handling_unit_id: int,
    group: str = "",
    procedure: str = "",
    now: datetime,
    who: Person | None,
) -> None:
    """Say which unit receives and which handles a procedure, or all of a group that have no line of their own."""
    _permit(who)
    if bool(group) == bool(procedure):
        raise Invalid("competence is over a group or over one procedure", faults=("group", "procedure"))
    Competence.objects.update_or_create(
        committee_id=committee_id,
        group=group,
        procedure=procedure,
        defaults={"receiving_unit_id": receiving_unit_id, "handling_unit_id": handling_unit_id},
    )
    event = happened.CompetenceAssigned(committee_id, group, procedure, receiving_unit_id, handling_unit_id)
    events.record(("competence", committee_id), event, actor=_actor(who), at=now, unit_id=committee_id)


def export(root: Path) -> int:
    """Write the newest layer of each authority and the lists into a folder that `import_packs` reads back."""
    newest = {
        (row.procedure, row.level, row.scope): row
        for row in Layer.objects.order_by("procedure", "level", "scope", "added_at", "id")
    }
    layers = (
        folders.FoundLayer(row.procedure, row.level, row.scope, row.content, row.valid_from, row.valid_to, row.source)
        for row in newest.values()
    )
    return folders.write(root, layers, stored_lists())


def _chain(procedure: str) -> tuple[str, int]:
    return ("pack", rules.chain_key(procedure))


def _actor(who: Person | None) -> Actor:
    return who.actor if who else SYSTEM


def _permit(who: Person | None) -> None:
    # None is the system itself: first start, commands on the machine.
    if who is not None and not who.may(PERMISSION):
        raise Forbidden("no post grants this", permissions=[PERMISSION])
