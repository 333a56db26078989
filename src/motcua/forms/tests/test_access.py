"""Under row-level security a draft is its owner's alone; two devices of one person do not lose each other's work."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection

from motcua.forms import queries, services
from motcua.forms.models import Draft, DraftPatch
from motcua.forms.tests.support import CONTEXT, NOW, PERSON, Known, form_of, post
from motcua.identity.queries import Person
from motcua.platform.principal import JOB, NOBODY, acting_as

MADE = form_of(*(f"key: f{n}, label: Ô số {n}, type: text" for n in range(6)))
OTHER = Person(account_id=99, kind="citizen", person_id=98, full_name="Người Khác")


@pytest.fixture
def as_web(settings):
    settings.DB_STEP_DOWN_TO = "motcua_web"


def begin(who=PERSON, **more):
    return services.open_draft(
        who, unit_id=3, subject="1.000001", version_id=10, form=MADE, facts=Known(), now=NOW, **more
    )


def save(draft, **boxes):
    return services.save_group(
        PERSON,
        draft.id,
        form=MADE,
        group_key="g",
        posted=post(**boxes),
        context=CONTEXT,
        version=draft.version,
        now=NOW,
    )


@pytest.mark.django_db
def test_the_database_itself_hides_a_draft_from_everybody_else(as_web):
    with acting_as(PERSON.principal):
        draft = begin()
        save(draft, f0="riêng")
        assert [row.id for row in queries.my_drafts(PERSON)] == [draft.id]
    for stranger in (OTHER.principal, NOBODY):
        with acting_as(stranger):
            assert Draft.objects.count() == 0
            assert DraftPatch.objects.count() == 0
            assert Draft.objects.update(unit_id=1) == 0


@pytest.mark.django_db
def test_the_whole_life_of_a_draft_fits_the_web_role(as_web):
    with acting_as(PERSON.principal):
        draft = begin()
        other = begin(is_for_other=True)
        save(draft, f0="a", f1="b")
        services.mark_changes_seen(PERSON, draft.id)
        services.close(PERSON, other.id, reason="Bạn đã bỏ.", now=NOW)
        services.mark_submitted(PERSON, draft.id, now=NOW)
        assert not DraftPatch.objects.filter(value__isnull=False).exists()


@pytest.mark.django_db
def test_background_work_closes_drafts_of_everybody(settings):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    for who in (PERSON, OTHER):
        with acting_as(who.principal):
            begin(who)
    settings.DB_STEP_DOWN_TO = "motcua_job"
    with acting_as(JOB):
        assert services.close_all(subject="1.000001", reason="Đã bãi bỏ.", now=NOW) == 2


def together(*acts) -> list:
    """Run acts at the same instant, each on a connection of its own."""
    gate, results = Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait(timeout=10)
            results.append(act())
        except Exception as fault:
            results.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_begin_at_once_get_one_draft():
    drafts = together(*[begin] * 4)
    assert len({draft.id for draft in drafts}) == 1
    assert Draft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_devices_that_save_at_once_lose_nothing():
    draft = begin()
    boxes = [{f"f{n}": f"máy {n}"} for n in range(6)]
    saved = together(
        *(
            lambda one=one: services.save_field(
                PERSON, draft.id, form=MADE, changed=list(one), posted=post(**one), context=CONTEXT, version=0, now=NOW
            )
            for one in boxes
        )
    )
    assert [s for s in saved if isinstance(s, Exception)] == []
    kept = queries.draft(PERSON, draft.id)
    assert {key: value.value for key, value in kept.answers.items()} == {f"f{n}": f"máy {n}" for n in range(6)}
    assert sorted(DraftPatch.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert kept.version == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_that_change_one_field_at_once_one_wins_and_the_other_is_told():
    draft = begin()
    saved = together(*(lambda text=text: save(draft, f0=text) for text in ("một", "hai")))
    told = [s for s in saved if s.parsed.answered_elsewhere == ("f0",)]
    kept = [s for s in saved if not s.parsed.stops]
    assert (len(told), len(kept)) == (1, 1)
    assert queries.draft(PERSON, draft.id).answers["f0"] == kept[0].answers["f0"]


@pytest.mark.django_db(transaction=True)
def test_no_more_drafts_for_others_than_allowed_however_fast_one_clicks():
    results = together(*[lambda: begin(is_for_other=True)] * 8)
    assert sum(isinstance(r, services.TooManyDrafts) for r in results) == 3
    assert Draft.objects.count() == 5
