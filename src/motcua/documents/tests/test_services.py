"""Taking files in and handing them over, as the web role does it: row-level security applies throughout."""

from __future__ import annotations

import hashlib

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from motcua.documents import ports, queries, services, store
from motcua.documents.inspect import FileRefused
from motcua.documents.models import Attachment, Blob
from motcua.documents.tests import files
from motcua.documents.tests.people import NOW, citizen, dossier_from, draft_of, open_to, upload
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound, StepNotAllowed
from motcua.platform.principal import acting_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_web")]


def attach(who, draft, slot="file_birth", content=None, name="giấy chứng sinh.pdf", **more):
    with acting_as(who.principal):
        return services.attach(
            who, ("draft", draft), slot, upload(content or files.pdf(), name), now=more.pop("now", NOW), **more
        )


def files_of(who, holder, **more):
    with acting_as(who.principal):
        return queries.files_of(who, holder, **more)


def test_a_file_comes_in_whole_and_is_listed_with_its_facts():
    who = citizen()
    draft, content = draft_of(who), files.pdf(2)
    kept = attach(who, draft, content=content, name="Giấy chứng sinh.PDF")
    (row,) = files_of(who, ("draft", draft))
    assert (row.id, row.slot, row.name, row.pages) == (kept.id, "file_birth", "Giấy chứng sinh.pdf", 2)
    assert row.sha256 == hashlib.sha256(content).hexdigest() == kept.sha256
    assert b"".join(store.pieces(row.sha256)) == content
    assert row.size == len(content)


def test_a_refused_file_leaves_nothing_behind():
    who = citizen()
    draft = draft_of(who)
    for content in (files.pdf(dress=files.with_open_script), bytes(11 * 1024 * 1024)):
        with pytest.raises(FileRefused):
            attach(who, draft, content=content)
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()
    assert not list(store.stored())
    assert not list(store.incoming().iterdir())


def test_a_too_large_file_is_stopped_before_it_has_all_arrived():
    who = citizen()
    draft = draft_of(who)
    taken = []

    class Endless:
        name = "a.pdf"

        def chunks(self, size):
            while True:
                taken.append(size)
                yield bytes(size)

    with acting_as(who.principal), pytest.raises(FileRefused):
        services.attach(who, ("draft", draft), "x", Endless(), now=NOW)
    assert sum(taken) <= 10 * 1024 * 1024 + 256 * 1024


def test_files_of_a_slot_keep_their_order():
    who = citizen()
    draft = draft_of(who)
    ids = [attach(who, draft, content=files.png(colour=c), name=f"{c}.png").id for c in ("red", "navy", "olive")]
    assert [r.id for r in files_of(who, ("draft", draft))] == ids


def test_the_same_bytes_twice_are_one_blob_and_two_files_each_transferred():
    mine, yours = citizen(), citizen()
    here, there, content = draft_of(mine), draft_of(yours), files.jpeg()
    one, two = attach(mine, here, content=content, name="a.jpg"), attach(yours, there, content=content, name="b.jpg")
    assert one.sha256 == two.sha256
    assert one.id != two.id
    assert Blob.objects.count() == 1
    assert [r.name for r in files_of(mine, ("draft", here))] == ["a.jpg"]
    assert [r.name for r in files_of(yours, ("draft", there))] == ["b.jpg"]


def test_a_copy_that_rotted_on_the_disk_is_healed_by_the_next_transfer_of_the_same_bytes():
    who = citizen()
    draft, content = draft_of(who), files.pdf()
    kept = attach(who, draft, content=content)
    store.path_of(kept.sha256).write_bytes(b"rot")
    assert store.is_whole(kept.sha256) is False
    attach(who, draft, content=content)
    assert store.is_whole(kept.sha256)


def test_knowing_the_hash_or_the_number_of_anothers_file_opens_nothing():
    mine, yours = citizen(), citizen()
    draft = draft_of(mine)
    kept = attach(mine, draft)
    attach(yours, draft_of(yours))  # even owning a file of the same bytes
    with acting_as(yours.principal):
        for what in ("original", "view"):
            with pytest.raises(NotFound):
                queries.open_attachment(yours, kept.id, what, now=NOW)
        assert queries.files_of(yours, ("draft", draft)) == []
        with pytest.raises(NotFound):
            services.remove(yours, kept.id, NOW)
        with pytest.raises(NotFound):
            services.attach(yours, ("draft", draft), "x", upload(files.pdf()), now=NOW)
    assert len(files_of(mine, ("draft", draft))) == 1


