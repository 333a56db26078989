"""The daily digest: what it tells, whose it is, and what it finds that the chains cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from motcua.platform import events
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor, Personal, digest_file

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
ACTOR = Actor(kind="system", label="thử")


@dataclass(frozen=True)
class ThingDone:
    what: str
    name: Personal


def write(key: int, *whats: str, kind: str = "dossier", unit: int | None = 7) -> None:
    for what in whats:
        events.record((kind, key), ThingDone(what, Personal("Phạm Minh An")), actor=ACTOR, at=AT, unit_id=unit)


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def signed(tmp_path):
    """Three streams and the digest of them, read back with the public half of its key."""
    write(1, "một", "hai", "ba")
    write(2, "bốn", unit=8)
    write(3, "năm", kind="pack", unit=None)
    text = digest_file.make(AT, digest_file.signing_key(tmp_path))
    return digest_file.read(text, digest_file.public_key(tmp_path / digest_file.PUBLIC_FILE))


def faults(body) -> dict[tuple[str, int], str]:
    return {b.stream: b.fault for b in digest_file.check(body)}


def test_the_digest_counts_events_by_kind_and_unit(signed):
    assert [(g["kind"], g["unit"], g["events"]) for g in signed["groups"]] == [
        ("dossier", "7", 3),
        ("dossier", "8", 1),
        ("pack", None, 1),
    ]
    assert signed["events"] == 5


def test_a_log_that_only_grew_has_no_fault(signed):
    write(1, "sáu")
    write(9, "mới")
    assert faults(signed) == {}


def test_a_tail_cut_together_with_its_head_is_named_although_the_chains_verify(signed):
    sql(
        "DELETE FROM event_value WHERE key = 1 AND event_id = (SELECT id FROM event WHERE key = 1 AND sequence = 3)",
        "DELETE FROM event WHERE key = 1 AND sequence = 3",
        "UPDATE stream_head SET sequence = 2, hash = (SELECT hash FROM event WHERE key = 1 AND sequence = 2)"
        " WHERE key = 1",
    )
    assert list(events.verify()) == []
    assert faults(signed) == {("dossier", 1): "cut off: the digest knew 3 events, 2 are left"}


def test_a_dossier_that_vanished_with_its_head_is_named_although_the_chains_verify(signed):
    sql(
        "DELETE FROM event_value WHERE key = 2",
        "DELETE FROM event WHERE key = 2",
        "DELETE FROM stream_head WHERE key = 2",
    )
    assert list(events.verify()) == []
    assert faults(signed) == {("dossier", 2): "the whole stream is missing: the digest knew 1 events"}


def test_a_stream_written_anew_with_true_hashes_is_named(signed):
    sql("DELETE FROM event_value WHERE key = 2", "DELETE FROM event WHERE key = 2", "DELETE FROM stream_head")
    write(2, "khác", unit=8)
    assert faults(signed)[("dossier", 2)] == "rewritten: the digest knew another event here"


@pytest.mark.parametrize("change", [lambda b: b | {"events": 4}, lambda b: b | {"signature": "AAAA"}, lambda b: {}])
def test_a_digest_that_was_changed_is_refused(signed, tmp_path, change):
    body = json.loads(digest_file.make(AT, digest_file.signing_key(tmp_path)))
    with pytest.raises(digest_file.DigestRefused):
        digest_file.read(json.dumps(change(body)).encode(), digest_file.signing_key(tmp_path).public_key())


def test_another_key_is_refused(signed, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    text = digest_file.make(AT, digest_file.signing_key(tmp_path))
    with pytest.raises(digest_file.DigestRefused):
        digest_file.read(text, digest_file.signing_key(other).public_key())


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = digest_file.signing_key(tmp_path)
    again = digest_file.signing_key(tmp_path)
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert (tmp_path / digest_file.KEY_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_the_independent_verifier_agrees_and_finds_a_changed_body():
    write(1, "một", "hai")
    script = Path(__file__).parents[4] / "docs" / "verify_log.py"
    assert len(script.read_text("utf-8").splitlines()) <= 30
    database = connection.settings_dict
    uri = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}"
        f"?host={database['HOST']}&port={database['PORT']}"
    )
    command = [sys.executable, "-I", str(script), uri]
    whole = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (whole.returncode, whole.stdout.strip()) == (0, "2 events, 1 streams, 0 broken")
    sql("UPDATE event SET body = replace(body, 'hai', 'bốn') WHERE sequence = 2")
    changed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert changed.returncode == 1
    assert "broken: dossier 1 event 2" in changed.stdout
