"""Who may read the numbers: facts hold no personal value, yet are of dossiers; counts and traits are the house's."""

from motcua.platform.security import Table

# Who may read figures of a committee, or oversees its dossiers (part 5, class 0). Which dossiers he may open, the
# dossiers' own policies say. Asked once for a query and not for each row: a year of a province is half a million rows.
_READER = "committee_id = ANY ((SELECT monitoring_committees())::integer[])"
_COUNTS = "counts of dossiers by unit and period; what is published of them is coarser still"

_OVERSEEN = "app_kind() = 'officer' AND (committee_id::bigint * 256 + 5 * 16) = ANY (app_scopes())"
# An officer always reads what he did himself.
_OWN = "account_id = (SELECT app_account()) OR assisted_by = (SELECT app_account())"

FOR_JOBS = ("monitoring_arrange_facts",)  # functions that run as owner and are not for pages

TABLES = [
    Table("dossier_fact", grants="SELECT", read=_READER),
    Table("dossier_step", grants="SELECT", read=f"(SELECT app_kind()) = 'officer' AND ({_READER} OR {_OWN})"),
    Table("board_stamp", grants="SELECT", why_open="a count of news without what they were"),
    Table(
        "wall_link",
        read=_OVERSEEN,
        insert=f"{_OVERSEEN} AND made_by = app_account()",
        grants="SELECT, INSERT, UPDATE (revoked_at, revoked_by)",
        job_grants="SELECT",
    ),
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
