"""The fast lane: one line is one dossier, paid by the page; Enter twice is one piece."""

from __future__ import annotations

import pytest
from lxml import html

from motcua.dossiers.models import Dossier, Party, Result, ResultReturn, Slip
from motcua.dossiers.queries.together import also_waiting
from motcua.dossiers.rules.states import Status
from motcua.payments.models import Payment

pytestmark = pytest.mark.django_db
LANE = "/can-bo/tiep-nhan/nhanh/2.000815/"
PIECE = {"name": "Đinh Văn Lâm", "phone": "0912000412", "paper_name": "Bằng tốt nghiệp", "paper_pages": "3",
         "paper_copies": "2", "receipt": "BL-77"}  # fmt: skip


@pytest.fixture
def client(office, at_desk):
    return at_desk(office.cg["motcua1"])


def key_of(page):
    return html.fromstring(page.content.decode()).xpath("//input[@name='key']/@value")[0]


def test_a_line_is_a_dossier_accepted_and_paid_by_the_page(client):
    page = client.get(LANE)
    done = client.post(LANE, PIECE | {"key": key_of(page)})
    assert done.status_code == 302, done.context["loose"] or [f.error for f in done.context["fields"] if f.error]
    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.origin) == (Status.ACCEPTED, "counter")
    assert not Slip.objects.exists()  # given at once: no slip unless asked for (R2.11)
    payment = Payment.objects.get()
    assert (int(payment.amount), payment.receipt_number) == (2 * (2 * 2000 + 1000), "BL-77")
    shown = client.get(LANE)
    text = shown.content.decode()
    assert "Bằng tốt nghiệp" in text
    assert "10.000" in text
    kept = {f.name: f.value for f in shown.context["fields"]}
    assert (kept["name"], kept["paper_name"]) == ("Đinh Văn Lâm", "")  # the person stays for the next piece


def test_enter_twice_is_one_piece(client):
    key = key_of(client.get(LANE))
    for _ in range(2):
        assert client.post(LANE, PIECE | {"key": key}).status_code == 302
    assert Dossier.objects.count() == 1
    assert Payment.objects.count() == 1


def test_what_is_wrong_stands_at_its_box_and_nothing_is_lost(client):
    page = client.post(LANE, PIECE | {"paper_pages": "0", "paper_copies": "", "key": "a"})
    assert page.status_code == 422
    fields = {f.name: f for f in page.context["fields"]}
    assert fields["paper_pages"].error
    assert fields["paper_copies"].error
    assert fields["paper_name"].value == "Bằng tốt nghiệp"
    assert not Dossier.objects.exists()


def test_a_procedure_without_a_lane_has_none(client):
    assert client.get("/can-bo/tiep-nhan/nhanh/1.001193/").status_code == 404


CASH = "/can-bo/tiep-nhan/thu-tien/"


def test_the_drawer_is_counted_against_the_receipts_and_a_difference_says_why(client):
    client.post(LANE, PIECE | {"key": "1"})
    page = client.get(CASH)
    assert int(page.context["day"].expected) == 10000
    refused = client.post(CASH, {"counted": "9.000", "note": ""})
    assert refused.status_code == 422
    assert "ghi lý do chênh lệch" in refused.content.decode()
    assert client.post(CASH, {"counted": "9.000", "note": "Thối nhầm 1.000 đ"}).status_code == 302
    assert client.post(CASH, {"counted": "10.000", "note": ""}).status_code == 422  # closed once
    client.post(LANE, PIECE | {"key": "2", "receipt": "BL-78"})
    told = client.get(CASH).content.decode()
    assert "Thối nhầm 1.000 đ" in told
    assert "còn 1 khoản thu thêm" in told


