"""The second barrier (row-level security) behind the one predicate of `access.py`."""

from motcua.platform.security import Table

_LIVE = "(until IS NULL OR until > now())"
_MINE = (
    f"{_LIVE} AND ((scope = ANY (app_scopes()) AND NOT persons && app_barred())"
    " OR person_id = app_person() OR organisation_id = app_organisation())"
)


def _seen(dossier: str, secrecy: str) -> str:
    """Somebody sees a row of a dossier when he holds an access row of the same class of secrecy.

    `OFFSET 0` has each row asked by itself through the index. Without it the planner, where it takes a few rows for a
    thousand, gathers all an officer may see first: 45 ms of 47 in a look-up by number among 100,000 dossiers.
    """
    return f"EXISTS (SELECT 1 FROM dossier_access a WHERE a.dossier_id = {dossier} AND a.secrecy = {secrecy} OFFSET 0)"


def _of_dossier(table: str, column: str = "dossier_id") -> str:
    return f"EXISTS (SELECT 1 FROM dossier d WHERE d.id = {table}.{column} OFFSET 0)"


def _officers(table: str) -> str:
    """What officers write to each other: whoever sees the dossier, and is no citizen."""
    return f"app_kind() <> 'citizen' AND {_of_dossier(table)}"


def _ours(table: str) -> str:
    """What is the office's own: whoever holds a part of the dossier other than being consulted (6)."""
    return (
        f"app_kind() <> 'citizen' AND EXISTS (SELECT 1 FROM dossier_access a WHERE a.dossier_id = {table}.dossier_id"
        " AND ((a.scope >> 4) & 15) <> 6 OFFSET 0)"
    )


TABLES = [
    Table("dossier_access", read=_MINE, insert="dossier_unopened(dossier_id)"),
    Table("dossier", read=_seen("dossier.id", "dossier.secrecy")),
    Table("dossier_code", read=_of_dossier("dossier_code")),
    Table("party", read=_seen("party.dossier_id", "party.secrecy")),
    Table("dossier_answers", read=_seen("dossier_answers.dossier_id", "dossier_answers.secrecy")),
    Table(
        "dossier_component",
        read=_seen("dossier_component.dossier_id", "dossier_component.secrecy"),
        grants="SELECT, INSERT, UPDATE, DELETE",  # a dossier moved to another procedure has other papers
        delete="app_kind() = 'officer' AND " + _seen("dossier_component.dossier_id", "dossier_component.secrecy"),
    ),
    Table("dossier_pause", read=_of_dossier("dossier_pause")),
    Table("supplement", read=_of_dossier("supplement")),
    Table("supplement_item", read=_seen("supplement_item.dossier_id", "supplement_item.secrecy")),
    Table("supplement_extension", read=_of_dossier("supplement_extension")),
    Table("withdrawal", read=_of_dossier("withdrawal")),
    Table("verification", read=_of_dossier("verification")),
    Table("handover", read=_of_dossier("handover")),
    Table("dossier_result", read=_seen("dossier_result.dossier_id", "dossier_result.secrecy")),
    Table("book_entry", read=_of_dossier("book_entry")),
    # No person stands there: how many volumes a book of an office has. That the office is one's own, the service asks.
    Table("book_volume", grants="SELECT, INSERT", read="app_kind() = 'officer'", insert="app_may('dossiers.number')"),
    Table("slip", read=_of_dossier("slip")),
    Table("opinion", read=_officers("opinion"), insert=_officers("opinion")),
    Table("dossier_note", read=_ours("dossier_note"), insert=_ours("dossier_note")),
    Table(
        "dossier_pair",
        read=f"{_officers('dossier_pair')} AND {_of_dossier('dossier_pair', 'other_id')}",
        insert=f"{_officers('dossier_pair')} AND {_of_dossier('dossier_pair', 'other_id')}",
    ),
    Table("result_correction", read=_of_dossier("result_correction"), insert=_officers("result_correction")),
    Table("bulk_run", grants="SELECT, INSERT", read="account_id = app_account()", insert="account_id = app_account()"),
    Table(
        "submission_key",
        grants="SELECT, INSERT",
        read="account_id = app_account()",
        insert="account_id = app_account()",
    ),
    # A letter the head has not signed is nobody's to read outside the office.
    Table(
        "apology",
        read=_of_dossier("apology") + " AND (app_kind() <> 'citizen' OR signed_at IS NOT NULL)",
        insert="app_kind() = 'officer' AND dossier_seen(dossier_id)",
    ),
    Table(
        "dossier_stop",
        read=_of_dossier("dossier_stop"),
        insert="app_kind() = 'officer' AND dossier_seen(dossier_id)",
    ),
    Table(
        "result_return",
        read=_of_dossier("result_return"),
        insert="app_kind() = 'officer' AND dossier_seen(dossier_id)",
    ),
]

WIDEN = {
    # For officers: a representative would read the row of a colleague, with all he ever declared as a private person.
    "person": "app_kind() <> 'citizen' AND EXISTS (SELECT 1 FROM party p WHERE p.person_id = person.id)",
    "event": "kind = 'dossier' AND " + _seen("event.key", "event.secrecy"),
    "event_value": "kind = 'dossier' AND " + _seen("event_value.key", "event_value.secrecy"),
    "access_log": "app_may('reads.inspect') AND " + _of_dossier("access_log"),
    "attachment": "holder_kind = 'dossier' AND "
    + _seen("attachment.holder_id", "attachment.secrecy")
    + " AND (app_kind() <> 'citizen' OR (is_public_to_parties AND kind <> 'scan'))",
    "obligation": _of_dossier("obligation"),
    "payment": _of_dossier("payment"),
    "refund": _of_dossier("refund"),
    # Whoever is a party reads how he himself was told, not the addresses of the others.
    "delivery": "app_kind() <> 'citizen' AND " + _seen("delivery.dossier_id", "delivery.secrecy"),
}
