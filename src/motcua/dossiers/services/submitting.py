"""Submission: a draft becomes a dossier, once, with its receipt (architecture 6, "Submit").

Everything the acknowledging commit promises is in this one transaction: rows, files
(whose bytes were made durable before), events, access, notices. A crash before the commit
leaves the draft; after it the dossier exists whole.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import connection, transaction

from motcua.catalogue import queries as catalogue
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.checking import check_of
from motcua.dossiers.services.faultpoints import reached
from motcua.dossiers.services.opening import Way, open_dossier
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.engine.sending import facts_to_remember
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.queries import Person
from motcua.platform.errors import Conflict, Invalid

log = structlog.get_logger()


@transaction.atomic
def submit(
    draft_id: int, *, who: Person, now: datetime, version: int | None = None, assisted_by: int | None = None
) -> str:
    """Submit a draft and return the dossier's code; sending it again returns the same code.

    `version` is that of the draft as the person read it last; None for callers that show nothing. `assisted_by`: the
    officer's account that stood by while the person filed it himself (R2.15).
    Raises Invalid with every defect (`faults`), Conflict when a newer version of the
    procedure or of the draft must be looked at first (`why`), NotFound for a draft that is not this person's.
    """
    # A double click waits here, then finds the dossier made by the first. A second device that is typing waits too
    # and is told that the draft is sent: what it was told is kept is never missing in the dossier.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM draft WHERE id = %s AND account_id = %s FOR UPDATE", [draft_id, who.account_id])
    if known := _already(draft_id):
        return known
    draft = drafts.draft(who, draft_id)
    if draft.closed_at is not None:
        raise Conflict("the draft is closed")
    if version is not None and draft.version != version:
        raise Conflict("the draft has changed since it was read", why="changed_draft")
    committee = identity.unit_view(draft.unit_id, now.date())
    if catalogue.terms(draft.subject, committee, now.date()).version_id != draft.version_id:
        raise Conflict("a newer version stands", why="newer_version")
    checked = check_of(draft, who=who, now=now)
    if checked.stops:
        raise Invalid(faults=checked.stops)
    reached("checked")
    dossier = open_dossier(
        checked,
        Way(account_id=who.account_id, assisted_by=assisted_by),
        who,
        unit_id=draft.unit_id,
        subject=draft.subject,
        version_id=draft.version_id,
        draft_id=draft.id,
        seconds=int((now - draft.signed_in_at).total_seconds()) if draft.signed_in_at else None,
        who=who,
        now=now,
    )
    forms.mark_submitted(who, draft.id, now=now)
    reached("draft_marked")
    people.remember(
        who, dict(facts_to_remember(checked.form, checked.answers, checked.context, settled=checked.settled)), now=now
    )
    reached("remembered")
    log.info("dossier.submitted", dossier=dossier.id, unit=dossier.committee_id)
    return dossier.code


def _already(draft_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossier_of_draft(%s)", [draft_id])
        found = cursor.fetchone()[0]
    if found is None:
        return ""
    return Dossier.objects.values_list("code", flat=True).get(pk=found)
