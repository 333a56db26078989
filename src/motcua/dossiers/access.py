"""The one access predicate: which rows of dossiers a person may see (architecture 5, "Access").

Every list, page, file and interface goes through `restrict`; row-level security
(policies.py) says the same once more in the database. Nothing else decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from motcua.identity.rules import Part

if TYPE_CHECKING:
    from motcua.identity.queries import Person


def held_by(who: Person | None) -> Q:
    """Return the condition on an access row under which it is this person's; nobody holds none."""
    if who is None:
        return Q(pk__in=[])
    live = Q(until__isnull=True) | Q(until__gt=Now())
    if who.kind == "officer":
        return live & Q(scope__any_of=who.scopes()) & ~Q(persons__overlap=list(who.barred))
    if who.organisation_id:  # he acts for it: what is his own he sees with his own account
        return live & Q(organisation_id=who.organisation_id)
    return live & Q(person_id=who.person_id)


def restrict(rows: QuerySet[Any], who: Person | None, *, dossier: str, secrecy: str) -> QuerySet[Any]:
    """Keep of `rows` those of dossiers this person may see, in the class of secrecy of each row.

    `dossier` and `secrecy` name the columns of `rows` that hold the dossier's id and the class.
    """
    from motcua.dossiers.models import Access

    held = Access.objects.filter(held_by(who), dossier_id=OuterRef(dossier), secrecy=OuterRef(secrecy))
    return rows.filter(Exists(held))


class Visible(QuerySet):
    """Rows that belong to a dossier and carry their own class of secrecy."""

    def visible_to(self, who: Person | None) -> QuerySet[Any]:
        """Keep what this person may see."""
        return restrict(self, who, dossier="dossier_id", secrecy="secrecy")


class VisibleDossiers(QuerySet):
    """Dossiers themselves."""

    def visible_to(self, who: Person | None) -> QuerySet[Any]:
        """Keep what this person may see."""
        return restrict(self, who, dossier="pk", secrecy="secrecy")


class VisibleThroughDossier(QuerySet):
    """Rows of a dossier as secret as the dossier itself."""

    def visible_to(self, who: Person | None) -> QuerySet[Any]:
        """Keep what this person may see."""
        return restrict(self, who, dossier="dossier_id", secrecy="dossier__secrecy")


class VisibleToOffice(QuerySet):
    """Rows of a dossier for the offices that work on it: neither its own people nor a unit that is only consulted."""

    def visible_to(self, who: Person | None) -> QuerySet[Any]:
        """Keep what this person may see."""
        from motcua.dossiers.models import Access

        held = Access.objects.filter(
            held_by(who), dossier_id=OuterRef("dossier_id"), secrecy=OuterRef("dossier__secrecy")
        )
        ours = held.annotate(part=F("scope").bitrightshift(4).bitand(15)).exclude(part=Part.CONSULTED)
        return self.filter(Exists(ours.filter(scope__isnull=False)))


class VisibleAccess(QuerySet):
    """Access rows: the work list starts here."""

    def visible_to(self, who: Person | None) -> QuerySet[Any]:
        """Keep the rows this person holds."""
        return self.filter(held_by(who))
