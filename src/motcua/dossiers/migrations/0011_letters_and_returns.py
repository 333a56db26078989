"""Letters of apology, stops, into whose hand a result went, and who signed the day's list of hand-overs."""

import django.db.models.deletion
import motcua.platform.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0010_more_days_for_a_supplement'),
    ]

    operations = [
        migrations.CreateModel(
            name='Apology',
            fields=[
                ('id', models.BigIntegerField(default=motcua.platform.ids.new_id, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=1000)),
                ('was_due_at', models.DateTimeField()),
                ('new_due_at', models.DateTimeField()),
                ('drafted_at', models.DateTimeField()),
                ('drafted_by', models.BigIntegerField()),
                ('sent_back', models.CharField(blank=True, max_length=500)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.BigIntegerField(null=True)),
                ('signer', models.JSONField(default=dict)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('is_late', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'apology',
            },
        ),
        migrations.CreateModel(
            name='ResultReturn',
            fields=[
                ('id', models.BigIntegerField(default=motcua.platform.ids.new_id, primary_key=True, serialize=False)),
                ('way', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.BigIntegerField()),
                ('receiver', models.CharField(blank=True, max_length=200)),
                ('proof', models.CharField(blank=True, max_length=12)),
                ('proof_text', models.CharField(blank=True, max_length=100)),
                ('mandate', models.JSONField(null=True)),
                ('mandate_file_id', models.BigIntegerField(null=True)),
                ('signed_by', models.CharField(blank=True, max_length=8)),
                ('witness', models.CharField(blank=True, max_length=200)),
                ('signature_file_id', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'result_return',
            },
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigIntegerField(default=motcua.platform.ids.new_id, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=60)),
                ('ground', models.CharField(max_length=12)),
                ('reason', models.CharField(blank=True, max_length=2000)),
                ('papers_back', models.CharField(blank=True, max_length=1000)),
                ('refund', models.DecimalField(decimal_places=0, max_digits=12, null=True)),
                ('refund_note', models.CharField(blank=True, max_length=300)),
                ('stopped_at', models.DateTimeField()),
                ('stopped_by', models.BigIntegerField()),
            ],
            options={
                'db_table': 'dossier_stop',
            },
        ),
        migrations.AddField(
            model_name='dossier',
            name='apology_drafted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='apology_signed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='unapologised_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='handover',
            name='due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='handover',
            name='given_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='handover',
            name='given_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('status__in', [2, 4])), fields=['due_at'], name='dossier_open_due'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('status', 9)), fields=['completed_at'], name='dossier_to_fetch'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=models.Index(fields=['at'], name='handover_at'),
        ),
        migrations.AddField(
            model_name='apology',
            name='dossier',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='apology', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='resultreturn',
            name='dossier',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='result_return', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='stop',
            name='dossier',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='stop', to='dossiers.dossier'),
        ),
        migrations.AddConstraint(
            model_name='apology',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='apology_reason_said'),
        ),
        migrations.AddConstraint(
            model_name='apology',
            constraint=models.CheckConstraint(condition=models.Q(('signed_at__isnull', True), models.Q(('number', ''), _negated=True), _connector='OR'), name='apology_signed_has_number'),
        ),
        migrations.AddIndex(
            model_name='resultreturn',
            index=models.Index(fields=['at'], name='result_return_at'),
        ),
        migrations.AddConstraint(
            model_name='resultreturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('way', 'counter'), _negated=True), models.Q(models.Q(('receiver', ''), _negated=True), models.Q(('proof', ''), _negated=True), models.Q(('signed_by', ''), _negated=True)), _connector='OR'), name='result_return_counter_knows_whom'),
        ),
        migrations.AddConstraint(
            model_name='resultreturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_by', 'thumb'), _negated=True), models.Q(('witness', ''), _negated=True), _connector='OR'), name='result_return_thumb_has_witness'),
        ),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.CheckConstraint(condition=models.Q(('refund__isnull', True), ('refund__gte', 0), _connector='OR'), name='stop_refund_not_negative'),
        ),
    ]
