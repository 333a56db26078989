"""A draft is its owner's alone."""

from motcua.platform.security import Table

_OWN = "account_id = app_account()"

TABLES = [
    Table("draft", read=_OWN, insert=_OWN),
    Table(
        "draft_patch",
        read="EXISTS (SELECT 1 FROM draft d WHERE d.id = draft_patch.draft_id)",
        insert="EXISTS (SELECT 1 FROM draft d WHERE d.id = draft_patch.draft_id)",
    ),
]
