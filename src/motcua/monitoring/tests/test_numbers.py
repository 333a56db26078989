"""From what officers do to the numbers: facts, figures, lists, cells, closing; who may read them."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from unittest.mock import Mock

import pytest
from django.db import connection

from motcua.dossiers.models import Dossier
from motcua.dossiers.tests.conftest import MONDAY
from motcua.feedback import services as feedback
from motcua.monitoring import cells, closing, forecasting, places
from motcua.monitoring.counting import count
from motcua.monitoring.facts import keeping
from motcua.monitoring.indicators import library
from motcua.monitoring.models import Cell, Closing, DossierFact
from motcua.monitoring.periods import Period
from motcua.monitoring.queries import figures, listed, listing, sheet
from motcua.monitoring.queries.laid_aside import laid_aside
from motcua.monitoring.raising import actions, raising
from motcua.platform import security
from motcua.platform.errors import Conflict, Forbidden, NotFound, StepNotAllowed
from motcua.platform.events.digest_file import public_key
from motcua.platform.models import Work
from motcua.platform.principal import JOB, acting_as

pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2026-11")
DAY = timedelta(days=1)
LATER = MONDAY + 3 * DAY
NEXT_MONTH = MONDAY + 20 * DAY


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(f) FROM dossier_fact f ORDER BY dossier_id")
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


def told(unit, now=LATER, period=NOVEMBER):
    return figures(unit, period, now)


def test_every_act_leaves_work_once_and_its_fact_follows(office, as_web, submitted, returned, kept):
    submitted(office.trang)
    assert Work.objects.filter(queue="facts").count() == 2  # one row a dossier, however many events
    assert kept() == 2
    assert not Work.objects.filter(queue="facts").exists()
    fact = DossierFact.objects.exclude(completed_at=None).get()
    row = Dossier.objects.get(code=returned.code)
    assert (fact.dossier_id, fact.accepted_at, fact.completed_at) == (row.id, row.accepted_at, row.completed_at)
    assert (fact.returned_at, fact.index_due_at) == (row.returned_at, row.due_at)
    assert fact.has_result_file
    assert DossierFact.objects.get(accepted_at=None).received_on is None


def test_rebuilding_gives_the_identical_table(office, submitted, returned, kept):
    submitted(office.trang)
    kept()
    before = rows()
    with acting_as(JOB):
        ids = [row["dossier_id"] for row in before]
        DossierFact.objects.all().delete()
        assert keeping.rebuild(reversed(ids)) == 2
        assert rows() == before
        keeping.rebuild(ids)
    assert rows() == before


def test_one_history_that_cannot_be_read_stops_no_other_and_is_laid_aside(
    office, submitted, returned, kept, monkeypatch
):
    submitted(office.trang)
    whole = Dossier.objects.get(code=returned.code).id
    read = keeping.fold

    def stumbles(dossier_id, events, traits):
        if dossier_id != whole:
            raise KeyError("no such field")
        return read(dossier_id, events, traits)

    monkeypatch.setattr(keeping, "fold", stumbles)
    assert kept() == 2
    assert list(DossierFact.objects.values_list("dossier_id", flat=True)) == [whole]
    row = Work.objects.get(queue="facts")
    assert (row.attempts, row.last_error, row.parked_at) == (1, "facts.not_read", None)
    assert kept() == 0  # not at once again
    Work.objects.update(not_before=MONDAY - DAY * 400, attempts=keeping.TRIES - 1)
    kept()
    assert Work.objects.get(queue="facts").parked_at is not None
    broken = Dossier.objects.exclude(pk=whole).get().id
    assert (laid_aside().count, laid_aside().dossiers) == (1, (broken,))
    assert laid_aside().sentence.startswith("Lịch sử của 1 hồ sơ chưa đọc được từ ngày")
    Work.objects.all().delete()  # as `motcua rebuild` begins
    assert keeping.rebuild([broken, whole]) == 1  # the others are made anew, it is laid aside again
    assert laid_aside().dossiers == (broken,)
    monkeypatch.setattr(keeping, "fold", read)
    assert keeping.rebuild([one.id for one in Dossier.objects.all()]) == 2


def test_what_has_no_dossier_any_more_is_forgotten(returned, kept):
    kept()
    DossierFact.objects.update(dossier_id=1)
    assert keeping.forget_strangers() == 1


def test_figures_of_a_commune(office, as_web, submitted, returned, kept):
    with as_web(office.trang) as who:
        feedback.rate(returned.code, score=5, text="", officers={}, who=who, now=LATER)
    submitted(office.trang)
    kept()
    with as_web(office.cg["quanly"]):
        found = told(office.unit)
    assert found["dossiers.received"].value == 1  # the other waits for its answer
    assert (found["on_time.share"].numerator, found["on_time.share"].denominator) == (1, 1)
    assert found["satisfaction.share"].value == Decimal("100.00")
    assert found["online.share"].value == Decimal("100.00")
    assert found["answer_8h.share"].denominator == 2
    assert found["sync.share"].value is None
    assert found["sync.share"].no_source
    assert found["index766.2.1"].value == Decimal("20.00")


def test_an_open_dossier_is_late_only_once_its_day_has_passed(office, as_web, submitted, kept):
    from motcua.dossiers.services import receiving

    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    kept()
    due = Dossier.objects.get(code=code).due_at
    assert told(office.unit, due)["late.share"].numerator == 0
    assert told(office.unit, due + timedelta(minutes=1))["late.share"].numerator == 1
    # R1.2: of a month that is over its last day stands in, whatever the day today.
    assert told(office.unit, NEXT_MONTH)["late.share"].numerator == 1
    october = Period.parse("2026-10")
    DossierFact.objects.update(received_on=october.last)  # received then, due after its end
    assert told(office.unit, NEXT_MONTH, october)["late.share"].numerator == 0


def test_a_number_opens_exactly_its_dossiers(office, as_web, submitted, returned, kept):
    kept()
    with as_web(office.cg["quanly"]) as who:
        page = listed("on_time.share", "tu", office.unit, NOVEMBER, who=who, now=LATER)
        assert [row.code for row in page.rows] == [returned.code]
        assert (page.total, page.hidden) == (1, 0)
        assert listed("on_time.share", "thieu", office.unit, NOVEMBER, who=who, now=LATER).total == 0
        with pytest.raises(NotFound):
            listed("on_time.share", "khac", office.unit, NOVEMBER, who=who, now=LATER)
    with as_web(office.cg["quantri"]) as who:  # an administrator sees no dossier, and no fact either
        assert listed("on_time.share", "tu", office.unit, NOVEMBER, who=who, now=LATER).total == 0


def test_what_one_may_not_open_is_counted_and_said(office, as_web, returned, kept):
    kept()
    DossierFact.objects.update(secrecy=2)
    Dossier.objects.update(secrecy=2)
    with as_web(office.cg["quanly"]) as who:
        page = listed("dossiers.received", "tu", office.unit, NOVEMBER, who=who, now=LATER)
    assert (page.rows, page.total, page.hidden) == ((), 1, 1)


def test_every_part_of_every_measure_lists_what_it_counts(office, as_web, submitted, returned, kept):
    from motcua.monitoring.queries import parts_of

    submitted(office.trang)
    kept()
    with as_web(office.cg["quanly"]) as who:
        counts = sheet(office.unit, NOVEMBER, LATER).counts
        for measure in library().measures.values():
            for part in parts_of(measure):
                total = listed(measure.key, part, office.unit, NOVEMBER, who=who, now=LATER).total
                found = counts[measure.key]
                expected = {"tu": found.get("n"), "mau": found["d"]}.get(part)
                if part == "thieu":
                    expected = found["d"] - found["n"]
                if part.startswith("tru-"):
                    expected = found["parts"][part[4:]]
                if measure.kind != "compare":
                    assert total == expected, (measure.key, part)


def test_pages_of_a_list_follow_the_days_and_hold_every_dossier_once(office, as_web, submitted, kept, monkeypatch):
    codes = [submitted(office.trang) for _ in range(5)]
    kept()
    ids = dict(Dossier.objects.values_list("code", "pk"))
    for code, day in zip(codes, (9, 3, 9, 27, 1), strict=True):  # by day and not as they were filed
        DossierFact.objects.filter(pk=ids[code]).update(received_on=NOVEMBER.first.replace(day=day))
    Dossier.objects.filter(code=codes[2]).update(secrecy=2)
    DossierFact.objects.filter(pk=ids[codes[2]]).update(secrecy=2)
    monkeypatch.setattr(listing, "PAGE", 2)
    pages, after = [], None
    with as_web(office.cg["quanly"]) as who:
        while not pages or after:
            page = listed("dossiers.received", "tu", office.unit, NOVEMBER, who=who, now=LATER, after=after)
            pages.append(([row.code for row in page.rows], page.hidden))
            after = page.after
            assert page.total == 5
    assert pages == [([codes[4], codes[1]], 0), ([codes[0]], 1), ([codes[3]], 0)]
    # A place is a place, also when the dossier that stood there has moved on.
    gone = listing.Position(office.unit, NOVEMBER.first.replace(day=3), ids[codes[1]])
    DossierFact.objects.filter(pk=ids[codes[1]]).update(received_on=None)
    with as_web(office.cg["quanly"]) as who:
        page = listed("dossiers.received", "tu", office.unit, NOVEMBER, who=who, now=LATER, after=gone)
    assert ([row.code for row in page.rows], page.hidden) == ([codes[0]], 1)


def test_who_may_not_read_is_refused_and_counts_nothing(office, as_web, returned, kept):
    kept()
    for login in ("hotich", "quantri"):
        with as_web(office.cg[login]) as who:
            with pytest.raises(Forbidden):
                places.permit(who, office.unit)
            assert DossierFact.objects.count() == 0
    with as_web(office.xt["quanly"]) as who:
        with pytest.raises(Forbidden):
            places.permit(who, office.unit)
        assert DossierFact.objects.count() == 0
    with as_web(office.cg["chutich"]) as who:
        places.permit(who, office.unit)
        assert DossierFact.objects.count() == 1


def test_a_cell_is_soiled_by_news_and_counted_anew(office, as_web, submitted, returned, kept):
    from motcua.dossiers.services import receiving

    kept()
    cells.make(office.unit, NOVEMBER, now=LATER)
    assert cells.counts(office.unit, NOVEMBER)[0]["dossiers.received"]["n"] == 1
    assert cells.refresh(now=LATER) == 0
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    kept()
    assert Cell.objects.get().is_dirty
    assert cells.refresh(now=LATER) == 1
    again = cells.counts(office.unit, NOVEMBER)[0]
    assert again["dossiers.received"]["n"] == 2
    place = places.counted(office.unit, LATER.date()).place
    assert {k: v for k, v in again.items() if k in library().measures} == count(library(), place, NOVEMBER, LATER)
    assert cells.refresh(now=LATER + cells.FRESH + timedelta(seconds=1)) == 1  # it still runs: it grows old by itself


def test_a_count_that_was_killed_is_made_again_and_shows_the_old_one_until_then(office, returned, kept, monkeypatch):
    kept()
    told = cells.make(office.unit, NOVEMBER, now=LATER)
    with monkeypatch.context() as patch:
        patch.setattr(cells, "count", Mock(side_effect=InterruptedError))
        with pytest.raises(InterruptedError):
            cells.make(office.unit, NOVEMBER, now=LATER)
    assert cells.counts(office.unit, NOVEMBER)[0] == told
    assert not Cell.objects.get().is_dirty
    assert cells.refresh(now=LATER) == 1
    assert cells.refresh(now=LATER) == 0


def test_cells_of_other_indicators_are_made_again(office, returned, kept):
    kept()
    cells.make(office.unit, NOVEMBER, now=LATER)
    Cell.objects.update(version="older")
    assert cells.counts(office.unit, NOVEMBER) is None
    assert cells.refresh(now=LATER) == 1
    assert cells.counts(office.unit, NOVEMBER) is not None


def test_a_month_is_closed_once_signed_and_later_news_stand_beside_it(office, as_web, returned, kept, tmp_path):
    kept()
    manager = office.cg["quanly"]
    with as_web(manager) as who:
        with pytest.raises(StepNotAllowed):
            closing.close(office.unit, NOVEMBER, who=who, now=LATER, key_folder=tmp_path)
        row = closing.close(office.unit, NOVEMBER, who=who, now=NEXT_MONTH, key_folder=tmp_path)
        with pytest.raises(Conflict):
            closing.close(office.unit, NOVEMBER, who=who, now=NEXT_MONTH, key_folder=tmp_path)
    key = public_key(tmp_path / "digest_key.pub.pem")
    assert closing.check(row, key) == ""
    assert closing.corrections(row, sheet(office.unit, NOVEMBER, NEXT_MONTH)) == []
    with as_web(office.trang) as who:
        feedback.rate(returned.code, score=1, text="", officers={}, who=who, now=LATER)
    kept()
    later = {
        one.key: (one.closed, one.now) for one in closing.corrections(row, sheet(office.unit, NOVEMBER, NEXT_MONTH))
    }
    assert later["satisfaction.share"] == (None, Decimal("0.00"))
    assert later["index766.5.4"] == (Decimal("6.00"), Decimal("0.00"))
    Closing.objects.update(body=row.body.replace('"numerator":1', '"numerator":9'))
    assert closing.check(Closing.objects.get(), key) == "sha256"
    row.signature = "00" * 64
    assert closing.check(row, key) == "signature"


def test_only_who_may_closes(office, as_web, returned, kept, tmp_path):
    kept()
    with as_web(office.cg["kiemtra"]) as who, pytest.raises(Forbidden):
        closing.close(office.unit, NOVEMBER, who=who, now=NEXT_MONTH, key_folder=tmp_path)
    with as_web(office.xt["quanly"]) as who, pytest.raises(Forbidden):
        closing.close(office.unit, NOVEMBER, who=who, now=NEXT_MONTH, key_folder=tmp_path)
    assert not Closing.objects.exists()


def test_what_an_action_promises_is_what_it_brings(office, as_web, returned, kept):
    """The promised score is that of the same facts once the thing is done."""
    kept()
    before = sheet(office.unit, NOVEMBER, LATER)
    found = {one.action.key: one for one in raising(before, LATER).raises}
    assert found["digitise"].dossiers == 1
    DossierFact.objects.update(has_files=True)
    after = sheet(office.unit, NOVEMBER, LATER)
    assert after.index.score.value - before.index.score.value == found["digitise"].points
    assert "digitise" not in {one.action.key for one in raising(after, LATER).raises}


def test_what_soon_falls_due_is_kept_not_gained(office, as_web, submitted, kept):
    from motcua.dossiers.services import receiving

    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    kept()
    found = {one.action.key: one for one in raising(sheet(office.unit, NOVEMBER, MONDAY), MONDAY).raises}
    assert found["due_soon"].dossiers == 1
    assert found["due_soon"].points > 0
    assert {one.key for one in actions() if one.keep} == {"due_soon"}


def test_figures_as_they_stood_on_a_day(office, as_web, returned, kept):
    kept()
    of = places.counted(office.unit, LATER.date())
    on_the_day_before = forecasting.figures_on(of.place, of.level, NOVEMBER, MONDAY.day - 1)
    that_day = forecasting.figures_on(of.place, of.level, NOVEMBER, MONDAY.day)
    assert on_the_day_before["dossiers.received"].value == 0
    assert that_day["dossiers.received"].value == 1
    assert that_day["e_result.share"].numerator == 1


def test_a_month_without_any_dossier_has_no_score(office, kept):
    kept()
    assert sheet(office.unit, NOVEMBER, LATER).index.score.value is None


def test_statements_stay_few(office, as_web, submitted, returned, kept, django_assert_num_queries):
    kept()
    with as_web(office.cg["quanly"]), django_assert_num_queries(8):
        _ = sheet(office.unit, NOVEMBER, LATER).index


def test_officers_own_dossiers_are_counted_only_of_three_who_agreed(office, as_web, submitted, kept):
    from motcua.monitoring import own_filing
    from motcua.monitoring.models import OwnFiling

    with as_web(office.cg["hotich"]) as who:
        own_filing.allow(who, now=MONDAY)
        own_filing.allow(who, now=LATER)  # pressed twice
        assert own_filing.is_allowed(who)
    with as_web(office.cg["xahoi"]) as who:
        assert not own_filing.is_allowed(who)
    # The officer's own e-identity account is the same person.
    OwnFiling.objects.update(person_id=office.trang.person_id)
    submitted(office.trang)
    kept()
    assert told(office.unit)["officers.own_online"].no_source
    for n in (1, 2):
        OwnFiling.objects.create(account_id=n, person_id=n, committee_id=office.unit, given_at=MONDAY)
    found = told(office.unit)["officers.own_online"]
    assert (found.numerator, found.denominator, found.no_source) == (1, 1, "")
    with as_web(office.cg["hotich"]) as who:
        own_filing.end(who, now=LATER)
    assert told(office.unit)["officers.own_online"].no_source


def test_another_reading_is_chosen_with_a_reason_and_stays_in_the_log(office, returned, kept):
    from motcua.monitoring import readings
    from motcua.platform import events
    from motcua.platform.errors import Invalid
    from motcua.platform.events import Actor

    kept()
    before = sheet(office.unit, NOVEMBER, LATER).index
    assert before.score.out_of == 64
    with pytest.raises(Invalid):
        readings.choose("not_applicable", "khác", why="", actor=Actor("system"), now=LATER)
    readings.choose("not_applicable", "rescale", why="Công văn của tỉnh", actor=Actor("system"), now=LATER)
    after = sheet(office.unit, NOVEMBER, LATER).index
    assert after.score.out_of == 48
    assert ("not_applicable", "full_points", before.score.value) in [(r, o, s.value) for r, o, s in after.others]
    assert [event.name for event in events.history(readings.STREAM)] == ["ReadingChosen"]


def test_facts_are_laid_by_commune_and_day_when_they_are_many_and_lie_elsewhere(office, submitted, kept):
    def places():
        with connection.cursor() as cursor:
            cursor.execute("SELECT committee_id, received_on FROM dossier_fact ORDER BY ctid")
            return cursor.fetchall()

    for n in range(6):
        submitted(office.trang, unit_id=office.other_unit if n % 2 else office.unit)
    kept()
    days = dict(zip(DossierFact.objects.order_by("pk").values_list("pk", flat=True), (9, 3, 7, 1, 8, 2), strict=True))
    for pk, day in days.items():
        DossierFact.objects.filter(pk=pk).update(received_on=MONDAY.date().replace(day=day))
    before = places()
    assert before != sorted(before)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossier_fact")
    assert not keeping.arrange(least=7)  # so few lie together anyway
    assert places() == before
    assert keeping.arrange(least=6)
    assert places() == sorted(before)
    assert not keeping.arrange(least=6)  # they lie well
    with connection.cursor() as cursor:
        asked = "SELECT has_function_privilege(%s, 'monitoring_arrange_facts(bigint)', 'EXECUTE')"
        cursor.execute(f"{asked}, ({asked})", [security.WEB, security.JOB])
        assert cursor.fetchone() == (False, True)  # it locks the facts: nothing for a page
