"""A visit is seen by the officer who sits at it and by nobody else: what is typed there is nobody's dossier yet.

The queue is seen by everybody who receives at that place; machines in the hall come through functions.sql.
"""

from motcua.platform.security import Table

_OWN = "account_id = app_account() AND app_kind() = 'officer'"
_OF_VISIT = "EXISTS (SELECT 1 FROM visit v WHERE v.id = visit_matter.visit_id)"
# Who receives there: 16 is the receiving part without a class of secrecy (identity.rules.scope_of).
_HERE = "app_kind() = 'officer' AND unit_id::bigint * 256 + 16 = ANY (app_scopes())"
_ARRANGES = f"{_HERE} AND app_may_over('dossiers.assign', committee_id)"

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
]
