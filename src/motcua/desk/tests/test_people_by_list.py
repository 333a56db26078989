"""A list of people becomes dossiers, all of them or none: every fault said by line and column, nothing made twice."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import load_workbook

from motcua.catalogue import paperless
from motcua.counter.batch import lists, making, template
from motcua.counter.models import Batch, BatchRow
from motcua.documents import guard
from motcua.documents.inspect import FileRefused
from motcua.documents.inspect.tables import KEY_LINE, MARK_SHEET, SHEET, read_table
from motcua.dossiers.models import Component, Dossier, Party, Slip
from motcua.dossiers.rules.states import Status
from motcua.dossiers.tests.conftest import MONDAY
from motcua.forms.models import Draft
from motcua.identity import queries as identity
from motcua.platform import events
from motcua.platform.clock.now import moved_to
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db
MERIT = "1.010803"
BOUNDS = {"most_rows": 500, "limit": 3_000_000}
PERSON = {
    "case": "Chưa có ai", "requester_birth_date": "08/08/1968", "requester_sex": "nữ",
    "requester_native_place.province": "Hải Phòng", "requester_native_place.commune": "Xã Vĩnh Bảo",
    "requester_residence.province": "Thành phố Hải Phòng", "requester_residence.commune": "phuong duong kinh",
    "requester_residence.detail": "Số 15", "requester_relation": "Con",
    "worship_ground": "Là con duy nhất, hoặc con duy nhất còn sống của liệt sĩ (không cần văn bản ủy quyền)",
    "martyr_name": "Mai Văn Mẫu", "martyr_native_place": "Xã Mẫu, Hải Phòng", "certificate_number": "00-MAU",
    "certificate_decision": "00/TTg-MAU", "certificate_date": 1975, "relatives.1.relative_name": "Mai Văn Cả",
    "relatives.1.relative_birth_year": 1920, "relatives.1.relative_death_year": 1995,
    "relatives.1.relative_relation": "Cha đẻ, mẹ đẻ", "result_channel": "Nhận bản điện tử và bản giấy",
    "paper:certificate": 1,
}  # fmt: skip
NAMES = ("Mai Thị Một", "Mai Thị Hai", "Mai Thị Ba", "Mai Thị Bốn")


@pytest.fixture(scope="module", autouse=True)
def merit(more_packs):
    more_packs(MERIT)


@pytest.fixture
def chosen(office, as_web):
    with as_web(office.cg["motcua1"]) as who:
        return lists.offer(MERIT, who=who, on=MONDAY.date())


def somebody(number, **more):
    return {
        **PERSON,
        "requester_name": NAMES[number % len(NAMES)],
        "requester_personal_number": f"0311680{number:05d}",
        "requester_phone": 900000000 + number,  # a sheet that took it for a number lost the zero
        **more,
    }


def empty(chosen):
    out = io.BytesIO()
    template.write(out, chosen, on=MONDAY.date())
    return out.getvalue()


def filled(chosen, people, change=None):
    """The template with these people typed in, saved as a spreadsheet program would."""
    book = load_workbook(io.BytesIO(empty(chosen)))
    sheet = book[SHEET]
    places = {cell.value: cell.column for cell in sheet[KEY_LINE]}
    for line, person in enumerate(people, start=4):
        for key, value in person.items():
            sheet.cell(line, places[key], value)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def sent(chosen, office, as_web, tmp_path, monkeypatch):
    """Send a list and look through it; return what `receive` said. Read in this process, which is quicker."""
    monkeypatch.setattr(guard, "table", read_table)

    def send(people, login="motcua1", raw=None, now=MONDAY):
        path = tmp_path / f"danh-sach-{len(list(tmp_path.iterdir()))}.xlsx"
        path.write_bytes(raw or filled(chosen, people))
        with as_web(office.cg[login]) as who:
            got = lists.receive(chosen, path, file_name="ds.xlsx", handed_in_by="Ông Năm, thôn Đông", who=who, now=now)
        making.look_through(got.id, now=now)
        return got

    return send


def state_of(list_id):
    return Batch.objects.get(pk=list_id).state


def faults_of(list_id):
    return {
        row.line: [(f["column"], f["message"]) for f in row.faults] for row in BatchRow.objects.filter(batch=list_id)
    }


@pytest.fixture
def confirmed(office, as_web):
    def confirm(list_id, login="motcua1", now=MONDAY):
        with as_web(office.cg[login]) as who:
            lists.confirm(who, list_id, vouched=True, paper_reason=None, now=now)
        making.make_all(list_id, now=now)

    return confirm


def test_every_line_becomes_a_dossier_with_its_papers_its_day_and_where_it_came_from(sent, confirmed, office, as_web):
    got = sent([somebody(n) for n in range(3)])
    assert (state_of(got.id), faults_of(got.id)) == ("ready", {4: [], 5: [], 6: []})
    assert not Dossier.objects.exists()
    assert not Draft.objects.exists()  # looked through and undone, line by line
    with as_web(office.cg["motcua1"]) as who, pytest.raises(Invalid) as refused:
        lists.confirm(who, got.id, vouched=False, paper_reason=None, now=MONDAY)
    assert refused.value.faults == ("vouched",)
    confirmed(got.id)
    assert state_of(got.id) == "made"
    with as_web(office.cg["motcua1"]) as who:
        dossiers = list(Dossier.objects.visible_to(who).order_by("code"))
        assert [d.status for d in dossiers] == [Status.ACCEPTED] * 3
        assert {(d.channel, d.origin, d.due_at) for d in dossiers} == {(1, "counter", MONDAY.replace(day=30, hour=17))}
        assert Slip.objects.filter(form="01").count() == 3
        owners = Party.objects.visible_to(who).filter(role="owner").order_by("personal_number")
        assert [(p.name, p.phone) for p in owners] == [(NAMES[n], f"090000000{n}") for n in range(3)]
        papers = {c.key: c.filled_by for c in Component.objects.filter(dossier=dossiers[0])}
        assert papers["certificate"] == "paper"
        told = {e.name: e.payload for e in events.history(("dossier", dossiers[0].id))}
        assert told["TakenFromList"]["list"] == str(got.id)
        names = [e.name for e in events.history(("list", got.id))]
    assert names == ["ListReceived", "ListConfirmed", "ListMade"]
    rows = BatchRow.objects.filter(batch=got.id)
    assert {row.code for row in rows} == {d.code for d in dossiers}
    assert all(row.answers == {} and row.papers == {} for row in rows)  # the dossiers hold them now


def test_nothing_is_made_twice(sent, confirmed, chosen):
    people = [somebody(1), somebody(2)]
    raw = filled(chosen, people)
    got = sent(people, raw=raw)
    again = sent(people, raw=raw)
    assert (again.id, again.is_new) == (got.id, False)
    confirmed(got.id)
    confirmed(got.id)  # pressed twice, worked on twice
    making.make_all(got.id, now=MONDAY)
    assert Dossier.objects.count() == 2
    assert sent(people, raw=raw).id == got.id
    # The same people in another file, saved anew, with one more: only he would be new, and the others are named.
    other = sent([*people, somebody(3)], login="motcua2", now=MONDAY + timedelta(days=1))
    assert other.is_new
    assert state_of(other.id) == "faulty"
    told = faults_of(other.id)
    assert "đã thành hồ sơ" in told[4][0][1]
    assert "đã thành hồ sơ" in told[5][0][1]
    assert told[6] == []
    assert Dossier.objects.count() == 2


def test_every_fault_is_said_by_line_and_column_and_nothing_is_made(sent, confirmed):
    wrong = [
        somebody(1, requester_name="", certificate_number="", martyr_name=""),
        somebody(2, requester_birth_date="31/02/1968", case="Lần đầu"),
        somebody(3, requester_personal_number="03116800", **{"requester_residence.commune": "Xã Không Có"}),
        somebody(4, worship_ground="Được các thân nhân liệt sĩ ủy quyền"),
        somebody(5, pay_way="Qua tài khoản ngân hàng"),
        somebody(6, **{"relatives.1.relative_death_year": 1915}),
        somebody(7),
        somebody(7),
        somebody(8, **{"paper:certificate": "nhiều", "relatives.1.relative_relation": ""}),
    ]
    got = sent(wrong)
    told = faults_of(got.id)
    assert state_of(got.id) == "faulty"
    assert {column for column, _ in told[4]} == {"requester_name", "certificate_number", "martyr_name"}
    assert {column for column, _ in told[5]} == {"requester_birth_date", "case"}
    assert "31/02/1968 không có trong lịch" in " ".join(message for _, message in told[5])
    assert {column for column, _ in told[6]} == {"requester_personal_number", "requester_residence.commune"}
    assert told[7][0][0] == "paper:authorisation"
    assert told[8][0][0] == "pay_account"
    assert told[9]
    assert told[10] == []
    assert told[11] == [("", "Dòng này giống hệt dòng 10. Bỏ một dòng.")]
    assert "paper:certificate" in {column for column, _ in told[12]}
    with pytest.raises(Conflict):
        confirmed(got.id)
    assert not Dossier.objects.exists()
    assert not Draft.objects.exists()


def test_when_one_line_cannot_be_taken_in_any_more_none_is(sent, confirmed):
    first, second = sent([somebody(1)]), sent([somebody(2), somebody(1)])
    assert (state_of(first.id), state_of(second.id)) == ("ready", "ready")
    confirmed(first.id)
    confirmed(second.id)
    assert state_of(second.id) == "failed"
    assert "chưa có hồ sơ nào được tạo" in Batch.objects.get(pk=second.id).why_failed
    assert "đã thành hồ sơ" in faults_of(second.id)[5][0][1]
    assert Dossier.objects.count() == 1
    assert not Draft.objects.filter(submitted_at=None).exists()
    assert set(BatchRow.objects.filter(batch=second.id).values_list("code", flat=True)) == {""}


def test_a_fault_of_the_house_half_way_leaves_nothing(sent, confirmed, monkeypatch):
    got = sent([somebody(1), somebody(2), somebody(3)])
    calls = []
    accept = making.intake.accept_now

    def dies_at_the_third(*args, **kwargs):
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("out of order")
        return accept(*args, **kwargs)

    monkeypatch.setattr(making.intake, "accept_now", dies_at_the_third)
    monkeypatch.setattr(making.log, "exception", lambda *_, **__: None)
    confirmed(got.id)
    assert len(calls) == 3
    assert state_of(got.id) == "failed"
    assert not Dossier.objects.exists()


def sheet_of(book):
    return book[SHEET]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: sheet_of(book).__setitem__("B5", "=A1&B1"), "table_formula"),
        (lambda book: sheet_of(book).__setitem__("CZ5", "ghi chú"), "table_strange_column"),
        (lambda book: book.remove(book[SHEET]), "table_not_template"),
        (lambda book: book[MARK_SHEET].__setitem__("A2", "2.000635"), "table_not_template"),
        (lambda book: book[MARK_SHEET].__setitem__("A3", "1"), "table_old_template"),
        (lambda book: sheet_of(book).delete_rows(4, 5), "table_no_rows"),
    ],
)
def test_a_file_that_is_not_the_filled_in_template_is_refused_with_a_sentence(sent, chosen, change, code):
    with pytest.raises(FileRefused) as refused:
        sent([], raw=filled(chosen, [somebody(1)], change))
    assert refused.value.code == code
    assert "{" not in refused.value.sentence
    assert not Batch.objects.exists()


def rezipped(raw, **parts):
    """The same workbook with parts put in or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><sst>&a;</sst>'


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda raw: b"%PDF-1.7 ...", "table_kind"),
        (lambda raw: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "table_old_or_locked"),
        (lambda raw: raw[: len(raw) // 2], "table_damaged"),
        (lambda raw: rezipped(raw, **{"xl/media/a.bin": b"\0" * 45_000_000}), "table_bursts"),
        (lambda raw: rezipped(raw, **{"xl/sharedStrings.xml": DTD}), "table_runs"),
        (lambda raw: rezipped(raw, **{"xl/vbaProject.bin": b"x"}), "table_runs"),
        (lambda raw: rezipped(raw, **{"xl/worksheets/sheet1.xml": b"<worksheet"}), "table_damaged"),
    ],
)
def test_bombs_macros_and_other_files_are_refused_before_they_are_opened(chosen, tmp_path, made, code):
    path = tmp_path / "x.xlsx"
    path.write_bytes(made(filled(chosen, [somebody(1)])))
    with pytest.raises(FileRefused) as refused:
        read_table(path, **BOUNDS)
    assert refused.value.code == code


