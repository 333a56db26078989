"""Facts and cells are kept side by side: neither loses what the other writes, and facts do not wait for counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import OperationalError, connection, transaction

from motcua.monitoring import cells, following
from motcua.monitoring.facts import keeping
from motcua.monitoring.models import Cell
from motcua.monitoring.periods import Period
from motcua.platform.clock.now import ZONE
from motcua.platform.principal import JOB, acting_as

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
NOVEMBER = Period.month_of(NOW.date())
UNIT = 41


def beside(do: Callable[[], None]) -> None:
    """Do it on a connection of its own, to the end; what goes wrong there goes wrong here."""
    wrong: list[Exception] = []

    def run() -> None:
        try:
            do()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if wrong:
        raise wrong[0]


def begun(patience: str = "2s") -> None:
    with acting_as(JOB), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [patience])
        cells.begin(UNIT, NOVEMBER, [UNIT], NOW)


def soiled() -> None:
    with acting_as(JOB), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout TO '2s'")
        keeping.soil(cursor, {(UNIT, NOW.date())})


@pytest.mark.django_db(transaction=True)
def test_no_count_begins_before_facts_that_soiled_its_cell_are_committed():
    begun()
    soiled()
    assert Cell.objects.get().is_dirty
    with transaction.atomic():
        soiled()  # it is soiled already: held all the same
        with pytest.raises(OperationalError, match="lock timeout"):
            beside(lambda: begun("100ms"))
    beside(begun)
    assert not Cell.objects.get().is_dirty


@pytest.mark.django_db(transaction=True)
def test_facts_are_written_while_a_count_goes_on_and_soil_its_cell(monkeypatch):
    class Place:
        place = type("Place", (), {"members": (UNIT,)})
        unit, level = None, "province"

    def counting(*_args: object) -> dict[str, object]:
        beside(soiled)  # waits for no count, or ends with a lock timeout
        return {}

    monkeypatch.setattr(cells.places, "counted", lambda *_args: Place)
    monkeypatch.setattr(cells, "count", counting)
    monkeypatch.setattr(cells, "break_down", lambda *_args: {})
    monkeypatch.setattr(cells, "Sheet", lambda *_args: None)
    monkeypatch.setattr(cells, "scores_of", lambda _sheet: {})
    cells.make(UNIT, NOVEMBER, now=NOW)
    assert list(Cell.objects.values_list("is_dirty", "is_counting")) == [(True, False)]


def test_facts_are_looked_after_while_a_cell_takes_long(monkeypatch):
    looks, over, counted = threading.Event(), threading.Event(), []
    monkeypatch.setattr(following, "close_old_connections", lambda: None)
    monkeypatch.setattr(following, "_facts", lambda _sleep: looks.set())

    def refresh(**_at: datetime) -> int:
        counted.append(looks.wait(5))  # a count that ends only when facts were looked at meanwhile
        over.set()
        return 1

    monkeypatch.setattr(following.cells, "refresh", refresh)
    following.follow(over.is_set, sleep=over.wait)
    assert counted == [True]
