"""Confidential dossiers and own relatives: absent by rows and grants, in lists, search, events and at SQL level."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from motcua.documents import services as documents
from motcua.dossiers import queries
from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY, draft_with, picture, sample_of
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.platform import security
from motcua.platform.errors import NotFound

pytestmark = pytest.mark.django_db
ALL = queries.WorkFilter(turn_only=False)


@pytest.fixture
def secret(office, as_web):
    """A dossier of a confidential case, submitted in Cẩm Giang."""
    from motcua.catalogue import queries as catalogue
    from motcua.dossiers.services import submitting

    sample = sample_of("bao-tro-xa-hoi/1.001776")
    terms = catalogue.terms("1.001776", identity.unit_view(office.unit, MONDAY.date()), MONDAY.date())
    case = next(c.key for c in terms.pack.cases if c.confidentiality)
    extra = {
        "target_group": "k8", "hiv_paper_number": "12/GXN", "hiv_paper_date": "2026-10-01", "hiv_no_income": True,
        "schooling": "chua_di_hoc", "schooling_text": "không",
    }  # fmt: skip
    with as_web(office.tien) as who:
        draft_id = draft_with(who, office.unit, "1.001776", {**sample["answers"], **extra}, case=case)
        documents.attach(who, ("draft", draft_id), "file_hiv", picture(), now=MONDAY)
        return submitting.submit(draft_id, who=who, now=MONDAY)


def test_without_the_clearance_a_confidential_dossier_does_not_exist(office, as_web, secret):
    for login in ("motcua1", "hotich", "quanly", "kiemtra", "quantri"):
        with as_web(office.cg[login]) as who:
            assert queries.page(who, secret) is None, login
            assert queries.my_work(who, ALL)[0] == [], login
            assert queries.work_counts(who, now=MONDAY, soon=MONDAY)["waiting"] == 0, login
            assert queries.search(who, secret) == [], login
            assert queries.search(who, "031092999001") == [], login
            with pytest.raises(NotFound):
                receiving.accept(secret, who=who, now=MONDAY)
            for table in (
                "dossier",
                "dossier_access",
                "dossier_answers",
                "party",
                "event",
                "event_value",
                "attachment",
            ):
                with connection.cursor() as cursor:
                    kind = " WHERE kind = 'dossier'" if table.startswith("event") else ""
                    cursor.execute(f'SELECT count(*) FROM "{table}"{kind}')
                    assert cursor.fetchone() == (0,), (login, table)


def test_with_the_clearance_it_is_received_and_handled_like_any_other(office, as_web, secret):
    with as_web(office.cg["motcua2"]) as who:
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [secret]
        receiving.accept(secret, who=who, now=MONDAY + timedelta(hours=1))
    with as_web(office.cg["xahoi"]) as who:
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [secret]


def test_following_its_code_does_not_tell_what_it_is_about(secret):
    assert queries.public_status(secret).title == ""


def test_its_own_people_see_it_whole(office, as_web, secret):
    with as_web(office.tien) as who:
        page = queries.page(who, secret)
        assert {r.key for g in queries.answers_of(who, page) for r in g.rows} >= {"hiv_paper_number"}


def test_an_officer_never_sees_his_relatives_dossiers(office, as_web, submitted):
    code = submitted(office.trang)
    people.declare_kinship(office.cg["motcua1"].person_id, office.trang.person_id, "vợ chồng")
    again = identity.person_of(office.cg["motcua1"].account_id, MONDAY.date())
    with as_web(again) as who:
        assert queries.page(who, code) is None
        assert queries.my_work(who, ALL)[0] == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM dossier")
            assert cursor.fetchone() == (0,)
    with as_web(office.cg["motcua2"]) as who:
        assert queries.page(who, code) is not None


# Protected against writing only: a visitor is promised dates, and told which offices there are and what each does.
ANYBODYS_TO_READ = {
    "work_calendar", "calendar_day", "calendar_notice", "outage", "paperless_rule",
    "unit", "unit_name", "unit_code", "unit_parent", "post", "competence",
    "figure_closing",  # the numbers of a month as they were signed
    "work",  # ids of what has news
}  # fmt: skip


def test_with_rows_in_it_the_web_role_without_a_principal_still_reads_none(office, submitted, settings):
    submitted(office.trang)
    settings.DB_STEP_DOWN_TO = None
    assert {t.name for t in security.declared().values() if t.read == "true"} == ANYBODYS_TO_READ
    with connection.cursor() as cursor:
        for table in ("dossier", "party", "dossier_answers", "event", "person", "account"):
            cursor.execute(f'SELECT count(*) > 0 FROM "{table}"')
            assert cursor.fetchone() == (True,), table
        cursor.execute(f'SET LOCAL ROLE "{security.WEB}"')
        names = ("kind", "person", "account", "scopes", "barred", "permissions", "organisation")
        for name in names:
            cursor.execute("SELECT set_config(%s, '', true)", [f"app.{name}"])
        for table in security.declared().values():
            if table.read is not None and table.name not in ANYBODYS_TO_READ:
                cursor.execute(f'SELECT count(*) FROM "{table.name}"')
                assert cursor.fetchone() == (0,), table.name
        cursor.execute("RESET ROLE")


def test_the_predicate_alone_shuts_what_the_policies_shut(office, submitted, settings):
    code = submitted(office.trang)
    settings.DB_STEP_DOWN_TO = None  # as owner: no row-level security behind it
    for who in (*office.xt.values(), office.tien, office.cg["hotich"], office.cg["vanthu"], office.cg["quantri"]):
        assert queries.page(who, code) is None, who.full_name
        assert queries.my_work(who, ALL)[0] == [], who.full_name
        assert queries.search(who, "Lê Thu Trang") == [], who.full_name
    assert queries.page(office.cg["motcua1"], code) is not None


def test_the_policies_alone_shut_what_the_predicate_shuts(office, as_web, submitted, monkeypatch):
    code = submitted(office.trang)
    from motcua.dossiers import access

    monkeypatch.setattr(access, "restrict", lambda rows, who, **_: rows)
    monkeypatch.setattr(access.VisibleAccess, "visible_to", lambda self, who: self.all())
    for who in (*office.xt.values(), office.tien, office.cg["hotich"], office.cg["vanthu"], office.cg["quantri"]):
        with as_web(who):
            assert queries.page(who, code) is None, who.full_name
            assert queries.my_work(who, ALL)[0] == [], who.full_name
            assert queries.search(who, "Lê Thu Trang") == [], who.full_name
    with as_web(office.cg["motcua1"]) as who:
        assert queries.page(who, code) is not None
