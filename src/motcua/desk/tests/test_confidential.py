"""A confidential section of an ordinary dossier: of it an officer who is not cleared reads nothing at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.documents import services as documents
from motcua.dossiers import queries
from motcua.dossiers.services import submitting
from motcua.dossiers.tests.conftest import MONDAY, draft_with, picture, sample_of
from motcua.dossiers.tests.test_acts import answer, ask
from motcua.identity import queries as identity

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CLOSED = {"hiv_paper_number": "7/GXN", "hiv_paper_date": "2026-09-01"}
OPEN = {"schooling_text": "đang học lớp 1"}


@pytest.fixture
def code(office, as_web, monkeypatch):
    """An ordinary dossier one section of which is confidential, with a supplement answered in both parts."""
    real = Pack.case
    monkeypatch.setattr(Pack, "case", lambda self, key: replace(real(self, key), confidentiality=None))
    sample = sample_of("bao-tro-xa-hoi/1.001776")
    extra = {
        "target_group": "k8", "hiv_paper_number": "12/GXN", "hiv_paper_date": "2026-10-01", "hiv_no_income": True,
        "schooling": "chua_di_hoc", "schooling_text": "không",
    }  # fmt: skip
    with as_web(office.tien) as who:
        draft_id = draft_with(who, office.unit, "1.001776", {**sample["answers"], **extra}, case="grant_hiv")
        documents.attach(who, ("draft", draft_id), "file_hiv", picture(), now=MONDAY)
        made = submitting.submit(draft_id, who=who, now=MONDAY)
    ask(as_web, office.cg["motcua2"], made, *CLOSED, *OPEN)
    answer(as_web, office.tien, made, **CLOSED, **OPEN)
    return made


@pytest.fixture
def labels(office):
    pack = catalogue.terms("1.001776", identity.unit_view(office.unit, MONDAY.date()), MONDAY.date()).pack
    fields = {f["key"]: f["label"] for g in pack.form["groups"] for f in g["fields"]}
    others = {label for key, label in fields.items() if not key.startswith("hiv_")}
    return sorted({label for key, label in fields.items() if key.startswith("hiv_")} - others)


def test_he_is_not_told_that_it_was_asked_for_or_changed(office, code, labels, at_desk):
    page = at_desk(office.cg["motcua1"]).get(f"/can-bo/ho-so/{code}/")
    text = page.content.decode()
    assert "đang học lớp 1" in text
    assert not [label for label in labels if label in text]
    marked = [r for g in page.context["groups"] for r in g["rows"] if r["is_marked"]]
    assert [r["value"] for r in marked] == ["đang học lớp 1"]
    assert page.context["rounds"][0]["text"] == marked[0]["label"]
    log = " ".join(line["title"] for line in page.context["log"])
    assert ": 1 mục, hạn" in log
    assert ": 1 mục thay đổi" in log


def test_whoever_is_cleared_sees_all_of_it(office, code, labels, at_desk):
    page = at_desk(office.cg["motcua2"]).get(f"/can-bo/ho-so/{code}/")
    assert {r["value"] for g in page.context["groups"] for r in g["rows"] if r["is_marked"]} == {
        "7/GXN", "01/09/2026", "đang học lớp 1",
    }  # fmt: skip
    before = {r["value"]: r["before"] for g in page.context["groups"] for r in g["rows"] if r["is_marked"]}
    assert before == {"7/GXN": "không còn lưu", "01/09/2026": "không còn lưu", "đang học lớp 1": "không"}
    log = " ".join(line["title"] for line in page.context["log"])
    assert ": 3 mục, hạn" in log
    assert ": 3 mục thay đổi" in log


def test_he_is_not_asked_to_judge_it_and_may_judge_the_rest(office, code, labels, at_desk, as_web):
    text = at_desk(office.cg["motcua1"]).get(f"/can-bo/ho-so/{code}/bo-sung/").content.decode()
    assert not [label for label in labels if label in text]
    shown = {}
    for login in ("motcua1", "motcua2"):
        with as_web(office.cg[login]) as who:
            shown[login] = {t.key: t.secrecy for t in queries.things_to_judge(who, queries.page(who, code))}
    assert shown["motcua2"].keys() - shown["motcua1"].keys() >= CLOSED.keys()
    hiv = identity.secrecy_number("hiv")
    assert {key: shown["motcua2"][key] for key in (*CLOSED, *OPEN)} == dict.fromkeys(CLOSED, hiv) | dict.fromkeys(
        OPEN, 0
    )
