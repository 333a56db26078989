"""What counts and what is counted: the tab «Quá hạn», the board, the leader's page, the sheet of the morning."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from motcua.desk.leading import numbers
from motcua.documents import services as documents
from motcua.documents.printing.tests import pdf
from motcua.dossiers import queries
from motcua.dossiers.models import Access, Result
from motcua.dossiers.queries import board as boards
from motcua.dossiers.queries import signing
from motcua.dossiers.queries.board import View
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import apologising, deciding, moving, receiving, withdrawing
from motcua.dossiers.tests.conftest import MONDAY, picture
from motcua.dossiers.tests.test_acts import answer, ask
from motcua.identity.rules import Part, part_of_scope
from motcua.platform.clock.now import moved_to

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LATER = MONDAY + 8 * DAY
RESULT = {
    "copy_number": "12/2026", "issued_on": "2026-11-16", "original_number": "00", "original_book": "01",
    "original_date": "1998-09-20", "original_place": "UBND xã Mẫu", "subject_block": "Lê Thu Trang",
    "later_changes": "không", "copies_issued": "3", "signer": "Đỗ Văn Thắng",
}  # fmt: skip


@pytest.fixture
def a_week_later(office, as_web, submitted):
    """Five dossiers of Monday, seen eight days later; return those that are late at the counter."""
    untouched = submitted(office.trang)
    answered = submitted(office.tien)
    asked = submitted(office.trang)
    finished = submitted(office.trang)
    withdrawn = submitted(office.trang)
    for code in (answered, asked):
        ask(as_web, office.cg["motcua1"], code, "registered_at")
    answer(as_web, office.tien, answered, registered_at="UBND xã Mẫu Mới")
    with as_web(office.trang) as who:
        withdrawing.ask_withdrawal(withdrawn, reason="", who=who, now=MONDAY + HOUR)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(finished, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        deciding.propose(finished, is_refusal=False, values=RESULT, who=who, now=MONDAY + HOUR)
        moving.forward(finished, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(finished, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["vanthu"]) as who:
        deciding.number_and_seal(finished, who=who, now=MONDAY + HOUR)
    with moved_to(MONDAY + 8 * DAY):
        yield {untouched, answered, withdrawn}


def rows_of(page):
    return [row for group in page.context["groups"] for row in group["rows"]]


def late_tab(page):
    return next(tab for tab in page.context["tabs"] if tab["label"] == "Quá hạn")


def test_the_count_the_list_and_the_colour_of_late_are_the_same_dossiers(office, a_week_later, at_desk):
    page = at_desk(office.cg["motcua1"]).get("/can-bo/?loc=tre")
    rows = rows_of(page)
    assert {row["key"] for row in rows} == a_week_later
    assert {row["due_kind"] for row in rows} == {"late"}
    assert late_tab(page)["count"] == len(rows) == 3


def test_in_the_whole_list_exactly_those_are_red(office, a_week_later, at_desk):
    page = at_desk(office.cg["motcua1"]).get("/can-bo/?loc=cho")
    assert {row["key"] for row in rows_of(page) if row["due_kind"] == "late"} == a_week_later
    assert len(rows_of(page)) == 4  # and the result that waits to be fetched
    waiting = at_desk(office.cg["motcua1"]).get("/can-bo/?loc=bo-sung")
    kinds = {row["key"] in a_week_later: row["due_kind"] for row in rows_of(waiting)}
    assert kinds == {True: "late", False: "paused"}


def test_the_page_of_a_dossier_says_of_its_day_what_the_lists_say(office, a_week_later, at_desk):
    for login in ("motcua1", "quanly"):
        client = at_desk(office.cg[login])
        rows = {row["key"]: row for row in rows_of(client.get("/can-bo/ho-so/"))}
        assert len(rows) == 5, login
        for code, row in rows.items():
            told = client.get(f"/can-bo/ho-so/{code}/").context["clock"]
            assert told["kind"] == row["due_kind"], (login, code)
            assert bool(told["left"]) is (told["kind"] not in {"paused", "", "on_time"}), (login, code)
        assert sorted(row["due_kind"] for row in rows.values()) == ["late", "late", "late", "on_time", "paused"], login


def test_a_result_that_waits_is_not_late_and_a_paused_clock_counts_nothing_down(office, a_week_later, at_desk):
    client = at_desk(office.cg["motcua1"])
    rows = {row["due_kind"]: key for key, row in ((r["key"], r) for r in rows_of(client.get("/can-bo/ho-so/")))}
    done = client.get(f"/can-bo/ho-so/{rows['on_time']}/")
    assert done.context["clock"]["promise"] == "Chờ trả kết quả"
    assert "Quá hạn" not in done.content.decode()
    assert "Đúng tiến độ" not in done.content.decode()
    paused = client.get(f"/can-bo/ho-so/{rows['paused']}/")
    assert paused.context["clock"]["promise"] == "Chờ bổ sung"
    assert "Đang dừng" in paused.content.decode()


def test_somebody_who_holds_two_posts_counts_a_dossier_once(office, a_week_later, as_web):
    for login in ("motcua1", "quanly", "motcua2"):
        with as_web(office.cg[login]) as who:
            now = MONDAY + 8 * DAY
            rows, _ = queries.my_work(who, queries.WorkFilter(late_before=now))
            assert queries.work_counts(who, now=now, soon=now + DAY)["late"] == len(rows), login


def test_the_list_asks_the_database_a_fixed_number_of_times(office, a_week_later, as_web):
    with as_web(office.cg["motcua1"]) as who, CaptureQueriesContext(connection) as asked:
        queries.my_work(who, queries.WorkFilter(late_before=MONDAY + 8 * DAY))
    assert len(asked) == 3  # access rows, dossiers, parties


def test_a_search_that_found_more_than_it_shows_says_so(office, submitted, at_desk, monkeypatch):
    codes = [submitted(office.trang, now=MONDAY + minutes * MINUTE) for minutes in range(3)]
    client = at_desk(office.cg["motcua1"])
    page = client.get("/can-bo/tim/?q=le thu trang")
    assert {row["key"] for row in rows_of(page)} == set(codes)
    assert "hồ sơ mới nhất" not in page.content.decode()
    monkeypatch.setattr(queries, "PAGE", 2)
    page = client.get("/can-bo/tim/?q=le thu trang")
    assert {row["key"] for row in rows_of(page)} == set(codes[1:])  # the newest
    assert "Đây là 2 hồ sơ mới nhất" in page.content.decode()


# --- who oversees, who decides -------------------------------------------------------------------
@pytest.fixture
def commune(office, as_web, submitted):
    """A commune eight days later: one dossier late at the counter, two at work, two before the leader, one asked back.

    One more came in today. The letter of apology for one at work waits for the leader as well.
    """
    made = {name: submitted(office.trang) for name in ("counter", "work", "letter", "first", "second", "asked")}
    ask(as_web, office.cg["motcua1"], made["asked"], "registered_at")
    with as_web(office.cg["motcua1"]) as who:
        for name in ("work", "letter", "first", "second"):
            receiving.accept(made[name], who=who, now=MONDAY + HOUR)
    with as_web(office.cg["hotich"]) as who:
        for name in ("work", "letter"):
            moving.take_up(made[name], who=who, now=MONDAY + HOUR)
        for name in ("first", "second"):
            deciding.propose(made[name], is_refusal=False, values=RESULT, who=who, now=MONDAY + HOUR)
            moving.forward(made[name], who=who, now=MONDAY + HOUR)
        until = (LATER + 3 * DAY).date()
        apologising.draft(made["letter"], reason="Sổ gốc ở kho khác.", new_due_on=until, who=who, now=LATER)
    made["new"] = submitted(office.tien, now=LATER)
    with moved_to(LATER):
        yield made


def rows_behind(who, url):
    """Return the codes of the list an address leads to, page after page."""
    query = QueryDict(urlsplit(url).query)
    wanted, codes, after = numbers.wanted_of(query), [], None
    while True:
        rows, after = boards.listed(who, wanted, now=LATER, after=after, limit=2)
        codes += [row.code for row in rows]
        if after is None:
            return codes


def cells(page):
    """Return (number, address) of every number the board shows as a link."""
    lines = [*page.context["desks"], *page.context["officers"]]
    found = [(int(cell["text"]), cell["url"]) for line in lines for cell in line[1:] if cell != "0"]
    return found + [(tab["count"], tab["url"]) for tab in page.context["tabs"]]


def test_each_number_of_the_board_is_its_list_and_the_list_of_the_officers_it_is_about(
    office, commune, at_desk, as_web
):
    page = at_desk(office.cg["quanly"]).get("/can-bo/dieu-hanh/")
    with as_web(office.cg["quanly"]) as who:
        told = boards.board(who, now=LATER)
        for count, url in cells(page):
            codes = rows_behind(who, url)
            assert len(codes) == len(set(codes)) == count, url
    assert {tab["label"]: tab["count"] for tab in page.context["tabs"]} == {
        numbers.VIEWS[view][1]: count for view, count in told.totals.items()
    }
    assert told.totals == {
        View.OPEN: 7, View.WAITING: 6, View.LATE: 5, View.TODAY: 0, View.SUPPLEMENT: 1, View.PAYMENT: 0, View.RESULT: 0,
    }  # fmt: skip
    # The board counts for a desk what its officers count in their own list.
    at_desk_of = {Part.RECEIVING: "motcua1", Part.HANDLING: "hotich", Part.DECIDING: "chutich"}
    lines = {part_of_scope(line.scope)[1]: line for line in told.desks}
    assert set(lines) == set(at_desk_of)
    for part, login in at_desk_of.items():
        with as_web(office.cg[login]) as who:
            own = queries.work_counts(who, now=LATER, soon=boards.end_of_day(LATER))
        assert (lines[part].waiting, lines[part].late, lines[part].today) == (own["waiting"], own["late"], own["soon"])
    (officer,) = told.officers  # whoever took nothing up has no line
    assert (officer.account_id, officer.open, officer.late) == (office.cg["hotich"].account_id, 2, 2)


def test_who_is_late_is_an_officer_or_a_desk_where_nobody_took_it_up_on_the_page_and_on_the_sheet(
    office, commune, at_desk, as_web
):
    page = at_desk(office.cg["chutich"]).get("/can-bo/lanh-dao/")
    assert page.context["late"] == 5
    by = {one["name"]: (one["count"], one["url"]) for one in page.context["by"]}
    assert [count for count, _ in by.values()] == [2, 2, 1]
    with as_web(office.cg["chutich"]) as who:
        late = [code for count, url in by.values() for code in rows_behind(who, url)]
    assert sorted(late) == sorted(commune[name] for name in ("counter", "work", "letter", "first", "second"))
    assert "Phạm Thị Hoa, Công chức tư pháp - hộ tịch" in by
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [("Quá hạn", 5), ("Chờ tôi", 3)]
    assert {row["by"] for row in page.context["rows"]} == set(by)  # each dossier says the same
    # On the sheet of the morning they stand on one side of A4, without the name of any citizen.
    came = at_desk(office.cg["chutich"]).get("/can-bo/dieu-hanh/buoi-sang.pdf")
    assert came["Content-Type"] == "application/pdf"
    assert pdf.page_count(came.content) == 1
    assert pdf.page_sizes_mm(came.content) == {(210, 297)}
    text = pdf.text(came.content)
    assert "Thứ Ba, 24/11/2026" in text
    assert "Phạm Thị Hoa" in text
    assert numbers.AT_TWO_DESKS in text  # the lines of the desks add up to one more than the total: it is said why
    assert "Lê Thu Trang" not in text
    # Who oversees nothing is told so, and still has what waits for him.
    with patch("motcua.desk.leading.numbers.committees_of", return_value=[]):
        page = at_desk(office.cg["chutich"]).get("/can-bo/lanh-dao/")
    assert "Bạn chưa được giao quyền theo dõi hồ sơ của cả xã" in page.content.decode()
    assert len(page.context["waiting"]) == 3


def test_an_upgrade_fills_what_the_services_write_from_then_on(office, commune):
    rows = Access.objects.order_by("id").values_list("id", "waits_for")
    written = dict(rows)
    assert sum(scopes is not None for scopes in written.values()) == 7
    Access.objects.update(waits_for=None)
    migration = import_module("motcua.dossiers.migrations.0014_overseers_know_whom_it_waits_for")
    with connection.cursor() as cursor:
        cursor.execute(migration.BACKFILL)
    assert dict(rows.all()) == written


def test_an_unchanged_board_answers_304_and_renders_nothing(office, commune, at_desk, as_web, submitted):
    client = at_desk(office.cg["quanly"])
    url = "/can-bo/dieu-hanh/so/"
    tag = client.get("/can-bo/dieu-hanh/").context["etag"]
    client.get(url)  # from here the session is not written
    with moved_to(LATER + HOUR), patch("motcua.desk.leading.board.render") as rendered:
        with CaptureQueriesContext(connection) as asked:
            same = client.get(url, headers={"If-None-Match": tag})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
        rendered.assert_not_called()
    told = [query["sql"] for query in asked if "dossier_access" in query["sql"]]
    assert len(told) == 3
    names = [query["sql"] for query in asked if re.search(r"identity_labels|identity_absences|unit_name", query["sql"])]
    assert len(names) == 3
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(commune["new"], who=who, now=LATER + HOUR)
    changed = client.get(url, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    assert "<html" not in changed.content.decode()


def test_what_the_board_asks_by_itself_does_not_keep_a_session_alive(office, at_desk):
    client = at_desk(office.cg["quanly"])
    client.get("/can-bo/dieu-hanh/so/")
    seen = client.session["seen"]
    with patch("motcua.identity.middleware.time.time", return_value=seen + 600):
        assert client.get("/can-bo/dieu-hanh/so/", headers={"Motcua-By-Itself": "1"}).status_code == 200
    assert client.session["seen"] == seen
    with patch("motcua.identity.middleware.time.time", return_value=seen + 901):
        came = client.get("/can-bo/dieu-hanh/so/", headers={"Motcua-By-Itself": "1"})
    assert "/dang-nhap/" in came["Location"]


def test_the_leader_signs_what_he_sees_and_lands_on_the_next(office, commune, at_desk, as_web):
    client = at_desk(office.cg["chutich"])
    with as_web(office.cg["chutich"]) as who:
        acts = {one.row.code: one.act for one in signing.waiting_for_leader(who)}
    wanted = dict.fromkeys((commune["first"], commune["second"]), Act.APPROVE) | {commune["letter"]: Act.SIGN_APOLOGY}
    assert acts == wanted
    first, second = (code for code in acts if acts[code] == Act.APPROVE)
    page = client.get(f"/can-bo/lanh-dao/ky/{first}/")
    (url,) = page.context["pages"]
    png = client.get(url)
    assert png["Content-Type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
    assert "UBND xã Mẫu" in page.content.decode()  # the same in words, for who reads no picture
    assert Result.objects.get(dossier__code=first).attachment_id is None  # seeing keeps nothing
    seen = page.context["page"].acts
    came = client.post(f"/can-bo/lanh-dao/ky/{first}/", {"seen": str(seen)})
    assert came.status_code == 302
    assert first not in urlsplit(came["Location"]).path
    assert parse_qs(urlsplit(came["Location"]).query)["xong"] == [first]
    signed = Result.objects.get(dossier__code=first)
    assert signed.approved_by == office.cg["chutich"].account_id
    assert signed.sha256
    landed = client.get(f"/can-bo/lanh-dao/ky/{second}/?xong={first}")
    assert f"Đã ký duyệt: {landed.context['page'].title}, {first}" in landed.content.decode()
    # A paper the handler brought is shown as it is, and no other is made.
    with as_web(office.cg["chutich"]) as who:
        holder = ("dossier", landed.context["page"].id)
        brought = documents.attach(who, holder, "result_file", picture(), kind="scan", now=LATER)
    with patch("motcua.dossiers.services.papers._uploaded", return_value=brought.id):
        shown = client.get(f"/can-bo/lanh-dao/ky/{second}/")
    assert (shown.context["pages"], shown.context["file"].id) == ([], brought.id)
    assert f'<img src="/tep/{brought.id}/xem/"' in shown.content.decode()
    # Twice the same press, or an older page: he is told, and nothing is signed.
    again = client.post(f"/can-bo/lanh-dao/ky/{first}/", {"seen": str(seen)})
    assert again.status_code == 409
    # An address claims nothing: what somebody else did, or nobody, is not told as his.
    assert "Đã ký" not in client.get(f"/can-bo/lanh-dao/ky/{second}/?xong={commune['counter']}").content.decode()
    # A letter signed from his page leads on as well.
    page = client.get("/can-bo/lanh-dao/")
    url = next(one["url"] for one in page.context["waiting"] if one["wants"] == "Ký thư xin lỗi")
    seen = client.get(url).context["page"].acts
    came = client.post(url, {"seen": str(seen)})
    assert came["Location"] == f"/can-bo/lanh-dao/tiep/?xong={commune['letter']}"
    assert "/can-bo/lanh-dao/ky/" in client.get(came["Location"])["Location"]


def test_the_list_of_everything_begins_with_the_last_filed_and_goes_on_where_a_page_ended(office, submitted, at_desk):
    codes = [submitted(office.trang, now=MONDAY + n * HOUR) for n in range(4)][::-1]
    client = at_desk(office.cg["motcua1"])
    with (
        moved_to(MONDAY + HOUR),
        patch.object(queries.newest, "__kwdefaults__", queries.newest.__kwdefaults__ | {"limit": 3}),
    ):
        page = client.get("/can-bo/ho-so/")
        assert [row["key"] for row in rows_of(page)] == codes[:3]
        assert page.context["groups"][0]["title"] == "Nộp hôm nay"
        rest = client.get(page.context["next_url"])
    assert [row["key"] for row in rows_of(rest)] == codes[3:]
    assert not rest.context["next_url"]
