"""The only writers of files: take one in, take it out of a draft, move a draft's files to its dossier.

Order inside each: receive → inspect (guard) → lock and count → keep (flushed) → rows. The caller's
transaction commits last, so an acknowledged file is always on the disk; a crash before leaves
bytes nobody refers to, swept after a day (upkeep.py).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pikepdf
import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max, Sum

from motcua.documents import drafts, guard, names, ports, store
from motcua.documents.inspect import FileRefused, Inspection, size_words
from motcua.documents.models import Attachment, Blob
from motcua.documents.queries import FileRow
from motcua.identity.queries import Person
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound

log = structlog.get_logger()

ANYTHING = ("pdf", "jpg", "png")
MOST_IN_SLOT = 20
MOST_IN_HOLDER = {"draft": 60, "dossier": 300, "plan": 2000}
MOST_BYTES = {"draft": 100 * 1024 * 1024, "dossier": 500 * 1024 * 1024, "plan": 4 * 1024 * 1024 * 1024}


class Arriving(Protocol):
    """What a browser sent, as Django's UploadedFile gives it."""

    name: str | None

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Moved:
    """A file that went from a draft to its dossier: what the receipt and the event tell."""

    id: int
    slot: str
    name: str
    sha256: str
    pages: int
    size: int


def attach(
    who: Person,
    holder: tuple[str, int],
    slot: str,
    upload: Arriving,
    *,
    accept: Collection[str] = ANYTHING,
    secrecy: int = 0,
    kind: str = "component",
    now: datetime,
    after_submission: bool = False,
) -> FileRow:
    """Take a file into a slot of a draft or dossier, behind the files already there.

    `accept` names kinds (pdf, jpg, png). Raises FileRefused (with `sentence`), NotFound
    when the holder is not this person's, StepNotAllowed when the draft is sent or closed
    (`after_submission` lets a supplement through). To a dossier only its services attach,
    with the dossier locked and the act permitted; here the person must at least see it.
    """
    limit = settings.FILE_LIMIT_BYTES
    try:
        staged = store.receive(upload.chunks(store.CHUNK), limit=limit)
    except store.TooMuch as much:
        told = max(much.seen, getattr(upload, "size", None) or 0)
        raise FileRefused("file_too_big", size=size_words(told), limit=size_words(limit)) from None
    try:
        return take_in(
            who,
            holder,
            slot,
            staged,
            upload.name or "",
            accept=accept,
            secrecy=secrecy,
            kind=kind,
            now=now,
            after_submission=after_submission,
        )
    finally:
        staged.discard()


@transaction.atomic
def take_in(
    who: Person,
    holder: tuple[str, int],
    slot: str,
    staged: store.Staged,
    declared_name: str,
    *,
    accept: Collection[str],
    secrecy: int,
    kind: str,
    now: datetime,
    after_submission: bool = False,
) -> FileRow:
    """Inspect what has arrived and give it its place; the common end of whole and piecewise transfers."""
    found = guard.inspect(staged.path, declared_name, accept, limit=settings.FILE_LIMIT_BYTES)
    if holder[0] == "draft":  # after the slow inspection: the lock is short, the autosave beside it hardly waits
        drafts.hold(who, holder[1], after_submission=after_submission)
    _check_room(holder, slot, staged.size)
    _keep_blob(staged, found, now)
    name = names.tidy(declared_name, found.kind)
    row = _place(holder, slot, staged.sha256, found, name, secrecy, kind, now, who.account_id)
    if not ports.restrict(holder[0], Attachment.objects.filter(pk=row.pk), who).exists():
        raise Forbidden("cannot put a file where one cannot see it", holder=holder[0])
    log.info("file.attached", attachment=row.pk, holder=holder[0], holder_id=holder[1], size=staged.size)
    return _told(row)


@transaction.atomic
def remove(who: Person, attachment_id: int, now: datetime, *, after_submission: bool = False) -> None:
    """Take a file out of a draft of this person. The bytes go a day later, if nothing else refers to them.

    Files of a dossier are never removed: a supplement supersedes them (`replace_in_dossier`).
    """
    mine = ports.restrict("draft", Attachment.objects.filter(pk=attachment_id, removed_at=None), who)
    holder_id = mine.values_list("holder_id", flat=True).first()
    if holder_id is None:
        raise NotFound("no such file in a draft")
    drafts.hold(who, holder_id, after_submission=after_submission)
    if not mine.update(removed_at=now):
        raise NotFound("no such file in a draft")
    log.info("file.removed", attachment=attachment_id)


