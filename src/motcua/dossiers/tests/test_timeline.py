"""The history names each step as the process does: the leader's is not the handling officer's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.dossiers import queries
from motcua.dossiers.services import deciding, moving, receiving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.timeline import timeline

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def signed(office, as_web, submitted):
    """A dossier refused on the merits and signed; return its code."""
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY)
    with as_web(office.cg["hotich"]) as who:
        deciding.propose(code, is_refusal=True, values={}, reason="Không có", legal_basis="Luật", who=who, now=MONDAY)
        moving.forward(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(code, who=who, now=MONDAY + 2 * HOUR)
    return code


def test_each_beginning_names_its_own_step_to_the_citizen_and_who_began_it(office, as_web, signed):
    with as_web(office.trang) as who:
        page = queries.page(who, signed)
        told = timeline(page.history, reader="citizen", steps=page.steps)
    begun = [(m.sentence, m.actor) for m in reversed(told) if m.name == "TakenUp"]
    names = [page.steps[key] for key in page.steps]
    assert len({sentence for sentence, _ in begun}) == len(begun) == 2
    assert [sentence for sentence, _ in begun] == [f"Bắt đầu bước «{names[1]}»", f"Bắt đầu bước «{names[2]}»"]
    assert "Chủ tịch" in begun[1][1]


def test_a_step_this_version_does_not_know_is_not_shown_by_its_key(office, as_web, signed):
    with as_web(office.trang) as who:
        page = queries.page(who, signed)
        told = timeline(page.history, reader="citizen", steps={})
    sentences = [m.sentence for m in told if m.name in {"TakenUp", "HandedOver"}]
    assert set(sentences) == {"Bắt đầu bước tiếp theo", "Hồ sơ chuyển sang bước tiếp theo"}
    told = timeline(page.history, reader="officer", steps={})
    sentences = {m.sentence for m in told if m.name == "HandedOver"}
    assert sentences == {"Chuyển từ bước trước đó sang bước tiếp theo."}
