from django.db import migrations, models

FROM_THE_BYTES = """
UPDATE attachment t SET size = b.size, content_type = b.content_type, pages = b.pages
FROM blob b WHERE b.sha256 = t.blob_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_upload_in_pieces"),
    ]

    operations = [
        migrations.AddField("attachment", "size", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "attachment", "content_type", models.CharField(max_length=60, default=""), preserve_default=False
        ),
        migrations.AddField("attachment", "pages", models.SmallIntegerField(default=1)),
        migrations.RunSQL(FROM_THE_BYTES, migrations.RunSQL.noop),
    ]
