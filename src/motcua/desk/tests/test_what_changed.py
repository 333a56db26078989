"""The officer sees what changed: by the citizen's supplement, and between submission and acceptance."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.catalogue import queries as catalogue
from motcua.catalogue.differences import for_a_dossier
from motcua.catalogue.packs.model import Pack
from motcua.desk.dossier import terms_differ
from motcua.dossiers.changed import changes
from motcua.dossiers.models import Answers, Dossier, SupplementItem
from motcua.dossiers.services import receiving, supplementing
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_acts import answer, ask
from motcua.platform import events

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_old_and_new_stand_beside_each_other_after_a_supplement(office, as_web, submitted, at_desk):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at", "registered_on")
    answer(as_web, office.trang, code, registered_at="UBND xã Mẫu Mới", registered_on="1998-09-21")
    page = at_desk(office.cg["motcua1"]).get(f"/can-bo/ho-so/{code}/")
    rows = {r["label"]: r for g in page.context["groups"] for r in g["rows"] if r["is_marked"]}
    assert {(r["value"], r["before"]) for r in rows.values()} == {
        ("UBND xã Mẫu Mới", "UBND xã Mẫu, huyện Mẫu"),
        ("21/09/1998", "20/09/1998"),
    }
    text = page.content.decode()
    assert "Trước đây: UBND xã Mẫu, huyện Mẫu" in text
    assert "Người dân đã gửi bổ sung lần 1" in text
    assert all(label in page.context["rounds"][0]["text"] for label in rows)


def test_of_two_supplements_each_key_shows_what_stood_before_its_last_change(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at", "registered_on")
    answer(as_web, office.trang, code, registered_at="lần một", registered_on="1998-09-21")
    ask(as_web, office.cg["motcua1"], code, "registered_at", now=MONDAY + DAY + HOUR)
    answer(as_web, office.trang, code, now=MONDAY + 2 * DAY, registered_at="lần hai")
    dossier = Dossier.objects.get()
    told = changes(events.history(("dossier", dossier.id)), dossier.form_version_id)
    assert told.before == {"registered_at": "lần một", "registered_on": "20/09/1998"}
    assert [one.keys for one in told.rounds] == [("registered_at", "registered_on"), ("registered_at",)]


def test_what_was_erased_is_said_to_be_gone(office, as_web, submitted, at_desk):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    answer(as_web, office.trang, code, registered_at="UBND xã Mẫu Mới")
    events.erase(("dossier", Dossier.objects.get().id), names=frozenset({"answers"}))
    text = at_desk(office.cg["motcua1"]).get(f"/can-bo/ho-so/{code}/").content.decode()
    assert "Trước đây: không còn lưu" in text


def test_values_of_a_confidential_section_stay_out_of_the_event_of_another_class(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at", "registered_on")
    dossier = Dossier.objects.get()
    Answers.objects.create(dossier=dossier, secrecy=3, values={})
    SupplementItem.objects.filter(key="registered_on").update(secrecy=3)
    typed = {k: {"value": v, "source": "applicant"} for k, v in (("registered_at", "A"), ("registered_on", "1998"))}
    supplementing.complete(code, values=typed, draft_id=None, slots=(), who=office.trang, now=MONDAY + DAY)
    told = events.history(("dossier", dossier.id))
    payload = next(e for e in told if e.name == "SupplementCompleted").payload
    assert set(payload["answers"]) == {"registered_at"}
    digests = {c["key"]: bool(c["old"] or c["new"]) for c in payload["changes"]}
    assert digests == {"registered_at": True, "registered_on": False}  # beside the salt they could be tried
    assert changes(told, dossier.form_version_id).keys == {"registered_at", "registered_on"}
    assert set(Answers.objects.get(secrecy=3).values) == {"registered_on"}


def test_a_component_with_the_key_of_a_field_does_not_lend_it_its_class(office, as_web, submitted):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at")
    dossier = Dossier.objects.get()
    Answers.objects.create(dossier=dossier, secrecy=3, values={})
    SupplementItem.objects.filter(key="registered_at").update(secrecy=3)
    component = SupplementItem.objects.filter(kind="component").first()
    component.key, component.is_good, component.message, component.secrecy = "registered_at", False, "Chụp lại.", 0
    component.id = max(SupplementItem.objects.values_list("id", flat=True)) + 1  # the last of those asked
    component.save(force_insert=True)
    typed = {"registered_at": {"value": "A", "source": "applicant"}}
    supplementing.complete(code, values=typed, draft_id=None, slots=(), who=office.trang, now=MONDAY + DAY)
    told = events.history(("dossier", dossier.id))
    assert next(e for e in told if e.name == "SupplementCompleted").payload["answers"] == {}
    assert set(Answers.objects.get(secrecy=3).values) == {"registered_at"}


def changed_pack(pack: Pack, change) -> Pack:
    documents = copy.deepcopy(dict(pack.documents))
    change(documents)
    return replace(pack, documents=documents, digest="other")


def test_the_page_says_in_words_what_differs_between_submission_and_acceptance(
    office, as_web, submitted, at_desk, monkeypatch
):
    code = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(code, who=who, now=MONDAY + HOUR)
    client = at_desk(office.cg["motcua1"])
    assert "Thủ tục đã đổi" not in client.get(f"/can-bo/ho-so/{code}/").content.decode()
    real = catalogue.pack_of_version
    dossier = Dossier.objects.get()

    def raise_fee_and_limit(documents):
        case = next(c for c in documents["procedure"]["cases"] if c["key"] == dossier.case)
        case["limit"] = {"value": 3, "unit": "working_days", "note": None, "mark": "C"}
        fee = documents["procedure"]["fees"][0]
        fee["amount"] = 12_000

    old = real(dossier.form_version_id)
    Dossier.objects.update(form_version_id=7)  # another version, as if it had been published in between
    monkeypatch.setattr(
        catalogue,
        "pack_of_version",
        lambda version: changed_pack(old, raise_fee_and_limit) if version == 7 else real(version),
    )
    terms_differ.cache_clear()
    topics = {t.title: t.sentences for t in terms_differ(7, dossier.terms_version_id, dossier.case)}
    assert topics["Thời hạn"] == ("lúc nộp 3 ngày làm việc, lúc tiếp nhận trong ngày",)
    assert "12.000" in topics["Phí, lệ phí"][0]
    text = client.get(f"/can-bo/ho-so/{code}/").content.decode()
    assert "Thủ tục đã đổi từ lúc nộp" in text
    assert "lúc nộp 3 ngày làm việc, lúc tiếp nhận trong ngày" in text
    terms_differ.cache_clear()


def test_sources_and_search_words_are_no_difference_and_others_are_counted(office):
    pack = catalogue.terms("2.000635", None, MONDAY.date()).pack
    case = pack.cases[0].key

    def words_only(documents):
        documents["procedure"]["aliases"] = []
        documents["procedure"]["fees"][0]["note"] = "khác"

    def real_ones(documents):
        procedure = documents["procedure"]
        procedure["supplement"]["days"] = 10
        gone = procedure["components"].pop()
        documents["form"]["groups"][0]["fields"][0]["label"] = f"Khác {gone['key']}"
        documents["process"]["steps"][0]["name"] = "Tiếp nhận kiểu mới"

    assert for_a_dossier(pack, changed_pack(pack, words_only), case) == ()
    topics = {t.title: t.sentences for t in for_a_dossier(pack, changed_pack(pack, real_ones), case)}
    assert set(topics) == {"Giấy tờ", "Quy trình", "Biểu mẫu", "Nội dung khác"}
    assert topics["Giấy tờ"] == (f"Bỏ giấy tờ: {pack.components[-1].name}",)
    assert topics["Nội dung khác"] == ("hạn bổ sung › số ngày: 30 → 10",)
    assert topics["Biểu mẫu"] == ("1 chỗ khác nhau trong biểu mẫu",)
