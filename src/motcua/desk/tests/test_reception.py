"""The counter's page: a family sits down, what they need is typed and taken in, nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from lxml import html

from motcua.catalogue import paperless as switches
from motcua.counter import visits
from motcua.counter.models import Matter, Visit
from motcua.dossiers import queries
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.rules.states import Status
from motcua.dossiers.tests.conftest import MONDAY, sample_of
from motcua.dossiers.timeline import timeline
from motcua.forms.engine.values import Value
from motcua.forms.models import Draft
from motcua.identity import queries as identity
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db
CARD = "030150000208||NGUYỄN THỊ BƯỞI|14021950|Nữ|Thôn Kim Quan, xã Cẩm Giang|01012022"
COPIES = "ho-tich/2.000635"


@pytest.fixture
def counter(office, at_desk):
    """An officer's client with a visit begun; return it and the visit's address."""
    client = at_desk(office.cg["motcua1"])
    address = client.get("/can-bo/tiep-nhan/").headers["Location"]
    return client, address


def said(page):
    return page.content.decode()


def sit(client, address, **typed):
    return client.post(f"{address}nguoi/", {"number": "0", **typed})


def choose(client, address, procedure, sitter="1", **more):
    return client.post(f"{address}viec/", {"procedure": procedure, "sitter": sitter, **more})


def boxes(page):
    """What a browser would send back of the matter's form as it stands (lxml knows forms and their owners)."""
    tree = html.fromstring(said(page))
    sent = {}
    for box in tree.xpath("//form[@id='ho-so']//*[@name] | //*[@name and @form='ho-so']"):
        kind = box.get("type", "")
        if box.tag == "button" or kind == "file" or (kind in {"checkbox", "radio"} and not box.checked):
            continue
        value = box.value if box.tag in {"select", "textarea"} else box.get("value", "on" if kind == "checkbox" else "")
        sent.setdefault(box.get("name"), []).append(value or "")
    return sent


def fill(ordinal_draft, folder=COPIES):
    """Type the sample's answers into the draft (the boxes of each kind of question have tests of their own)."""
    sample = sample_of(folder)
    row = Draft.objects.get(pk=ordinal_draft)
    form = form_of(row.version_id)
    case = next(key for key, of in form.cases.items() if of == sample["case"])
    answers = {"case": case, **sample["answers"]}
    row.answers |= {k: Value(v, "officer", MONDAY).to_json() for k, v in answers.items() if _is_asked(form, k)}
    row.save()


def _is_asked(form, key):
    return key in form.fields and not form.fields[key].fact.startswith("applicant.full_name")


def take(client, address, ordinal, **typed):
    page = client.get(f"{address}?viec={ordinal}")
    given = {"originals-form": "1", "held-form": "kept"}
    return client.post(page.context["one"]["post"], boxes(page) | given | typed)


def test_a_card_fills_the_person_and_a_bad_text_says_what_to_do(counter):
    client, address = counter
    page = sit(client, address, card="rác")
    assert page.status_code == 422
    assert "Không đọc được mã trên thẻ" in said(page)
    sit(client, address, card=CARD)
    page = said(client.get(address))
    assert "Nguyễn Thị Bưởi" in page
    assert "sinh 14/02/1950" in page
    assert "Thôn Kim Quan" in page


def test_what_was_typed_wrongly_stands_there_with_a_sentence(counter):
    client, address = counter
    page = sit(client, address, full_name="Đào Văn Sen", personal_number="0301", phone="091", **{"birth-year": "3000"})
    text = said(page)
    assert page.status_code == 422
    assert "Số định danh gồm 12 chữ số." in text
    assert "Số điện thoại có 10 chữ số" in text
    assert "Ngày sinh chưa đúng" in text
    assert 'value="Đào Văn Sen"' in text


def test_the_number_of_somebody_else_is_refused_without_telling_whose_it_is(counter, office):
    client, address = counter
    page = sit(client, address, full_name="Người Khác", personal_number="031092999001")
    assert page.status_code == 422
    assert "đang mang họ tên hoặc ngày sinh khác" in said(page)
    assert office.tien.full_name not in said(page)


