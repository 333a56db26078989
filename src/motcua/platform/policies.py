"""Who may touch the tables of the platform. Dossier and person events get their condition in `dossiers`."""

from motcua.platform.security import SOMEBODY, Table

_OPEN = "holds no personal data"

TABLES = [
    Table(
        "event",
        grants="SELECT, INSERT",
        job_grants="SELECT, INSERT",
        read="(kind = 'account' AND key = app_account())"
        " OR (kind IN ('account', 'post', 'unit') AND app_may('identity.manage'))"
        " OR (kind = 'pack' AND app_may('packs.manage')) OR (kind = 'calendar' AND app_may('calendar.manage'))",
        insert="true",
    ),
    Table(
        "event_value",
        grants="SELECT, INSERT",
        read="kind IN ('account', 'post') AND app_may('identity.manage')",
        insert="true",
    ),
    Table(
        "access_log",
        grants="SELECT, INSERT",
        job_grants="SELECT, INSERT",
        read="subject_id = coalesce(app_organisation(), app_person())",
        insert="true",
    ),
    Table("stream_head", grants="SELECT, INSERT, UPDATE", why_open="kinds, ids, counts and hashes only"),
    Table("work", grants="SELECT, INSERT, UPDATE, DELETE", read=SOMEBODY, insert=SOMEBODY, delete=SOMEBODY),
    Table("outbox", read="app_may('integrations.watch')", insert=SOMEBODY),
    Table("outbox_history", grants="SELECT", read="app_may('integrations.watch')"),
    Table("inbox", read="app_may('integrations.watch')", insert=SOMEBODY),
    Table("serial", why_open=_OPEN),
    Table("rate", why_open="keyed hashes of addresses and counts, for spans of minutes"),
    Table("work_calendar", why_open=_OPEN),
    Table("calendar_day", why_open=_OPEN),
    Table("calendar_notice", why_open=_OPEN),
]
