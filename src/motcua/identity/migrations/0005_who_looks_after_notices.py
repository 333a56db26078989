"""Who administers a committee and keeps its calendar looks after its notices too, until that is given to another."""

from django.db import migrations

ALSO_NOTICES = """
INSERT INTO post_grant (post_id, permission, unit_id, secrecy, since, until)
SELECT g.post_id, 'notices.manage', g.unit_id, 0, g.since, g.until
FROM post_grant g JOIN post p ON p.id = g.post_id
WHERE g.permission = 'calendar.manage' AND g.unit_id IS NOT NULL AND p.role = 'administrator'
  AND NOT EXISTS (SELECT 1 FROM post_grant o WHERE o.post_id = g.post_id AND o.permission = 'notices.manage')
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_second_factor_and_reviews")]

    operations = [migrations.RunSQL(ALSO_NOTICES, migrations.RunSQL.noop)]
