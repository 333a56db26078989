"""Organisations get a source and wider codes; what a representative declares for one is kept with his account.

No account becomes an organisation's here, and no dossier: which of the accounts opened before belonged to an
enterprise was never written down (decision 0003).
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="code",
            field=models.CharField(max_length=35, unique=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="source",
            field=models.CharField(default="vneid", max_length=20),  # the only provider there was
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="account",
            name="remembered",
            field=models.JSONField(null=True),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("code", ""), _negated=True), models.Q(("name", ""), _negated=True)),
                name="organisation_has_code_and_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation__isnull", True), ("kind", "citizen"), _connector="OR"),
                name="account_officer_acts_for_no_organisation",
            ),
        ),
    ]
