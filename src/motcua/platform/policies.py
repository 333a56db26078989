"""Who may touch the tables of the platform. Dossier and person events get their condition in `dossiers`."""

from motcua.platform.security import SOMEBODY, Table

_OPEN = "holds no personal data"
# Everybody reads the calendar, for everybody is promised dates. A unit's own rows are changed by who manages its
# calendar, what holds for every unit only by who manages that (docs/clock.md 9). A row never changes its unit.
_CALENDAR = (
    "CASE WHEN unit_id IS NULL THEN app_may('calendar.national') ELSE app_may_over('calendar.manage', unit_id) END"
)
_CALENDAR_EVENTS = (
    "kind = 'calendar' AND (app_may('calendar.national') OR app_may_over('calendar.manage', key)"
    " OR (key = 0 AND app_may('calendar.manage')))"
)

TABLES = [
    Table(
        "event",
        grants="SELECT, INSERT",
        job_grants="SELECT, INSERT",
        read="(kind = 'account' AND key = app_account())"
        " OR (kind IN ('account', 'post', 'unit') AND app_may('identity.manage'))"
        " OR (kind = 'pack' AND app_may('packs.manage')) OR (" + _CALENDAR_EVENTS + ")"
        " OR (kind = 'outage' AND app_may('outages.announce'))",
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
    Table("event_follower", grants="SELECT", job_grants="SELECT", why_open="names of queues and kinds of chains"),
    Table("work", grants="SELECT, INSERT", read="true", insert="true", why_open="ids of what has news, no more"),
    Table("outbox", read="app_may('integrations.watch')", insert=SOMEBODY),
    Table("outbox_history", grants="SELECT", read="app_may('integrations.watch')"),
    Table("inbox", read="app_may('integrations.watch')", insert=SOMEBODY),
    Table("data_set", grants="SELECT", job_grants="SELECT", why_open="one word: real or training"),
    Table("serial", why_open=_OPEN),
    Table("rate", why_open="keyed hashes of addresses and counts, for spans of minutes"),
    Table(
        "work_calendar",
        grants="SELECT, INSERT, UPDATE (shifts, source, mark)",
        read="true",
        why_open=_OPEN,
        insert=_CALENDAR,
        update=_CALENDAR,
    ),
    Table(
        "calendar_day",
        grants="SELECT, INSERT, UPDATE (kind, name, as_weekday, is_active, source, mark)",
        read="true",
        why_open=_OPEN,
        insert=_CALENDAR,
        update=_CALENDAR,
    ),
    Table(
        "calendar_notice",
        grants="SELECT, INSERT, UPDATE (is_loaded, source, mark)",
        read="true",
        why_open=_OPEN,
        insert="app_may('calendar.national')",
        update="app_may('calendar.national')",
    ),
    # Everybody is told; the times of an announcement never change, it is withdrawn and another one made.
    Table(
        "outage",
        grants="SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_why)",
        read="true",
        why_open=_OPEN,
        insert="app_may('outages.announce')",
        update="app_may('outages.announce')",
    ),
]
