"""How a notice would look, with invented facts: nothing of a real dossier."""

from __future__ import annotations

from datetime import date

from motcua.notifications import rules, wording
from motcua.notifications.models import Delivery
from motcua.notifications.wording import Words


def mail(words: Words, committee_id: int, on: date) -> str:
    """Return the whole text of the mail that carries this notice alone."""
    facts = wording.invented()
    return _text(wording.fill(words.heading, facts), wording.fill(words.sentence, facts), committee_id, on)


def closed_mail(committee_id: int, on: date) -> str:
    """Return the whole text of a mail about a confidential dossier."""
    closed, facts = rules.numbers()["closed"], wording.invented()
    return _text(wording.fill(closed["heading"], facts), wording.fill(closed["sentence"], facts), committee_id, on)


def _text(heading: str, sentence: str, committee_id: int, on: date) -> str:
    code = wording.invented()["code"]
    row = Delivery(committee_id=committee_id, dossier_code=code, heading=heading, text=sentence, address="a@b.example")
    return wording.mail_of([row], on=on).text