def test_the_form_knows_who_sits_there_and_the_dossier_is_his(counter, office, as_web):
    client, address = counter
    sit(client, address, full_name=office.tien.full_name, personal_number="031092999001", phone="0912000412",
        **{"birth-day": "14", "birth-month": "3", "birth-year": "1992"})  # fmt: skip
    opened = choose(client, address, "2.000635")
    assert opened.status_code == 302
    page = client.get(opened.headers["Location"])
    assert 'value="0912000412"' in said(page) or "0912 000 412" in said(page)
    fill(Visit.objects.get().matters.get().draft_id)
    done = take(client, address, 1, accept="1")
    assert done.status_code == 302, wrong_in(done)
    dossier = Dossier.objects.get()
    assert dossier.status == Status.ACCEPTED
    with as_web(office.tien) as who:
        assert Dossier.objects.visible_to(who).get().code == dossier.code  # he sees it in his account
    again = take_again(client, address)
    assert again.status_code == 302
    assert Dossier.objects.count() == 1


def take_again(client, address):
    return client.post(f"{address}viec/1/", {"accept": "1", "sitter": "1"})


def test_what_is_missing_is_told_at_once_and_the_page_keeps_everything(counter):
    client, address = counter
    sit(client, address, card=CARD)
    choose(client, address, "2.000635")
    page = take(client, address, 1, accept="1", **{"originals-form": ""})
    assert page.status_code == 422
    assert "Còn thiếu giấy" in said(page)
    assert not Dossier.objects.exists()


def test_a_family_files_together_and_what_lacks_something_does_not_hold_back_the_rest(counter):
    client, address = counter
    sit(client, address, card=CARD)
    sit(client, address, full_name="Đào Thị Sen", phone="0978000115")
    choose(client, address, "2.000635")
    choose(client, address, "2.000635", sitter="2")
    for ordinal in (1, 2):
        fill(Visit.objects.get().matters.get(ordinal=ordinal).draft_id)
    take(client, address, 1, save="1")
    page = client.post(f"{address}tat-ca/")
    results = {r["title"]: r for r in page.context["results"]}
    assert len(page.context["results"]) == 2
    assert [bool(r["code"]) for r in page.context["results"]] == [True, False], page.context["results"]
    assert all(r["why"] for r in results.values() if not r["code"])
    take(client, address, 2, save="1", sitter="2")
    client.post(f"{address}tat-ca/")
    assert Dossier.objects.count() == 2
    names = set(Party.objects.filter(role="submitter").values_list("name", flat=True))
    assert len(names) == 2
    labels = client.get(f"{address}nhan/")
    assert said(labels).count("<svg") >= 2


def test_a_dossier_that_lacks_papers_is_kept_and_the_letter_comes_next(counter):
    client, address = counter
    sit(client, address, card=CARD)
    choose(client, address, "2.000635")
    kept = take(client, address, 1, keep="1")
    assert kept.headers["Location"].endswith("/bo-sung/")
    assert Dossier.objects.get().status == Status.SUBMITTED


def test_a_letter_needs_the_day_it_came(counter):
    client, address = counter
    sit(client, address, card=CARD)
    choose(client, address, "2.000635")
    fill(Visit.objects.get().matters.get().draft_id)
    page = take(client, address, 1, channel="3", accept="1")
    assert page.status_code == 422
    assert "Ghi ngày bưu điện mang hồ sơ đến." in said(page)
    take(client, address, 1, channel="3", arrived_on="2026-11-14", accept="1")
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.origin, dossier.arrived_on.isoformat()) == (3, "post", "2026-11-14")


def test_a_visit_belongs_to_who_sits_at_it(counter, office, at_desk):
    _, address = counter
    other = at_desk(office.cg["motcua2"])
    assert other.get(address).status_code == 404
    assert at_desk(office.cg["chutich"]).get("/can-bo/tiep-nhan/").status_code == 403


def test_the_end_forgets_what_was_typed(counter):
    client, address = counter
    sit(client, address, card=CARD)
    choose(client, address, "2.000635")
    client.post(f"{address}ket-thuc/")
    row = Visit.objects.get()
    assert row.people == []
    assert Draft.objects.get().answers == {}
    assert "Lượt này đã xong" in said(client.get(address))


def test_a_visit_nobody_finished_is_forgotten_after_a_day(counter):
    client, address = counter
    sit(client, address, card=CARD)
    choose(client, address, "2.000635")
    assert visits.forget_old(now=MONDAY + visits.KEPT / 2) == 0
    assert visits.forget_old(now=MONDAY + visits.KEPT * 2) == 1
    assert Visit.objects.get().people == []
    assert Draft.objects.get().closed_at is not None


def wrong_in(page):
    """Everything a refused page says, to be read when a test fails."""
    one = page.context["one"]
    return [*page.context["wrong"].values(), *one["loose"], *((v.name, v.error) for v in one["views"] if v.error)]


