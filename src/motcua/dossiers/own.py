"""What the person whose dossier it is needs to answer for it: the answers he gave and the draft they came from."""

from __future__ import annotations

from motcua.dossiers.models import Answers, Dossier
from motcua.forms.engine.values import Value, answers_from_json
from motcua.identity.queries import Person


def answers(who: Person, dossier_id: int) -> dict[str, Value]:
    """Return the answers of a dossier this person may see, classes of secrecy joined; one query."""
    joined: dict[str, object] = {}
    for row in Answers.objects.visible_to(who).filter(dossier_id=dossier_id):
        joined.update(row.values)
    return answers_from_json(joined)


def draft_of(who: Person, dossier_id: int) -> int | None:
    """Return the draft a dossier was made from, when this account submitted it or acts for who did; one query."""
    rows = Dossier.objects.visible_to(who).filter(pk=dossier_id)
    if who.organisation_id is None:
        rows = rows.filter(submitter_account_id=who.account_id)
    else:  # a colleague's: whoever acts for the organisation sees only what was sent for it
        rows = rows.filter(parties__role="submitter", parties__organisation_id=who.organisation_id)
    return rows.values_list("draft_id", flat=True).first()


def code_of(who: Person, draft_id: int) -> str:
    """Return the code of the dossier this person's account made of a draft, "" when there is none; one query."""
    rows = Dossier.objects.visible_to(who).filter(draft_id=draft_id, submitter_account_id=who.account_id)
    return rows.values_list("code", flat=True).first() or ""
