"""Files are seen through attachments only; `dossiers` and `plans` widen these to the files of what one sees there."""

from motcua.platform.security import SOMEBODY, Table

_OWN_DRAFT = "holder_kind = 'draft' AND EXISTS (SELECT 1 FROM draft d WHERE d.id = attachment.holder_id)"
_OWN = "account_id = app_account()"

TABLES = [
    # Into a draft only its owner puts files; from there they reach a dossier through attachment_move (functions.sql).
    Table(
        "attachment",
        read=_OWN_DRAFT,
        insert=f"({_OWN_DRAFT}) OR (holder_kind = 'dossier' AND dossier_seen(holder_id))"
        " OR (holder_kind = 'plan' AND plan_seen(holder_id))",
    ),
    # Nobody on the web reads it: what a list tells of a file stands in the attachment.
    Table("blob", read="false", insert=SOMEBODY, grants="SELECT, INSERT"),
    Table("upload", read=_OWN, insert=_OWN, delete=_OWN, grants="SELECT, INSERT, UPDATE, DELETE"),
]
