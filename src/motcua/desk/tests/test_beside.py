"""The desk beside the way of a dossier: asked and answered, compared, moved, given to others, many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.documents import queries as files
from motcua.dossiers.models import Dossier, Note, Opinion, Result
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import deciding, moving
from motcua.dossiers.tests.conftest import MONDAY, picture
from motcua.dossiers.tests.test_linked_acts import approved, given, other_procedure
from motcua.dossiers.tests.test_opinions import unit
from motcua.platform.clock.now import moved_to

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def texts(page):
    return page.content.decode()


def is_pdf(response):
    return b"".join(response.streaming_content).startswith(b"%PDF")


def act(client, code, name, **told):
    return client.post(f"/can-bo/ho-so/{code}/viec/{name}/", told)


def test_many_are_done_from_the_list_by_one_press_and_a_double_click_shows_the_same_page(office, submitted, at_desk):
    codes = [submitted(office.trang), submitted(office.tien)]
    client = at_desk(office.cg["motcua1"])
    page = client.get("/can-bo/")
    assert {a["value"] for a in page.context["bulk"]["actions"]} == {"accept", "forward"}
    ticks = [row["tick"] for group in page.context["groups"] for row in group["rows"]]
    assert act(at_desk(office.cg["motcua2"]), codes[1], "accept").status_code == 302
    sent = {"act": "accept", "dossier": ticks, "key": page.context["bulk"]["key"]}
    first, second = (client.post("/can-bo/nhieu/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    told = client.get(first["Location"])
    assert [r["code"] for r in told.context["done"]] == [codes[0]]
    assert "đã làm trước" in told.context["not_done"][0]["why"]
    assert at_desk(office.cg["motcua2"]).get(first["Location"]).status_code == 302  # nobody else's to read
    assert client.post("/can-bo/nhieu/", sent | {"dossier": [], "key": "mot-khoa-khac"}).status_code == 422
    assert client.post("/can-bo/nhieu/", sent | {"act": "refuse", "key": "khoa-nua-khac"}).status_code == 422


def test_an_opinion_is_asked_answered_with_a_paper_and_listed_on_both_sides(office, submitted, at_desk, as_web):
    code = submitted(office.trang)
    act(at_desk(office.cg["motcua1"]), code, "accept")
    handler, asked = at_desk(office.cg["hotich"]), at_desk(office.xt["xahoi"])
    assert handler.get(f"/can-bo/ho-so/{code}/viec/ask_opinion/")["Location"].endswith("/xin-y-kien/")
    empty = handler.post(f"/can-bo/ho-so/{code}/xin-y-kien/", {"days": "99"})
    assert empty.status_code == 422
    assert {f.name for f in empty.context["fields"] if f.error} == {"unit", "question", "days"}
    far = {"unit": unit("xuan-thanh-vhxh"), "question": "Người này có ở xã không?", "days": "15"}
    assert handler.post(f"/can-bo/ho-so/{code}/xin-y-kien/", far).status_code == 302
    Opinion.objects.update(deadline=MONDAY + 365 * DAY)
    open_for_good(code)  # the database's own clock is past the Monday of this test
    assert "Người này có ở xã không?" in texts(asked.get("/can-bo/y-kien/"))
    assert "Chờ ý kiến đơn vị khác" in texts(handler.get("/can-bo/"))
    page = asked.get(f"/can-bo/ho-so/{code}/viec/answer_opinion/")
    assert "Người này có ở xã không?" in texts(page)
    sent = {"verdict": "disagree", "answer": "Không có.", "opinion_file": picture()}
    assert act(asked, code, "answer_opinion", **sent).status_code == 302
    assert "Không có." in texts(handler.get(f"/can-bo/ho-so/{code}/"))
    assert "không đồng ý" in texts(handler.get("/can-bo/y-kien/")).lower()
    with as_web(office.trang) as who:
        row = Dossier.objects.get(code=code)
        assert [f for f in files.files_of(who, ("dossier", row.id)) if f.slot == "opinion_file"] == []


def open_for_good(code):
    from motcua.dossiers.models import Access

    Access.objects.filter(dossier__code=code, until__isnull=False).update(until=MONDAY + 365 * DAY)


def test_notes_another_handler_and_an_absent_colleague(office, submitted, at_desk):
    codes = [submitted(office.trang), submitted(office.tien)]
    clerk, manager = at_desk(office.cg["motcua1"]), at_desk(office.cg["quanly"])
    assert act(clerk, codes[0], "write_note", text="").status_code == 422
    to = f"receiving:{office.cg['quanly'].account_id}"
    assert act(clerk, codes[0], "write_note", text="Có nhận được không?", to=to).status_code == 302
    assert "Có câu hỏi cho bạn" in texts(manager.get("/can-bo/"))
    assert "Có nhận được không?" in texts(manager.get("/can-bo/y-kien/"))
    note = Note.objects.get()
    assert act(manager, codes[0], "answer_note", note_id=note.id, answer="").status_code == 422
    assert act(manager, codes[0], "answer_note", note_id=note.id, answer="Nhận.").status_code == 302
    assert "Nhận." in texts(clerk.get(f"/can-bo/ho-so/{codes[0]}/"))
    other = office.cg["motcua2"].account_id
    for code in codes:
        assert act(clerk, code, "reassign", to=other, reason="Đi họp").status_code == 302
    page = manager.get(f"/can-bo/giao-lai/?tu={other}")
    assert [row["code"] for row in page.context["rows"]] == codes
    sent = {"tu": other, "key": page.context["key"], "dossier": [r["tick"] for r in page.context["rows"]]}
    assert manager.post("/can-bo/giao-lai/", sent).status_code == 422
    sent |= {"to": office.cg["motcua1"].account_id, "reason": "Nghỉ ốm"}
    done = manager.get(manager.post("/can-bo/giao-lai/", sent)["Location"])
    assert len(done.context["done"]) == 2
    assert set(Dossier.objects.values_list("assignee_id", flat=True)) == {office.cg["motcua1"].account_id}
    assert at_desk(office.cg["kiemtra"]).get("/can-bo/giao-lai/").status_code == 403


def test_two_alike_are_compared_and_a_wrong_procedure_is_previewed_before_it_is_changed(office, submitted, at_desk):
    first, second = submitted(office.trang), submitted(office.trang, now=MONDAY + HOUR)
    client = at_desk(office.cg["motcua1"])
    assert first in texts(client.get(f"/can-bo/ho-so/{second}/"))
    page = client.get(f"/can-bo/ho-so/{second}/trung/?voi={first}")
    assert {h["code"] for h in page.context["heads"]} == {first, second}
    assert not any(r["differs"] for r in page.context["rows"] if r["label"] == "Họ và tên")
    assert client.post(f"/can-bo/ho-so/{second}/trung/", {"other": first, "stop": second}).status_code == 422
    sent = {"other": first, "stop": second, "reason": "Nộp hai lần", f"seen-{second}": "0"}
    assert client.post(f"/can-bo/ho-so/{second}/trung/", sent)["Location"].endswith(f"/{first}/")
    assert Dossier.objects.get(code=second).status == Status.DECLINED
    procedure, case = other_procedure()
    url = f"/can-bo/ho-so/{first}/chuyen-thu-tuc/"
    assert client.get(url).status_code == 200
    assert client.get(url, {"thu-tuc": "khong-co"}).context["choose"][0].error
    seen = client.get(url, {"thu-tuc": procedure, "truong-hop": case})
    assert seen.context["plan"]["dropped"]
    assert Dossier.objects.get(code=first).procedure != procedure
    sent = {"thu-tuc": procedure, "truong-hop": case, "seen": seen.context["seen"]}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"reason": "Chọn nhầm"}).status_code == 302
    assert Dossier.objects.get(code=first).procedure == procedure


def test_the_clerk_adds_the_scan_and_a_corrected_result_says_so_wherever_it_is_opened(
    office, as_web, submitted, at_desk
):
    code = given(office, as_web, submitted)
    old = Result.objects.get().attachment_id
    clerk, leader = at_desk(office.cg["vanthu"]), at_desk(office.cg["chutich"])
    assert act(clerk, code, "attach_scan").status_code == 422
    assert act(clerk, code, "attach_scan", scan=picture()).status_code == 302
    citizen = at_desk(office.trang)
    assert "Bản chụp giấy đã ký" in texts(citizen.get(f"/ho-so/{code}/"))
    assert is_pdf(citizen.get(f"/tep/{old}/"))
    sent = {"reason": "Sai năm sinh", "correction_file": picture()}
    assert act(at_desk(office.cg["hotich"]), code, "propose_correction", **sent).status_code == 302
    assert act(leader, code, "approve_correction").status_code == 302
    assert act(clerk, code, "seal_correction").status_code == 302
    page = texts(citizen.get(f"/ho-so/{code}/"))
    assert "không còn dùng" in page
    told = citizen.get(f"/tep/{old}/")
    assert told.status_code == 200
    assert "không còn dùng" in texts(told)
    assert is_pdf(citizen.get(f"/tep/{old}/?ban-cu=1"))
    assert "đã được thay" in texts(citizen.get(f"/tra-cuu/?ma={code}"))


def test_a_leader_signs_what_he_sees_and_the_paper_says_in_whose_place(office, as_web, submitted, at_desk):
    refusal = {"is_refusal": True, "values": {}, "reason": "Sổ không có", "legal_basis": "Luật Hộ tịch, Điều 64"}
    code = approved(office, as_web, submitted, **refusal)
    assert Result.objects.get().signer["capacity"] == ""
    with as_web(office.cg["chutich"]) as who:
        moving.recall(code, who=who, now=MONDAY + HOUR)
    with moved_to(MONDAY + 2 * HOUR), as_web(office.cg["phochutich"]) as who:
        deciding.approve(code, who=who, now=MONDAY + 2 * HOUR)
    assert Result.objects.get().signer | {"name": ""} == {
        "name": "", "title": "Phó Chủ tịch", "capacity": "KT", "head": "Chủ tịch",
    }  # fmt: skip
