"""An office as dossiers tell of it: units, posts, officers, names; so one commune's dossier can be another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from motcua.identity import queries as identity
from motcua.identity.models import Holding, Unit
from motcua.platform import clock, places, training


class OfficesDiffer(Exception):
    """The other commune lacks a unit or a post of the first: its dossiers could not have gone this way."""


@dataclass(frozen=True)
class Office:
    """One commune: `words` are texts that stand in rows and events, by what they are; `units` ids by their part."""

    unit: int
    province: str  # three digits, as personal numbers begin
    prefix: str
    units: Mapping[str, int]
    posts: tuple[int, ...]
    words: Mapping[str, str] = field(compare=False)

    def like(self, other: Office) -> Office:
        """Return itself when it has what the other has; raise OfficesDiffer else."""
        if (
            set(self.units) != set(other.units)
            or len(self.posts) != len(other.posts)
            or set(self.words) != set(other.words)
        ):
            raise OfficesDiffer(f"unit {self.unit} is not made like unit {other.unit}")
        return self


def office_of(committee: int, on: date) -> Office:
    """Return the office of a commune as it is on a day. Posts are told in the order in which they were made."""
    slug = Unit.objects.get(pk=committee).slug
    parts = Unit.objects.filter(slug__startswith=f"{slug}-").order_by("id")
    units = {"ubnd": committee} | {unit.slug.removeprefix(f"{slug}-"): unit.id for unit in parts}
    held = list(
        Holding.objects.filter(post__unit_id__in=units.values(), until=None)
        .select_related("post", "account__person")
        .order_by("post_id")
    )
    view = identity.unit_view(committee, on)
    words: dict[str, str] = {}
    for n, holding in enumerate(held):
        name = holding.account.person.full_name
        words |= {f"account {n}": str(holding.account_id), f"name {n}": name, f"NAME {n}": name.upper()}
    short = view.short_name
    bare = places.bare_name(short)
    codes = identity.codes_of(committee, on)
    words |= {"short": short, "in sentence": places.in_sentence(short), "SHORT": short.upper()}
    words |= {"bare": bare, "BARE": bare.upper(), "place": codes["place"]}
    words |= {"calendar": clock.calendar_of(committee, "processing").digest}
    if phone := Unit.objects.get(pk=committee).contact.get("phone"):
        words["phone"] = phone
    return Office(
        committee,
        f"{int(view.province_code):03d}",
        training.prefix() + codes["dossier_prefix"],
        units,
        tuple(holding.post_id for holding in held),
        words,
    )
