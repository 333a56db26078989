"""The counter's page: a family sits down, what they need is typed and taken in, nothing typed is lost."""

from __future__ import annotations

import pytest
from lxml import html

from motcua.counter import visits
from motcua.counter.models import Visit
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.rules.states import Status
from motcua.dossiers.tests.conftest import MONDAY, sample_of
from motcua.forms.engine.values import Value
from motcua.forms.models import Draft

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
