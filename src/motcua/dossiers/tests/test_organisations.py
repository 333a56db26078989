"""A dossier filed with an organisation's account: whose it is, who sees it, who may not handle it. Both barriers."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection

from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.dossiers import access, own, queries
from motcua.dossiers.models import Access, Dossier, Party
from motcua.dossiers.services import recalendar, receiving, submitting, withdrawing
from motcua.dossiers.services.calendar_changes import DayAdded
from motcua.dossiers.services.slips import addressee, is_organisation, paper_party
from motcua.dossiers.tests.conftest import MONDAY, Facts, draft_with, picture, sample_of
from motcua.forms import queries as drafts
from motcua.forms.models import Draft
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.ports import CitizenSubject
from motcua.notifications.models import Notice
from motcua.notifications.queries import notices_of
from motcua.platform.errors import NotFound
from motcua.platform.principal import acting_as
from motcua.platform.reads import log_read, reads_about

pytestmark = pytest.mark.django_db
FOLDER = "ho-tich/2.000635"
NAME, CODE = "Công ty TNHH Vật liệu Mẫu Dương Kinh", "0209999016"
ALL = queries.WorkFilter(turn_only=False)


def account(sub, number, name, born, **organisation):
    subject = CitizenSubject("vneid", sub, number, name, born, "day", 2, **organisation)
    found = identity.person_of(people.sign_in_citizen(subject, now=MONDAY).account_id, MONDAY.date())
    assert found is not None
    return found


@pytest.fixture
def firm(office):
    """Huy and Nam act for one firm, Huy has an account of his own too, Đạt acts for another firm."""
    ours = {"organisation_code": CODE, "organisation_name": NAME}
    return SimpleNamespace(
        himself=account("huy", "031085999013", "Đặng Quang Huy", date(1985, 11, 11)),
        huy=account(f"huy/{CODE}", "031085999013", "Đặng Quang Huy", date(1985, 11, 11), **ours),
        nam=account(f"nam/{CODE}", "031075999006", "Bùi Văn Nam", date(1975, 2, 2), **ours),
        other=account("dat/1", "075083999055", "Lâm Quốc Đạt", date(1983, 8, 15),
                      organisation_code="3699999018", organisation_name="Công ty TNHH Nông sản Mẫu"),
    )  # fmt: skip


@contextmanager
def without_predicate(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(access, "restrict", lambda rows, who, **_: rows)
        patch.setattr(access.VisibleAccess, "visible_to", lambda self, who: self.all())
        yield


def sees(who, code):
    """What somebody is shown of a dossier through the doors a citizen has."""
    return {
        "page": queries.page(who, code) is not None,
        "list": code in {d.code for d in queries.my_dossiers(who)},
    }


@pytest.mark.parametrize("barrier", ["predicate", "policies"])
def test_those_who_act_for_it_see_its_dossiers_and_the_same_people_in_private_see_none(
    firm, submitted, settings, monkeypatch, barrier
):
    its, his, others = submitted(firm.huy), submitted(firm.himself), submitted(firm.other)
    expected = {
        "himself": {his}, "huy": {its}, "nam": {its}, "other": {others},
    }  # fmt: skip
    settings.DB_STEP_DOWN_TO = None if barrier == "predicate" else "motcua_web"
    for name, seen in expected.items():
        who = getattr(firm, name)
        with acting_as(who.principal):
            if barrier == "policies":
                with without_predicate(monkeypatch):
                    shown = {code: sees(who, code) for code in (its, his, others)}
            else:
                shown = {code: sees(who, code) for code in (its, his, others)}
        assert shown == {code: {"page": code in seen, "list": code in seen} for code in shown}, name


def test_sql_itself_shows_a_representative_only_what_is_the_organisations(firm, submitted, as_web):
    its, his = submitted(firm.huy), submitted(firm.himself)
    for who, code in ((firm.huy, its), (firm.nam, its), (firm.himself, his)):
        with as_web(who):
            assert list(Dossier.objects.values_list("code", flat=True)) == [code]
            for table in ("dossier_access", "party", "dossier_answers", "dossier_component", "slip", "event"):
                column = "key" if table == "event" else "dossier_id"
                with connection.cursor() as cursor:
                    kind = " AND kind = 'dossier'" if table == "event" else ""
                    mine = Dossier.objects.values_list("id", flat=True).get()
                    cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {column} <> %s{kind}', [mine])
                    assert cursor.fetchone() == (0,), table


def test_the_organisation_is_the_owner_and_its_representative_the_one_who_acts(firm, submitted):
    code = submitted(firm.huy)
    parties = {p.role: p for p in Party.objects.filter(dossier__code=code)}
    owner, acting = parties["owner"], parties["submitter"]
    assert (owner.name, owner.personal_number, owner.person_id) == (NAME, CODE, None)
    assert owner.organisation_id == firm.huy.organisation_id
    assert (owner.birth_date, owner.address) == (None, "")
    assert (acting.name, acting.personal_number) == ("Đặng Quang Huy", "031085999013")
    assert (acting.person_id, acting.organisation_id) == (firm.huy.person_id, firm.huy.organisation_id)
    assert acting.mandate["kind"] == "organisation_account"
    held = Access.objects.filter(dossier__code=code)
    assert not held.filter(person_id__isnull=False).exists()
    assert held.filter(organisation_id=firm.huy.organisation_id).count() == 1
    assert {tuple(r.persons) for r in held} == {tuple(sorted((firm.huy.person_id, firm.huy.organisation_id)))}
    assert addressee(Dossier.objects.get(code=code)) == NAME
    assert paper_party(Dossier.objects.get(code=code), "owner").id_label == "Mã số doanh nghiệp hoặc mã số thuế"
    assert not is_organisation(acting)


def test_officers_read_who_it_is_and_through_whom_and_find_it_by_code_and_two_words(office, firm, submitted, as_web):
    code = submitted(firm.huy)
    with as_web(office.cg["motcua1"]) as who:
        page = queries.page(who, code)
        assert page.on_behalf == f"{NAME} (mã số {CODE}), người đại diện Đặng Quang Huy"
        for words in (CODE, "vat lieu", "Mẫu Dương Kinh", "031085999013", "quang huy"):
            assert [r.code for r in queries.search(who, words)] == [code], words
        for words in ("0209999017", "0209999016-001", "vat"):
            assert queries.search(who, words) == [], words
        assert [r.person for r in queries.my_work(who, ALL)[0]] == [NAME]
    with as_web(office.xt["motcua1"]) as who:
        assert queries.search(who, CODE) == queries.search(who, "vat lieu") == []


def test_an_officer_who_acts_for_the_organisation_never_handles_its_dossiers_whoever_filed_them(
    office, firm, submitted, as_web, monkeypatch
):
    code = submitted(firm.nam)
    officer = office.cg["motcua1"]
    with as_web(officer):
        assert queries.page(officer, code) is not None
    # The officer is given an account of the firm as well: another than the one who filed.
    from motcua.identity.models import Account

    Account.objects.filter(pk=firm.huy.account_id).update(person_id=officer.person_id)
    again = identity.person_of(officer.account_id, MONDAY.date())
    with as_web(again):
        assert queries.page(again, code) is None
        assert queries.my_work(again, ALL)[0] == []
        assert queries.search(again, CODE) == queries.search(again, "vat lieu") == []
        assert not Dossier.objects.exists()
        with pytest.raises(NotFound):
            receiving.accept(code, who=again, now=MONDAY)
    with as_web(office.cg["motcua2"]) as colleague:
        receiving.accept(code, who=colleague, now=MONDAY)
    with as_web(again), without_predicate(monkeypatch):
        assert queries.page(again, code) is None, "and where the next unit got its row, he is barred as well"


def test_an_officer_who_filed_it_himself_is_barred_also_after_his_account_is_closed(office, firm, submitted, as_web):
    from motcua.identity.models import Account

    officer = office.cg["motcua1"]
    Account.objects.filter(pk=firm.huy.account_id).update(person_id=officer.person_id)
    huy = identity.person_of(firm.huy.account_id, MONDAY.date())
    code = submitted(huy)
    Account.objects.filter(pk=firm.huy.account_id).update(is_active=False)
    again = identity.person_of(officer.account_id, MONDAY.date())
    assert firm.huy.organisation_id not in again.barred
    with as_web(again):
        assert queries.page(again, code) is None


def test_drafts_are_each_representatives_own_until_they_are_sent(office, firm, as_web):
    sample = sample_of(FOLDER)
    with as_web(firm.huy):
        draft_id = draft_with(firm.huy, office.unit, "2.000635", sample["answers"], case=sample["case"])
        assert [d.id for d in drafts.my_drafts(firm.huy)] == [draft_id]
    for who in (firm.himself, firm.nam, firm.other):
        with as_web(who):
            assert drafts.my_drafts(who) == []
            assert not Draft.objects.exists()
            with pytest.raises(NotFound):
                drafts.draft(who, draft_id)
            with pytest.raises(NotFound):
                submitting.submit(draft_id, who=who, now=MONDAY)


def test_a_sent_draft_is_answered_through_by_a_colleague_and_nobody_else(firm, submitted, as_web):
    code = submitted(firm.huy)
    with as_web(firm.huy) as huy:
        of = queries.page(huy, code).id
        draft_id = own.draft_of(huy, of)
        withdrawing.ask_withdrawal(code, reason="Không cần nữa", who=huy, now=MONDAY)
    for who in (firm.himself, firm.other):
        with as_web(who):
            assert own.draft_of(who, of) is None
            with pytest.raises(NotFound):
                documents.attach(who, ("draft", draft_id), "thu", picture(), now=MONDAY, after_submission=True)
    with as_web(firm.nam) as nam:
        assert own.draft_of(nam, of) == draft_id
        documents.attach(nam, ("draft", draft_id), "thu", picture(), now=MONDAY, after_submission=True)
        assert [f.slot for f in files.files_of(nam, ("draft", draft_id))] == ["thu"]
    with as_web(firm.other):
        assert not Draft.objects.exists()


def test_news_and_the_log_of_reads_go_to_the_organisation_and_not_to_the_person(office, firm, submitted, as_web):
    code = submitted(firm.huy)
    with as_web(office.cg["motcua1"]) as officer:
        receiving.accept(code, who=officer, now=MONDAY)
        page = queries.page(officer, code)
        subjects = tuple({p.subject_id for p in page.parties})
        log_read(officer.reader, what="desk.dossier", purpose=code, at=MONDAY, dossier_id=page.id, subject_ids=subjects)
    for who, told in ((firm.huy, True), (firm.nam, True), (firm.himself, False), (firm.other, False)):
        with as_web(who):
            assert bool(notices_of(who)) is told, who
            assert [r.purpose for r in reads_about(who.subject_id)] == [code] * told, who
    with as_web(firm.himself) as who:
        assert reads_about(firm.huy.organisation_id) == [], "and asking for the organisation's shows nothing"


def test_its_answers_carry_what_the_account_says_of_it_locked_and_with_its_source(office, firm, as_web):
    with as_web(firm.huy) as huy:
        facts = Facts().sign_in(huy)
    assert {k: f.value for k, f in facts.items() if "organisation" in k or k == "owner.kind"} == {
        "applicant.organisation.name": NAME,
        "applicant.organisation.code": CODE,
        "owner.organisation.name": NAME,
        "owner.organisation.code": CODE,
        "owner.kind": "organisation",
    }
    assert facts["applicant.full_name"].value == "Đặng Quang Huy"
    with as_web(firm.himself) as himself:
        assert not [k for k in Facts().sign_in(himself) if "organisation" in k or k == "owner.kind"]


def test_a_date_moved_by_the_calendar_is_told_in_the_organisations_box_once(office, firm, submitted, as_web):
    code = submitted(firm.huy, "bao-tro-xa-hoi/1.001776")
    with as_web(office.cg["motcua1"]) as officer:
        receiving.accept(code, who=officer, now=MONDAY)
    change = DayAdded(office.unit, date(2026, 11, 18), "local_off", "Cắt điện", "Thông báo 12/TB-UBND", "C")
    with as_web(office.cg["quantri"]) as who:
        listed = recalendar.would_move(None, change, who=who, now=MONDAY)
        recalendar.make_change(change, repromises=True, seen=recalendar.mark_of(listed), who=who, now=MONDAY)
    moved = Notice.objects.filter(code="due_moved", dossier_id=Dossier.objects.get(code=code).id)
    assert moved.values_list("person_id", "organisation_id").get() == (None, firm.huy.organisation_id)


def test_the_next_unit_that_gets_it_is_barred_by_the_same_list(office, firm, submitted, as_web):
    code = submitted(firm.huy)
    with as_web(office.cg["motcua1"]) as officer:
        receiving.accept(code, who=officer, now=MONDAY)
    lists = {tuple(sorted(r.persons)) for r in Access.objects.filter(dossier__code=code)}
    assert lists == {tuple(sorted((firm.huy.person_id, firm.huy.organisation_id)))}
    assert Access.objects.filter(dossier__code=code, scope__isnull=False).count() > 2, "a unit was added"
