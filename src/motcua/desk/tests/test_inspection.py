"""The inspector: what is in his reach, a sample drawn, a dossier taken in one click, a note, his looks on record."""

from __future__ import annotations

import re
import subprocess
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.catalogue import queries as catalogue
from motcua.documents import queries as files
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.feedback.tests.conftest import returned
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.inspection import queries, rules, services
from motcua.inspection.models import InspectionNote, Pick, Sample
from motcua.inspection.rules import Wanted
from motcua.platform import events
from motcua.platform.errors import Forbidden, Invalid, NotFound
from motcua.platform.principal import acting_as
from motcua.platform.reads import log_read

from .conftest import picture as paper
from .conftest import with_file

pytestmark = pytest.mark.django_db
__all__ = ["returned"]
HOME = "/can-bo/kiem-tra/"
HOUR = timedelta(hours=1)


def text(response):
    return " ".join(response.content.decode().split())


def reads(code):
    """The log of reads of a dossier as (what, purpose), in order, whomever each row is about."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT what, purpose FROM access_log WHERE dossier_id = %s AND account_id IN"
            " (SELECT id FROM account WHERE username = 'kiemtra.cg') GROUP BY at, what, purpose ORDER BY min(id)",
            [Dossier.objects.get(code=code).id],
        )
        return cursor.fetchall()


def printed(pdf):
    raw = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return " ".join(raw.replace("\u200b", "").split())


def day(name, **parts):
    return {f"{name}-day": "16", f"{name}-month": "11", f"{name}-year": "2026"} | parts


def test_a_sample_is_drawn_printed_and_leads_to_a_note_on_a_dossier(office, at_desk, returned):
    inspector, manager, officer = (at_desk(office.cg[name]) for name in ("kiemtra", "quanly", "motcua1"))
    asked = {**day("since"), **day("until"), "lateness": "any", "field": "", "size": "5", "seed": "boc-tham-07"}
    wrong = inspector.post(HOME, asked | {"size": "0", "until-month": "13"})
    assert wrong.status_code == 422
    assert {v.name for v in wrong.context["fields"] if v.error} == {"until"}
    drawn = inspector.post(HOME, asked)
    assert drawn.status_code == 302
    page = text(inspector.get(drawn.url))
    assert returned.code in page
    assert "boc-tham-07" in page
    assert "Lê Thu Trang" not in page, "a sample names nobody"
    assert reads(returned.code) == []
    told = printed(inspector.get(f"{drawn.url}danh-sach.pdf").content)
    assert "Số gốc (seed): boc-tham-07" in told
    assert returned.code in told.replace("- ", "-")
    assert re.search(r"[0-9a-f]{64}", told.replace(" ", "")), "the digest of the list it was drawn from"
    assert manager.post(HOME, asked).status_code == 200
    assert manager.get(drawn.url).status_code == 403
    assert officer.get(HOME).status_code == 403

    at = f"/can-bo/ho-so/{returned.code}/kiem-tra/"
    assert "chuỗi nguyên vẹn" in text(inspector.get(at))
    assert inspector.post(at, {"text": " "}).status_code == 422
    assert inspector.post(at, {"text": "Phiếu số 2 <thiếu> chữ ký"}).status_code == 302
    assert "Phiếu số 2 &lt;thiếu&gt; chữ ký" in text(manager.get(at))
    assert "Lấy toàn bộ hồ sơ" not in text(manager.get(at))
    assert manager.post(at, {"text": "Không phải tôi"}).status_code == 200
    assert "Không phải tôi" not in text(inspector.get(at))
    assert officer.get(at).status_code == 403
    assert "1 ghi chú kiểm tra" in text(manager.get(f"/can-bo/ho-so/{returned.code}/"))
    assert "ghi chú kiểm tra" not in text(officer.get(f"/can-bo/ho-so/{returned.code}/"))
    assert returned.code in text(manager.get(HOME))
    assert HOME in text(manager.get("/can-bo/so/"))
    assert at_desk(office.cg["chutich"]).get(at).status_code == 403, "he oversees, and reads no notes of inspection"


def test_a_page_a_file_and_the_one_click_file_each_stand_in_the_log_of_reads(office, at_desk, as_web):
    code, _ = with_file(office, as_web, paper())
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    inspector = at_desk(office.cg["kiemtra"])
    assert inspector.get(f"/can-bo/ho-so/{code}/").status_code == 200
    with acting_as(office.cg["kiemtra"].principal):
        page = dossiers.page(office.cg["kiemtra"], code)
        (file, *_) = files.files_of(office.cg["kiemtra"], ("dossier", page.id))
    for door in (f"/tep/{file.id}/", f"/tep/{file.id}/xem/"):
        assert inspector.get(door).getvalue()
    assert inspector.get(f"/can-bo/ho-so/{code}/kiem-tra/").status_code == 200
    at = f"/can-bo/ho-so/{code}/kiem-tra/ho-so.pdf"
    assert inspector.get(at).status_code == 405
    assert inspector.post(at, {"reason": "x" * 81}).status_code == 422
    taken = inspector.post(at, {"reason": "Kiểm tra quý IV"})
    assert taken["Content-Disposition"] == f'attachment; filename="{code}-kiem-tra.pdf"'
    whats = [what for what, _ in reads(code)]
    assert whats == [
        "desk.dossier", "file.original", "file.view", "desk.inspection", "desk.inspection", "desk.inspection_file",
    ]  # fmt: skip
    assert reads(code)[-1][1] == f"{code}: Kiểm tra quý IV"
    owner = text(at_desk(office.trang).get("/tai-khoan/ai-da-xem/"))
    assert "Lấy toàn bộ hồ sơ để kiểm tra" in owner
    assert office.cg["kiemtra"].full_name in owner
    told = printed(taken.content)
    assert "Lấy toàn bộ hồ sơ để kiểm tra" in told, "his own taking of it is among the readers"
    assert file.sha256 in told.replace(" ", "")
    assert "Khớp" in told


def test_the_file_tells_events_dates_papers_result_readers_and_the_chain(office, at_desk, returned, as_web):
    inspector = at_desk(office.cg["kiemtra"])
    pdf = inspector.post(f"/can-bo/ho-so/{returned.code}/kiem-tra/ho-so.pdf", {"reason": "Đoàn kiểm tra số 3"}).content
    told = printed(pdf)
    with acting_as(office.cg["kiemtra"].principal):
        page = dossiers.page(office.cg["kiemtra"], returned.code)
        result = dossiers.result_of(office.cg["kiemtra"], page.id)
        count = len(page.history)
    assert result.sha256
    assert result.sha256 in told.replace(" ", "")
    for words in (
        "Hẹn trả lúc đầu", "Tiếp nhận hồ sơ", "Người dân nộp hồ sơ", office.cg["chutich"].full_name,
        "Đoàn kiểm tra số 3", "Lê Thu Trang", "chuỗi nguyên vẹn", "Ai đã xem", "Trả kết quả",
    ):  # fmt: skip
        assert words in told, words
    assert f" {count} " in told, "the events are numbered, the last one too"
    assert "031198999003" not in told
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT hash FROM stream_head WHERE kind = 'dossier' AND key = %s", [page.id])
        assert bytes(cursor.fetchone()[0]).hex() in told.replace(" ", "")
        cursor.execute(
            "UPDATE event SET body = replace(body, 'Người dân', 'Người dẫn')"
            " WHERE kind = 'dossier' AND key = %s AND sequence = 1",
            [page.id],
        )
    broken = inspector.post(f"/can-bo/ho-so/{returned.code}/kiem-tra/ho-so.pdf", {"reason": "Lần hai"}).content
    assert "KHÔNG nguyên vẹn" in printed(broken)


def test_what_he_may_not_see_has_no_file(office, at_desk, submitted):
    foreign = submitted(office.trang, unit_id=office.other_unit)
    inspector = at_desk(office.cg["kiemtra"])
    assert inspector.get(f"/can-bo/ho-so/{foreign}/kiem-tra/").status_code == 404
    assert inspector.post(f"/can-bo/ho-so/{foreign}/kiem-tra/ho-so.pdf", {"reason": "Thử"}).status_code == 404
    own = submitted(office.trang)
    for role in ("motcua1", "quanly", "chutich", "quantri"):
        answer = at_desk(office.cg[role]).post(f"/can-bo/ho-so/{own}/kiem-tra/ho-so.pdf", {"reason": "Thử"})
        assert answer.status_code == 403, role
    assert reads(foreign) == []


# --- in whose reach ---------------------------------------------------------------------------------
@pytest.fixture
def accepted(office, as_web, submitted):
    """Three dossiers accepted in Cẩm Giang (two of Trang's, one of Tiến's) and one in Xuân Thành; their codes."""
    codes = []
    for who in (office.trang, office.trang, office.tien):
        code = submitted(who)
        with as_web(office.cg["motcua1"]) as officer:
            receiving.accept(code, who=officer, now=MONDAY + HOUR)
        codes.append(code)
    other = submitted(office.trang, unit_id=office.other_unit)
    with as_web(office.xt["motcua1"]) as officer:
        receiving.accept(other, who=officer, now=MONDAY + HOUR)
    return [*codes, other]


def wanted(office, **told):
    day = MONDAY.date()
    return Wanted(**{"committee_id": office.unit, "since": day, "until": day, "size": 20} | told)


def draw(as_web, who, wanted, seed="xuc-xac-4152", now=MONDAY + 2 * HOUR):
    with as_web(who):
        drawn = services.draw(wanted, seed=seed, who=who, now=now)
        return [row.code for row in queries.sample(who, drawn.id)[1]], drawn


def test_the_same_seed_draws_the_same_sample_and_the_sample_keeps_all_it_needs(office, as_web, accepted):
    inspector = office.cg["kiemtra"]
    first, drawn = draw(as_web, inspector, wanted(office, size=2))
    again, _ = draw(as_web, inspector, wanted(office, size=2))
    assert first == again == rules.draw("xuc-xac-4152", accepted[:3], 2)
    assert drawn.population == 3
    assert drawn.population_sha256 == rules.digest_of(accepted[:3])
    assert drawn.seed == "xuc-xac-4152"
    (event,) = events.history(("sample", drawn.id))
    assert (event.name, event.payload["codes"], event.payload["seed"]) == ("SampleDrawn", first, drawn.seed)
    assert list(events.verify()) == []


def test_a_sample_knows_field_days_and_lateness(office, as_web, accepted):
    inspector = office.cg["kiemtra"]
    field = "ho-tich"
    assert field in catalogue.field_names()
    assert set(draw(as_web, inspector, wanted(office, field=field))[0]) == set(accepted[:3])
    for told in (
        {"field": "bao-tro-xa-hoi"},
        {"lateness": "late"},
        {"since": date(2026, 11, 15), "until": date(2026, 11, 15)},
    ):
        with pytest.raises(Invalid) as refusal:
            draw(as_web, inspector, wanted(office, **told))
        assert refusal.value.faults == (("since", "nothing"),)
    Dossier.objects.filter(code=accepted[0]).update(due_at=MONDAY + HOUR)
    assert draw(as_web, inspector, wanted(office, lateness="late"))[0] == [accepted[0]]
    assert set(draw(as_web, inspector, wanted(office, lateness="on_time"))[0]) == set(accepted[1:3])
    Dossier.objects.filter(code=accepted[0]).update(due_at=MONDAY + 9 * HOUR, apology_signed_at=MONDAY)
    assert draw(as_web, inspector, wanted(office, lateness="late"))[0] == [accepted[0]], "an apology is for lateness"
    Dossier.objects.filter(code=accepted[0]).update(apology_signed_at=None, completed_at=MONDAY + 8 * HOUR, status=9)
    late_now = MONDAY + timedelta(days=1)
    assert accepted[0] in draw(as_web, inspector, wanted(office, lateness="on_time"), now=late_now)[0], "done in time"


def test_what_is_malformed_is_told_field_by_field_and_nothing_is_kept(office, as_web, accepted):
    with pytest.raises(Invalid) as refusal:
        draw(as_web, office.cg["kiemtra"], wanted(office, until=date(2026, 11, 1), size=201), seed="có dấu")
    assert dict(refusal.value.faults) == {"until": "before_since", "size": "out_of_range", "seed": "malformed"}
    with pytest.raises(NotFound):
        draw(as_web, office.cg["kiemtra"], wanted(office, committee_id=office.other_unit))
    for role in ("quanly", "motcua1", "chutich", "quantri"):
        with pytest.raises(Forbidden):
            draw(as_web, office.cg[role], wanted(office))
    assert not Sample.objects.exists()


def test_dossiers_of_his_relatives_are_in_no_sample_and_leave_one_drawn_before(office, as_web, accepted):
    before, drawn = draw(as_web, office.cg["kiemtra"], wanted(office))
    assert accepted[2] in before
    people.declare_kinship(office.cg["kiemtra"].person_id, office.tien.person_id, "anh em")
    related = identity.person_of(office.cg["kiemtra"].account_id, MONDAY.date())
    after, _ = draw(as_web, related, wanted(office))
    assert set(after) == set(accepted[:2])
    with as_web(related):
        assert {row.code for row in queries.sample(related, drawn.id)[1]} == set(accepted[:2])
        with pytest.raises(NotFound):
            services.note(accepted[2], text="Thử", who=related, now=MONDAY)


def test_confidential_dossiers_are_drawn_by_the_cleared_alone(office, as_web, accepted):
    row = Dossier.objects.get(code=accepted[0])
    Dossier.objects.filter(pk=row.pk).update(secrecy=1)
    for one in row.access.all():
        one.secrecy = 1
        one.scope = one.scope + 1 if one.scope is not None else None
        one.save()
    assert set(draw(as_web, office.cg["kiemtra"], wanted(office))[0]) == set(accepted[1:3])


def test_a_sample_is_its_drawers_own_by_either_barrier(office, as_web, accepted):
    _, drawn = draw(as_web, office.cg["kiemtra"], wanted(office))
    for other in (office.xt["kiemtra"], office.cg["quanly"]):
        with as_web(other):
            assert queries.sample(other, drawn.id) is None
            assert Sample.objects.count() == Pick.objects.count() == 0, "and the database says so too"


def test_a_note_changes_nothing_of_the_dossier_and_is_read_by_who_oversees(office, as_web, accepted):
    code = accepted[0]
    before = Dossier.objects.filter(code=code).values().get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM stream_head WHERE kind = 'dossier' AND key = %s", [before["id"]])
        head = cursor.fetchone()
    inspector = office.cg["kiemtra"]
    with as_web(inspector):
        services.note(code, text="  Thiếu chữ ký ở phiếu số 3.  ", who=inspector, now=MONDAY + HOUR)
    assert Dossier.objects.filter(code=code).values().get() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM stream_head WHERE kind = 'dossier' AND key = %s", [before["id"]])
        assert cursor.fetchone() == head
    (event,) = events.history(("inspection", before["id"]))
    assert event.payload["text"] == "Thiếu chữ ký ở phiếu số 3."
    for role, sees in (("kiemtra", True), ("quanly", True), ("motcua1", False), ("hotich", False), ("chutich", False)):
        with as_web(office.cg[role]) as who:
            assert bool(queries.notes_of(who, before["id"])) is sees, role
            assert InspectionNote.objects.exists() is sees, f"{role}: the database alone"
    with as_web(office.xt["kiemtra"]) as who:
        assert not InspectionNote.objects.exists()


def test_only_who_inspects_writes_and_nobody_rewrites(office, as_web, accepted):
    for role in ("quanly", "motcua1"):
        with pytest.raises(Forbidden), as_web(office.cg[role]) as who:
            services.note(accepted[0], text="Thử", who=who, now=MONDAY)
    for text, why in (("   ", "missing"), ("x" * 4001, "too_long")):
        with pytest.raises(Invalid) as refusal, as_web(office.cg["kiemtra"]) as who:
            services.note(accepted[0], text=text, who=who, now=MONDAY)
        assert refusal.value.faults == (("text", why),)
    with as_web(office.cg["kiemtra"]) as who:
        row = services.note(accepted[0], text="Một", who=who, now=MONDAY)
        for statement in ("UPDATE inspection_note SET text = 'Hai'", "DELETE FROM inspection_note"):
            refused = pytest.raises(DatabaseError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    with pytest.raises(DatabaseError, match="row-level security"), as_web(office.cg["quanly"]) as who:
        InspectionNote.objects.create(
            dossier_id=row.dossier_id, account_id=who.account_id, label="x", text="x", at=MONDAY
        )
    assert [n.text for n in InspectionNote.objects.all()] == ["Một"]


def test_the_chain_is_recomputed_and_a_changed_event_or_word_is_found(office, as_web, accepted):
    inspector = office.cg["kiemtra"]
    dossier_id = Dossier.objects.get(code=accepted[0]).id

    def checked():
        with as_web(inspector):
            return queries.chain_of(inspector, dossier_id)

    found = checked()
    assert found.is_sound
    assert found.head == bytes(_head(dossier_id)).hex()
    with as_web(office.cg["quanly"]) as who:
        assert queries.chain_of(who, dossier_id) is None
    with as_web(office.xt["kiemtra"]) as who:
        assert queries.chain_of(who, dossier_id) is None
    for fault in (
        "UPDATE event SET body = replace(body, '\"channel\"', '\"Channel\"')"
        " WHERE kind = 'dossier' AND key = %s AND sequence = 1",
        "UPDATE event SET name = 'Otherwise' WHERE kind = 'dossier' AND key = %s AND sequence = 2",
        "DELETE FROM event WHERE kind = 'dossier' AND key = %s AND sequence = (SELECT max(sequence) FROM event"
        " WHERE kind = 'dossier' AND key = stream_key)".replace("stream_key", str(dossier_id)),
        "DELETE FROM event WHERE kind = 'dossier' AND key = %s AND sequence = 2",
    ):
        undo = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute(fault, [dossier_id])
            assert cursor.rowcount == 1, fault
        assert checked().is_whole is False, fault
        transaction.savepoint_rollback(undo)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE event_value SET value = '\"khác\"'::jsonb WHERE kind = 'dossier' AND key = %s", [dossier_id]
        )
        if cursor.rowcount:
            changed = checked()
            assert changed.is_whole
            assert not changed.is_sound


def _head(dossier_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM stream_head WHERE kind = 'dossier' AND key = %s", [dossier_id])
        return cursor.fetchone()[0]


def test_readers_are_told_to_who_inspects_alone(office, as_web, accepted):
    dossier_id = Dossier.objects.get(code=accepted[0]).id
    with as_web(office.cg["motcua1"]) as who:
        log_read(who.reader, what="desk.dossier", purpose=accepted[0], at=MONDAY, dossier_id=dossier_id,
                 subject_ids=(office.trang.person_id, None))  # fmt: skip
    with as_web(office.cg["kiemtra"]) as who:
        reads, count = queries.reads_of(who, dossier_id)
        assert (count, len(reads), reads[0].what) == (1, 1, "desk.dossier"), "two people read about, one reading"
    for officer in (office.cg["quanly"], office.xt["kiemtra"]):
        with as_web(officer) as who:
            assert queries.reads_of(who, dossier_id) == ([], 0)
