"""Ratings: who gives them and how, who reads them, what a request to look again does and does not."""

from __future__ import annotations

import dataclasses
import string
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from motcua.dossiers import queries as dossiers
from motcua.dossiers import timeline
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.feedback import events as happened
from motcua.feedback import queries, services
from motcua.feedback.models import RatedOfficer, Rating, Review
from motcua.notifications.queries import notices_of
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound, StepNotAllowed
from motcua.platform.principal import NOBODY, acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = MONDAY + DAY
DIGITS = "0412"


def rate(as_web, who, code, score=2, text="Phải đi lại ba lần.", now=LATER, **officers):
    with as_web(who):
        scores = {
            one.account_id: officers[one.part] for one in queries.officers_of(id_of(code)) if one.part in officers
        }
        return services.rate(code, score=score, text=text, officers=scores, who=who, now=now)


def id_of(code):
    return Dossier.objects.values_list("id", flat=True).get(code=code)


def names(code):
    return [e.name for e in events.history(("dossier", id_of(code)))]


def test_a_rating_names_who_received_and_who_handled_and_stands_in_the_chain(office, as_web, returned):
    rate(as_web, office.trang, returned.code, received=1, handled=5)
    rows = {o.part: o for o in RatedOfficer.objects.all()}
    assert {part: (row.account_id, row.score) for part, row in rows.items()} == {
        "received": (returned.received.account_id, 1),
        "handled": (returned.handled.account_id, 5),
    }
    assert rows["received"].label == returned.received.actor.label
    assert names(returned.code)[-1] == "DossierRated"
    with as_web(office.trang) as who:
        page = dossiers.page(who, returned.code)
        assert timeline.timeline(page.history, reader="citizen")[0].sentence.endswith("Không hài lòng")
        officer = timeline.timeline(page.history, reader="officer")[0].sentence
    assert "hài lòng" not in officer


def test_one_rating_may_be_changed_for_seven_days_and_then_stands(office, as_web, returned):
    rate(as_web, office.trang, returned.code)
    rate(as_web, office.trang, returned.code, score=4, text="", now=LATER + 6 * DAY, handled=4)
    assert Rating.objects.get().score == 4
    assert names(returned.code)[-1] == "RatingChanged"
    with pytest.raises(StepNotAllowed):
        rate(as_web, office.trang, returned.code, score=1, now=LATER + 7 * DAY)
    assert Rating.objects.get().score == 4


def test_nothing_is_rated_before_the_return_nor_by_a_stranger_nor_with_a_made_up_officer(
    office, as_web, submitted, returned
):
    fresh = submitted(office.trang)
    with pytest.raises(StepNotAllowed):
        rate(as_web, office.trang, fresh)
    with pytest.raises(NotFound), as_web(office.tien) as who:
        services.rate(returned.code, score=1, text="", officers={}, who=who, now=LATER)
    with pytest.raises(Invalid) as refused, as_web(office.trang) as who:
        services.rate(
            returned.code, score=None, text="", officers={office.cg["vanthu"].account_id: 1}, who=who, now=LATER
        )
    assert set(refused.value.faults) == {("score", "missing"), ("officers", "unknown")}
    assert not Rating.objects.exists()


def test_who_was_declined_rates_too_signed_in_and_by_code(office, as_web, submitted, nobody):
    one, other = submitted(office.trang), submitted(office.trang, now=LATER)
    Party.objects.filter(role="submitter").update(phone="0912000412")
    for code in (one, other):
        with as_web(office.cg["motcua1"]) as who:
            receiving.decline(code, reason="Không thuộc thẩm quyền", legal_basis="Luật", who=who, now=LATER)
    rate(as_web, office.trang, one, score=2, received=1)
    with nobody():
        assert [o.part for o in queries.by_code(other, DIGITS).officers] == ["received"]
        services.rate_by_code(other, DIGITS, score=1, text="Không ai giải thích.", officers={}, now=LATER)
    assert set(Rating.objects.values_list("score", flat=True)) == {1, 2}


