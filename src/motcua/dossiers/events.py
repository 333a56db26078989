"""What happens to a dossier. Each is appended to the dossier's chain by the service that changed the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.platform.events import Personal


@dataclass(frozen=True)
class DossierSubmitted:
    """A draft became a dossier; the citizen holds the receipt. Files by id and hash, answers by digest."""

    code: str
    procedure: str
    version: int
    channel: int
    origin: str
    answers: Personal
    files: Sequence[dict[str, Any]]
    answer_by: datetime | None
    estimated_at: datetime | None
    seconds: int | None  # from sign-in to submission (R7.13)
    assisted_by: int | None = None  # account of the officer who stood by (R2.15)
    fee: int | None = None  # dong, as shown on the check page; None: nothing is owed, or an officer must say how much
    arrived_on: date | None = None  # of a letter: the day the post brought it
    case: str = ""  # the way of settling it, which says route and limit
    receiving_unit: int | None = None


@dataclass(frozen=True)
class DossierAccepted:
    """Taken into processing, with form 01 and the version of process, limit and policy fixed."""

    number: str
    version: int
    changed_since_submission: bool


@dataclass(frozen=True)
class DueSet:
    """A date was promised: at acceptance, again after a supplement or a calendar change (architecture 5, Clock)."""

    due_at: datetime | None
    reason: str
    arithmetic: Sequence[dict[str, Any]]
    policy: dict[str, Any]
    calendar: str


@dataclass(frozen=True)
class AnswerSet:
    """Another date was promised for the answer (R2.8) because the calendar changed, and with it the estimate."""

    answer_by: datetime
    estimated_at: datetime | None
    reason: str
    arithmetic: Sequence[dict[str, Any]]
    policy: dict[str, Any]
    calendar: str


@dataclass(frozen=True)
class StepDueSet:
    """The date of the step a dossier stands at was counted anew; the office's own, promised to nobody."""

    step: str
    due_at: datetime
    reason: str
    calendar: str


@dataclass(frozen=True)
class DossierDeclined:
    """Not accepted, with the reason and its legal basis (form 03)."""

    number: str
    reason: Personal
    legal_basis: str


@dataclass(frozen=True)
class SupplementAsked:
    """One complete request (form 02): keys judged bad, deadline; the leader's reason where it asks once more.

    `hand_back_until`: until when it could be sent after reception (R2.24), None before reception or
    where a special law sets no time. `late_ground`: the special law a leader named to send it later.
    """

    ordinal: int
    number: str
    keys: Sequence[str]
    deadline: date
    second_reason: str
    hand_back_until: datetime | None = None
    late_ground: str = ""


@dataclass(frozen=True)
class SupplementCompleted:
    """The citizen answered: old and new digests of every changed key; from here the clock runs against the office.

    Both digests are empty for a key of another class of secrecy than the dossier's: salt and event are read by all
    who see the dossier.
    """

    ordinal: int
    changes: Sequence[dict[str, str]]
    salt: Personal  # of the digests: erased with the values, they tell nothing any more
    answers: Personal
    way: str = "online"  # counter: an officer typed it in the applicant's name (SupplementBrought beside it)


@dataclass(frozen=True)
class SupplementBrought:
    """Somebody brought to the counter what was asked: who, how he was known, which papers stayed.

    `papers`: of each component its sheets, whether they are kept or lent, and how many files were scanned.
    """

    ordinal: int
    keys: Sequence[str]
    bringer: Personal
    proof: str  # number | document
    proof_text: Personal
    mandate: Personal | None
    papers: Sequence[dict[str, Any]]
    note: Personal


@dataclass(frozen=True)
class SupplementConfirmed:
    """The officer found the supplement complete."""

    ordinal: int


@dataclass(frozen=True)
class SupplementReminded:
    """The citizen was reminded of the deadline."""

    ordinal: int
    deadline: date


@dataclass(frozen=True)
class SupplementLapsed:
    """Nobody answered in time; the dossier is closed."""

    ordinal: int


@dataclass(frozen=True)
class ExtensionAsked:
    """The citizen asked for more days to answer a supplement, until a day he named."""

    ordinal: int
    wished_on: date
    reason: Personal


@dataclass(frozen=True)
class ExtensionGranted:
    """The deadline of a supplement request (form 02 of this number) was moved; the paper itself stays as issued."""

    ordinal: int
    number: str
    was: date
    deadline: date
    answer: Personal


@dataclass(frozen=True)
class ExtensionRefused:
    """No more days: the deadline stays."""

    ordinal: int
    deadline: date
    answer: Personal


@dataclass(frozen=True)
class PhoneChanged:
    """Somebody of the dossier can be reached by another number."""

    roles: Sequence[str]
    was: Personal
    phone: Personal


@dataclass(frozen=True)
class HandedOver:
    """Sent on to the next step: a line of the control slip (R2.20)."""

    from_step: str
    to_step: str
    to_unit: int
    note: Personal


@dataclass(frozen=True)
class SentBack:
    """Returned to the previous step, with the reason."""

    from_step: str
    to_step: str
    note: Personal


