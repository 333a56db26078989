"""A fourth procedure, written as YAML inside the tests, runs from form to result without a line of code."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from motcua.catalogue import queries as catalogue
from motcua.catalogue import services as publishing
from motcua.catalogue.models import Competence, Layer
from motcua.documents import queries as files
from motcua.dossiers import queries
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import deciding, moving, paying, receiving, returning, submitting
from motcua.dossiers.tests.conftest import MONDAY, Facts
from motcua.forms import services as forms
from motcua.forms.engine.context import Context
from motcua.identity import queries as identity
from motcua.platform import events
from motcua.platform.errors import Invalid

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CODE = "9.900001"


@pytest.fixture
def published(office):
    content = yaml.safe_load((Path(__file__).parent / "fourth_pack.yaml").read_text("utf-8"))
    Layer.objects.create(
        procedure=CODE,
        level="national",
        scope="",
        content=content,
        digest="0" * 64,
        valid_from=MONDAY.date(),
        source="thử",
        added_at=MONDAY,
    )
    publishing.publish(CODE, "", valid_from=MONDAY.date(), now=MONDAY, who=None)
    economy = Competence.objects.get(committee_id=office.unit, group="Nông nghiệp và môi trường")
    assert economy.handling_unit_id
    # The demonstration has no officer in the economic department: here the civil status office handles bees.
    economy.handling_unit_id = Competence.objects.get(committee_id=office.unit, group="Hộ tịch").handling_unit_id
    economy.save()
    return catalogue.terms(CODE, identity.unit_view(office.unit, MONDAY.date()), MONDAY.date())


def fill(who, unit_id, terms, screens):
    form = form_of(terms.version_id)
    draft = forms.open_draft(
        who, unit_id=unit_id, subject=CODE, version_id=terms.version_id, form=form, facts=Facts(), now=MONDAY
    )
    version, faults = draft.version, []
    for group, posted in screens.items():
        saved = forms.save_group(
            who,
            draft.id,
            form=form,
            group_key=group,
            posted={k: [v] for k, v in posted.items()},
            context=Context(today=MONDAY.date()),
            version=version,
            now=MONDAY,
        )
        version = saved.version
        faults += saved.parsed.faults
    assert [f for f in faults if f.is_stop] == []
    return draft.id


SCREENS = {
    "keeper": {"keeper_phone": "0912 000 412"},
    "bees": {"bee_hives": "12", "wild": "yes", "forest": "Rừng Cát Bà"},
    "promise": {"honest": "yes"},
}


def case_screen(terms, choice):
    group = form_of(terms.version_id).groups[0]
    return {group.key: {group.fields[0].key: choice}}


def test_it_runs_from_form_to_result(office, as_web, published):
    with as_web(office.tien) as who:
        draft_id = fill(who, office.unit, published, {**case_screen(published, "few"), **SCREENS})
        code = submitting.submit(draft_id, who=who, now=MONDAY)
        page = queries.page(who, code)
        shown = {r.key: r.value for g in queries.answers_of(who, page) for r in g.rows}
        assert (shown["keeper"], shown["honey"], shown["forest"]) == ("Phạm Văn Tiến", "144", "Rừng Cát Bà")
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
        assert queries.page(who, code).due_at.date() == (MONDAY + timedelta(days=2)).date()
    with as_web(office.cg["hotich"]) as who:
        deciding.propose(code, is_refusal=False, values={"counted": 12}, who=who, now=MONDAY + HOUR)
        moving.forward(code, who=who, now=MONDAY + HOUR)
    with as_web(office.cg["chutich"]) as who:
        deciding.approve(code, who=who, now=MONDAY + 2 * HOUR)  # no clerk's step in this route
    with as_web(office.cg["motcua1"]) as who:
        paying.take_payment(
            code, amount=Decimal(12000), receipt_number="1", reference="b", who=who, now=MONDAY + 3 * HOUR
        )
        returning.return_result(code, way="online", receiver="", who=who, now=MONDAY + 3 * HOUR)
    with as_web(office.tien) as who:
        page = queries.page(who, code)
        assert page.status == Status.RETURNED
        paper = next(f for f in files.files_of(who, ("dossier", page.id)) if f.kind == "result")
        opened = files.open_attachment(who, paper.id, "original", now=MONDAY)
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=opened.file.read(), capture_output=True, check=True
        )
        opened.file.close()
        words = text.stdout.decode()
        for told in ("GIẤY XÁC NHẬN", "Phạm Văn Tiến", "Số đàn đã đếm", "chưa ký số"):
            assert told in words, told
    assert list(events.verify()) == []


def test_its_own_rules_stop_a_contradiction_and_a_missing_paper(office, as_web, published):
    with as_web(office.tien) as who:
        bees = {"bee_hives": "60", "wild": "no"}
        draft_id = fill(who, office.unit, published, {**case_screen(published, "many"), **SCREENS, "bees": bees})
        with pytest.raises(Invalid) as refused:
            submitting.submit(draft_id, who=who, now=MONDAY)
        assert {f.field for f in refused.value.faults} == {"bee_photo"}


def test_nothing_of_it_is_known_to_the_source():
    words = ("bee_hives", "honey", "Xác nhận đàn ong", CODE)
    for path in Path(__file__).parents[2].rglob("*.py"):
        if "tests" not in path.parts:
            text = path.read_text("utf-8")
            assert not any(word in text for word in words), path
