"""Ratings: their givers, the officers they are about, and who oversees; all of them only where they see the dossier."""

from motcua.platform.security import Table

# Who does not see the dossier (another commune, a class of secrecy without clearance, one's own kin) sees no rating.
_SEEN = "EXISTS (SELECT 1 FROM dossier d WHERE d.id = {table}.dossier_id OFFSET 0)"
_ALL = "app_kind() = 'citizen' OR app_may('dossiers.oversee') OR app_may('feedback.answer')"
_OWN = "EXISTS (SELECT 1 FROM rated_officer o WHERE o.rating_id = {rating} AND o.account_id = app_account() OFFSET 0)"
_ENDED = (
    "app_kind() = 'citizen' AND EXISTS (SELECT 1 FROM dossier d WHERE d.id = {table}.dossier_id"
    " AND d.status IN (3, 8, 10))"
)


def _read(table: str, own: str) -> str:
    return f"{_SEEN.format(table=table)} AND ({_ALL} OR {own})"


def _answers(table: str) -> str:
    return (
        f"{_SEEN.format(table=table)} AND app_may_over('feedback.answer',"
        f" (SELECT d.committee_id FROM dossier d WHERE d.id = {table}.dossier_id))"
    )


TABLES = [
    Table(
        "rating",
        read=_read("rating", _OWN.format(rating="rating.id")),
        insert=_ENDED.format(table="rating"),
        update=f"({_ENDED.format(table='rating')}) OR ({_answers('rating')})",
    ),
    Table(
        "rated_officer",
        read=_read("rated_officer", "account_id = app_account()"),
        insert=_ENDED.format(table="rated_officer"),
        update=_ENDED.format(table="rated_officer"),
    ),
    Table(
        "rating_review",
        read=_read("rating_review", _OWN.format(rating="rating_review.rating_id")),
        insert=_ENDED.format(table="rating_review"),
        update=_answers("rating_review"),
    ),
]
