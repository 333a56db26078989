"""Board, leader's page, sheet of the morning: every number is the list behind it, and the list its officers work on."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from motcua.desk.leading import numbers
from motcua.desk.tests.test_lists import RESULT
from motcua.documents.printing.tests import pdf
from motcua.dossiers import queries
from motcua.dossiers.models import Result
from motcua.dossiers.queries import board as boards
from motcua.dossiers.queries import signing
from motcua.dossiers.queries.board import View
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.services import apologising, deciding, moving, receiving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_acts import ask
from motcua.identity.rules import Part, part_of_scope
from motcua.platform.clock.now import moved_to

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = MONDAY + 8 * DAY


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
        until = (NOW + 3 * DAY).date()
        apologising.draft(made["letter"], reason="Sổ gốc ở kho khác.", new_due_on=until, who=who, now=NOW)
    made["new"] = submitted(office.tien, now=NOW)
    with moved_to(NOW):
        yield made


def rows_behind(who, url):
    """Return the codes of the list an address leads to, page after page."""
    query = QueryDict(urlsplit(url).query)
    wanted, codes, after = numbers.wanted_of(query), [], None
    while True:
        rows, after = boards.listed(who, wanted, now=NOW, after=after, limit=2)
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
        told = boards.board(who, now=NOW)
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
            own = queries.work_counts(who, now=NOW, soon=boards.end_of_day(NOW))
        assert (lines[part].waiting, lines[part].late, lines[part].today) == (own["waiting"], own["late"], own["soon"])
    (officer,) = told.officers  # whoever took nothing up has no line
    assert (officer.account_id, officer.open, officer.late) == (office.cg["hotich"].account_id, 2, 2)


def test_who_is_late_is_an_officer_or_a_desk_where_nobody_took_it_up_and_nobody_is_counted_twice(
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


def test_an_unchanged_board_answers_304_and_renders_nothing(office, commune, at_desk, as_web, submitted):
    client = at_desk(office.cg["quanly"])
    url = "/can-bo/dieu-hanh/so/"
    tag = client.get("/can-bo/dieu-hanh/").context["etag"]
    client.get(url)  # from here the session is not written
    with moved_to(NOW + HOUR), patch("motcua.desk.leading.board.render") as rendered:
        with CaptureQueriesContext(connection) as asked:
            same = client.get(url, headers={"If-None-Match": tag})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
        rendered.assert_not_called()
    told = [query["sql"] for query in asked if "dossier_access" in query["sql"]]
    assert len(told) == 3
    names = [query["sql"] for query in asked if re.search(r"identity_labels|identity_absences|unit_name", query["sql"])]
    assert len(names) == 3
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(commune["new"], who=who, now=NOW + HOUR)
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
        answer = client.get("/can-bo/dieu-hanh/so/", headers={"Motcua-By-Itself": "1"})
    assert "/dang-nhap/" in answer["Location"]


def test_the_leader_signs_what_he_sees_and_lands_on_the_next(office, commune, at_desk, as_web):
    client = at_desk(office.cg["chutich"])
    with as_web(office.cg["chutich"]) as who:
        acts = {one.row.code: one.act for one in signing.waiting_for_leader(who)}
    wanted = dict.fromkeys((commune["first"], commune["second"]), Act.APPROVE) | {commune["letter"]: Act.SIGN_APOLOGY}
    assert acts == wanted
    first, second = (code for code in acts if acts[code] == Act.APPROVE)
    page = client.get(f"/can-bo/lanh-dao/ky/{first}/")
    (picture,) = page.context["pages"]
    png = client.get(picture)
    assert png["Content-Type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
    assert "UBND xã Mẫu" in page.content.decode()  # the same in words, for who reads no picture
    assert Result.objects.get(dossier__code=first).attachment_id is None  # seeing keeps nothing
    seen = page.context["page"].acts
    answer = client.post(f"/can-bo/lanh-dao/ky/{first}/", {"seen": str(seen)})
    assert answer.status_code == 302
    assert first not in urlsplit(answer["Location"]).path
    assert parse_qs(urlsplit(answer["Location"]).query)["xong"] == [first]
    signed = Result.objects.get(dossier__code=first)
    assert signed.approved_by == office.cg["chutich"].account_id
    assert signed.sha256
    landed = client.get(f"/can-bo/lanh-dao/ky/{second}/?xong={first}")
    assert f"Đã ký duyệt: {landed.context['page'].title}, {first}" in landed.content.decode()
    # Twice the same press, or an older page: he is told, and nothing is signed.
    again = client.post(f"/can-bo/lanh-dao/ky/{first}/", {"seen": str(seen)})
    assert again.status_code == 409
    # An address claims nothing: what somebody else did, or nobody, is not told as his.
    assert "Đã ký" not in client.get(f"/can-bo/lanh-dao/ky/{second}/?xong={commune['counter']}").content.decode()


def test_after_a_letter_signed_from_his_page_the_leader_goes_on_too(office, commune, at_desk):
    client = at_desk(office.cg["chutich"])
    page = client.get("/can-bo/lanh-dao/")
    url = next(one["url"] for one in page.context["waiting"] if one["wants"] == "Ký thư xin lỗi")
    seen = client.get(url).context["page"].acts
    answer = client.post(url, {"seen": str(seen)})
    assert answer["Location"] == f"/can-bo/lanh-dao/tiep/?xong={commune['letter']}"
    assert "/can-bo/lanh-dao/ky/" in client.get(answer["Location"])["Location"]


def test_the_sheet_of_the_morning_is_one_side_of_a4_and_names_no_citizen(office, commune, at_desk):
    answer = at_desk(office.cg["chutich"]).get("/can-bo/dieu-hanh/buoi-sang.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert pdf.page_count(answer.content) == 1
    assert pdf.page_sizes_mm(answer.content) == {(210, 297)}
    text = pdf.text(answer.content)
    assert "Thứ Ba, 24/11/2026" in text
    assert "Phạm Thị Hoa" in text
    assert "Lê Thu Trang" not in text
