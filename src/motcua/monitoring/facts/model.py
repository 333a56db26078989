"""What a fact holds. No value here names a person: instants, flags and ids of units and procedures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Traits:
    """What figures need to know of a version of a procedure (catalogue, not events)."""

    field: str = ""
    returns_paper: bool = True  # it ends with a document (giấy tờ) for the applicant
    owes_fee: bool = False  # its fee table holds an amount other than 0 (indicators 3.5, 3.6)
    online_level: str = "none"  # full | partial | none (R7.1, R7.2)
    for_individuals: bool = True


@dataclass(frozen=True)
class Fact:
    """One dossier as figures see it; instants are UTC-aware, days are those of Việt Nam.

    A dossier belongs to the period of `received_on`: the day it was accepted, or declined without ever having been.
    """

    dossier_id: int
    committee_id: int
    procedure: str
    version_id: int
    field: str
    secrecy: int
    channel: int
    origin: str
    is_assisted: bool
    online_level: str
    returns_paper: bool
    owes_fee: bool
    by_vneid: bool  # filed by somebody signed in with an e-identity account
    has_files: bool
    submitted_at: datetime
    submitted_on: date
    arrived_on: date | None
    answer_by: datetime | None
    answered_at: datetime | None  # first yes, no or request to supplement
    accepted_at: datetime | None
    declined_at: datetime | None
    stopped_at: datetime | None
    completed_at: datetime | None
    returned_at: datetime | None
    received_at: datetime | None
    received_on: date | None
    ended_at: datetime | None
    ended_on: date | None
    due_at: datetime | None  # the promise that stands
    original_due_at: datetime | None
    index_due_at: datetime | None  # the promise without what a supplement or an apology moved
    index_end_at: datetime | None  # R1.1, R1.3, R1.4
    index_always_late: bool  # R1.3: asked more than once and not finished
    is_early: bool  # ended on a day before the promised one
    supplement_count: int
    first_supplement_at: datetime | None
    waiting_seconds: int  # from each request to its answer
    session_seconds: int | None  # from sign-in to submission (R7.13)
    handling_seconds: int | None  # from reception to the result, less the waiting (R7.15)
    fee: int | None
    paid_at: datetime | None
    paid_way: str
    has_result_file: bool
    is_refusal: bool
    is_apologised: bool
    slowest: str  # the part that took longest: waiting | handling | signing | numbering | opinion | supplement | ""
    rated_at: datetime | None
    rated_on: date | None
    verdict: str  # good | middle | bad | ""
    is_complained: bool
    is_duplicate: bool
    sequence: int  # of the last event read
