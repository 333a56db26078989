"""The catalogue is public; who may write it is decided by services and recorded as events."""

from motcua.platform.security import Table

_PUBLIC = "procedures are published for everybody"

TABLES = [
    Table("pack_layer", why_open=_PUBLIC),
    Table("procedure_version", why_open=_PUBLIC, grants="SELECT, INSERT"),
    Table("procedure_abolition", why_open=_PUBLIC, grants="SELECT, INSERT"),
    Table("catalogue_entry", why_open=_PUBLIC),
    Table("code_list", why_open=_PUBLIC, grants="SELECT, INSERT"),
    Table("competence", why_open=_PUBLIC),
]

# Who manages packs reads the history of competence beside that of procedures.
WIDEN = {"event": "kind = 'competence' AND app_may('packs.manage')"}