def test_pieces_go_from_the_counter_to_the_seal_by_a_press_at_each_desk(client, office, submitted, at_desk):
    page = client.get(LANE)
    for n in range(3):
        sent = PIECE | {"paper_name": f"Bằng số {n}", "receipt": f"BL-{n}", "key": key_of(page)}
        assert client.post(LANE, sent).status_code == 302
        page = client.get(LANE)
    with_words = submitted(office.trang)
    assert client.post(f"/can-bo/ho-so/{with_words}/viec/accept/", {}).status_code == 302

    def press(login, act):
        desk = at_desk(office.cg[login])
        listed = desk.get("/can-bo/")
        ticks = [row["tick"] for group in listed.context["groups"] for row in group["rows"]]
        told = {"act": act, "dossier": ticks, "key": listed.context["bulk"]["key"]}
        return desk.get(desk.post("/can-bo/nhieu/", told)["Location"]).context

    handled = press("hotich", "propose")
    assert handled["label"] == "Lập kết quả, trình ký"
    assert len(handled["done"]) == 3
    (left,) = handled["not_done"]
    assert (left["code"], left["why"]) == (
        with_words,
        "Kết quả của thủ tục này cần cán bộ ghi thêm. Mở hồ sơ, bấm Soạn kết quả.",
    )
    assert Result.objects.filter(dossier__code=with_words).count() == 0
    assert len(press("chutich", "approve")["done"]) == 3
    assert len(press("vanthu", "number")["done"]) == 3
    made = Result.objects.order_by("number")
    assert [row.number for row in made] == [f"{n:02d} quyển số 01/2026 - SCT/BS" for n in (1, 2, 3)]
    assert {row.signer["name"] for row in made} == {office.cg["chutich"].full_name}


def test_results_of_one_person_are_given_into_his_hand_at_once_and_nothing_where_one_cannot_be(
    client, office, at_desk, as_web
):
    page = client.get(LANE)
    for n, receipt in enumerate(("BL-1", "BL-2", "", "BL-4")):
        name = "Người khác" if n == 3 else PIECE["name"]
        sent = PIECE | {"name": name, "phone": f"091200041{n // 3}", "receipt": receipt, "key": key_of(page)}
        assert client.post(LANE, sent).status_code == 302
        page = client.get(LANE)
    for login, act in (("hotich", "propose"), ("chutich", "approve"), ("vanthu", "number")):
        desk = at_desk(office.cg[login])
        listed = desk.get("/can-bo/")
        ticks = [row["tick"] for group in listed.context["groups"] for row in group["rows"]]
        desk.post("/can-bo/nhieu/", {"act": act, "dossier": ticks, "key": listed.context["bulk"]["key"]})
    first, second, unpaid, other = Dossier.objects.order_by("submitted_at")
    assert {row.status for row in (first, second, unpaid, other)} == {Status.COMPLETED}

    address = f"/can-bo/ho-so/{first.code}/viec/return_result/"
    page = client.get(address)
    also = next(v for o in page.context["fields"][0].options for v in o.reveal if v.name == "also")
    assert [option.value for option in also.options] == [second.code] == also.value
    assert any(unpaid.code in line and "chưa thu phí" in line for line in page.context["told"])
    told = {"way": "counter", "receiver": PIECE["name"], "proof": "document", "proof_text": "Thẻ căn cước",
            "signed_by": "paper", "taker": "self"}  # fmt: skip
    refused = client.post(address, told | {"also": [second.code, unpaid.code]})
    assert refused.status_code == 422
    assert "Chưa trả gì cả" in refused.content.decode()
    assert not Dossier.objects.filter(status=Status.RETURNED).exists()
    assert client.post(address, told | {"also": [second.code]}).status_code == 302
    assert set(Dossier.objects.filter(status=Status.RETURNED)) == {first, second}
    assert {line.receiver for line in ResultReturn.objects.all()} == {PIECE["name"]}
    with as_web(office.xt["motcua1"]) as who:
        assert also_waiting(who, unpaid.id) == []
    Party.objects.filter(dossier__in=[unpaid, other]).update(phone="", name=PIECE["name"])
    with as_web(office.cg["motcua1"]) as who:
        (namesake,) = also_waiting(who, unpaid.id)  # nothing but a name and a day was written down
        assert (namesake.code, namesake.is_sure) == (other.code, False)
