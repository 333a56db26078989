"""Help with filing online: the citizen on a session of his own, the officer beside him (R2.15, channel 2 assisted).

The officer opens an offer and gives its key, as a QR code or eight letters. The citizen brings it to his own session,
reads who would help and what that officer sees, and agrees. From then on the officer sees steps, never answers, and
cannot sign in, type or send for him. What is sent while help lasts is kept as assisted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from motcua.counter.keys import Keys
from motcua.counter.models import Assistance
from motcua.counter.visits import my_counter
from motcua.dossiers.queries.assisted import code_of_draft
from motcua.dossiers.services import drafting
from motcua.forms import queries as drafts
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Conflict, Invalid, NotFound

log = structlog.get_logger()

TO_JOIN = timedelta(minutes=20)  # to find the telephone, open the application and sign in
KEPT = timedelta(days=30)  # that there was help stays with the dossier
DESK_COOKIE = "quay_tiep_nhan"  # stands in a browser of the counter, which is nobody's own session
_KEYS = Keys("assistance", groups=2)  # 31^8, for twenty minutes


@dataclass(frozen=True)
class Progress:
    """What the officer is told. `state`: waiting | expired | joined | checking | sent | ended."""

    id: int
    state: str
    title: str
    opened_at: datetime
    expires_at: datetime
    told_at: datetime | None
    step: int = 0
    steps: int = 0
    place: str = ""
    lacking: int | None = None
    code: str = ""

    @property
    def is_open(self) -> bool:
        """Something may still happen."""
        return self.state in ("waiting", "joined", "checking")


@dataclass(frozen=True)
class Offer:
    """What the citizen is told before he says yes. `draft_id`: he has said it already, on this draft of his."""

    id: int
    helper: str
    unit_id: int
    committee_id: int
    procedure: str
    draft_id: int | None


@transaction.atomic
def open_offer(who: Person, procedure: str, *, committee_id: int, now: datetime) -> tuple[int, str]:
    """Offer help with a procedure; return the offer and its key, which is never told again.

    Raises NotOnline where nobody files it online, NotFound for a procedure not offered there, Forbidden for an
    officer who receives nowhere.
    """
    unit, _ = my_counter(who, now.date())
    terms, _ = drafting.online_form(procedure, identity.unit_view(committee_id, now.date()), now=now)
    key = _KEYS.new()
    row = Assistance(
        account_id=who.account_id,
        unit_id=unit,
        committee_id=committee_id,
        procedure=procedure,
        title=terms.pack.short_name[:200],
        key_hash=_KEYS.hashes(key)[0],
        opened_at=now,
        expires_at=now + TO_JOIN,
    )
    row.save(force_insert=True)
    log.info("assistance.offered", assistance=row.id, unit=unit)
    return row.id, key


def offers(who: Person, *, now: datetime, limit: int = 12) -> list[Progress]:
    """Return what this officer offered today, newest first; two queries and one for each that was sent."""
    begins = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Assistance.objects.filter(account_id=who.account_id, opened_at__gte=begins).order_by("-opened_at")
    return [_progress(who, row, now) for row in rows[:limit]]


def progress(who: Person, assistance_id: int, *, now: datetime) -> Progress:
    """Return how far one offer of this officer is; NotFound for another's."""
    row = Assistance.objects.filter(pk=assistance_id, account_id=who.account_id).first()
    if row is None:
        raise NotFound("no such offer of this officer")
    return _progress(who, row, now)


def _progress(who: Person, row: Assistance, now: datetime) -> Progress:
    return Progress(
        id=row.id,
        state=_state(row, now),
        title=row.title,
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        told_at=row.told_at,
        step=row.step,
        steps=row.steps,
        place=row.place,
        lacking=row.lacking,
        code=code_of_draft(who, row.draft_id) if row.sent_at and row.draft_id else "",
    )


