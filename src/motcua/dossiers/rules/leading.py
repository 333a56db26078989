"""What of a dossier waits for the hand of a leader. Pure."""

from __future__ import annotations

from motcua.dossiers.rules.acts import Act


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
