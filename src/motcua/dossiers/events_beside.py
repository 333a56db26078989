"""What officers do beside the way of a dossier, and what joins one to another. Appended to its chain as all events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.platform.events import Personal


@dataclass(frozen=True)
class OpinionAsked:
    """Another unit was asked for its opinion, with a deadline (R2.29); the clock runs on (R2.28)."""

    ordinal: int
    unit: str
    deadline: date
    papers: Sequence[str]  # SHA-256 of the files to look at
    question: Personal


@dataclass(frozen=True)
class OpinionReminded:
    """The asked unit was reminded of the deadline."""

    ordinal: int
    unit: str
    deadline: date


@dataclass(frozen=True)
class OpinionLate:
    """The deadline passed without an answer; the head of the one-stop unit was told (R2.29)."""

    ordinal: int
    unit: str
    deadline: date
    told: str


@dataclass(frozen=True)
class OpinionExtended:
    """The asker gave more time."""

    ordinal: int
    unit: str
    deadline: date
    reason: str


@dataclass(frozen=True)
class OpinionGiven:
    """The asked unit answered: agree, disagree or remarks."""

    ordinal: int
    unit: str
    verdict: str
    was_late: bool
    answer: Personal
    sha256: str  # of the file sent with it, "" without one
    after_deadline: bool = False  # taken all the same, for nothing was decided yet


@dataclass(frozen=True)
class OpinionSkipped:
    """The asker goes on without the opinion, and says why."""

    ordinal: int
    unit: str
    reason: str


@dataclass(frozen=True)
class Reassigned:
    """The step was given to another officer of the same unit."""

    to: str
    account: int
    reason: str


@dataclass(frozen=True)
class NoteWritten:
    """An officer wrote to his colleagues. Only that he did: the words are no part of what a citizen can export."""

    note: int
    form: str  # note | question | alert
    to: str


@dataclass(frozen=True)
class NoteAnswered:
    """A question between officers was answered."""

    note: int


@dataclass(frozen=True)
class NumberVoided:
    """A number reserved in a book was not used; it stays there with the reason."""

    number: str
    reason: str


@dataclass(frozen=True)
class ScanAttached:
    """The clerk put the paper as it was signed by hand and sealed beside the result."""

    attachment: int
    sha256: str


@dataclass(frozen=True)
class ProcedureChanged:
    """It was filed under the wrong procedure; what of answers and papers fitted went with it, the rest stands here."""

    old: str
    new: str
    old_title: str
    new_title: str
    version: int
    case: str
    kept: Sequence[str]
    dropped: Sequence[str]
    dropped_values: Personal
    reason: str
    fee: str


@dataclass(frozen=True)
class DuplicateStopped:
    """The same matter goes on under another code; this dossier ends."""

    kept: str
    reason: str


@dataclass(frozen=True)
class DuplicateJoined:
    """Another dossier about the same matter was stopped; this one goes on."""

    stopped: str
    reason: str


@dataclass(frozen=True)
class NotDuplicate:
    """Somebody compared it with another dossier and found them different matters."""

    other: str


@dataclass(frozen=True)
class CorrectionProposed:
    """A result that was given is wrong; a new paper waits for the leader."""

    ordinal: int
    reason: str
    sha256: str


@dataclass(frozen=True)
class CorrectionRefused:
    """The leader did not sign the new paper: the result that was given stands."""

    ordinal: int
    reason: str


@dataclass(frozen=True)
class SupplementNotSent:
    """A request that needed a leader was refused by him: nothing was asked of the applicant."""

    ordinal: int
    keys: Sequence[str]
    reason: str


@dataclass(frozen=True)
class CorrectionApproved:
    """The leader approved the new paper, bound by its hash; its number is reserved."""

    ordinal: int
    number: str
    signer: str
    sha256: str


@dataclass(frozen=True)
class ResultCorrected:
    """The new paper is given; the old one is marked replaced."""

    ordinal: int
    number: str
    old_number: str
    attachment: int
    old_attachment: int | None
    sha256: str
    reason: str
