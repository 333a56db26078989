from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0006_substitution_capacity'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='phone',
            field=models.CharField(blank=True, max_length=20, db_default=''),
        ),
        migrations.AddField(
            model_name='account',
            name='email',
            field=models.CharField(blank=True, max_length=120, db_default=''),
        ),
        migrations.CreateModel(
            name='FoundingCode',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('hashed', models.CharField(max_length=64)),
                ('until', models.DateTimeField()),
            ],
            options={
                'db_table': 'founding_code',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='founding_code_one')],
            },
        ),
    ]