def test_the_database_alone_keeps_rows_of_another_person_apart():
    mine, yours = citizen(), citizen()
    draft = draft_of(mine)
    kept = attach(mine, draft)
    with acting_as(yours.principal):
        assert not Attachment.objects.exists()
        assert not Blob.objects.exists()
        assert Attachment.objects.filter(pk=kept.id).update(holder_id=1) == 0
    with acting_as(mine.principal):
        assert Attachment.objects.count() == 1
        assert not Blob.objects.exists()  # nobody on the web reads them: lists ask the attachment


def test_the_database_refuses_a_row_in_anothers_draft():
    mine, yours = citizen(), citizen()
    kept, draft = attach(mine, draft_of(mine)), draft_of(yours)
    with acting_as(mine.principal), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Attachment.objects.create(
            holder_kind="draft", holder_id=draft, slot="x", blob_id=kept.sha256, file_name="x.pdf", added_at=NOW,
            size=kept.size, content_type=kept.content_type,
        )  # fmt: skip


def test_a_slot_and_a_draft_hold_only_so_much(monkeypatch):
    who = citizen()
    draft = draft_of(who)
    monkeypatch.setattr(services, "MOST_IN_SLOT", 2)
    monkeypatch.setattr(services, "MOST_IN_HOLDER", {"draft": 3})
    for slot in ("a", "a", "b"):
        attach(who, draft, slot)
    with pytest.raises(FileRefused) as full:
        attach(who, draft, "a")
    assert full.value.code == "slot_full"
    with pytest.raises(FileRefused) as full:
        attach(who, draft, "b")
    assert full.value.code == "holder_full"
    monkeypatch.setattr(services, "MOST_IN_HOLDER", {"draft": 30})
    monkeypatch.setattr(services, "MOST_BYTES", {"draft": 4 * len(files.pdf()) - 1})
    with pytest.raises(FileRefused) as full:
        attach(who, draft, "c")
    assert full.value.code == "holder_heavy"


def test_a_removed_file_is_gone_for_the_person_and_makes_room():
    who = citizen()
    draft = draft_of(who)
    kept = attach(who, draft)
    with acting_as(who.principal):
        services.remove(who, kept.id, NOW)
        with pytest.raises(NotFound):
            services.remove(who, kept.id, NOW)
        with pytest.raises(NotFound):
            queries.open_attachment(who, kept.id, "original", now=NOW)
    assert files_of(who, ("draft", draft)) == []


def test_a_sent_or_closed_draft_takes_nothing_more_except_for_a_supplement():
    who = citizen()
    sent, closed = draft_of(who, submitted_at=NOW), draft_of(who, closed_at=NOW)
    for draft in (sent, closed):
        with pytest.raises(StepNotAllowed):
            attach(who, draft)
    assert attach(who, sent, after_submission=True).id
    with pytest.raises(StepNotAllowed):
        attach(who, closed, after_submission=True)


def test_sending_moves_every_file_with_its_secrecy_before_anybody_may_read_the_dossier():
    who = citizen()
    draft = draft_of(who)
    birth, hiv = attach(who, draft, "file_birth", files.pdf(3)), attach(who, draft, "file_hiv", files.png(), "x.png")
    dossier = dossier_from(draft)
    with acting_as(who.principal):
        moved = services.move_to_dossier(draft, dossier, {"file_birth": 0, "file_hiv": 3}, now=NOW)
    assert [(m.slot, m.sha256, m.pages, m.name, m.id) for m in moved] == [
        ("file_birth", birth.sha256, 3, "giấy chứng sinh.pdf", birth.id),
        ("file_hiv", hiv.sha256, 1, "x.png", hiv.id),
    ]
    assert files_of(who, ("draft", draft)) == []
    assert dict(Attachment.objects.values_list("slot", "secrecy")) == {"file_birth": 0, "file_hiv": 3}
    assert set(Attachment.objects.values_list("holder_kind", "holder_id")) == {("dossier", dossier)}


def test_a_file_that_came_after_the_check_stops_the_sending_instead_of_being_lost():
    who = citizen()
    draft = draft_of(who)
    attach(who, draft, "late")
    dossier = dossier_from(draft)
    with acting_as(who.principal), pytest.raises(Conflict):
        services.move_to_dossier(draft, dossier, {"file_birth": 0}, now=NOW)
    assert len(files_of(who, ("draft", draft))) == 1


def test_nobody_moves_the_files_of_anothers_draft_nor_into_anothers_dossier():
    mine, yours = citizen(), citizen()
    draft, other = draft_of(mine), draft_of(yours)
    attach(mine, draft)
    attach(yours, other)
    dossier = dossier_from(draft, seen_by=mine)
    with acting_as(yours.principal):
        with pytest.raises(ProgrammingError, match="not yours"), transaction.atomic():
            services._move(draft, dossier, {"file_birth": 0})
        with pytest.raises(ProgrammingError, match="does not come from"), transaction.atomic():
            services._move(other, dossier, {"file_birth": 0})
        with pytest.raises(ProgrammingError, match="not visible"), transaction.atomic():
            services._supersede(dossier, "file_birth", NOW)
    assert Attachment.objects.filter(holder_kind="draft").count() == 2