@transaction.atomic
def clear_closed_draft(who: Person, draft_id: int, now: datetime) -> int:
    """Take every file out of a draft of this person that is closed and was never sent; return how many."""
    rows = Attachment.objects.filter(holder_id=draft_id, removed_at=None)
    count = drafts.closed(ports.restrict("draft", rows, who)).update(removed_at=now)
    log.info("file.draft_cleared", holder_id=draft_id, count=count)
    return count


@transaction.atomic
def move_to_dossier(
    draft_id: int | None, dossier_id: int, secrecy_of_slot: Mapping[str, int], now: datetime
) -> list[Moved]:
    """Hand a draft's files over to the dossier it became; part of the submitting transaction.

    The caller (the database knows him) owns the draft; the dossier's row stands already.
    Every slot that holds a file must be named: a file that came in after the check is a
    Conflict, never left behind in silence. Returned in the order of slots and pages.
    """
    if draft_id is None:
        return []
    held = Attachment.objects.filter(holder_kind="draft", holder_id=draft_id, removed_at=None)
    if unknown := set(held.values_list("slot", flat=True)) - set(secrecy_of_slot):
        raise Conflict("files arrived after the check", slots=sorted(unknown))
    moved = _move(draft_id, dossier_id, secrecy_of_slot) if secrecy_of_slot else []
    log.info("file.moved", dossier=dossier_id, count=len(moved), at=now)
    return moved


@transaction.atomic
def replace_in_dossier(
    who: Person,
    draft_id: int,
    dossier_id: int,
    slots: tuple[str, ...],
    *,
    now: datetime,
    secrecy_of_slot: Mapping[str, int] | None = None,
) -> list[tuple[str, str, str]]:
    """Let new files of a draft take the place of a dossier's files in these slots.

    Returns (old SHA-256s, new SHA-256s, slot) with hashes joined by a space, "" where
    nothing lay before. Old files stay in the dossier, marked. New ones are as secret as
    the old, else as `secrecy_of_slot` or their draft says. A slot without a new file is
    refused and nothing is changed.
    """
    drafts.hold(who, draft_id, after_submission=True)
    fresh = Attachment.objects.filter(holder_kind="draft", holder_id=draft_id, removed_at=None, slot__in=slots)
    classes = dict(fresh.values_list("slot", "secrecy"))
    if missing := [slot for slot in slots if slot not in classes]:
        raise Invalid(faults=tuple(("missing", slot) for slot in missing))
    changes = []
    for slot in slots:
        old = _supersede(dossier_id, slot, now)
        secrecy = (secrecy_of_slot or {}).get(slot, old[0][1] if old else classes[slot])
        new = _move(draft_id, dossier_id, {slot: secrecy})
        changes.append((" ".join(sha for sha, _ in old), " ".join(m.sha256 for m in new), slot))
    log.info("file.replaced", dossier=dossier_id, slots=len(slots))
    return changes


@transaction.atomic
def take_place(dossier_id: int, slot: str, waiting: str, *, secrecy: int, now: datetime) -> tuple[str, str]:
    """Let what was scanned into the slot `waiting` of a dossier take the place of its files in another slot.

    Returns (old, new) SHA-256s joined by a space, "" where nothing lay or nothing came: a paper that stays may take
    a file's place. The new ones are its people's to see, as secret as the old, else as `secrecy` says.
    """
    old = _supersede(dossier_id, slot, now)
    rows = Attachment.objects.filter(holder_kind="dossier", holder_id=dossier_id, slot=waiting, removed_at=None)
    new = [row.blob_id for row in rows.order_by("order", "id")]
    rows.update(slot=slot, kind="component", secrecy=old[0][1] if old else secrecy)
    return " ".join(sha for sha, _ in old), " ".join(new)


@transaction.atomic
def keep_generated(
    pdf: bytes,
    file_name: str,
    *,
    holder: tuple[str, int],
    slot: str,
    kind: str,
    secrecy: int,
    now: datetime,
    is_public_to_parties: bool = True,
) -> FileRow:
    """Keep a PDF we made ourselves (result, slip) as it is: not inspected, counted and flushed like any other."""
    with pikepdf.open(io.BytesIO(pdf)) as made:
        pages = len(made.pages)
    staged = store.receive([pdf], limit=max(len(pdf), 1))
    try:
        found = Inspection("pdf", "application/pdf", pages, len(pdf))
        _keep_blob(staged, found, now)
        name = names.tidy(file_name, "pdf")
        row = _place(holder, slot, staged.sha256, found, name, secrecy, kind, now, None, is_public_to_parties)
    finally:
        staged.discard()
    log.info("file.generated", attachment=row.pk, holder=holder[0], holder_id=holder[1])
    return _told(row)


