from django.db import migrations


class Migration(migrations.Migration):
    """Dossiers that were there before the figures were: the follower reads each of them once."""

    dependencies = [("monitoring", "0004_steps")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO work (queue, subject_kind, subject_id)"
            " SELECT 'facts', 'dossier', key FROM stream_head WHERE kind = 'dossier' ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        )
    ]
