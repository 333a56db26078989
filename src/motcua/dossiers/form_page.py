"""The form of a procedure in a place on a day, described for programs."""

from __future__ import annotations

from datetime import datetime

from motcua.catalogue import queries as catalogue
from motcua.dossiers.forms_of import form_of
from motcua.forms.engine import Context
from motcua.forms.interchange import FormDocument, document_of
from motcua.identity.queries import UnitView
from motcua.platform.errors import NotFound


def form_document(procedure: str, unit: UnitView, *, choice: str, now: datetime) -> FormDocument:
    """Return the form that holds now, as it stands for a choice of the case question ("" for none yet).

    NotFound when nothing holds here, when the procedure has no form, or no such choice exists.
    """
    form = form_of(catalogue.terms(procedure, unit, now.date()).version_id)
    if form is None or (choice and choice not in form.cases):
        raise NotFound("no such form", procedure=procedure)
    return document_of(form, Context(today=now.date(), unit_name=unit.name, at=now), choice=choice)
