"""What of a dossier waits for the hand of a leader. Pure."""

from __future__ import annotations

from motcua.dossiers.rules.acts import Act

MOST_WORDS = 500  # characters of why a leader refuses; the tables keep no more


def refusal_faults(reason: str) -> tuple[str | tuple[str, str], ...]:
    """Return what is wrong with the reason of a leader who lets something not go on: the officer must learn why.

    >>> refusal_faults(" "), refusal_faults("x" * 501), refusal_faults("Đã thấy từ đầu")
    (('reason',), (('reason', 'too_long'),), ())
    """
    told = reason.strip()
    if not told:
        return ("reason",)
    return (("reason", "too_long"),) if len(told) > MOST_WORDS else ()


def wanted_of_leader(
    *, at_deciding: bool, is_drafted: bool, letter_waits: bool, request_waits: bool, correction_waits: bool
) -> Act | None:
    """Return the one act the list leads to, None where the leader must open the dossier and look.

    A letter of apology comes before the result: it has a day of its own, and the result may still be days away.

    >>> wanted_of_leader(at_deciding=True, is_drafted=True, letter_waits=False, request_waits=False,
    ...                  correction_waits=False)
    <Act.APPROVE: 'approve'>
    """
    if request_waits:
        return Act.ALLOW_SECOND
    if letter_waits:
        return Act.SIGN_APOLOGY
    if at_deciding and is_drafted:
        return Act.APPROVE
    return Act.APPROVE_CORRECTION if correction_waits else None
