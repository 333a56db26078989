"""Second factor, sessions and reviews of officers; who administers accounts does so for his own committee.

Days without a sign-in were not kept before: they are counted from the day of this migration.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.platform.ids

COUNTED_FROM_NOW = "UPDATE account SET reopened_at = now() WHERE kind = 'officer'"

OVER_THE_COMMITTEE = """
WITH RECURSIVE above (grant_id, unit_id, depth) AS (
    SELECT g.id, p.unit_id, 0 FROM post_grant g JOIN post p ON p.id = g.post_id
    WHERE g.permission = 'identity.manage' AND g.unit_id IS NULL
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

    dependencies = [
        ('identity', '0003_calendar_of_ones_committee'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='closed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='closed_because',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='account',
            name='reopened_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='OfficerSession',
            fields=[
                ('id', models.BigIntegerField(default=motcua.platform.ids.new_id, primary_key=True, serialize=False)),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('device', models.CharField(max_length=80)),
                ('since', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'officer_session',
            },
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='second_factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('secret', models.TextField(blank=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('last_step', models.BigIntegerField(default=0)),
                ('reset_at', models.DateTimeField(null=True)),
                ('reset_by', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'db_table': 'second_factor',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('secret', '')), models.Q(('confirmed_at__isnull', False), models.Q(('secret', ''), _negated=True)), _connector='OR'), name='second_factor_confirmed_has_secret')],
            },
        ),
        migrations.CreateModel(
            name='AccessReview',
            fields=[
                ('id', models.BigIntegerField(default=motcua.platform.ids.new_id, primary_key=True, serialize=False)),
                ('year', models.SmallIntegerField()),
                ('quarter', models.SmallIntegerField()),
                ('listed', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by_label', models.CharField(max_length=200)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.unit')),
            ],
            options={
                'db_table': 'access_review',
                'indexes': [models.Index(fields=['unit', '-at'], name='access_review_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quarter__range', (1, 4))), name='access_review_quarter')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigIntegerField(default=motcua.platform.ids.new_id, primary_key=True, serialize=False)),
                ('hashed', models.CharField(max_length=64)),
                ('used_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'recovery_code',
                'constraints': [models.UniqueConstraint(fields=('account', 'hashed'), name='recovery_code_once')],
            },
        ),
        migrations.RunSQL(COUNTED_FROM_NOW, migrations.RunSQL.noop),
        migrations.RunSQL(OVER_THE_COMMITTEE, migrations.RunSQL.noop),
    ]
