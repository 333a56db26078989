"""The catalogue is public; who may write it is decided by services and recorded as events."""

from motcua.platform.security import Table

_PUBLIC = "procedures are published for everybody"

TABLES = [
    Table("pack_layer", why_open=_PUBLIC),
    Table("procedure_version", why_open=_PUBLIC, grants="SELECT, INSERT"),
    Table("procedure_abolition", why_open=_PUBLIC, grants="SELECT, INSERT"),
    Table("catalogue_entry", why_open=_PUBLIC),
    Table("code_list", why_open=_PUBLIC, grants="SELECT, INSERT"),
    Table(
        "competence",
        read="true",
        why_open=_PUBLIC,
        insert="app_may('packs.manage')",
        update="app_may('packs.manage')",
    ),
    # People read on which days no paper is taken; whoever manages the days of the committee sets them.
    Table(
        "paperless_rule",
        grants="SELECT, INSERT, UPDATE (ended_at, ended_why)",
        read="true",
        why_open=_PUBLIC,
        insert="app_may_over('calendar.manage', committee_id)",
        update="app_may_over('calendar.manage', committee_id)",
    ),
]

# Who manages packs reads the history of competence beside that of procedures.
WIDEN = {
    "event": "(kind = 'competence' AND app_may('packs.manage'))"
    " OR (kind = 'paperless' AND app_may_over('calendar.manage', event.unit_id))"
}
