"""A visit is seen by the officer who sits at it and by nobody else: what is typed there is nobody's dossier yet.

The queue is seen by everybody who receives at that place; machines in the hall come through functions.sql.
Help with filing online is seen by the officer who gives it and by whose draft it is about; both may end it.
"""

from motcua.platform.security import Table

_OWN = "account_id = app_account() AND app_kind() = 'officer'"
_OF_VISIT = "EXISTS (SELECT 1 FROM visit v WHERE v.id = visit_matter.visit_id)"
# Who receives there: 16 is the receiving part without a class of secrecy (identity.rules.scope_of).
_HERE = "app_kind() = 'officer' AND unit_id::bigint * 256 + 16 = ANY (app_scopes())"
_ARRANGES = f"{_HERE} AND app_may_over('dossiers.assign', committee_id)"

# A list is the work of a counter: whoever receives for its unit sees it (part 1 of a scope is receiving).
_OF_COUNTER = (
    "app_kind() = 'officer' AND EXISTS (SELECT 1 FROM unnest(app_scopes()) s"
    " WHERE s / 256 = batch.unit_id AND (s >> 4) & 15 = 1)"
)
_OF_BATCH = "EXISTS (SELECT 1 FROM batch b WHERE b.id = batch_row.batch_id)"

_HELPS = "account_id = app_account() AND app_kind() = 'officer'"
_HELPED = "app_kind() = 'citizen' AND EXISTS (SELECT 1 FROM draft d WHERE d.id = assistance.draft_id)"

WIDEN = {"event": "kind = 'list' AND EXISTS (SELECT 1 FROM batch b WHERE b.id = event.key)"}

TABLES = [
    Table("visit", read=_OWN, insert=_OWN),
    Table("visit_matter", read=_OF_VISIT, insert=_OF_VISIT),
    Table("cash_sheet", read=_OWN, insert=_OWN, grants="SELECT, INSERT"),
    Table("queue_plan", read=_HERE, insert=_ARRANGES, grants="SELECT, INSERT"),
    Table(
        "queue_link",
        read=_HERE,
        insert=f"{_HERE} AND made_by = app_account()",
        grants="SELECT, INSERT, UPDATE (revoked_at, revoked_by)",
    ),
    Table("queue_ticket", read=_HERE, insert=_HERE),
    Table("batch", read=_OF_COUNTER, insert=_OF_COUNTER),
    Table("batch_row", read=_OF_BATCH, insert=_OF_BATCH),
    Table(
        "assistance",
        read=f"({_HELPS}) OR ({_HELPED})",
        insert=f"{_HELPS} AND {_HERE}",
        grants="SELECT, INSERT, UPDATE (step, steps, place, lacking, told_at, sent_at, ended_at)",
    ),
    Table("batch_progress", why_open="counts of rows, by the id of a list"),
]