def test_a_supplement_supersedes_the_files_of_its_slots_and_keeps_the_old_ones_in_the_history():
    who = citizen()
    draft = draft_of(who)
    old = [attach(who, draft, "file_birth", files.png(colour=c), "a.png") for c in ("red", "blue")]
    stays = attach(who, draft, "file_id", files.pdf(2))
    dossier = dossier_from(draft, seen_by=who, classes=(0, 5))
    answer = draft_of(who)
    new = attach(who, answer, "file_birth", files.jpeg(), "b.jpg")
    hidden = attach(who, answer, "file_new", files.pdf(4), secrecy=5)
    ports.register_holder("dossier", lambda rows, person: rows)
    with acting_as(who.principal):
        services.move_to_dossier(draft, dossier, {"file_birth": 0, "file_id": 0}, now=NOW)
        with pytest.raises(Invalid) as refused:
            services.replace_in_dossier(who, answer, dossier, ("file_birth", "file_id"), now=NOW)
        assert refused.value.faults == (("missing", "file_id"),)
        changes = services.replace_in_dossier(who, answer, dossier, ("file_birth", "file_new"), now=NOW)
    assert changes == [
        (" ".join(k.sha256 for k in old), new.sha256, "file_birth"),
        ("", hidden.sha256, "file_new"),
    ]
    assert [(r.id, r.secrecy) for r in files_of(who, ("dossier", dossier))] == [
        (new.id, 0), (stays.id, 0), (hidden.id, 5),
    ]  # fmt: skip
    assert len(files_of(who, ("dossier", dossier), with_superseded=True)) == 5


def test_a_dossiers_files_show_nothing_until_dossiers_says_who_may_see_them():
    who = citizen()
    draft = draft_of(who)
    kept = attach(who, draft)
    dossier = dossier_from(draft, seen_by=who)
    with acting_as(who.principal):
        services.move_to_dossier(draft, dossier, {"file_birth": 0}, now=NOW)
    ports._restrict.pop("dossier", None)
    assert files_of(who, ("dossier", dossier)) == []
    ports.register_holder("dossier", lambda rows, person: rows)
    assert [r.id for r in files_of(who, ("dossier", dossier))] == [kept.id]
    stranger = citizen()
    assert files_of(stranger, ("dossier", dossier)) == []  # row-level security stands behind a port that lets all pass
    open_to(dossier, stranger)
    assert len(files_of(stranger, ("dossier", dossier))) == 1


def test_a_file_of_a_class_the_reader_lacks_is_absent():
    who, other = citizen(), citizen()
    draft = draft_of(who)
    attach(who, draft)
    dossier = dossier_from(draft, seen_by=who)
    open_to(dossier, other, secrecy=4)
    ports.register_holder("dossier", lambda rows, person: rows)
    with acting_as(who.principal):
        services.move_to_dossier(draft, dossier, {"file_birth": 4}, now=NOW)
    assert files_of(who, ("dossier", dossier)) == []
    assert len(files_of(other, ("dossier", dossier))) == 1


def test_a_generated_paper_is_kept_as_it_was_made():
    who = citizen()
    dossier = dossier_from(None, seen_by=who)
    ports.register_holder("dossier", lambda rows, person: rows)
    made = files.pdf(2)
    with acting_as(who.principal):
        kept = services.keep_generated(
            made, "DEMO.01-ket-qua.pdf", holder=("dossier", dossier), slot="result", kind="result", secrecy=0, now=NOW
        )
        inner = services.keep_generated(
            files.pdf(), "phieu.pdf", holder=("dossier", dossier), slot="slip", kind="form", secrecy=0, now=NOW,
            is_public_to_parties=False,
        )  # fmt: skip
    assert kept.sha256 == hashlib.sha256(made).hexdigest()
    assert [r.id for r in files_of(who, ("dossier", dossier))] == [kept.id]  # inner papers are the office's
    assert inner.pages == 1


def test_a_person_puts_no_file_where_he_sees_none():
    who = citizen()
    seen, unseen = dossier_from(None, seen_by=who), dossier_from(None)
    ports.register_holder("dossier", lambda rows, person: rows.none())
    with acting_as(who.principal):
        with pytest.raises(Forbidden):
            services.attach(who, ("dossier", seen), "scan", upload(files.pdf()), now=NOW)
        with pytest.raises(ProgrammingError, match="row-level security"):
            services.attach(who, ("dossier", unseen), "scan", upload(files.pdf()), now=NOW)
    assert not Attachment.objects.exists()
