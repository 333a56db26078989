"""An abolished procedure closes its open drafts, says why, and keeps what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.catalogue import services as catalogue
from motcua.catalogue.models import Version
from motcua.dossiers import jobs, reactions
from motcua.dossiers.tests.conftest import MONDAY, draft_with, sample_of
from motcua.forms import queries as drafts
from motcua.platform.clock.now import moved_to

pytestmark = pytest.mark.django_db
EXTRACT = "2.000635"


@pytest.fixture
def drafted(office, as_web):
    """Begin a draft of the extract in a commune and return its id."""

    def make(unit_id, who=None):
        sample = sample_of(f"ho-tich/{EXTRACT}")
        with as_web(who or office.trang) as citizen:
            return draft_with(citizen, unit_id, EXTRACT, sample["answers"], case=sample["case"])

    return make


def abolish(on=MONDAY.date()):
    catalogue.abolish(EXTRACT, on=on, source="Quyết định 12/QĐ-UBND", now=MONDAY, who=None)


def test_drafts_are_closed_with_a_sentence_and_their_answers_stay(office, as_web, drafted):
    draft_id = drafted(office.unit)
    abolish()
    assert reactions.on_procedures_abolished(now=MONDAY) == 1
    with as_web(office.trang) as who:
        closed = drafts.draft(who, draft_id)
        assert closed.closed_reason == "Thủ tục này đã bãi bỏ từ ngày 16/11/2026, theo Quyết định 12/QĐ-UBND."
        assert len(closed.answers) > 5
    assert reactions.on_procedures_abolished(now=MONDAY) == 0, "a second time changes nothing"


def test_an_abolition_of_next_month_closes_nothing_before_its_day(office, drafted):
    drafted(office.unit)
    abolish(MONDAY.date() + timedelta(days=30))
    assert reactions.on_procedures_abolished(now=MONDAY) == 0
    with moved_to(MONDAY + timedelta(days=30)):
        jobs.close_abolished_drafts(0)
    assert drafts.places_of_open_drafts([EXTRACT]) == set()


def test_a_later_version_of_one_commune_keeps_its_drafts(office, drafted):
    drafted(office.unit)
    drafted(office.other_unit)
    abolish()
    old = Version.objects.filter(procedure=EXTRACT, scope="").get()
    Version.objects.create(
        procedure=EXTRACT, scope="10888", content=old.content, origins=old.origins, digest="0" * 64,
        valid_from=MONDAY.date() + timedelta(days=1), published_at=MONDAY,
    )  # fmt: skip
    assert reactions.on_procedures_abolished(now=MONDAY + timedelta(days=1)) == 1
    assert drafts.places_of_open_drafts([EXTRACT]) == {(EXTRACT, office.unit)}
