"""Who kept the calendar without a unit keeps that of his committee; what holds for everybody is the province's."""

from django.db import migrations

OVER_THE_COMMITTEE = """
WITH RECURSIVE above (grant_id, unit_id, depth) AS (
    SELECT g.id, p.unit_id, 0 FROM post_grant g JOIN post p ON p.id = g.post_id
    WHERE g.permission = 'calendar.manage' AND g.unit_id IS NULL
    UNION ALL
    SELECT a.grant_id, u.parent_id, a.depth + 1 FROM above a
    JOIN unit_parent u ON u.unit_id = a.unit_id AND (u.until IS NULL OR u.until >= current_date)
    JOIN unit parent ON parent.id = u.parent_id
    WHERE a.depth < 4
), committee AS (
    SELECT DISTINCT ON (a.grant_id) a.grant_id, a.unit_id FROM above a JOIN unit u ON u.id = a.unit_id
    WHERE u.kind = 'committee' ORDER BY a.grant_id, a.depth
)
UPDATE post_grant g SET unit_id = c.unit_id FROM committee c WHERE g.id = c.grant_id
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_organisations_and_their_accounts")]

    operations = [migrations.RunSQL(OVER_THE_COMMITTEE, migrations.RunSQL.noop)]
