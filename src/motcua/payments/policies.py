"""Money of dossiers: `dossiers` says who sees it."""

from motcua.platform.security import SOMEBODY, Table

TABLES = [
    Table("obligation", read="false", insert=SOMEBODY),
    Table("payment", read="false", insert=SOMEBODY, grants="SELECT, INSERT"),
    Table("refund", read="false", insert="app_kind() = 'officer'", update="app_kind() = 'officer'"),
]
