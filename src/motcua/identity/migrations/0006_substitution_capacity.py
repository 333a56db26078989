from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0005_who_looks_after_notices'),
    ]

    operations = [
        migrations.AddField(
            model_name='substitution',
            name='capacity',
            field=models.CharField(blank=True, max_length=4),
        ),
    ]
