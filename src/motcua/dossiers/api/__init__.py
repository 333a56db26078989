"""Dossiers for programs: drafts and their files, submission, progress, the work list and acceptance."""

from motcua.dossiers.api.dossiers import router as dossiers
from motcua.dossiers.api.drafts import router as drafts
from motcua.dossiers.api.uploads import router as uploads

__all__ = ["dossiers", "drafts", "uploads"]
