"""What waits for a leader's hand, in the order of its days, and the paper he is about to sign."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from motcua.catalogue import queries as catalogue
from motcua.dossiers.models import WAITS_FOR_LEADER, Correction, Dossier, Result, Supplement
from motcua.dossiers.queries.page import Page
from motcua.dossiers.queries.work import WorkFilter, WorkRow, my_work
from motcua.dossiers.rules.acts import Act, Holding, Situation
from motcua.dossiers.rules.leading import wanted_of_leader
from motcua.dossiers.rules.signing import signer_of
from motcua.dossiers.rules.wording import shown_value
from motcua.dossiers.services import papers
from motcua.dossiers.services.common import Hand, pack_of
from motcua.identity.queries import Person
from motcua.identity.rules import Part

MOST = 100


@dataclass(frozen=True)
class ToSign:
    """A dossier that waits for a leader; `act` is None where he must open it and look."""

    row: WorkRow
    act: Act | None


def waiting_for_leader(who: Person, *, limit: int = MOST) -> list[ToSign]:
    """Return what waits for this leader's decision, earliest due first, at most `limit`; four queries."""
    rows, _ = my_work(who, WorkFilter(part=Part.DECIDING), limit=limit)
    letter = {"apology_drafted_at__isnull": False, "apology_signed_at__isnull": True}
    found = (
        Dossier.objects.visible_to(who)
        .filter(id__in=[row.dossier_id for row in rows])
        .annotate(
            is_drafted=Exists(Result.objects.filter(dossier=OuterRef("pk"), approved_at=None)),
            letter_waits=Exists(Dossier.objects.filter(pk=OuterRef("pk"), **letter)),
            request_waits=Exists(Supplement.objects.filter(WAITS_FOR_LEADER, dossier=OuterRef("pk"))),
            correction_waits=Exists(
                Correction.objects.filter(dossier=OuterRef("pk"), approved_at=None, issued_at=None, refused_at=None)
            ),
        )
    )
    by_id = {dossier.id: dossier for dossier in found}
    return [ToSign(row, _act(by_id[row.dossier_id])) for row in rows if row.dossier_id in by_id]


def _act(dossier: Dossier) -> Act | None:
    pack = catalogue.pack_of_version(dossier.terms_version_id or dossier.form_version_id)
    step = next((s for s in pack.route(dossier.case) if s.key == dossier.step), None)
    flags = ("is_drafted", "letter_waits", "request_waits", "correction_waits")
    at_deciding = step is not None and step.part == Holding.DECIDING
    return wanted_of_leader(at_deciding=at_deciding, **{name: bool(getattr(dossier, name)) for name in flags})


def paper_to_sign(who: Person, page: Page, situation: Situation, *, now: datetime, ppi: int) -> papers.Seen | None:
    """Return what this leader would sign: the file the handler brought, or the paper as it would be printed now.

    The same words, rows and signature block as the paper the signature makes and binds; only its number is not
    yet there. None where no result is drafted.
    """
    result = Result.objects.visible_to(who).filter(dossier_id=page.id).first()
    if result is None:
        return None
    seen = copy(result)  # never saved: the number and the hash come with the signature
    seen.signer, seen.approved_at, seen.number = signer_of(who.full_name, who.posts).as_data(), now, ""
    return papers.see_result(Hand(page.row, pack_of(page.row), who, now, situation), seen, ppi=ppi)


def entered_rows(page: Page, result: Result) -> list[tuple[str, str]]:
    """Return what officers and registers entered into a result, as (label, text) in the order of its print."""
    document = catalogue.pack_of_version(page.version_id).result or {}
    fields = {f["key"]: f for f in document.get("fields", [])}
    told = [(of, shown_value(result.values.get(key), of, catalogue.code_lists())) for key, of in fields.items()]
    return [(of["label"], text) for of, text in told if text and of["type"] != "file"]
