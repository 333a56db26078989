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
    field_names,
    fields,
    life_events,
    search,
)
from motcua.catalogue.queries.lists import code_lists, sample_answers
from motcua.catalogue.queries.page import ProcedurePage, procedure_page
from motcua.catalogue.queries.review import ProcedureRow, administered, mark_counts, published_packs, review, waiting
from motcua.catalogue.queries.terms import Abolished, Terms, abolished, competence, pack_of_version, terms

__all__ = [
    "Abolished",
    "EntryRow",
    "Found",
    "Group",
    "ProcedurePage",
    "ProcedureRow",
    "Terms",
    "abolished",
    "administered",
    "applicants",
    "by_applicant",
    "by_field",
    "by_life_event",
    "code_lists",
    "competence",
    "entries",
    "field_names",
    "fields",
    "life_events",
    "mark_counts",
    "pack_of_version",
    "procedure_page",
    "published_packs",
    "review",
    "sample_answers",
    "search",
    "terms",
    "waiting",
]