@pytest.fixture
def nobody(settings):
    settings.DB_STEP_DOWN_TO = "motcua_web"

    def enter():
        return acting_as(NOBODY)

    return enter


def test_without_signing_in_code_and_four_digits_rate_and_tell_nobody(office, as_web, returned, nobody):
    with nobody():
        found = queries.by_code(returned.code, DIGITS)
        assert found.rating is None
        assert "Trang" not in repr(found)
        services.rate_by_code(
            returned.code, DIGITS, score=1, text="Chờ lâu.", officers={returned.handled.account_id: 2}, now=LATER
        )
        services.rate_by_code(returned.code, DIGITS, score=2, text="Chờ lâu quá.", officers={}, now=LATER + DAY)
        assert queries.by_code(returned.code, DIGITS).rating.text == "Chờ lâu quá."
        with pytest.raises(StepNotAllowed):
            services.rate_by_code(returned.code, DIGITS, score=5, text="", officers={}, now=LATER + 8 * DAY)
        services.ask_review_by_code(returned.code, DIGITS, reason="Sai tên mẹ.", now=LATER + DAY)
    with nobody(), pytest.raises(StepNotAllowed):
        services.ask_review_by_code(returned.code, DIGITS, reason="Nữa.", now=LATER + DAY)
    assert (Rating.objects.get().score, Rating.objects.get().way, Review.objects.count()) == (2, "code", 1)
    assert RatedOfficer.objects.count() == 2
    assert names(returned.code)[-3:] == ["DossierRated", "RatingChanged", "ReviewAsked"]
    with as_web(office.trang) as who:  # the account is the stronger key
        assert queries.rating_of(who, id_of(returned.code)).text == "Chờ lâu quá."


def test_the_door_stays_shut_for_wrong_digits_no_phone_a_secret_or_what_is_not_returned(
    office, as_web, submitted, returned, nobody
):
    fresh = submitted(office.trang)
    Party.objects.filter(dossier__code=fresh, role="submitter").update(phone="0912000412")

    def opens(code=returned.code, digits=DIGITS):
        with nobody():
            return queries.by_code(code, digits) is not None

    assert opens()
    assert not opens(digits="0413")
    assert not opens(digits="")
    assert not opens(digits="%412")
    assert not opens(fresh)
    assert not opens("khong-phai-ma")
    Party.objects.filter(dossier__code=returned.code).update(phone="")
    assert not opens(digits="")
    assert not opens()
    Party.objects.filter(dossier__code=returned.code).update(phone="0912000412")
    Dossier.objects.filter(code=returned.code).update(secrecy=1)
    assert not opens()


def test_what_was_said_in_an_account_is_not_read_or_changed_by_code(office, as_web, returned, nobody):
    rate(as_web, office.trang, returned.code)
    with nobody():
        found = queries.by_code(returned.code, DIGITS)
        assert found.is_taken
        assert found.rating is None
        assert [o.score for o in found.officers] == [None, None]
        with pytest.raises(StepNotAllowed):
            services.rate_by_code(returned.code, DIGITS, score=5, text="", officers={}, now=LATER)
        with pytest.raises(StepNotAllowed):
            services.ask_review_by_code(returned.code, DIGITS, reason="Xem lại.", now=LATER)


def test_only_who_is_dissatisfied_asks_to_look_again_and_no_state_changes(office, as_web, returned):
    rate(as_web, office.trang, returned.code, score=3)
    with pytest.raises(StepNotAllowed), as_web(office.trang) as who:
        services.ask_review(returned.code, reason="Xem lại giúp.", who=who, now=LATER)
    rate(as_web, office.trang, returned.code, score=1)
    with as_web(office.trang) as who:
        services.ask_review(returned.code, reason="Sai tên mẹ.", who=who, now=LATER)
    assert Dossier.objects.get().status == Status.RETURNED
    with as_web(office.cg["quanly"]) as who:
        (row,) = queries.ratings_for(who, "waiting")
        assert row.review_reason == "Sai tên mẹ."
        services.answer(row.id, text="Chúng tôi đã cấp lại bản đúng.", who=who, now=LATER + DAY)
        assert queries.ratings_for(who, "waiting") == []
        with pytest.raises(Conflict):
            services.answer(row.id, text="Lần nữa.", who=who, now=LATER + DAY)
    with as_web(office.trang) as who:
        assert notices_of(who)[0].sentence == "Chúng tôi đã cấp lại bản đúng."
    assert names(returned.code)[-1] == "ReviewAnswered"
    assert Dossier.objects.get().status == Status.RETURNED


