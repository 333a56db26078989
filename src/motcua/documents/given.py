"""Files of a dossier after they came in: is one still what was signed, was it replaced, which paper does it fill."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.documents import store
from motcua.documents.models import Attachment


def hash_of(attachment_id: int) -> str:
    """Return the SHA-256 of a dossier's file as its attachment names it."""
    return str(Attachment.objects.values_list("blob_id", flat=True).get(pk=attachment_id, holder_kind="dossier"))


def is_unchanged(attachment_id: int | None, sha256: str) -> bool:
    """Tell whether a dossier's file is still the one of this hash: the attachment names it, and its bytes give it."""
    if attachment_id is None:
        return False
    row = Attachment.objects.filter(pk=attachment_id, holder_kind="dossier", removed_at=None).first()
    return row is not None and row.blob_id == sha256 and store.is_whole(sha256) is True


@transaction.atomic
def set_aside(attachment_id: int, now: datetime) -> None:
    """Mark a file of a dossier as replaced; it stays, and whoever could open it still can."""
    Attachment.objects.filter(pk=attachment_id, holder_kind="dossier", removed_at=None).update(removed_at=now)


@transaction.atomic
def move_slot(dossier_id: int, slot: str, goal: str) -> None:
    """Let the files of one slot of a dossier fill another: the procedure it goes on under names them otherwise."""
    Attachment.objects.filter(holder_kind="dossier", holder_id=dossier_id, slot=slot).update(slot=goal)
