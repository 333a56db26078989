import django.contrib.postgres.fields
from django.db import migrations, models

# What `dossier_place` writes from now on, for the dossiers that are there (identity.rules: part 5 oversees).
BACKFILL = """
    UPDATE dossier_access a SET waits_for = ARRAY(
        SELECT b.scope FROM dossier_access b WHERE b.dossier_id = a.dossier_id AND b.is_turn ORDER BY b.scope)
    FROM dossier d
    WHERE d.id = a.dossier_id AND (a.scope >> 4) & 15 = 5 AND a.secrecy = d.secrecy
      AND (d.status NOT IN (3, 8, 10)
           OR EXISTS (SELECT 1 FROM dossier_access b WHERE b.dossier_id = a.dossier_id AND b.is_turn))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0013_volumes_of_a_book'),
    ]

    operations = [
        migrations.AddField(
            model_name='access',
            name='waits_for',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='access',
            index=models.Index(condition=models.Q(('waits_for__isnull', False)), fields=['scope', 'due_at', 'dossier'], name='access_overseen'),
        ),
    ]
