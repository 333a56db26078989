"""What is on the disk and what the rows say, through crashes and sweeps."""

from __future__ import annotations

import os
import signal
import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from motcua.documents import queries, renditions, services, store, upkeep
from motcua.documents.models import Attachment, Blob
from motcua.documents.tests import files
from motcua.documents.tests.people import NOW, citizen, draft_of, upload
from motcua.platform.clock.now import now
from motcua.platform.principal import acting_as

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(hours=25)


def attach(who, draft, content, at=NOW):
    with acting_as(who.principal):
        return services.attach(who, ("draft", draft), "x", upload(content), now=at)


def faults(at: datetime):
    return [(f.kind, f.sha256) for f in upkeep.verify_all(at)]


def aged(sha256: str) -> None:
    """Let a file on the disk be two days old."""
    old = (now() - timedelta(days=2)).timestamp()
    os.utime(store.path_of(sha256), (old, old))


def run_and_die(work) -> int:
    """Run `work` in a process of its own, with its own connection; return the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            connection.connection = None  # the parent's socket stays the parent's
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_kill_between_the_flush_and_the_commit_leaves_bytes_nobody_was_promised():
    who = citizen()
    draft, content = draft_of(who), files.jpeg()
    connection.close()

    def die():
        services.before_commit = lambda: os.kill(os.getpid(), signal.SIGKILL)
        attach(who, draft, content)

    assert run_and_die(die) == -signal.SIGKILL
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()
    (orphan,) = store.stored()
    assert faults(now()) == []  # young: it might be somebody's transaction still running
    assert faults(now() + DAY) == [("orphan", orphan.sha256)]
    assert upkeep.sweep_orphans(now() + DAY).files == 1
    assert faults(now() + DAY) == []
    assert not list(store.stored())


def test_a_kill_right_after_the_commit_loses_nothing():
    who = citizen()
    draft, content = draft_of(who), files.jpeg()
    connection.close()

    def die():
        attach(who, draft, content)
        os.kill(os.getpid(), signal.SIGKILL)

    assert run_and_die(die) == -signal.SIGKILL
    (row,) = queries.files_of(who, ("draft", draft))
    assert b"".join(store.pieces(row.sha256)) == content
    assert faults(now() + DAY) == []


def test_bytes_go_to_the_disk_before_the_transaction_can_commit(monkeypatch):
    """File flushed, renamed, folder flushed: in this order, and all before the row is written."""
    who, steps = citizen(), []
    flush, replace = store._flush, os.replace
    monkeypatch.setattr(store, "_flush", lambda path: (steps.append(("flush", path.is_dir())), flush(path)))
    monkeypatch.setattr(os, "replace", lambda *a: (steps.append("rename"), replace(*a)))
    monkeypatch.setattr(services, "before_commit", lambda: steps.append("row"))
    attach(who, draft_of(who), files.pdf())
    at = steps.index("rename")
    assert steps[at - 1 :] == [("flush", False), "rename", ("flush", True), "row"]
    assert steps.count(("flush", True)) == 3  # two new levels of folders, then the folder of the file


def test_lost_and_changed_files_are_found_and_named():
    who = citizen()
    draft = draft_of(who)
    lost, changed, whole = (attach(who, draft, files.pdf(n)) for n in (1, 2, 3))
    store.path_of(lost.sha256).unlink()
    with store.path_of(changed.sha256).open("r+b") as file:
        file.write(b"#")
    assert sorted(faults(now())) == sorted([("missing", lost.sha256), ("changed", changed.sha256)])
    assert store.is_whole(whole.sha256)


def test_erasure_counts_references():
    mine, yours = citizen(), citizen()
    content = files.pdf()
    here, there = draft_of(mine), draft_of(yours)
    one, two = attach(mine, here, content), attach(yours, there, content)
    renditions.view_of(one.sha256, "application/pdf").close()
    with acting_as(mine.principal):
        services.remove(mine, one.id, NOW)
    aged(one.sha256)
    later = now()
    assert upkeep.sweep_orphans(NOW + timedelta(hours=23)).attachments == 0
    swept = upkeep.sweep_orphans(later)
    assert (swept.attachments, swept.blobs, swept.files) == (1, 0, 0)
    assert store.is_whole(one.sha256)
    with acting_as(yours.principal):
        services.remove(yours, two.id, NOW)
    swept = upkeep.sweep_orphans(later)
    assert (swept.attachments, swept.blobs, swept.files) == (1, 1, 1)
    assert not list(store.stored())
    assert not [p for p in renditions._folder().rglob("*") if p.is_file()]


def test_the_sweeper_waits_for_somebody_who_brings_the_same_bytes_just_then(monkeypatch):
    """An old orphan is brought again while it is being swept: the transfer commits first, the file stays."""
    who, content = citizen(), files.pdf()
    draft = draft_of(who)
    staged = store.receive([content], limit=10**7)
    store.keep(staged)
    aged(staged.sha256)
    sweeping, results = threading.Event(), []

    def sweep():
        try:
            sweeping.set()
            results.append(upkeep._erase(staged.sha256))
        finally:
            connection.close()

    thread = threading.Thread(target=sweep)

    def meanwhile():
        thread.start()
        sweeping.wait(10)
        thread.join(0.5)
        assert thread.is_alive()  # held by our lock

    monkeypatch.setattr(services, "before_commit", meanwhile)
    kept = attach(who, draft, content)
    thread.join(10)
    assert results == [0]
    assert store.is_whole(kept.sha256)


def test_a_sweep_refuses_to_run_inside_a_transaction():
    staged = store.receive([b"x"], limit=10)
    store.keep(staged)
    aged(staged.sha256)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        upkeep.sweep_orphans(now())
    assert store.is_whole(staged.sha256)


def test_the_job_role_may_sweep(settings):
    who = citizen()
    kept = attach(who, draft_of(who), files.pdf())
    with acting_as(who.principal):
        services.remove(who, kept.id, NOW)
    aged(kept.sha256)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE motcua_job")
    try:
        swept = upkeep.sweep_orphans(now())
        assert faults(now()) == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    assert (swept.attachments, swept.blobs, swept.files) == (1, 1, 1)


def test_what_began_to_arrive_and_was_left_is_swept():
    part = store.incoming() / "left.part"
    part.write_bytes(b"x")
    old = (now() - timedelta(days=2)).timestamp()
    assert upkeep.sweep_orphans(now()).incoming == 0
    os.utime(part, (old, old))
    assert upkeep.sweep_orphans(now()).incoming == 1
