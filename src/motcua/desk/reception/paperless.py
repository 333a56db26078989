"""What the counter shows where no paper is taken today: the way online for the person's own phone, and the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe

from motcua.catalogue.packs.model import Pack
from motcua.catalogue.paperless import paperless
from motcua.counter.models import Matter
from motcua.desk.reception.words import PAPER_REASONS
from motcua.dossiers.services.checking import COUNTER
from motcua.identity import queries as identity


def without_paper(row: Matter, pack: Pack, at: datetime) -> dict[str, Any] | None:
    """Return the switch that rules a matter today, and the procedure's address as a QR code; None: paper is taken.

    What the post brought is not sent back: the switch is about people who stand at the counter.
    """
    rule = paperless(row.committee_id, pack, at.date()) if row.channel == COUNTER else None
    if rule is None:
        return None
    unit = identity.unit_view(row.committee_id, at.date())
    url = f"{settings.PUBLIC_URL}{reverse('catalogue:procedure', args=[unit.slug, row.procedure])}"
    return {
        "days": rule.days,
        "source": rule.source,
        "url": url,
        "qr": mark_safe(segno.make(url, error="m", micro=False).svg_inline(scale=3, border=2)),  # noqa: S308
        "reasons": [(key, label, key == row.paper_reason.get("reason", "")) for key, label in PAPER_REASONS],
        "words": row.paper_reason.get("words", ""),
    }
