"""A visit is seen by the officer who sits at it and by nobody else: what is typed there is nobody's dossier yet."""

from motcua.platform.security import Table

_OWN = "account_id = app_account() AND app_kind() = 'officer'"
_OF_VISIT = "EXISTS (SELECT 1 FROM visit v WHERE v.id = visit_matter.visit_id)"

TABLES = [
    Table("visit", read=_OWN, insert=_OWN),
    Table("visit_matter", read=_OF_VISIT, insert=_OF_VISIT),
    Table("cash_sheet", read=_OWN, insert=_OWN, grants="SELECT, INSERT"),
]
