from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("platform", "0005_outages_told_beforehand")]

    operations = [
        migrations.DeleteModel(name="Work"),  # nothing wrote to it so far
        migrations.CreateModel(
            name="Work",
            fields=[
                ("pk", models.CompositePrimaryKey("queue", "subject_kind", "subject_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("queue", models.CharField(max_length=40)),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("since", models.DateTimeField(db_default=Now())),
                ("not_before", models.DateTimeField(db_default=Now())),
                ("attempts", models.SmallIntegerField(db_default=0)),
                ("last_error", models.CharField(blank=True, db_default="", max_length=300)),
                ("parked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "work",
                "indexes": [models.Index(condition=models.Q(("parked_at", None)), fields=["queue", "not_before"], name="work_to_claim")],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("pk", models.CompositePrimaryKey("queue", "kind", blank=True, editable=False, primary_key=True, serialize=False)),
                ("queue", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=20)),
            ],
            options={"db_table": "event_follower"},
        ),
    ]
