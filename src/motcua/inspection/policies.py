"""Samples are their drawer's own; notes are for inspectors and the manager. Nothing is changed once written."""

from motcua.platform.security import Table

_OVERSEEN = (
    "app_kind() = 'officer' AND EXISTS (SELECT 1 FROM dossier d JOIN dossier_access a ON a.dossier_id = d.id"
    " AND a.secrecy = d.secrecy WHERE d.id = inspection_note.dossier_id AND ((a.scope >> 4) & 15) = 5"
    " AND app_may_over('inspection.read', d.committee_id) OFFSET 0)"
)
_MINE = "app_may('reads.inspect') AND account_id = app_account()"
_PICKED = (
    "EXISTS (SELECT 1 FROM inspection_sample s WHERE s.id = inspection_pick.sample_id OFFSET 0)"
    " AND EXISTS (SELECT 1 FROM dossier d WHERE d.id = inspection_pick.dossier_id OFFSET 0)"
)

TABLES = [
    Table("inspection_sample", grants="SELECT, INSERT", read=_MINE, insert=_MINE),
    Table("inspection_pick", grants="SELECT, INSERT", read=_PICKED, insert=_PICKED),
    Table("inspection_note", grants="SELECT, INSERT", read=_OVERSEEN, insert=f"{_MINE} AND {_OVERSEEN}"),
]
