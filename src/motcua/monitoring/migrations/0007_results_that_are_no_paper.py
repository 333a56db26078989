from django.db import migrations

# As data/no_paper.yaml says on this day; a later change of it brings a migration of its own.
_NO_PAPER = """
    NOT EXISTS (SELECT FROM jsonb_array_elements(v.content #> '{procedure,results}') r
                WHERE r ->> 'name' !~ '^(Cập nhật|Chỉnh lý|Chi trả|Thực hiện|Học sinh được)')
"""


class Migration(migrations.Migration):
    """Procedures whose results are acts return no paper: what was read of them is read again by the follower."""

    dependencies = [("monitoring", "0006_counted_beside"), ("catalogue", "__first__")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO work (queue, subject_kind, subject_id)"
            " SELECT 'facts', 'dossier', f.dossier_id FROM dossier_fact f"
            f" JOIN procedure_version v ON v.id = f.version_id WHERE {_NO_PAPER} ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            f"DELETE FROM version_trait t USING procedure_version v WHERE v.id = t.version_id AND {_NO_PAPER}",
            migrations.RunSQL.noop,
        ),
    ]
