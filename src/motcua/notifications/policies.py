"""A notice is read by the person it was sent to, or by those who act for the organisation.

How it travelled is read by the same people and, through `dossiers/policies.py`, by officers who see the dossier.
Who looks after the notices of a committee sees only the mails that could not be sent, and those he
let go once more.
"""

from motcua.platform.security import SOMEBODY, Table

_OWN = "person_id = app_person() OR organisation_id = app_organisation()"
_MANAGED = "app_may_over('notices.manage', committee_id)"
# Asked row by row: whoever sees the delivery sees its calls.
_ITS_DELIVERY = "EXISTS (SELECT 1 FROM delivery d WHERE d.id = call_try.delivery_id OFFSET 0)"

TABLES = [
    Table("notice", read=_OWN, insert=SOMEBODY),
    Table(
        "delivery",
        read=f"{_OWN} OR (channel = 'email' AND (state IN ('dead', 'unclear') OR is_again) AND {_MANAGED})",
        grants="SELECT, INSERT, UPDATE (state, done_at, attempts, not_before, claimed_at, is_again, last_error)",
        job_grants="SELECT, INSERT, UPDATE",
    ),
    Table(
        "call_try",
        read=_ITS_DELIVERY,
        insert=f"app_kind() = 'officer' AND {_ITS_DELIVERY}",
        grants="SELECT, INSERT",
        job_grants="SELECT",
    ),
    Table(
        "notice_wording",
        read=SOMEBODY,
        insert=_MANAGED,
        update="false",
        grants="SELECT, INSERT",
        job_grants="SELECT",
    ),
]