def test_the_manager_reads_all_of_his_commune_and_each_officer_his_own(office, as_web, submitted, returned):
    rate(as_web, office.trang, returned.code, received=2, handled=4)

    def read(login, commune=office.cg, view="all"):
        with as_web(commune[login]) as who:
            return queries.ratings_for(who, view)

    assert [o.part for o in read("quanly")[0].officers] == ["received", "handled"]
    assert len(read("kiemtra")) == 1
    assert [o.score for o in read("motcua1")[0].officers] == [2]  # his own, not his colleague's
    assert [o.score for o in read("hotich")[0].officers] == [4]
    assert read("motcua2") == []  # sees the dossier, had no part in it
    assert read("vanthu") == []
    assert read("quanly", office.xt) == []
    rating_id = Rating.objects.values_list("id", flat=True).get()
    with pytest.raises(Forbidden), as_web(office.cg["kiemtra"]) as who:
        services.answer(rating_id, text="Thử.", who=who, now=LATER)
    with as_web(office.cg["motcua2"]) as who:
        assert queries.rating_for(who, rating_id) is None


def test_the_database_says_the_same_without_the_predicate(office, as_web, returned):
    rate(as_web, office.trang, returned.code, received=2)

    def rows(who):
        with as_web(who):
            return Rating.objects.count(), RatedOfficer.objects.count()

    assert rows(office.cg["quanly"]) == (1, 2)
    assert rows(office.cg["motcua1"]) == (1, 1)
    assert rows(office.cg["motcua2"]) == (0, 0)
    assert rows(office.xt["quanly"]) == (0, 0)
    assert rows(office.tien) == (0, 0)
    assert rows(office.trang) == (1, 2)
    with as_web(office.cg["motcua1"]):
        assert Rating.objects.update(score=5) == 0  # he is rated, he does not rate
    with as_web(office.cg["quanly"]):
        assert Review.objects.update(answer="x") == 0
    Dossier.objects.update(secrecy=1)  # a class the manager is not cleared for
    assert rows(office.cg["quanly"]) == (0, 0)


def test_the_worst_and_those_who_wait_come_first(office, as_web, returned):
    rate(as_web, office.trang, returned.code, score=2)
    with as_web(office.cg["quanly"]) as who:
        assert queries.counts_for(who) == {"waiting": 1, "unsatisfied": 1, "all": 1, "mine": 0}
        (row,) = queries.ratings_for(who, "waiting")
        services.answer(row.id, text="Xin lỗi ông/bà, chúng tôi sẽ rút kinh nghiệm.", who=who, now=LATER)
        assert queries.counts_for(who)["waiting"] == 0
    with as_web(office.trang) as who:  # answered and still not content: he may ask, the manager is asked again
        services.ask_review(returned.code, reason="Vẫn sai.", who=who, now=LATER)
    with as_web(office.cg["quanly"]) as who:
        assert queries.counts_for(who)["waiting"] == 1


def test_every_event_of_a_rating_has_its_words_and_no_words_are_without_an_event():
    declared = {
        n: c for n, c in vars(happened).items() if dataclasses.is_dataclass(c) and c.__module__ == happened.__name__
    }
    own = yaml.safe_load((Path(happened.__file__).parent / "data" / "sentences.yaml").read_text("utf-8"))
    assert set(own) == set(declared)
    for name, cls in declared.items():
        for words in (own[name]["citizen"], own[name]["officer"]):
            used = {key for _, key, _, _ in string.Formatter().parse(words) if key}
            assert used <= {f.name for f in dataclasses.fields(cls)}
        assert timeline.sentences()[name] == own[name]
