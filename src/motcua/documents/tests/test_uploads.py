"""Files in pieces over weak lines."""

from __future__ import annotations

import pytest

from motcua.documents import queries, services, store, uploads
from motcua.documents.inspect import FileRefused
from motcua.documents.tests import files
from motcua.documents.tests.people import NOW, citizen, draft_of
from motcua.documents.uploads import WrongOffset
from motcua.platform.errors import Conflict, Invalid, NotFound
from motcua.platform.principal import acting_as

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_web")]

PHOTO = files.jpeg(1200, 900)
PIECE = 128 * 1024


@pytest.fixture
def an():
    who = citizen()
    with acting_as(who.principal):
        yield who


def begin(who, draft, size=len(PHOTO), name="anh.jpg"):
    return uploads.begin(who, draft, "file_birth", name, size, now=NOW)


def send(who, number, start=0, content=PHOTO):
    while start < len(content):
        start = uploads.append(who, number, start, content[start : start + PIECE]).received
    return start


def test_a_photo_in_pieces_becomes_the_same_file_as_at_once(an):
    draft = draft_of(an)
    assert len(PHOTO) > 3 * PIECE
    begun = begin(an, draft)
    send(an, begun.id)
    kept = uploads.finish(an, begun.id, now=NOW)
    assert b"".join(store.pieces(kept.sha256)) == PHOTO
    assert [r.id for r in queries.files_of(an, ("draft", draft))] == [kept.id]
    assert uploads.finish(an, begun.id, now=NOW) == kept  # its answer was lost on the way
    assert not list(store.incoming().iterdir())


def test_a_broken_line_goes_on_where_it_broke(an):
    draft = draft_of(an)
    begun = begin(an, draft)
    uploads.append(an, begun.id, 0, PHOTO[:PIECE])
    (again,) = uploads.unfinished(an, draft)
    assert (again.id, again.received, again.size, again.name) == (begun.id, PIECE, len(PHOTO), "anh.jpg")
    with pytest.raises(WrongOffset) as wrong:
        uploads.append(an, begun.id, 0, PHOTO[:PIECE])
    assert wrong.value.facts == {"received": PIECE}
    with pytest.raises(FileRefused) as cut:
        uploads.finish(an, begun.id, now=NOW)
    assert cut.value.code == "file_cut"
    send(an, begun.id, again.received)
    assert uploads.finish(an, begun.id, now=NOW).size == len(PHOTO)


def test_another_file_of_the_same_name_and_size_is_never_glued_to_the_first(an):
    draft = draft_of(an)
    first = begin(an, draft)
    uploads.append(an, first.id, 0, PHOTO[:PIECE])
    second = begin(an, draft)
    assert (second.id != first.id, second.received) == (True, 0)
    assert [one.id for one in uploads.unfinished(an, draft)] == [second.id]
    assert not list(store.incoming().iterdir())
    with pytest.raises(NotFound):
        uploads.append(an, first.id, PIECE, PHOTO[PIECE : 2 * PIECE])


def test_what_a_power_cut_took_from_the_disk_is_asked_for_again(an):
    begun = begin(an, draft_of(an))
    send(an, begun.id)
    (part,) = store.incoming().iterdir()
    with part.open("r+b") as file:
        file.truncate(1000)
    assert uploads.progress(an, begun.id).received == 1000
    with pytest.raises(FileRefused):
        uploads.finish(an, begun.id, now=NOW)
    send(an, begun.id, 1000)
    assert uploads.finish(an, begun.id, now=NOW).size == len(PHOTO)


def test_a_piece_that_was_written_but_not_told_is_written_again(an):
    begun = begin(an, draft_of(an))
    uploads.append(an, begun.id, 0, PHOTO[:PIECE])
    (part,) = store.incoming().iterdir()
    with part.open("ab") as file:
        file.write(b"half a piece of a transaction that never committed")
    send(an, begun.id, uploads.progress(an, begun.id).received)
    kept = uploads.finish(an, begun.id, now=NOW)
    assert b"".join(store.pieces(kept.sha256)) == PHOTO


def test_limits_hold_for_pieces_too(an):
    draft = draft_of(an)
    with pytest.raises(FileRefused, match="file_too_big"):
        begin(an, draft, 11 * 1024 * 1024)
    with pytest.raises(FileRefused, match="file_empty"):
        begin(an, draft, 0)
    begun = begin(an, draft, 1000)
    with pytest.raises(Invalid):
        uploads.append(an, begun.id, 0, bytes(1001))
    with pytest.raises(Invalid):
        uploads.append(an, begun.id, 0, b"")
    big = begin(an, draft, 1024 * 1024, "b.jpg")
    with pytest.raises(Invalid):
        uploads.append(an, big.id, 0, bytes(256 * 1024 + 1))
    for n in range(uploads.MOST_OPEN - 2):
        begin(an, draft, 1000, f"{n}.jpg")
    with pytest.raises(FileRefused, match="uploads_open"):
        begin(an, draft, 1000, "more.jpg")


def test_the_same_door_stands_at_the_end(an):
    draft, bad = draft_of(an), files.pdf(dress=files.with_open_script)
    begun = begin(an, draft, len(bad), "a.pdf")
    send(an, begun.id, content=bad)
    with pytest.raises(FileRefused, match="pdf_script"):
        uploads.finish(an, begun.id, now=NOW)
    uploads.give_up(an, begun.id)
    assert queries.files_of(an, ("draft", draft)) == []
    assert not list(store.incoming().iterdir())
    with pytest.raises(NotFound):
        uploads.progress(an, begun.id)


def test_a_finished_upload_is_not_given_up(an):
    begun = begin(an, draft_of(an))
    send(an, begun.id)
    kept = uploads.finish(an, begun.id, now=NOW)
    with pytest.raises(Conflict):
        uploads.give_up(an, begun.id)
    services.remove(an, kept.id, NOW)


def test_anothers_upload_does_not_exist(an):
    draft = draft_of(an)
    begun = begin(an, draft)
    other = citizen()
    with acting_as(other.principal):
        for act in (
            lambda: uploads.append(other, begun.id, 0, b"x"),
            lambda: uploads.finish(other, begun.id, now=NOW),
            lambda: uploads.give_up(other, begun.id),
            lambda: uploads.progress(other, begun.id),
            lambda: begin(other, draft),
        ):
            with pytest.raises(NotFound):
                act()
