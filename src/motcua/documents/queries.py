"""The read side of files: lists and openings, only through attachments the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO, Literal

from django.db.models import QuerySet

from motcua.documents import ports, renditions, store
from motcua.documents.models import Attachment
from motcua.identity.queries import Person
from motcua.platform.errors import NotFound

Rendition = Literal["original", "view"]


@dataclass(frozen=True)
class FileRow:
    """A file in a list. `removed_at` is set on files a supplement superseded."""

    id: int
    slot: str
    name: str
    size: int
    pages: int
    content_type: str
    sha256: str
    added_at: datetime
    kind: str
    secrecy: int = 0
    removed_at: datetime | None = None


@dataclass(frozen=True)
class Opened:
    """A file ready to be sent: `file` is the caller's to close. `tag` names its content for caches."""

    file: IO[bytes]
    content_type: str
    name: str
    size: int
    tag: str
    rendition: Rendition
    replaced_at: datetime | None = None  # a result another paper has taken the place of


GIVEN = frozenset({"result", "signed"})  # kinds of papers that leave the house
_COLUMNS = (
    "id", "slot", "file_name", "size", "pages", "content_type", "blob_id", "added_at", "kind", "secrecy", "removed_at",
)  # fmt: skip


def files_of(who: Person | None, holder: tuple[str, int], *, with_superseded: bool = False) -> list[FileRow]:
    """Return the files of a draft or dossier this person may see, by slot and page order. One query."""
    rows = _visible(holder[0], who).filter(holder_id=holder[1])
    if not with_superseded:
        rows = rows.filter(removed_at=None)
    return [FileRow(*row) for row in rows.order_by("slot", "order", "id").values_list(*_COLUMNS)]


def file(who: Person | None, attachment_id: int) -> tuple[FileRow, tuple[str, int]]:
    """Return one file and its holder, or NotFound: a file one may not see does not exist."""
    for kind in ports.kinds():
        rows = _visible(kind, who).filter(pk=attachment_id)
        if kind == "draft":
            rows = rows.filter(removed_at=None)
        if row := rows.values_list("holder_id", *_COLUMNS).first():
            return FileRow(*row[1:]), (kind, row[0])
    raise NotFound("no such file")


def open_attachment(who: Person | None, attachment_id: int, rendition: Rendition, *, now: datetime) -> Opened:
    """Open a file for a person who may see it, and tell whoever keeps the log of reads.

    "original" is byte for byte what was sent in. "view" is the cleaned rendition; of a
    signed PDF the original, since a rewritten signature proves nothing.
    """
    row, holder = file(who, attachment_id)
    if who is None:  # nothing is visible to nobody; said again for whoever reads this
        raise NotFound("no such file")
    ports.tell_opened(who, attachment_id, holder, rendition, now=now)
    if rendition == "original":
        return _opened(store.open(row.sha256), row, rendition)
    return _opened(renditions.view_of(row.sha256, row.content_type), row, rendition)


def is_whole(row: FileRow) -> bool | None:
    """Read the kept bytes of a file and compare them with its hash: False when they differ, None when they are gone."""
    return store.is_whole(row.sha256)


def _opened(opened: IO[bytes], row: FileRow, rendition: Rendition) -> Opened:
    opened.seek(0, 2)
    size = opened.tell()
    opened.seek(0)
    tag = f"{row.sha256[:32]}-{rendition}-{renditions.VERSION}"
    replaced_at = row.removed_at if row.kind in GIVEN else None
    return Opened(opened, row.content_type, row.name, size, tag, rendition, replaced_at)


def result_in_place_of(who: Person | None, attachment_id: int) -> int | None:
    """Return the result that holds now where this one was replaced, when the person may see it."""
    _, (kind, holder_id) = file(who, attachment_id)
    rows = _visible(kind, who).filter(holder_id=holder_id, kind="result", removed_at=None)
    return rows.order_by("-added_at").values_list("id", flat=True).first()


def _visible(kind: str, who: Person | None) -> QuerySet[Attachment]:
    rows = ports.restrict(kind, Attachment.objects.all(), who)
    if who is None or who.kind == "citizen":
        rows = rows.filter(is_public_to_parties=True)
    return rows
