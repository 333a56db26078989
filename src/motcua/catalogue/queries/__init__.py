"""The read side of the catalogue: terms in force, lists and search, the page of one procedure."""

from motcua.catalogue.queries.listing import (
    EntryRow,
    Found,
    Group,
    applicants,
    by_applicant,
    by_field,
    by_life_event,
    entries,
    fields,
    life_events,
    search,
)
from motcua.catalogue.queries.lists import code_lists
from motcua.catalogue.queries.terms import Terms, competence, pack_of_version, terms

__all__ = [
    "EntryRow",
    "Found",
    "Group",
    "Terms",
    "applicants",
    "by_applicant",
    "by_field",
    "by_life_event",
    "code_lists",
    "competence",
    "entries",
    "fields",
    "life_events",
    "pack_of_version",
    "search",
    "terms",
]