@dataclass(frozen=True)
class Recalled:
    """The sender took back what the receiver had not yet taken up."""

    from_step: str
    to_step: str


@dataclass(frozen=True)
class TakenUp:
    """An officer of the resolving unit began the work."""

    step: str


@dataclass(frozen=True)
class CaseChanged:
    """An officer found that another case of the procedure applies; the route and the date follow it."""

    from_case: str
    to_case: str
    reason: Personal
    case: str = ""  # key of the one it has now


@dataclass(frozen=True)
class VerificationStarted:
    """A check outside the office, with the officer's date for it."""

    what: Personal
    expected_on: date


@dataclass(frozen=True)
class VerificationEnded:
    """The check came back."""

    finding: Personal


@dataclass(frozen=True)
class ResultProposed:
    """The handling officer drafted a result, or a refusal, for signature."""

    is_refusal: bool
    values: Personal


@dataclass(frozen=True)
class ResultApproved:
    """The leader approved; the number is reserved and stands in the paper, and no other file may bear it (its hash)."""

    number: str
    signer: str
    sha256: str = ""


@dataclass(frozen=True)
class ResultRefused:
    """The leader refused on the merits: reason, legal basis and the way to complain are in the paper (R2.31)."""

    number: str
    signer: str
    legal_basis: str
    sha256: str = ""


@dataclass(frozen=True)
class DossierCompleted:
    """The result is ready: the hash of its file."""

    attachment: int
    sha256: str


@dataclass(frozen=True)
class ResultReturned:
    """The applicant has the result; how it was handed over."""

    way: str
    receiver: Personal
    proof: str = ""  # what was looked at to know him: number | document
    by_mandate: bool = False  # another person picked it up
    signed: str = ""  # paper | thumb | drawn


@dataclass(frozen=True)
class FeeFixed:
    """An officer said an amount the data left open, or waived one."""

    amount: int | None
    reason: str


@dataclass(frozen=True)
class PaymentAsked:
    """The applicant must pay before the work goes on (state 6)."""

    amount: int


@dataclass(frozen=True)
class PaymentTaken:
    """Money was taken, with its receipt."""

    amount: int
    receipt_number: str
    channel: str


@dataclass(frozen=True)
class WithdrawalAsked:
    """The applicant asked to stop."""

    reason: Personal


@dataclass(frozen=True)
class WithdrawalGranted:
    """The office stopped the dossier at the applicant's request (form 05)."""

    answer: Personal


@dataclass(frozen=True)
class WithdrawalRefused:
    """The office did not stop it; it goes on where it was."""

    answer: Personal


@dataclass(frozen=True)
class ClockPaused:
    """The clock stands, for a reason of the procedure's list."""

    reason: str


@dataclass(frozen=True)
class ClockResumed:
    """The clock runs again, from this instant."""

    reason: str
    until: datetime


@dataclass(frozen=True)
class ApologyDrafted:
    """A letter of apology with the one new date waits for the head's signature (form 04, R2.34)."""

    was_due_at: datetime
    new_due_at: datetime
    reason: Personal


@dataclass(frozen=True)
class ApologySentBack:
    """The head did not sign the draft, with what to change."""

    reason: Personal


@dataclass(frozen=True)
class ApologySigned:
    """The office apologised in writing and promised another date, the only one (R2.35); the DueSet beside it moves it.

    `is_late`: signed after the day on which it was due.
    """

    number: str
    signer: str
    was_due_at: datetime
    new_due_at: datetime
    is_late: bool
    reason: Personal


@dataclass(frozen=True)
class LateWithoutApology:
    """The second fault: the promised day passed and nobody had apologised (R2.34)."""

    was_due_at: datetime


@dataclass(frozen=True)
class DossierStopped:
    """The notice that a received dossier ended without a result (form 05): why, and what is given back."""

    number: str
    ground: str
    papers_back: Personal
    refund: int | None


@dataclass(frozen=True)
class HandoverSigned:
    """Who gave a dossier signed the day's list of hand-overs."""

    ordinal: int


@dataclass(frozen=True)
class HelpedAtCounter:
    """Somebody who cannot read or sign was helped: read back to, before a witness, thumb-print for a signature."""

    cannot: str  # read | sign | both
    read_back: bool
    witness: Personal | None
    thumb_print: bool


@dataclass(frozen=True)
class PaperTakenAnyway:
    """Paper was taken at a counter though the procedure, or that day, goes without (C15): why this person needed it.

    `reason`: no_device | no_account | cannot | system | other; `words` are the officer's, needed for `other`.
    """

    reason: str
    words: Personal | None
    rule: int  # the switch of the catalogue


@dataclass(frozen=True)
class TakenFromList:
    """The dossier is one line of a list handed in at a counter; who brought it, and that the officer looked through."""

    list: int
    line: int
    handed_in_by: Personal | None


@dataclass(frozen=True)
class PartyRecognised:
    """Somebody who signed in is the party of this number, name and birth date; he sees the dossier from now on."""

    role: str


@dataclass(frozen=True)
class CallMade:
    """An officer called somebody about news of the dossier: the how manieth try, what came of it, and his words."""

    ordinal: int
    outcome: str
    note: Personal
    again_at: datetime | None
