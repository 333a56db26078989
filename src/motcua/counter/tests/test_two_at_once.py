"""Officers who press "next" at the same moment, each with a connection of his own: nobody is called twice."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from motcua.counter import queue
from motcua.counter.models import Ticket
from motcua.platform.clock.now import ZONE

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
PLACE, OFFICERS, WAITING = 7, 4, 12


@pytest.mark.django_db(transaction=True)
def test_officers_who_press_next_at_once_never_get_the_same_number(monkeypatch):
    monkeypatch.setattr(queue, "my_counter", lambda who, on: (PLACE, PLACE))
    for n in range(1, WAITING + 1):
        Ticket.objects.create(
            unit_id=PLACE, committee_id=PLACE, day=MONDAY.date(), letter="A", number=n, press=str(n), ahead=0,
            taken_at=MONDAY + timedelta(minutes=n),
        )  # fmt: skip
    called, start = [], threading.Barrier(OFFICERS, timeout=20)

    def officer(account):
        who = SimpleNamespace(account_id=account)
        try:
            start.wait()
            while (one := queue.call_next(who, desk=1, now=MONDAY)) is not None:
                called.append(one.label)
                queue.done(who, one.id, now=MONDAY)
        finally:
            connection.close()

    threads = [threading.Thread(target=officer, args=(n,)) for n in range(1, OFFICERS + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(called) == [f"A{n:03d}" for n in range(1, WAITING + 1)]
