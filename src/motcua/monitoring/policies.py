"""Who may read the numbers: facts hold no personal value, yet are of dossiers; counts and traits are the house's."""

from motcua.platform.security import Table

# Who may read figures of a committee, or oversees its dossiers (part 5, class 0). Which dossiers he may open, the
# dossiers' own policies say.
_READER = "app_may_over('numbers.read', committee_id) OR (committee_id::bigint * 256 + 5 * 16) = ANY (app_scopes())"
_COUNTS = "counts of dossiers by unit and period; what is published of them is coarser still"

TABLES = [
    Table("dossier_fact", grants="SELECT", read=_READER),
    Table("version_trait", grants="SELECT", why_open="what the public catalogue says of a procedure"),
    Table("figure_cell", grants="SELECT", why_open=_COUNTS),
    Table("reading_choice", grants="SELECT", why_open="how a published index is read"),
    Table(
        "own_filing",
        grants="SELECT, INSERT, UPDATE",
        read="account_id = app_account()",
        insert="account_id = app_account()",
    ),
    Table("figure_forecast", grants="SELECT", why_open=_COUNTS),
    Table(
        "figure_closing",
        grants="SELECT, INSERT",
        job_grants="SELECT",
        read="true",
        insert="app_may_over('numbers.close', unit_id)",
        why_open=_COUNTS,
    ),
]