@transaction.atomic
def keep_original(
    who: Person,
    staged: store.Staged,
    file_name: str,
    *,
    holder: tuple[str, int],
    slot: str,
    kind: str,
    now: datetime,
) -> FileRow:
    """Keep a paper byte for byte that only its reader opens (a plan as .docx or .txt): a download, never shown.

    What is in it is not judged here: whoever reads it does so in a process of its own.
    """
    _check_room(holder, slot, staged.size)
    found = Inspection(kind, "application/octet-stream", 1, staged.size)
    _keep_blob(staged, found, now)
    row = _place(holder, slot, staged.sha256, found, names.tidy(file_name, kind), 0, "paper", now, who.account_id)
    if not ports.restrict(holder[0], Attachment.objects.filter(pk=row.pk), who).exists():
        raise Forbidden("cannot put a file where one cannot see it", holder=holder[0])
    log.info("file.kept", attachment=row.pk, holder=holder[0], holder_id=holder[1], size=staged.size)
    return _told(row)


@transaction.atomic
def publish_result(attachment_id: int) -> FileRow:
    """Make a signed paper (a scan, or one we made) the result that the parties may take away."""
    row = Attachment.objects.get(pk=attachment_id, holder_kind="dossier", kind__in=["scan", "result"])
    row.kind, row.is_public_to_parties = "result", True
    row.save(update_fields=["kind", "is_public_to_parties"])
    return _told(row)


def _told(row: Attachment) -> FileRow:
    return FileRow(
        row.pk, row.slot, row.file_name, row.size, row.pages, row.content_type, row.blob_id, row.added_at, row.kind,
        row.secrecy,
    )  # fmt: skip


def _check_room(holder: tuple[str, int], slot: str, size: int) -> None:
    """Refuse when the slot or the whole would hold too much; the holder is locked, so the count is true."""
    kind, number = holder
    rows = Attachment.objects.filter(holder_kind=kind, holder_id=number, removed_at=None)
    in_slot = rows.filter(slot=slot).count()
    if in_slot >= MOST_IN_SLOT:
        raise FileRefused("slot_full", count=in_slot)
    total = rows.aggregate(count=Count("pk"), size=Sum("size"))
    if total["count"] >= MOST_IN_HOLDER[kind]:
        raise FileRefused("holder_full", count=total["count"])
    if (total["size"] or 0) + size > MOST_BYTES[kind]:
        words = size_words((total["size"] or 0) + size)
        raise FileRefused("holder_heavy", size=words, limit=size_words(MOST_BYTES[kind]))


before_commit: Callable[[], None] | None = None
"""Called when the bytes are safe and the rows are not: tests cut the power here."""


def _keep_blob(staged: store.Staged, found: Inspection, now: datetime) -> None:
    # Shared by all who bring the same bytes, exclusive for the sweeper: it never takes a file away between
    # our "it is there" and our commit.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"blob:{staged.sha256}"])
    store.keep(staged)
    blob = Blob(
        sha256=staged.sha256,
        size=staged.size,
        content_type=found.content_type,
        pages=found.pages,
        stored_at=now,
    )
    Blob.objects.bulk_create([blob], ignore_conflicts=True)


def _place(
    holder: tuple[str, int],
    slot: str,
    sha256: str,
    found: Inspection,
    file_name: str,
    secrecy: int,
    kind: str,
    now: datetime,
    account_id: int | None,
    is_public_to_parties: bool = True,
) -> Attachment:
    last = Attachment.objects.filter(holder_kind=holder[0], holder_id=holder[1], slot=slot).aggregate(Max("order"))
    row = Attachment.objects.create(
        holder_kind=holder[0],
        holder_id=holder[1],
        slot=slot,
        order=(-1 if last["order__max"] is None else last["order__max"]) + 1,
        kind=kind,
        blob_id=sha256,
        file_name=file_name,
        size=found.size,
        content_type=found.content_type,
        pages=found.pages,
        secrecy=secrecy,
        is_public_to_parties=is_public_to_parties,
        added_at=now,
        added_by=account_id,
    )
    if before_commit is not None:
        before_commit()
    return row


def _move(draft_id: int, dossier_id: int, secrecy_of_slot: Mapping[str, int]) -> list[Moved]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM attachment_move(%s, %s, %s::text[], %s::smallint[])",
            [draft_id, dossier_id, list(secrecy_of_slot), list(secrecy_of_slot.values())],
        )
        return [Moved(pk, slot_, name, sha, pages, size) for pk, slot_, name, sha, pages, size in cursor.fetchall()]


def _supersede(dossier_id: int, slot: str, now: datetime) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM attachment_supersede(%s, %s, %s)", [dossier_id, slot, now])
        return cursor.fetchall()
