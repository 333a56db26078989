"""Mails of the demonstration's past: they arrived then, and do not all leave at the first start."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from motcua.notifications.models import Delivery
from motcua.notifications.rules import numbers


def settle(*, now: datetime) -> int:
    """Mark what was told days ago as sent a few minutes later; return how many mails that were.

    What a mail server would still be trying leaves for the sink, so that there is something to see.
    """
    minutes = timedelta(minutes=numbers()["digest_minutes"] + 1)
    recent = timedelta(hours=numbers()["give_up_hours"] - 1)
    old = Delivery.objects.filter(channel="email", state="waiting", attempts=0, at__lt=now - recent)
    return old.update(state="sent", done_at=F("at") + minutes, attempts=1)