def test_numbers_are_called_from_the_counter_and_lead_to_a_visit(office, at_desk):
    client, page = at_desk(office.cg["motcua1"]), "/can-bo/tiep-nhan/"
    hall, call = f"{page}hang-cho/", f"{page}goi-so/"
    assert client.post(hall, {"kind": "display", "name": ""}).status_code == 422
    client.post(hall, {"kind": "display", "name": "Tivi sảnh"})
    address = client.get(hall).context["made"]["address"]
    assert "/hang-cho/mo/" in address
    assert address not in said(client.get(hall))  # told once
    for _ in range(2):
        given = client.post(hall, {"give": "A", "press": "one"})
    assert "A001" in said(client.get(given.headers["Location"]))
    assert "Bạn đang ngồi quầy nào?" in said(client.get(page))
    client.post(call, {"what": "sit", "desk": "1"})
    client.post(call, {"what": "next"})
    shown = client.get(page)
    called = shown.context["queue"]["seen"].now
    assert called.label == "A001"
    visit = client.post(call, {"what": "begin", "ticket": called.id}).headers["Location"]
    assert "data-camera" in said(client.get(visit))
    client.post(call, {"what": "next"})
    assert "Chưa có ai chờ" in said(client.get(page))
    client.post(f"{visit}ket-thuc/")
    assert client.get(page).context["queue"]["seen"].serving == ()


def test_the_manager_arranges_desks_and_groups_and_nobody_else(office, at_desk):
    page = "/can-bo/tiep-nhan/hang-cho/bo-tri/"
    assert at_desk(office.cg["motcua1"]).get(page).status_code == 403
    client = at_desk(office.cg["quanly"])
    typed = {"desk-1": "Quầy Một", "letter-0": "t", "group-0": "Tư pháp", "priority": "", "in_a_row": "2"}
    assert "Mỗi nhóm việc cần ít nhất một quầy." in said(client.post(page, typed))
    assert client.post(page, typed | {"serves-0-1": "on"}).status_code == 302
    assert "T. Tư pháp" in said(client.get("/can-bo/tiep-nhan/hang-cho/"))


# --- A day without paper: the officer is told, offered the way online, and never shut out (C15) ---
COPIES_CODE = "2.000635"


@pytest.fixture
def switch(office, as_web):
    """Switch paper off in one commune; return the switch's id."""

    def make(who=None, **more):
        by = who or office.cg["quantri"]
        given = {
            "procedure": "", "weekdays": [1], "valid_from": MONDAY.date(), "valid_until": None,
            "source": "Kế hoạch 15/KH-UBND", "mark": "P",
        }  # fmt: skip
        with as_web(by):
            unit = identity.unit_view(office.unit, MONDAY.date())
            return switches.set_rule(unit, **{**given, **more}, who=by, now=MONDAY)

    return make


def filled(counter, office, as_web):
    client, address = counter
    sit(client, address, full_name="Nguyễn Thị Bưởi", personal_number="", phone="0978000115")
    choose(client, address, COPIES_CODE)
    with as_web(office.cg["motcua1"]):
        fill(Matter.objects.get().draft_id, COPIES)
    page = client.get(f"{address}?viec=1")
    sent = boxes(page) | {"originals-form": ["1"], "held-form": ["kept"]}
    return client, address, page, sent


def test_the_officer_is_told_and_without_a_reason_nothing_is_taken_in(counter, office, as_web, switch):
    switch()
    client, address, page, sent = filled(counter, office, as_web)
    assert "Hôm nay thủ tục này không nộp giấy" in said(page)
    assert "/xa/cam-giang/thu-tuc/2.000635/" in said(page)
    assert "<svg" in said(page)
    refused = client.post(f"{address}viec/1/", sent | {"accept": "1"})
    assert refused.status_code == 422
    assert "chọn lý do vẫn nhận giấy" in said(refused)
    other = client.post(f"{address}viec/1/", sent | {"accept": "1", "paper_reason": "other"})
    assert "ghi rõ lý do" in said(other)
    with as_web(office.cg["motcua1"]):
        assert not Dossier.objects.exists()


def test_with_a_reason_paper_is_taken_and_the_reason_stands_in_the_dossier(counter, office, as_web, switch):
    rule = switch()
    client, address, _, sent = filled(counter, office, as_web)
    done = client.post(f"{address}viec/1/", sent | {"accept": "1", "paper_reason": "cannot", "paper_words": "85 tuổi"})
    assert done.status_code == 302
    with as_web(office.cg["motcua1"]) as who:
        dossier = Dossier.objects.get()
        assert dossier.accepted_at is not None
        (told,) = [e for e in events.history(("dossier", dossier.id)) if e.name == "PaperTakenAnyway"]
        assert (told.payload["reason"], told.payload["rule"]) == ("cannot", str(rule))
        moments = timeline(queries.page(who, dossier.code).history, reader="officer")
    assert "Lý do: Người già, người khuyết tật, không tự làm được. 85 tuổi" in " ".join(m.sentence for m in moments)


