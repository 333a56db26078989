"""Who may take back what was sent by mistake, and until when (mark P). Pure.

==================  ==========================================  =================================================
what                who                                         until
==================  ==========================================  =================================================
a hand-over, on     who sent it; in his absence the manager     the receiver has taken it up or acted
or back
an approval         who signed it; in his absence nobody: it    the clerk has taken it up; the number stays in its
                    is sent back by the clerk, with a reason    book, voided, and the paper goes with it
acceptance (01)     its hand-over only: the receipt stands      the handling officer has taken it up
a note, a question  nobody: it is answered, not unsaid          –
told to the         nobody: a refusal, a supplement asked, a    –
applicant           result given. A wrong one is put right by
                    the next act (R2.6, R2.31) or by a
                    correction, which he reads
==================  ==========================================  =================================================
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = frozenset({"forward", "back"})


@dataclass(frozen=True)
class Sent:
    """The last hand-over of a dossier that nobody has undone."""

    kind: str
    to_step: str
    from_account_id: int | None
    is_taken_up: bool
    is_approval: bool  # it left the leader's step


def may_take_back(sent: Sent | None, *, step: str, account_id: int, manages: bool) -> bool:
    """Tell whether somebody may recall what was sent last.

    >>> sent = Sent("forward", "thu_ly", 7, is_taken_up=False, is_approval=False)
    >>> may_take_back(sent, step="thu_ly", account_id=7, manages=False)
    True
    >>> may_take_back(sent, step="thu_ly", account_id=8, manages=False)
    False
    >>> may_take_back(sent, step="thu_ly", account_id=8, manages=True)
    True
    """
    if sent is None or sent.is_taken_up or sent.kind not in KINDS or sent.to_step != step:
        return False
    return sent.from_account_id == account_id or (manages and not sent.is_approval)
