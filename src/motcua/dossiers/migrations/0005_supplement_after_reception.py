"""Why a request waits for a leader: it repeats what was visible, or it comes late after reception (R2.24)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0004_submission_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="supplement",
            name="is_late",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="supplement",
            name="late_ground",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="supplement",
            name="repeats",
            field=models.BooleanField(default=False),
        ),
        # Until now the only reason to wait for a leader was the first.
        migrations.RunSQL("UPDATE supplement SET repeats = needs_leader WHERE needs_leader", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="supplement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_at__isnull", True),
                    ("is_late", False),
                    models.Q(("late_ground", ""), _negated=True),
                    _connector="OR",
                ),
                name="supplement_late_names_its_law",
            ),
        ),
    ]
