"""Dossiers and all that belongs to one (architecture 5). Services are the only writers."""

from __future__ import annotations

from motcua.dossiers.models.asking import WAITS_FOR_LEADER, Supplement, SupplementItem, Withdrawal
from motcua.dossiers.models.consulting import Note, Opinion
from motcua.dossiers.models.contents import Answers, Component
from motcua.dossiers.models.dossier import Dossier, DossierCode
from motcua.dossiers.models.extension import Extension
from motcua.dossiers.models.letters import Apology, ResultReturn, Stop
from motcua.dossiers.models.linking import BulkRun, Correction, Pair
from motcua.dossiers.models.people import Access, Party
from motcua.dossiers.models.results import BookEntry, BookVolume, Result, Slip
from motcua.dossiers.models.sending import SubmissionKey
from motcua.dossiers.models.work import Handover, Pause, Verification

__all__ = [
    "WAITS_FOR_LEADER",
    "Access",
    "Answers",
    "Apology",
    "BookEntry",
    "BookVolume",
    "BulkRun",
    "Component",
    "Correction",
    "Dossier",
    "DossierCode",
    "Extension",
    "Handover",
    "Note",
    "Opinion",
    "Pair",
    "Party",
    "Pause",
    "Result",
    "ResultReturn",
    "Slip",
    "Stop",
    "SubmissionKey",
    "Supplement",
    "SupplementItem",
    "Verification",
    "Withdrawal",
]
