"""One act on several dossiers: each stands or falls by itself, and the same press sent twice is one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction

from motcua.dossiers.habits import habits
from motcua.dossiers.models import BulkRun, Dossier, Result
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import assigning, deciding, moving, receiving
from motcua.identity.queries import Person
from motcua.platform.errors import DomainError, Invalid

log = structlog.get_logger()


def submit_for_signature(code: str, *, who: Person, now: datetime, seen: int | None = None) -> None:
    """Draft a result that needs no word of the officer's and send it on to be signed; one drafted before goes as it is.

    Raises Invalid naming `result_words` where the officer must type something first.
    """
    drafted = Result.objects.filter(dossier__code=code, approved_at=None).exists()
    if not drafted:
        try:
            deciding.propose(code, is_refusal=False, values={}, who=who, now=now, seen=seen)
        except Invalid as refusal:
            raise Invalid(faults=("result_words",)) from refusal
        seen = None
    moving.forward(code, who=who, now=now, seen=seen)


# Acts that need no words: what one may do to many with one press.
ACTS: dict[Act, Callable[..., Any]] = {
    Act.ACCEPT: receiving.accept,
    Act.TAKE_UP: moving.take_up,
    Act.PROPOSE: submit_for_signature,
    Act.FORWARD: moving.forward,
    Act.APPROVE: deciding.approve,
    Act.NUMBER: deciding.number_and_seal,
}


@transaction.atomic
def run(act: Act, picks: Sequence[tuple[str, int | None]], *, key: str, who: Person, now: datetime) -> BulkRun:
    """Do `act` to each of `picks` (code, the count of acts the officer saw) and keep what came of each.

    `key` came with the list: pressed twice, the second waits and is given the first one's outcome.
    Raises Invalid naming `act`, `dossiers` (none, or more than the house allows) or `key`.
    """
    does = ACTS.get(act)
    if does is None:
        raise Invalid(faults=("act",))
    return _run(str(act), picks, key, who, now, lambda code, seen: does(code, who=who, now=now, seen=seen))


@transaction.atomic
def reassign_all(
    picks: Sequence[tuple[str, int | None]], *, to_account_id: int, reason: str, key: str, who: Person, now: datetime
) -> BulkRun:
    """Give several dossiers to one colleague: a sick officer's work, handed over by the manager."""
    faults = [] if reason.strip() else ["reason"]
    if faults:
        raise Invalid(faults=tuple(faults))

    def does(code: str, seen: int | None) -> Any:
        return assigning.reassign(code, to_account_id=to_account_id, reason=reason, who=who, now=now, seen=seen)

    return _run(str(Act.REASSIGN), picks, key, who, now, does)


def _run(
    act: str,
    picks: Sequence[tuple[str, int | None]],
    key: str,
    who: Person,
    now: datetime,
    does: Callable[[str, int | None], Any],
) -> BulkRun:
    if not 8 <= len(key) <= 40:
        raise Invalid(faults=("key",))
    with connection.cursor() as cursor:  # the same press twice at once: the second waits and finds the first
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [f"bulk:{who.account_id}", key])
    known = BulkRun.objects.filter(account_id=who.account_id, key=key).first()
    if known is not None:
        return known
    if not picks or len(picks) > habits()["bulk"]["most"]:
        raise Invalid(faults=("dossiers",))
    titles = dict(Dossier.objects.visible_to(who).filter(code__in=[c for c, _ in picks]).values_list("code", "title"))
    # By code: two runs over the same dossiers take them in one order and never wait for each other in a ring.
    outcomes = [
        {"code": code, "title": titles.get(code, "")} | _one(does, code, seen) for code, seen in sorted(set(picks))
    ]
    return BulkRun.objects.create(account_id=who.account_id, key=key, act=act, at=now, outcomes=outcomes)


def _one(does: Callable[[str, int | None], Any], code: str, seen: int | None) -> dict[str, Any]:
    """Do it to one, in a savepoint of its own: what is refused or breaks is undone alone."""
    try:
        with transaction.atomic():
            does(code, seen)
    except DomainError as refusal:
        told: dict[str, Any] = {name: str(refusal.facts[name]) for name in ("why", "by", "at") if name in refusal.facts}
        faults = [str(f[0] if isinstance(f, tuple) else f) for f in getattr(refusal, "faults", ())]
        return {"done": False, "refusal": refusal.code, "faults": faults, **told}
    except Exception:  # a fault of the house at one dossier leaves the others done
        log.exception("bulk.failed", act=str(does))
        return {"done": False, "refusal": "fault", "faults": []}
    return {"done": True, "refusal": "", "faults": []}
