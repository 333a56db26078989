"""Money of dossiers: `dossiers` says who sees it."""

from motcua.platform.security import SOMEBODY, Table

# Money goes back by the hand of an officer who sees the dossier, never by its own people's.
_OFFICE = "app_kind() = 'officer' AND dossier_seen(dossier_id)"

TABLES = [
    Table("obligation", read="false", insert=SOMEBODY),
    Table("payment", read="false", insert=SOMEBODY, grants="SELECT, INSERT"),
    Table("refund", read="false", insert=_OFFICE, update=_OFFICE),
]
