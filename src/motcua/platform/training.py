"""Training (tập huấn): whether this installation is one to practise in, and the words that say so everywhere.

One place for the words and the prefix, asked by pages, prints, spreadsheets, mails and codes alike. What keeps it apart
from a real installation stands in `config/data_set.py`.
"""

from __future__ import annotations

from django.conf import settings

WORDS = "TẬP HUẤN – không có giá trị"
PREFIX = "TH."  # of dossier codes: no organisation's code begins so


def is_on() -> bool:
    """Tell whether this process serves a training installation."""
    return bool(getattr(settings, "TRAINING", False))  # the design system is tested with settings of its own


def words() -> str:
    """Return what everything that leaves a training installation says; "" in any other."""
    return WORDS if is_on() else ""


def prefix() -> str:
    """Return what stands before every dossier code made here; "" outside training."""
    return PREFIX if is_on() else ""
