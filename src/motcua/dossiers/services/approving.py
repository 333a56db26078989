"""What a signature binds: who signed and how, the number reserved in its book, and the one file it stands under."""

from __future__ import annotations

from django.db import transaction

from motcua.documents import given
from motcua.documents import services as documents
from motcua.dossiers import events_beside as happened
from motcua.dossiers import letter_words
from motcua.dossiers.models import Result
from motcua.dossiers.rules.signing import signer_of
from motcua.dossiers.services import books, papers
from motcua.dossiers.services.common import Hand
from motcua.platform.errors import StepNotAllowed

REGISTER = "outgoing"


def sign(hand: Hand, result: Result) -> None:
    """Sign what was proposed: capacity by the posts of today, the number, the paper made now and bound by its hash.

    From here only this file is numbered and given; the event of the caller carries the hash.
    """
    dossier, who = hand.dossier, hand.who
    result.approved_at, result.approved_by = hand.now, who.account_id
    result.signer = signer_of(who.full_name, who.posts).as_data()
    number = (hand.pack.result or {}).get("number") or {}
    if result.is_refusal or number.get("kind") != "external_register":
        # A series of its own (QĐ-UBND, GPXD) is a book of its own; everything else goes into the outgoing one.
        register, sign = _register(hand, result)
        reserved = books.reserve(
            dossier, dossier.committee_id, register, now=hand.now, sign=sign, in_volumes=_in_volumes(hand, register)
        )
        result.number = reserved.text
    result.save()
    result.attachment_id, result.sha256 = papers.make_result(hand, result)
    result.save(update_fields=["attachment_id", "sha256"])


def _register(hand: Hand, result: Result) -> tuple[str, str]:
    """Return the book a result's number comes from, and the sign printed behind it ("" for our own table's)."""
    if result.is_refusal:
        return REGISTER, letter_words.settled()["refusal"]["sign"]
    series = ((hand.pack.result or {}).get("number") or {}).get("series") or ""
    return series or REGISTER, series


def _in_volumes(hand: Hand, register: str) -> bool:
    number = (hand.pack.result or {}).get("number") or {}
    return register == number.get("series") and bool(number.get("volumes"))


def publish(hand: Hand, result: Result) -> tuple[int, str]:
    """Give the parties the paper that was signed; return (attachment id, SHA-256). A changed file is refused."""
    if result.sha256 and not given.is_unchanged(result.attachment_id, result.sha256):
        raise StepNotAllowed(
            "the file is not the one that was approved", why="paper_changed", status=hand.dossier.status
        )
    if result.attachment_id is None or not result.sha256:  # signed before the file was bound
        result.attachment_id, result.sha256 = papers.make_result(hand, result)
        result.save(update_fields=["attachment_id", "sha256"])
    if not result.is_refusal:
        papers.publish_annexes(hand, result)
    kept = documents.publish_result(result.attachment_id)
    return kept.id, kept.sha256


@transaction.atomic
def undo(hand: Hand, *, reason: str) -> None:
    """Take a signature back that nobody outside has seen: the number is voided, the paper laid aside.

    Nothing happens where nothing is signed, or where the result is already given.
    """
    result = Result.objects.select_for_update(of=("self",)).filter(dossier=hand.dossier).first()
    if result is None or result.approved_at is None or hand.dossier.completed_at is not None:
        return
    if result.number and books.void(
        hand.dossier,
        result.number,
        reason=reason,
        by=hand.who.account_id,
        now=hand.now,
        register=_register(hand, result)[0],
    ):
        hand.record(happened.NumberVoided(result.number, reason))
    if result.attachment_id is not None and not _is_uploaded(result):
        given.set_aside(result.attachment_id, hand.now)
    result.approved_at = result.approved_by = result.attachment_id = None
    result.number, result.sha256, result.signer = "", "", {}
    result.save()


def _is_uploaded(result: Result) -> bool:
    return str(result.attachment_id) in {str(value) for value in result.values.values()}
