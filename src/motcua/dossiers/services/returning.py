"""Giving the result: at the counter to somebody known, by post, or in the account (R2.43).

Lateness never blocks it (R2.33); a fee does (rules/acts.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.documents.services import Arriving
from motcua.dossiers import events as happened
from motcua.dossiers.models import Component, Dossier, ResultReturn
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.states import Step
from motcua.dossiers.services.common import Hand, begin
from motcua.dossiers.services.knowing import Fault, Proof, keep_scan, person_faults, signature_faults, tidy
from motcua.dossiers.services.news import tell
from motcua.identity.queries import Person
from motcua.platform.errors import Invalid, StepNotAllowed
from motcua.platform.events import Personal

WAYS = ("counter", "post", "online")


@transaction.atomic
def return_result(
    code: str,
    *,
    way: str,
    receiver: str,
    proof: Proof | None = None,
    mandate_scan: Arriving | None = None,
    signature: Arriving | None = None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> Dossier:
    """Give the result and write the line of the register: who took it, how he was known, how he signed.

    Without a mandate a personal number must be one of the dossier's own people. A scan of the mandate and a
    signature drawn on the screen are kept as papers of the office.
    """
    hand = begin(code, Act.RETURN_RESULT, who=who, now=now, seen=seen)
    told = tidy(proof or Proof()) if way == "counter" else Proof()
    faults = _faults(hand, way, receiver.strip(), told, is_drawn=signature is not None)
    if faults:
        raise Invalid(faults=faults)
    line = ResultReturn.objects.create(
        dossier=hand.dossier,
        way=way,
        at=now,
        by=who.account_id,
        receiver=receiver.strip(),
        proof=told.kind,
        proof_text=told.text,
        mandate=told.mandate.as_data() if told.mandate else None,
        mandate_file_id=keep_scan(hand, "return_mandate", mandate_scan if told.mandate else None),
        signed_by=told.signed_by,
        witness=told.witness,
        signature_file_id=keep_scan(hand, "return_signature", signature if told.signed_by == "drawn" else None),
    )
    if way == "counter":  # originals that were lent go back with the result (R2.43)
        Component.objects.filter(dossier=hand.dossier, held="lent", given_back_at=None).update(given_back_at=now)
    hand.move(Step.RETURN)
    hand.dossier.returned_at = now
    hand.record(
        happened.ResultReturned(
            way,
            receiver=Personal(line.receiver),
            proof=told.kind,
            by_mandate=told.mandate is not None,
            signed=told.signed_by,
        )
    )
    hand.finish()
    tell(hand, "returned")
    return hand.dossier


@transaction.atomic
def return_results(
    codes: Sequence[str],
    *,
    receiver: str,
    proof: Proof,
    mandate_scan: Arriving | None = None,
    signature: Arriving | None = None,
    who: Person,
    now: datetime,
    seen: int | None = None,
) -> list[Dossier]:
    """Give several results into one pair of hands at the counter, all or none; a line of the register for each.

    `seen` is the count of acts of the first. Raises what `return_result` raises for the first, and Invalid naming
    ("also", code) for one that cannot be given with it.
    """
    given = []
    for n, code in enumerate(dict.fromkeys(codes)):
        try:
            given.append(
                return_result(
                    code,
                    way="counter",
                    receiver=receiver,
                    proof=proof,
                    mandate_scan=mandate_scan,
                    signature=signature,
                    who=who,
                    now=now,
                    seen=None if n else seen,
                )
            )
        except (Invalid, StepNotAllowed) as refusal:
            if n:  # the first one's faults stand at the boxes of the page
                raise Invalid(faults=(("also", code),)) from refusal
            raise
    return given


def _faults(hand: Hand, way: str, receiver: str, proof: Proof, *, is_drawn: bool) -> tuple[Fault, ...]:
    if way not in WAYS:
        return ("way",)
    if way == "online":
        return ()
    if way == "post":
        return () if receiver else ("receiver",)
    return (*person_faults(hand.dossier, receiver, proof, by_name=False), *signature_faults(proof, is_drawn=is_drawn))
