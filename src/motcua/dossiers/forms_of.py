"""The form of a published version, parsed once: versions are immutable, so the parse may be kept."""

from __future__ import annotations

from functools import lru_cache

from motcua.catalogue import queries as catalogue
from motcua.forms.engine.model import Form


@lru_cache(maxsize=256)
def form_of(version_id: int) -> Form | None:
    """Return the form of a version, None for a procedure that is only explained here."""
    document = catalogue.pack_of_version(version_id).form
    return Form.parse(document, catalogue.code_lists()) if document else None