def test_other_days_other_procedures_and_the_post_are_as_ever(counter, office, as_web, switch):
    switch(weekdays=[3])
    switch(procedure="1.001193", weekdays=[])
    _, address, page, _ = filled(counter, office, as_web)
    assert "không nộp giấy" not in said(page)
    client, _ = counter
    choose(client, address, "2.000815")  # a fast lane: the paper is what it is about
    assert "không nộp giấy" not in said(client.get(f"{address}?viec=2"))


def test_the_citizen_reads_it_on_the_procedures_page_and_who_helps(office, switch):
    switch()
    switch(procedure="1.001193", weekdays=[], valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 31))
    page = said(Client().get(f"/xa/cam-giang/thu-tuc/{COPIES_CODE}/"))
    assert "Hôm nay thủ tục này không nộp giấy, nộp trực tuyến" in page
    assert "thứ Hai hằng tuần, từ 16/11/2026, theo Kế hoạch 15/KH-UBND" in page
    assert "cứ đến Bộ phận Một cửa" in page
    birth = said(Client().get("/xa/cam-giang/thu-tuc/1.001193/"))
    assert "mọi ngày, từ 01/12/2026 đến hết 31/12/2026" in birth
    assert "không nộp giấy" not in said(Client().get(f"/xa/xuan-thanh/thu-tuc/{COPIES_CODE}/"))
    assert "không nộp giấy" not in said(Client().get("/xa/cam-giang/thu-tuc/2.000815/"))


def test_a_switch_is_of_its_own_commune_has_a_source_and_cannot_touch_what_needs_paper(office, as_web, switch):
    with pytest.raises(Forbidden):
        switch(who=office.xt["quantri"])
    with pytest.raises(Forbidden):
        switch(who=office.cg["motcua1"])
    for wrong, named in (
        ({"source": " "}, "source"),
        ({"procedure": "2.000815"}, "cannot_online"),
        ({"procedure": "9.999999"}, "procedure"),
        ({"weekdays": [8]}, "weekdays"),
        ({"valid_from": date(2026, 11, 15)}, "since"),
        ({"valid_until": date(2026, 11, 15)}, "until"),
    ):
        with pytest.raises(Invalid) as refused:
            switch(**wrong)
        assert refused.value.faults == (named,)
    made = switch()
    with pytest.raises(Conflict):
        switch()
    with as_web(office.cg["quantri"]) as who:
        with pytest.raises(Invalid):
            switches.end_rule(made, why=" ", who=who, now=MONDAY)
        switches.end_rule(made, why="hết thí điểm", who=who, now=MONDAY)
        assert [e.name for e in events.history(("paperless", made))] == ["PaperlessRuleSet", "PaperlessRuleEnded"]
        assert switches.of_committee(office.unit) == []
    with as_web(office.xt["quantri"]):
        assert events.history(("paperless", made)) == []


def test_the_administrators_page_sets_and_ends_it(office, at_desk):
    client = at_desk(office.cg["quantri"])
    address = "/quan-tri/khong-nop-giay/"
    typed = {
        "unit": "cam-giang", "procedure": COPIES_CODE, "weekdays": ["3", "5"], "since-day": "18", "since-month": "11",
        "since-year": "2026", "source": "Kế hoạch 15/KH-UBND", "mark": "P",
    }  # fmt: skip
    wrong = client.post(address, typed | {"since-day": "1", "source": ""})
    assert wrong.status_code == 422
    assert "Ghi từ hôm nay trở đi" in said(wrong)
    done = said(client.post(address, typed, follow=True))
    assert "Thủ tục 2.000635" in done
    assert "thứ Tư, thứ Sáu hằng tuần, từ 18/11/2026" in done
    made = switches.of_committee(office.unit)[0].id
    assert "Ghi lý do thôi" in said(client.post(f"{address}{made}/thoi/", {}))
    assert "hết thí điểm" in said(client.post(f"{address}{made}/thoi/", {f"why-{made}": "hết thí điểm"}, follow=True))
    assert client.post(address, typed | {"unit": "xuan-thanh"}).status_code == 403
    assert at_desk(office.cg["motcua1"]).get(address).status_code == 403
