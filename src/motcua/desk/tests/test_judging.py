"""The judging page: every item, its paper beside it, the letter as it will be read."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from motcua.desk.tests.conftest import with_file
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Supplement
from motcua.dossiers.rules.states import Status
from motcua.dossiers.tests.conftest import MONDAY
from motcua.dossiers.tests.test_acts import answer, ask
from motcua.platform.reads import reads_about

pytestmark = pytest.mark.django_db


def typed(page, **bad):
    """What a browser posts: everything good but the items named, with reason and sentence."""
    sent = {"seen": str(page.context["seen"])}
    for item in page.context["items"]:
        told = bad.get(item["name"].replace("-", "_", 1))
        sent[item["name"]] = "pass" if told is None else "fail"
        if told is not None:
            sent |= {f"{item['name']}-reason": told[0], f"{item['name']}-sentence": told[1]}
    return sent


def test_the_paper_of_an_item_stands_beside_the_list_and_opens_without_scripts(office, with_paper, at_desk):
    code, component = with_paper
    client = at_desk(office.cg["motcua1"])
    page = client.get(f"/can-bo/ho-so/{code}/bo-sung/")
    item = next(i for i in page.context["items"] if i["name"] == f"component-{component}")
    (file,) = item["files"]
    assert page.context["shown"].id == file["id"]
    text = page.content.decode()
    assert f'<img src="{file["url"]}"' in text
    assert re.search(rf'<a href="{file["url"]}" target="_blank" rel="noopener" data-shows="{file["id"]}"', text)
    assert client.get(file["url"]).getvalue().startswith(b"\x89PNG")
    assert not re.search(r"\s(style|on\w+)=", text)  # the policy allows none


def test_a_pdf_is_framed_on_both_pages_and_lets_itself_be_framed(office, as_web, at_desk):
    out = BytesIO()
    Image.new("RGB", (200, 300), "white").save(out, "PDF")
    code, _ = with_file(office, as_web, SimpleUploadedFile("giay.pdf", out.getvalue()))
    client = at_desk(office.cg["motcua1"])
    for at in (f"/can-bo/ho-so/{code}/bo-sung/", f"/can-bo/ho-so/{code}/"):
        # Inside <object> Chromium draws a PDF 300 by 150 pixels small.
        framed = re.findall(r'<iframe src="(/tep/\d+/xem/)"', client.get(at).content.decode())
        assert framed, at
        told = client.get(framed[0])
        assert told.getvalue().startswith(b"%PDF")
        assert told["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in told["Content-Security-Policy"]
        assert "sandbox" not in told["Content-Security-Policy"]


def test_opening_the_page_is_written_into_the_log_of_reads(office, with_paper, at_desk, as_web):
    code, _ = with_paper
    at_desk(office.cg["motcua1"]).get(f"/can-bo/ho-so/{code}/bo-sung/")
    with as_web(office.trang) as who:
        assert "desk.judge" in {read.what for read in reads_about(who.person_id)}


def test_a_firm_reads_who_judged_its_dossier_and_its_representative_in_private_does_not(
    firm, office, submitted, at_desk, as_web
):
    code = submitted(firm.huy)
    at_desk(office.cg["motcua1"]).get(f"/can-bo/ho-so/{code}/bo-sung/")
    told = {}
    for who, subject in ((firm.nam, firm.nam.organisation_id), (firm.himself, firm.himself.person_id)):
        with as_web(who):
            told[subject] = {read.what for read in reads_about(subject)}
    assert told == {firm.nam.organisation_id: {"desk.judge"}, firm.himself.person_id: set()}


def test_the_day_to_answer_by_is_said_as_everywhere(office, submitted, at_desk):
    code = submitted(office.trang)
    text = at_desk(office.cg["motcua1"]).get(f"/can-bo/ho-so/{code}/bo-sung/").content.decode()
    assert text.count("ửi chậm nhất hết ngày 16/12/2026") == 2
    assert "trước hết ngày" not in text


def test_all_good_marks_everything_and_sends_nothing(office, submitted, at_desk):
    code = submitted(office.trang)
    page = at_desk(office.cg["motcua1"]).post(f"/can-bo/ho-so/{code}/bo-sung/", {"all_good": "1"})
    assert page.status_code == 200
    assert {i["value"] for i in page.context["items"]} == {"pass"}
    assert page.context["done"] == len(page.context["items"])
    assert not Supplement.objects.exists()


def test_a_sentence_nobody_could_keep_is_refused_at_its_field_and_everything_stays(office, submitted, at_desk):
    code = submitted(office.trang)
    client = at_desk(office.cg["motcua1"])
    at = f"/can-bo/ho-so/{code}/bo-sung/"
    sent = typed(client.get(at), field_registered_at=("other", "x" * 1001), field_registered_on=("other", "Ghi lại."))
    refused = client.post(at, sent)
    assert refused.status_code == 422
    told = {i["name"]: i for i in refused.context["items"]}
    assert told["field-registered_at"]["error"] == "Lời ghi này dài quá 1.000 ký tự. Ghi ngắn lại."
    assert told["field-registered_at"]["sentence"] == "x" * 1001
    assert told["field-registered_on"]["sentence"] == "Ghi lại."
    assert [i["name"] for i in told.values() if i["error"]] == ["field-registered_at"]
    assert not Supplement.objects.exists()
    assert client.post(at, sent | {"field-registered_at-sentence": "x" * 1000}).status_code == 302


def test_too_many_words_of_a_leader_are_refused_at_their_boxes(office, as_web, submitted, at_desk):
    code = submitted(office.trang)
    ask(as_web, office.cg["motcua1"], code, "registered_at", now=MONDAY)
    answer(as_web, office.trang, code, now=MONDAY, registered_at="UBND xã Mẫu Mới")
    ask(as_web, office.cg["motcua1"], code, "registered_on", now=MONDAY)  # visible the first time
    Supplement.objects.filter(sent_at=None).update(is_late=True)
    client = at_desk(office.cg["chutich"])
    at = f"/can-bo/ho-so/{code}/viec/allow_second/"
    page = client.post(at, {"reason": "x" * 501, "late_ground": "y" * 501})
    assert page.status_code == 422
    told = {view.name: (view.error, view.value) for view in page.context["fields"]}
    sentence = "Lời ghi này dài quá 500 ký tự. Ghi ngắn lại."
    assert told == {"reason": (sentence, "x" * 501), "late_ground": (sentence, "y" * 501)}
    assert client.post(at, {"reason": "x" * 500, "late_ground": "y" * 500}).status_code == 302


def test_the_letter_can_be_read_before_it_is_sent(office, submitted, at_desk):
    code = submitted(office.trang)
    client = at_desk(office.cg["motcua1"])
    at = f"/can-bo/ho-so/{code}/bo-sung/"
    sent = typed(client.get(at), field_registered_at=("other", "Ghi đủ tên nơi đăng ký."))
    page = client.post(at, {**sent, "preview": "1"})
    assert page.status_code == 200
    assert [line["sentence"] for line in page.context["letter"]] == ["Ghi đủ tên nơi đăng ký."]
    assert "Hồ sơ cần bổ sung 1 mục" in page.content.decode()
    assert not Supplement.objects.exists()
    assert client.post(at, sent).status_code == 302
    assert Dossier.objects.get().status == Status.AWAITING_SUPPLEMENT


def test_a_reason_of_the_procedure_brings_its_sentence_and_other_reasons_need_one(office, submitted, at_desk):
    code = submitted(office.trang)
    client = at_desk(office.cg["motcua1"])
    at = f"/can-bo/ho-so/{code}/bo-sung/"
    page = client.get(at)
    item = next(i for i in page.context["items"] if i["name"] == "field-registered_at")
    reason = next(r for r in item["reasons"] if r.hint)
    refused = client.post(at, typed(page, field_registered_at=("other", "")))
    assert refused.status_code == 422
    told = next(i for i in refused.context["items"] if i["name"] == "field-registered_at")
    assert told["error"]
    assert [line["id"] for line in refused.context["wrong"]] == ["m-field-registered_at-reason"]
    assert client.post(at, typed(page, field_registered_at=(reason.value, ""))).status_code == 302
    assert Supplement.objects.get().items.get(is_good=False).message == reason.hint


def test_what_nobody_judged_is_named_and_nothing_that_was_typed_is_lost(office, submitted, at_desk):
    code = submitted(office.trang)
    client = at_desk(office.cg["motcua1"])
    at = f"/can-bo/ho-so/{code}/bo-sung/"
    sent = typed(client.get(at), field_registered_at=("other", "Ghi lại cho đủ."))
    page = client.get(at)
    left = next(i["name"] for i in page.context["items"] if not i["value"] and i["name"] != "field-registered_at")
    del sent[left]
    refused = client.post(at, sent)
    assert refused.status_code == 422
    assert [line["id"] for line in refused.context["wrong"]] == [f"m-{left}-pass"]
    assert "Ghi lại cho đủ." in refused.content.decode()


def test_officers_of_another_commune_find_no_such_page(office, submitted, at_desk):
    code = submitted(office.trang)
    assert at_desk(office.xt["motcua1"]).get(f"/can-bo/ho-so/{code}/bo-sung/").status_code == 404
    assert at_desk(office.cg["motcua1"]).get(f"/can-bo/ho-so/{code}/bo-sung/").status_code == 200
    assert queries.public_status(code) is not None
