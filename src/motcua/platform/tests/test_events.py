"""The log: chains, personal values, erasure, tampering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import connection

from motcua.platform import events
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor, Personal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
ACTOR = Actor(kind="system", label="thử")


@dataclass(frozen=True)
class ThingDone:
    what: str
    name: Personal
    count: int = 1


def write(key: int, *whats: str) -> None:
    for what in whats:
        events.record(("dossier", key), ThingDone(what, Personal("Phạm Minh An")), actor=ACTOR, at=AT, unit_id=7)


def test_a_chain_tells_what_happened_in_order_with_the_personal_values():
    write(1, "một", "hai")
    told = events.history(("dossier", 1))
    assert [(e.sequence, e.payload["what"], e.payload["name"]) for e in told] == [
        (1, "một", "Phạm Minh An"),
        (2, "hai", "Phạm Minh An"),
    ]
    assert list(events.verify()) == []


def test_a_measure_with_a_fraction_is_kept_exactly_as_it_was_said():
    told = Personal({"height": 11.4, "floor": 0.3, "small": 0.00001})
    events.record(("dossier", 1), ThingDone("đo", told), actor=ACTOR, at=AT, unit_id=7)
    (event,) = events.history(("dossier", 1))
    assert event.payload["name"] == {"height": "11.4", "floor": "0.3", "small": "0.00001"}
    assert list(events.verify()) == []


def test_erasing_the_personal_values_leaves_the_chain_whole_and_the_name_nowhere():
    write(1, "một")
    assert events.erase(("dossier", 1)) == 1
    (event,) = events.history(("dossier", 1))
    assert event.payload["name"] is None
    assert event.erased == {"name"}
    assert list(events.verify()) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM event")
        assert "Phạm" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE event SET body = replace(body, 'hai', 'bốn') WHERE sequence = 2", "body does not match its hash"),
        ("DELETE FROM event WHERE sequence = 2", "sequence 2 is missing"),
        ("DELETE FROM event WHERE sequence = 3", "the head says 3 events"),
        ("DELETE FROM event", "the whole stream is missing"),
        ("DELETE FROM stream_head", "the stream has no head"),
        ("UPDATE event SET name = 'Other' WHERE sequence = 1", "columns differ from the body"),
        ("UPDATE event_value SET value = '\"Ai khác\"'", "the value of name does not match its digest"),
    ],
)
def test_whatever_is_changed_behind_our_back_is_found(sql, fault):
    write(1, "một", "hai", "ba")
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert fault in {b.fault for b in events.verify()}


def test_two_streams_do_not_touch_each_other():
    write(1, "một")
    write(2, "hai", "ba")
    assert [e.sequence for e in events.history(("dossier", 2))] == [1, 2]
    assert list(events.verify()) == []
