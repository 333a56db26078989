"""Mails of the demonstration's past: they arrived then, and do not all leave at the first start."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from motcua.notifications.models import Delivery
from motcua.notifications.rules import numbers

RECENT = timedelta(days=1)  # what was told since then leaves for the sink, so that it has something to show


def settle(*, now: datetime) -> int:
    """Mark what was told before yesterday as sent a few minutes later; return how many mails that were."""
    minutes = timedelta(minutes=numbers()["digest_minutes"] + 1)
    old = Delivery.objects.filter(channel="email", state="waiting", attempts=0, at__lt=now - RECENT)
    return old.update(state="sent", done_at=F("at") + minutes, attempts=1)