def _state(row: Assistance, now: datetime) -> str:
    if row.sent_at is not None:
        return "sent"
    if row.ended_at is not None or (row.joined_at is not None and not _lasts(row.joined_at, now)):
        return "ended"
    if row.joined_at is None:
        return "waiting" if now < row.expires_at else "expired"
    return "checking" if row.lacking is not None else "joined"


def _lasts(joined_at: datetime, now: datetime) -> bool:
    """Help ends with the day: what somebody sends from home tomorrow he sends alone."""
    return joined_at.astimezone(ZONE).date() == now.astimezone(ZONE).date()


def end(who: Person, assistance_id: int, *, now: datetime) -> bool:
    """End an offer of this officer; the citizen goes on alone."""
    rows = Assistance.objects.filter(pk=assistance_id, account_id=who.account_id, ended_at=None, sent_at=None)
    return bool(rows.update(ended_at=now))


# --- the citizen's side --------------------------------------------------------------------------
def offered(key: str, *, now: datetime) -> Offer | None:
    """Return what a key offers; None for one nobody gave, that is over, or that somebody else has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assistance_offered(%s, %s)", [_KEYS.hashes(key), now])
        row = cursor.fetchone()
    if row is None:
        return None
    id_, account, unit, committee, procedure, draft = row
    helper = identity.labels({account}, now.date()).get(account, "")
    return Offer(id_, helper, unit, committee, procedure, draft)


@transaction.atomic
def agree(key: str, *, is_for_other: bool, who: Person, now: datetime, signed_in_at: datetime | None) -> int:
    """Take an offer up and return the draft it is about; pressing twice takes it up once.

    Raises NotFound for a key that offers nothing to this person, Conflict when another has just used it, and what
    `drafting.begin` raises.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT assistance_held(%s)", [_KEYS.hashes(key)])
    offer = offered(key, now=now)
    if offer is None:
        raise NotFound("nothing is offered by this key")
    if offer.draft_id is not None:
        return offer.draft_id
    begun = drafting.begin(
        offer.procedure,
        identity.unit_view(offer.committee_id, now.date()),
        is_for_other=is_for_other,
        who=who,
        now=now,
        signed_in_at=signed_in_at,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT assistance_join(%s, %s, %s)", [offer.id, begun.draft.id, now])
        if not cursor.fetchone()[0]:
            raise Conflict("the offer was taken up meanwhile", assistance=offer.id)
    log.info("assistance.joined", assistance=offer.id)
    return begun.draft.id


def proper(key: str) -> str:
    """Return a key as it was given, however somebody typed it."""
    return _KEYS.proper(key)


def helping(draft_id: int, *, now: datetime) -> Assistance | None:
    """Return the help that lasts with a draft; for who works on it himself (`drafts.draft`). One query."""
    row = Assistance.objects.filter(draft_id=draft_id, ended_at=None, sent_at=None).first()
    return row if row is not None and row.joined_at is not None and _lasts(row.joined_at, now) else None


def tell(row: Assistance, *, step: int, steps: int, place: str, lacking: int | None = None, now: datetime) -> None:
    """Tell the officer where the citizen is; on the page of checking also how many places are still to be mended."""
    if not 0 <= step <= steps:
        raise Invalid(faults=("step",))
    Assistance.objects.filter(pk=row.id, ended_at=None, sent_at=None).update(
        step=step, steps=steps, place=place[:120], lacking=lacking, told_at=now
    )


def sent(row: Assistance, *, now: datetime) -> None:
    """The dossier is there; call it in the transaction that made it."""
    Assistance.objects.filter(pk=row.id).update(sent_at=now, told_at=now)


def leave(who: Person, draft_id: int, *, now: datetime) -> bool:
    """The citizen wants no more help with this draft of his; NotFound for another's."""
    drafts.draft(who, draft_id)
    return bool(Assistance.objects.filter(draft_id=draft_id, ended_at=None, sent_at=None).update(ended_at=now))


def forget_old(*, now: datetime) -> int:
    """Forget offers of long ago; for background work."""
    return Assistance.objects.filter(opened_at__lt=now - KEPT).delete()[0]
