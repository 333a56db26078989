from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0003_calendar_of_ones_committee'),
    ]

    operations = [
        migrations.AddField(
            model_name='substitution',
            name='capacity',
            field=models.CharField(blank=True, max_length=4),
        ),
    ]
