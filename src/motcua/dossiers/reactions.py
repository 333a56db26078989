"""What dossiers do when a context below tells news. Idempotent: they read where things stand, not the event alone.

`catalogue` cannot call upward, and an abolition is often recorded weeks before its day. So the
reaction to `ProcedureAbolished` is asked by a job (jobs.py) what has ended by now; until it has
run, the draft's own pages say so already.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import structlog

from motcua.catalogue import queries as catalogue
from motcua.catalogue.queries import Abolished
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.platform.errors import NotFound
from motcua.platform.principal import JOB, acting_as
from motcua.platform.text import date_vi

log = structlog.get_logger()
_ROOM = 200  # letters of a draft's reason


def on_procedures_abolished(*, now: datetime) -> int:
    """Close the open drafts of every procedure that has ended where they stand; return how many.

    The answers stay, and the person reads why. A procedure that a later version has brought back,
    for the nation or for one commune only, keeps its drafts there.
    """
    with acting_as(JOB):
        ended = {one.procedure: one for one in catalogue.abolished(now.date())}
        places = drafts.places_of_open_drafts(list(ended))
    closed = 0
    for procedure in sorted({procedure for procedure, _ in places}):
        try:
            with acting_as(JOB):
                closed += _close(ended[procedure], {unit for of, unit in places if of == procedure}, now)
        except Exception:  # one procedure's fault is reported and stops no other (lessons 41)
            log.exception("draft.closing_failed", procedure=procedure)
    return closed


def _close(ended: Abolished, unit_ids: set[int], now: datetime) -> int:
    units = {unit: identity.unit_view(unit, now.date()) for unit in unit_ids}
    gone = _gone(ended.procedure, units, now.date())
    return forms.close_all(subject=ended.procedure, reason=reason_of(ended), now=now, unit_ids=gone) if gone else 0


def _gone(procedure: str, units: Mapping[int, UnitView], on: date) -> list[int]:
    """Return the units where nothing holds today: the same question the draft's pages ask."""
    gone = []
    for unit_id, unit in units.items():
        try:
            catalogue.terms(procedure, unit, on)
        except NotFound:
            gone.append(unit_id)
    return gone


def reason_of(ended: Abolished) -> str:
    """Return the sentence the person reads; the decision is named where it fits.

    >>> reason_of(Abolished("1.0", date(2026, 12, 1), "Quyết định 12/QĐ-UBND"))
    'Thủ tục này đã bãi bỏ từ ngày 01/12/2026, theo Quyết định 12/QĐ-UBND.'
    """
    bare = f"Thủ tục này đã bãi bỏ từ ngày {date_vi(ended.on)}"
    whole = f"{bare}, theo {ended.source.strip().rstrip('.')}."
    return whole if len(whole) <= _ROOM else f"{bare}."