def test_a_list_that_is_too_long_or_too_big_is_refused(chosen, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(filled(chosen, [somebody(n) for n in range(4)]))
    assert [line for line, _ in guard.table(path, **BOUNDS).rows] == [4, 5, 6, 7]
    with pytest.raises(FileRefused) as refused:
        guard.table(path, most_rows=3, limit=3_000_000)
    assert "3 người" in refused.value.sentence
    with pytest.raises(FileRefused) as refused:
        guard.table(path, most_rows=500, limit=1000)
    assert refused.value.code == "table_too_big"


def test_lists_are_of_the_counter_that_took_them(sent, office, as_web):
    got = sent([somebody(1)])
    with as_web(office.cg["motcua2"]) as who:
        assert lists.view(who, got.id).rows[0].name == NAMES[1]  # the same counter
    for other in (office.xt["motcua1"], office.cg["hotich"]):
        with as_web(other) as who:
            with pytest.raises(NotFound):
                lists.view(who, got.id)
            assert not Batch.objects.exists()  # and the database says so too
            assert not BatchRow.objects.exists()
    with as_web(office.cg["hotich"]) as who, pytest.raises(Forbidden):
        lists.offer(MERIT, who=who, on=MONDAY.date())
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(NotFound):
            lists.offer("1.004194", who=who, on=MONDAY.date())  # only explained here
        lists.drop(who, got.id, now=MONDAY)
    assert state_of(got.id) == "dropped"
    row = BatchRow.objects.get()
    assert (row.name, row.answers) == ("", {})


def test_lists_nobody_confirms_are_forgotten_after_a_day(sent):
    got = sent([somebody(1)])
    assert lists.forget_old(now=MONDAY + timedelta(hours=23)) == 0
    assert lists.forget_old(now=MONDAY + timedelta(hours=25)) == 1
    assert state_of(got.id) == "dropped"
    assert BatchRow.objects.get().answers == {}


def test_on_a_day_without_paper_the_list_needs_a_reason_too(sent, office, as_web):
    with as_web(office.cg["quantri"]) as who:
        unit = identity.unit_view(office.unit, MONDAY.date())
        day = MONDAY.date()
        paperless.set_rule(
            unit, procedure=MERIT, weekdays=[], valid_from=day, valid_until=day, source="KH 15", mark="P",
            who=who, now=MONDAY,
        )  # fmt: skip
    got = sent([somebody(1)])
    with as_web(office.cg["motcua1"]) as who:
        with pytest.raises(Invalid) as refused:
            lists.confirm(who, got.id, vouched=True, paper_reason=None, now=MONDAY)
        assert refused.value.faults == ("paper_reason",)
        reason = {"reason": "cannot", "words": ""}
        lists.confirm(who, got.id, vouched=True, paper_reason=reason, now=MONDAY)
    making.make_all(got.id, now=MONDAY)
    names = {e.name for e in events.history(("dossier", Dossier.objects.get().id))}
    assert {"TakenFromList", "PaperTakenAnyway"} <= names


def said(page, status=200):
    assert page.status_code == status
    return page.content.decode()


def owner():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_the_pages_from_the_template_to_the_codes(chosen, office, at_desk):
    client = at_desk(office.cg["motcua1"])
    base = "/can-bo/tiep-nhan/danh-sach/"
    assert f'href="{base}{MERIT}/"' in said(client.get(f"{base}?q=thờ cúng liệt sĩ"))
    page = client.get(f"{base}{MERIT}/mau.xlsx")
    assert page.headers["Content-Disposition"].endswith(f'danh-sach-{MERIT}.xlsx"')
    sheet = load_workbook(io.BytesIO(page.content))[SHEET]
    labels = [cell.value for cell in sheet[2]]
    assert labels[:2] == ["Đã có ai hưởng trợ cấp thờ cúng liệt sĩ này chưa? *", "Họ và tên *"]
    assert sheet["B3"].value == "Ví dụ: Mai Văn Thành"
    assert sheet.row_dimensions[1].hidden
    assert any("A4" in str(rule.sqref) for rule in sheet.data_validations.dataValidation)
    assert "Chọn tệp danh sách" in said(client.post(f"{base}{MERIT}/"), 422)
    pdf = client.post(f"{base}{MERIT}/", {"list": SimpleUploadedFile("a.xlsx", b"%PDF-1.4")})
    assert "không phải bảng Excel" in said(pdf, 422)
    bad = client.post(
        f"{base}{MERIT}/", {"list": SimpleUploadedFile("a.xlsx", filled(chosen, [somebody(1, martyr_name="")]))}
    )
    where = bad.headers["Location"]
    assert 'http-equiv="refresh"' in said(client.get(where))
    owner()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'counter.look_through_list'")
        assert cursor.fetchone() == (1,)
    with moved_to(MONDAY + timedelta(minutes=4)):
        assert "Đã lâu chưa thấy chạy tiếp" in said(client.get(where))
    owner()
    making.look_through(Batch.objects.get().id, now=MONDAY)
    told = said(client.get(where))
    assert "Đã lâu" not in told
    assert "1 trên 1 dòng cần sửa" in told
    assert "R: Được ủy quyền thờ cúng liệt sĩ" in told
    errors = load_workbook(io.BytesIO(client.get(f"{where}can-sua.xlsx").content)).active
    assert [cell.value for cell in errors[4]][:3] == [4, "Mai Thị Hai", "R"]
    raw = filled(chosen, [somebody(1), somebody(2, requester_personal_number="031168000001")])
    good = client.post(f"{base}{MERIT}/", {"list": SimpleUploadedFile("b.xlsx", raw), "handed_in_by": "Ông Năm"})
    where = good.headers["Location"]
    owner()
    making.look_through(Batch.objects.get(state="checking").id, now=MONDAY)
    ready = said(client.get(where))
    assert "Cả 2 dòng đều tiếp nhận được" in ready
    assert "031168000001: dòng 4, 5" in ready
    assert "17:00, thứ Hai 30/11/2026" in ready
    assert "đang giữ tờ khai" in said(client.post(where, {"confirm": "1"}), 422)
    assert client.post(where, {"confirm": "1", "vouched": "yes"}).status_code == 302
    assert "Đang tạo hồ sơ" in said(client.get(where))
    owner()
    making.make_all(Batch.objects.get(state="making").id, now=MONDAY)
    done = said(client.get(where))
    assert "Đã tiếp nhận 2 hồ sơ" in done
    code = BatchRow.objects.exclude(code="").first().code
    assert f"/can-bo/ho-so/{code}/" in done
    again = client.post(f"{base}{MERIT}/", {"list": SimpleUploadedFile("c.xlsx", raw)})
    assert "Tệp này đã được gửi trước đó" in said(client.get(again.headers["Location"]))
    assert "Mai Thị" not in said(at_desk(office.xt["motcua1"]).get(base))
    assert at_desk(office.xt["motcua1"]).get(where).status_code == 404
    assert at_desk(office.cg["hotich"]).get(base).status_code == 403
