"""A file in pieces, for weak lines: begun once, continued from where it broke, finished through the same door.

Served to programs as tus 1.0.0 (dossiers/api/uploads.py).

The server keeps how far it came (`upload.received`). A piece is at most 256 KB; it is
written before the row says so, and a piece whose answer was lost is simply sent again.
After a power cut the disk may hold less than the row says: then the disk is believed.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from motcua.documents import drafts, queries, services, store
from motcua.documents.inspect import FileRefused, size_words
from motcua.documents.models import Upload
from motcua.documents.services import ANYTHING
from motcua.identity.queries import Person
from motcua.platform.errors import Conflict, DomainError, Invalid, NotFound

_LONGEST_NAME = 160
MOST_OPEN = 20  # uploads of one account that have begun and not finished: a page of photos, not a way to fill a disk


@dataclass(frozen=True)
class Progress:
    """How far an upload came: the next piece starts at byte `received`; `attachment_id` once it is finished."""

    id: int
    draft_id: int
    slot: str
    name: str
    received: int
    size: int
    attachment_id: int | None = None

    @property
    def is_whole(self) -> bool:
        """True when every byte has come."""
        return self.received == self.size


class WrongOffset(DomainError):
    """A piece does not begin where the last one ended; `received` tells where to go on."""

    code = "upload_offset"


@transaction.atomic
def begin(
    who: Person,
    draft_id: int,
    slot: str,
    file_name: str,
    size: int,
    *,
    now: datetime,
    after_submission: bool = False,
) -> Progress:
    """Announce a file of `size` bytes for a slot of one's draft.

    The same name and size announced again begins anew and the older, unfinished one is forgotten: two photos of a
    phone may share both, and half of one behind half of the other would be a paper nobody has. Whoever goes on
    goes on with the number of his upload (`unfinished` tells it).
    """
    drafts.hold(who, draft_id, after_submission=after_submission)
    if size <= 0:
        raise FileRefused("file_empty")
    if size > settings.FILE_LIMIT_BYTES:
        raise FileRefused("file_too_big", size=size_words(size), limit=size_words(settings.FILE_LIMIT_BYTES))
    open_ = Upload.objects.filter(account_id=who.account_id, attachment_id=None)
    name = file_name.replace("\x00", "")[-_LONGEST_NAME:]
    place = {"holder_kind": "draft", "holder_id": draft_id, "slot": slot, "file_name": name, "size": size}
    for forgotten in open_.filter(**place):
        _path(forgotten).unlink(missing_ok=True)
        forgotten.delete()
    if open_.count() >= MOST_OPEN:
        raise FileRefused("uploads_open", count=MOST_OPEN)
    return _progress(Upload.objects.create(account_id=who.account_id, begun_at=now, **place))


def unfinished(who: Person, draft_id: int) -> list[Progress]:
    """Return what has begun to arrive for one's draft and is not finished, oldest first; one query."""
    rows = Upload.objects.filter(
        account_id=who.account_id, holder_kind="draft", holder_id=draft_id, attachment_id=None
    ).order_by("begun_at", "id")
    return [_progress(row) for row in rows]


@transaction.atomic
def append(who: Person, upload_id: int, offset: int, piece: bytes) -> Progress:
    """Take the piece that begins at `offset`; WrongOffset (with `received`) if it does not fit, Invalid if too big."""
    upload = _locked(who, upload_id)
    if not 0 < len(piece) <= store.CHUNK:
        raise Invalid(faults=("piece_size",))
    have = _progress(upload).received
    if upload.attachment_id is not None or offset != have:
        raise WrongOffset("the piece does not fit", received=have)
    if offset + len(piece) > upload.size:
        raise Invalid(faults=("more_than_announced",))
    descriptor = os.open(_path(upload), os.O_WRONLY | os.O_CREAT, 0o640)
    try:
        os.ftruncate(descriptor, offset)  # what a broken-off piece left behind
        os.pwrite(descriptor, piece, offset)
    finally:
        os.close(descriptor)
    upload.received = offset + len(piece)
    upload.save(update_fields=["received"])
    return _progress(upload)


@transaction.atomic
def finish(
    who: Person,
    upload_id: int,
    *,
    accept: Collection[str] = ANYTHING,
    secrecy: int = 0,
    now: datetime,
    after_submission: bool = False,
) -> queries.FileRow:
    """Put an upload that has fully arrived in its place; FileRefused as `services.attach`; twice gives one file."""
    upload = _locked(who, upload_id)
    if upload.attachment_id is not None:
        row, _ = queries.file(who, upload.attachment_id)
        return row
    if _progress(upload).received != upload.size:
        raise FileRefused("file_cut")
    arrived = store.staged(_path(upload))
    kept = services.take_in(
        who,
        (upload.holder_kind, upload.holder_id),
        upload.slot,
        arrived,
        upload.file_name,
        accept=accept,
        secrecy=secrecy,
        kind="component",
        now=now,
        after_submission=after_submission,
    )
    upload.attachment_id = kept.id
    upload.save(update_fields=["attachment_id"])
    return kept


@transaction.atomic
def give_up(who: Person, upload_id: int) -> None:
    """Forget an upload that will not be finished: the person chose another file, or it was refused."""
    upload = _locked(who, upload_id)
    if upload.attachment_id is not None:
        raise Conflict("the file is already in its place")
    _path(upload).unlink(missing_ok=True)
    upload.delete()


def progress(who: Person, upload_id: int) -> Progress:
    """Return how far an upload of this person came; NotFound when there is none."""
    try:
        return _progress(Upload.objects.get(pk=upload_id, account_id=who.account_id))
    except Upload.DoesNotExist:
        raise NotFound("no such upload") from None


def _locked(who: Person, upload_id: int) -> Upload:
    try:
        return Upload.objects.select_for_update().get(pk=upload_id, account_id=who.account_id)
    except Upload.DoesNotExist:
        raise NotFound("no such upload") from None


def _progress(upload: Upload) -> Progress:
    """Believe row and disk alike no further than both agree."""
    received = upload.size
    if upload.attachment_id is None:
        try:
            received = min(upload.received, _path(upload).stat().st_size)
        except FileNotFoundError:
            received = 0
    return Progress(
        upload.pk, upload.holder_id, upload.slot, upload.file_name, received, upload.size, upload.attachment_id
    )


def _path(upload: Upload) -> Path:
    return store.incoming() / f"upload-{upload.pk}.part"
