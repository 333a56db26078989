"""Files are seen through attachments only; `dossiers` widens both tables to the files of dossiers one sees."""

from motcua.platform.security import SOMEBODY, Table

TABLES = [
    Table(
        "attachment",
        read="holder_kind = 'draft' AND EXISTS (SELECT 1 FROM draft d WHERE d.id = attachment.holder_id)",
        insert=SOMEBODY,
    ),
    Table("blob", read="false", insert=SOMEBODY, grants="SELECT, INSERT"),
]
