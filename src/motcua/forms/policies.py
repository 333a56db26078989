"""A draft is its owner's alone; once sent, his organisation's too: a colleague answers a supplement through it."""

from motcua.platform.security import Table

_OWN = "account_id = app_account()"
_SENT = "submitted_at IS NOT NULL AND organisation_id = app_organisation()"

TABLES = [
    Table("draft", read=f"{_OWN} OR ({_SENT})", insert=_OWN),
    Table(
        "draft_patch",
        read="EXISTS (SELECT 1 FROM draft d WHERE d.id = draft_patch.draft_id)",
        insert="EXISTS (SELECT 1 FROM draft d WHERE d.id = draft_patch.draft_id)",
    ),
]
