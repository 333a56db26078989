"""What is done behind the scenes: orphans swept, the whole store checked against the rows (`motcua verify files`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog
from django.db import connection, transaction

from motcua.documents import renditions, store
from motcua.documents.models import Attachment, Blob, Upload

log = structlog.get_logger()

GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Swept:
    """How many rows and files a sweep took away."""

    attachments: int  # taken out of drafts by their owners
    uploads: int  # begun and never finished
    blobs: int
    files: int  # on the disk without a row
    incoming: int


@dataclass(frozen=True)
class Fault:
    """A difference between rows and disk. An orphan is no loss: a transfer that was never acknowledged."""

    kind: Literal["missing", "changed", "orphan"]
    sha256: str
    attachments: int = 0


def sweep_orphans(now: datetime) -> Swept:
    """Take away what nothing refers to any more, 24 hours after it was last touched. Needs the job's login and no
    transaction around it.

    Each blob goes in two steps under the lock that `services` shares while it keeps the
    same bytes: first its row, then, in a transaction of its own, the file. A crash between
    leaves a file without a row, which the next sweep finds.
    """
    before = now - GRACE
    removed = Attachment.objects.filter(holder_kind="draft", removed_at__lt=before).delete()[0]
    uploads = Upload.objects.filter(begun_at__lt=before).delete()[0]
    unused = Blob.objects.filter(attachments=None, stored_at__lt=before).values_list("sha256", flat=True)
    blobs = sum(_forget(sha256) for sha256 in list(unused))
    known = set(Blob.objects.values_list("sha256", flat=True))
    files = sum(_erase(s.sha256) for s in store.stored() if s.sha256 not in known and _is_old(s, before))
    swept = Swept(removed, uploads, blobs, files, store.sweep_incoming(before))
    log.info("files.swept", **vars(swept))
    return swept


def verify_all(now: datetime) -> Iterator[Fault]:
    """Read every kept file and compare it with its hash; yield each difference. Needs a login that sees all rows.

    Orphans younger than 24 hours are files of transactions that may still commit: no fault.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT b.sha256, (SELECT count(*) FROM attachment a WHERE a.blob_id = b.sha256) FROM blob b")
        known = dict(cursor.fetchall())
    for sha256, count in known.items():
        whole = store.is_whole(sha256)
        if whole is not True:
            yield Fault("missing" if whole is None else "changed", sha256, count)
    for one in store.stored():
        if one.sha256 not in known and _is_old(one, now - GRACE) and not Blob.objects.filter(pk=one.sha256).exists():
            yield Fault("orphan", one.sha256)


def _is_old(stored: store.Stored, before: datetime) -> bool:
    return datetime.fromtimestamp(stored.changed_at, UTC) < before


def _alone_with(sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"blob:{sha256}"])


@transaction.atomic(durable=True)  # the row is gone for good before its file is
def _forget(sha256: str) -> int:
    _alone_with(sha256)
    return Blob.objects.filter(pk=sha256, attachments=None).delete()[0]


@transaction.atomic(durable=True)
def _erase(sha256: str) -> int:
    _alone_with(sha256)
    if Blob.objects.filter(pk=sha256).exists():
        return 0  # somebody brought the same bytes again meanwhile
    store.erase(sha256)
    renditions.erase(sha256)
    return 1
