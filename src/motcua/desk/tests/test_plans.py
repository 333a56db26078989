"""The pages of plans: what each person finds there, and that what is pressed is done or said why not."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.desk.plans import words
from motcua.dossiers.tests.conftest import picture
from motcua.monitoring.models import Forecast
from motcua.plans import live, queries, reading
from motcua.plans.live import Live
from motcua.plans.reading import NotRead
from motcua.plans.services import people
from motcua.plans.tests.conftest import COMPILED, LINES, MONDAY, draft, plan_in_force
from motcua.platform.principal import JOB, acting_as

__all__ = ["draft", "plan_in_force"]  # fixtures of the plans, used here as they are
pytestmark = pytest.mark.django_db
HERE = "/can-bo/ke-hoach/"


@pytest.fixture(autouse=True)
def _monitoring_is_as_it_is():
    yield
    live.ask_of(None)


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def ids(office, as_web, plan_id):
    with as_web(office.cg["chutich"]):
        targets, tasks = queries.items(plan_id)
        return [t.id for t in targets], [t.id for t in tasks]


def test_a_paper_is_read_reviewed_beside_its_text_and_approved(office, at_desk, monkeypatch):
    monkeypatch.setattr(reading, "compile_paper", lambda path, name: COMPILED)
    client = at_desk(office.cg["quanly"])
    paper = SimpleUploadedFile("kế hoạch.txt", "\n".join(LINES).encode())
    answer = client.post(f"{HERE}moi/", {"paper": paper, "do": "paper"})
    review = answer.headers["Location"]
    html = page(client, review)
    assert "Hai mức giảm thời gian khác nhau" in html
    assert 'href="#d-9"' in html
    assert 'href="#d-10"' in html
    assert LINES[3] in html
    plan_id = int(review.split("/")[-3])
    page_items = _items(plan_id)
    targets, tasks = page_items
    assert len(targets) + len(tasks) == 4
    refused = client.post(review, {"do": "finish"})
    assert refused.status_code == 422
    assert "Còn chỗ mâu thuẫn chưa kết luận." in refused.content.decode()
    clash = str(queries.contradictions(plan_id)[0].id)
    assert client.post(review, {"settle": clash, "settled": ""}).status_code == 422
    assert client.post(review, {"settle": clash, "settled": "Theo 30%"}).status_code == 302
    for letter, rows in zip("tn", page_items, strict=True):
        for row in rows:
            assert client.post(review, {"item": f"{letter}{row}", "do": "accept", "seen": "0"}).status_code == 302
    lost = client.post(review, {"item": f"t{targets[0]}", "do": "drop", "seen": "0"})
    assert lost.status_code == 409
    heading = {"title": "Kế hoạch năm 2026", "number": "7/KH-UBND"}
    heading |= {f"{n}-{k}": str(v) for n, d in (("first_day", date(2026, 1, 1)), ("last_day", date(2026, 12, 31)))
                for k, v in (("day", d.day), ("month", d.month), ("year", d.year))}  # fmt: skip
    assert client.post(f"{HERE}{plan_id}/thong-tin/", heading | {"issued_on-day": "5"}).status_code == 422
    assert client.post(f"{HERE}{plan_id}/thong-tin/", heading).status_code == 302
    assert client.post(review, {"do": "finish"}).headers["Location"] == f"{HERE}{plan_id}/"
    chairman = at_desk(office.cg["chutich"])
    assert "Duyệt kế hoạch" in page(chairman, f"{HERE}{plan_id}/")
    assert chairman.post(f"{HERE}{plan_id}/", {"do": "send_back", "reason": ""}).status_code == 422
    assert chairman.post(f"{HERE}{plan_id}/", {"do": "approve"}).status_code == 302
    html = page(at_desk(office.cg["vanthu"]), f"{HERE}{plan_id}/")
    assert "Có hiệu lực" in html
    assert "Duyệt kế hoạch" not in html
    assert client.get(review).headers["Location"] == f"{HERE}{plan_id}/"
    file = html.split("/tep/")[1].split("/")[0]
    given = at_desk(office.cg["vanthu"]).get(f"/tep/{file}/")
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(given.streaming_content).decode().startswith("KẾ HOẠCH")
    assert at_desk(office.xt["vanthu"]).get(f"/tep/{file}/").status_code == 404


def _items(plan_id):
    targets, tasks = queries.items(plan_id)
    return [t.id for t in targets], [t.id for t in tasks]


def test_a_paper_that_cannot_be_read_is_refused_with_what_to_do(office, at_desk, monkeypatch):
    client = at_desk(office.cg["quanly"])
    for name, content, told in (
        ("a.xlsx", b"PK", "Chỉ đọc được tệp .docx, .pdf, .txt."),
        ("a.txt", b"", "Tệp này rỗng."),
    ):
        answer = client.post(f"{HERE}moi/", {"paper": SimpleUploadedFile(name, content), "do": "paper"})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert "Chọn tệp kế hoạch." in client.post(f"{HERE}moi/", {"do": "paper"}).content.decode()

    def broken(path, name):
        raise NotRead("unreadable")

    monkeypatch.setattr(reading, "compile_paper", broken)
    answer = client.post(f"{HERE}moi/", {"paper": SimpleUploadedFile("a.txt", b"x"), "do": "paper"})
    assert "Chưa đọc được chữ" in answer.content.decode()
    assert "Chưa có kế hoạch nào." in page(client, HERE)


def test_a_plan_by_hand_gets_its_targets_and_tasks(office, at_desk):
    client = at_desk(office.cg["quanly"])
    assert client.post(f"{HERE}moi/", {"do": "hand", "title": ""}).status_code == 422
    heading = client.post(f"{HERE}moi/", {"do": "hand", "title": "Kế hoạch tay"}).headers["Location"]
    plan_id = heading.split("/")[-3]
    new = f"{HERE}{plan_id}/xem-xet/chi-tieu/0/"
    assert "Thêm chỉ tiêu" in page(client, new)
    told = {
        "no": "1",
        "text": "Hài lòng",
        "op": ">=",
        "value": "95,5",
        "measure": "%",
        "indicator": "satisfaction.share",
    }
    assert client.post(new, told | {"value": "nhiều", "year": "20x"}).status_code == 422
    assert client.post(new, told).status_code == 302
    task = {"text": "Báo cáo", "partners": "A; B", "recurrence": "quarterly", "due_on-day": "31", "due_on-month": "2"}
    assert client.post(f"{HERE}{plan_id}/xem-xet/nhiem-vu/0/", task).status_code == 422
    assert (
        client.post(f"{HERE}{plan_id}/xem-xet/nhiem-vu/0/", {"text": "Báo cáo", "partners": "A; B"}).status_code == 302
    )
    targets, tasks = queries.items(int(plan_id))
    assert (targets[0].value, targets[0].review, tasks[0].partners) == (Decimal("95.5"), "accepted", ["A", "B"])
    edit = f"{HERE}{plan_id}/xem-xet/chi-tieu/{targets[0].id}/"
    assert 'value="95,5"' in page(client, edit)
    assert client.post(edit, told | {"value": "96", "seen": "0"}).status_code == 409  # seen before it was added
    assert client.post(edit, told | {"value": "1.096", "seen": "1"}).status_code == 302
    assert queries.items(int(plan_id))[0][0].value == 1096


def test_the_plan_shows_targets_with_their_figures_and_what_is_hard(office, as_web, at_desk, plan_in_force):
    def ask(key, unit_id, period, now):
        if key == "dossiers.received":
            return Live(key, "Hồ sơ", period, 3150, None, Decimal(3150), "hồ sơ")
        return Live(key, "Trực tuyến", period, 123, 200, Decimal("61.5"), "%")

    with as_web(office.cg["chutich"]) as who:
        told = {"counted_on": date(2026, 1, 1), "source": "Công an xã", "mark": "P"}
        people.set_population(office.unit, people=8000, who=who, now=MONDAY, **told)
    client = at_desk(office.cg["chutich"])
    html = page(client, f"{HERE}{plan_in_force}/")
    assert "Chưa có hồ sơ nào trong kỳ này" in html
    assert "Bạn chưa được giao quyền xem số liệu" in page(at_desk(office.cg["vanthu"]), f"{HERE}{plan_in_force}/")
    live.ask_of(ask)
    html = page(client, f"{HERE}{plan_in_force}/")
    for words_ in ("70% trở lên", "61,5%", "Còn thiếu 8,5 điểm %", "Khó đạt", "tháng vừa qua không đổi"):
        assert words_ in html
    (_, second), _ = ids(office, as_web, plan_in_force)
    html = page(client, f"{HERE}chi-tieu/{second}/")
    assert "982 dịch vụ × 500 hồ sơ một năm = 491.000 hồ sơ một năm." in html
    assert "491.000 hồ sơ : 8.000 người = 61,4 hồ sơ mỗi người một năm." in html
    assert "Dân số 8.000 người" in html


def test_a_target_is_given_out_acknowledged_and_objected_to_on_the_pages(office, as_web, at_desk, plan_in_force):
    (first, second), _ = ids(office, as_web, plan_in_force)
    officer = office.cg["hotich"]
    unit = officer.posts[0].unit_id
    chairman, receiver = at_desk(office.cg["chutich"]), at_desk(officer)
    url = f"{HERE}chi-tieu/{first}/"
    assert chairman.post(url, {"do": "set", "for": str(unit), "value": "", "why": ""}).status_code == 422
    assert chairman.post(url, {"do": "set", "for": str(unit), "value": "80", "why": "Nhiều hồ sơ"}).status_code == 302
    assert chairman.post(url, {"do": "give", "person": "1:x"}).status_code == 422
    for target in (first, second):
        told = {"do": "give", "person": f"{unit}:{officer.account_id}", "words": "Cố gắng"}
        assert chairman.post(f"{HERE}chi-tieu/{target}/", told).status_code == 302
    assert "Nhiều hồ sơ" in page(chairman, url)
    assert "Đặt mức riêng" not in page(receiver, url)
    assert receiver.post(url, {"do": "set", "for": str(unit), "value": "1", "why": "x"}).status_code == 403
    html = page(receiver, f"{HERE}cua-toi/")
    assert "80% trở lên" in html
    assert html.count("Tôi nhận chỉ tiêu này") == 2
    with as_web(officer) as who:
        one, two = (row.id for row in queries.my_assignments(who))
        alert = queries.alerts(who)[0].id
    assert receiver.post(f"{HERE}giao/{one}/", {"do": "acknowledge"}).status_code == 302
    assert receiver.post(f"{HERE}giao/{two}/", {"do": "object", "words": ""}).status_code == 422
    assert receiver.post(f"{HERE}giao/{two}/", {"do": "object", "words": "Xã chỉ có 8.000 người"}).status_code == 302
    assert receiver.post(f"{HERE}cua-toi/", {"alert": str(alert)}).status_code == 302
    html = page(chairman, f"{HERE}cua-toi/")
    assert "Xã chỉ có 8.000 người" in html
    assert chairman.post(f"{HERE}giao/{two}/", {"do": "answer", "words": "Sẽ xin điều chỉnh"}).status_code == 302
    assert "Sẽ xin điều chỉnh" in page(receiver, f"{HERE}cua-toi/")
    assert at_desk(office.cg["vanthu"]).post(f"{HERE}giao/{one}/", {"do": "acknowledge"}).status_code == 404


def test_a_task_is_placed_reported_shown_and_ended_on_its_page(office, as_web, at_desk, plan_in_force):
    _, (task, monthly) = ids(office, as_web, plan_in_force)
    officer = office.cg["hotich"]
    url, manager, owner = f"{HERE}nhiem-vu/{task}/", at_desk(office.cg["quanly"]), at_desk(officer)
    assert "Báo tiến độ" not in page(owner, url)
    place = {
        "lead_unit": str(officer.posts[0].unit_id),
        "owner": str(officer.account_id),
        "counts": "cán bộ",
        "seen": "1",
    }
    assert manager.post(f"{url}phan-cong/", place | {"budget_amount": "năm triệu"}).status_code == 422
    assert (
        manager.post(
            f"{url}phan-cong/", place | {"budget_amount": "5.000.000", "budget": "Chi thường xuyên"}
        ).status_code
        == 302
    )
    assert owner.get(f"{url}phan-cong/").status_code == 404
    html = page(owner, url)
    for told in ("Báo tiến độ", "Ghi số lượng đã làm", "Chi thường xuyên; 5.000.000 đồng"):
        assert told in html
    with as_web(officer):
        occurrence = str(queries.occurrences_of(task)[0].id)
    here = {"occurrence": occurrence}
    for wrong, told in (
        ({"do": "report", "text": "", "percent": "500"}, "Ghi một số từ 0 đến 100."),
        ({"do": "count", "done_count": "9", "total_count": "3"}, "Số đã làm không lớn hơn tổng số"),
        ({"do": "link", "url": "javascript:x"}, "bắt đầu bằng https://"),
        ({"do": "file"}, "Chọn tệp minh chứng."),
        ({"do": "figure", "indicator": "on_time.share", "period": "2026-10"}, "chưa có nguồn dữ liệu"),
        ({"do": "close", "state": "done"}, "Chưa có minh chứng."),
        ({"do": "difficulty", "text": ""}, "Ghi nội dung."),
    ):
        answer = owner.post(url, here | wrong)
        assert answer.status_code == 422, wrong
        assert told in answer.content.decode()
    text = SimpleUploadedFile("danh sach.txt", b"x")
    assert "Tệp" in owner.post(url, here | {"do": "file", "file": text}).content.decode()
    live.ask_of(lambda key, unit, period, now: Live(key, "Đúng hạn", period, 98, 100, Decimal("98"), "%"))
    for right in (
        {"do": "report", "text": "Đã mời báo cáo viên", "percent": "40", "seen": "0"},
        {"do": "count", "done_count": "18", "total_count": "20"},
        {"do": "file", "file": picture(), "text": "Ảnh lớp học"},
        {"do": "link", "url": "https://xa.gov.vn/tin/1"},
        {"do": "figure", "indicator": "on_time.share", "period": "2026-10"},
        {"do": "proposal", "text": "Lùi một tuần"},
    ):
        assert owner.post(url, here | right).status_code == 302, right
    assert owner.post(url, here | {"do": "report", "text": "cũ", "percent": "1", "seen": "0"}).status_code == 409
    html = page(manager, url)
    for told in (
        "18/20 cán bộ",
        "Tỷ lệ xử lý trước hạn và đúng hạn, tháng 10/2026: 98% (98 trong 100)",
        "giay.png",
        "Lùi một tuần",
    ):
        assert told in html
    with as_web(office.cg["quanly"]):
        asked = next(e.id for e in queries.entries_of(task) if e.kind == "proposal")
    assert manager.post(url, {"do": "answer", "entry": str(asked), "text": ""}).status_code == 422
    assert manager.post(url, {"do": "answer", "entry": str(asked), "text": "Đồng ý"}).status_code == 302
    assert owner.post(url, here | {"do": "close", "state": "done"}).status_code == 302
    html = page(owner, url)
    assert "Đã xong" in html
    assert "Mở lại" not in html
    assert manager.post(url, here | {"do": "reopen", "reason": "Còn hai người"}).status_code == 302
    assert "Tháng 11/2026" in page(owner, f"{HERE}nhiem-vu/{monthly}/")
    assert at_desk(office.xt["quanly"]).get(url).status_code == 404


def test_population_and_lists_are_on_pages_of_their_own(office, at_desk):
    client = at_desk(office.cg["quanly"])
    told = {"people": "8.000", "source": "Công an xã", "mark": "P"}
    assert client.post(f"{HERE}dan-so/", told).status_code == 422
    day = {"counted_on-day": "1", "counted_on-month": "1", "counted_on-year": "2026"}
    assert client.post(f"{HERE}dan-so/", told | day).status_code == 302
    assert "8.000" in page(client, f"{HERE}dan-so/")
    html = page(at_desk(office.cg["hotich"]), f"{HERE}danh-muc/qd06/")
    assert "Danh mục có 25, đọc được tên 25, xã giải quyết 6." in html
    assert "Chưa đọc được danh mục 982 dịch vụ." in page(client, f"{HERE}danh-muc/services982/")
    page(client, f"{HERE}danh-muc/khong-co/", 404)
    assert at_desk(office.cg["hotich"]).get(f"{HERE}dan-so/").status_code == 403


def test_the_page_of_a_plan_asks_the_database_the_same_number_of_times_whatever_it_holds(
    office, as_web, at_desk, plan_in_force, django_assert_max_num_queries
):
    client = at_desk(office.cg["chutich"])
    page(client, f"{HERE}{plan_in_force}/")
    with django_assert_max_num_queries(60):
        page(client, f"{HERE}{plan_in_force}/")
    with django_assert_max_num_queries(20):
        page(client, HERE)
    with acting_as(JOB):
        for key in ("online.share", "on_time.share"):
            told = {"value": 60, "low": 50, "middle": 60, "high": 65, "months": 9}
            Forecast.objects.create(unit_id=office.unit, period="2026", key=key, made_at=MONDAY, **told)
    with django_assert_max_num_queries(25):
        page(client, HERE)


def test_words_say_how_far_and_how_fast():
    assert words.wanted("<=", Decimal("5.000"), "phút") == "không quá 5 phút"
    assert words.wanted("<", Decimal(8), "phút") == "dưới 8 phút"
    assert words.due_words(date(2026, 11, 17), MONDAY.date()) == "17/11/2026, còn 1 ngày"
    assert words.due_words(date(2026, 11, 10), MONDAY.date()) == "10/11/2026, quá 6 ngày"
    assert words.days(date(2026, 1, 1), date(2026, 12, 31)) == "Năm 2026"
    assert words.fault("issued_on", "malformed_date").startswith("Điền đủ ngày")


def test_a_paper_in_pdf_is_judged_like_any_file_and_kept(office, at_desk, monkeypatch):
    monkeypatch.setattr(reading, "compile_paper", lambda path, name: COMPILED)
    client = at_desk(office.cg["quanly"])
    out = BytesIO()
    blank = pikepdf.new()
    blank.add_blank_page()
    blank.save(out)
    told = {"paper": SimpleUploadedFile("kế hoạch.pdf", out.getvalue()), "do": "paper"}
    plan_id = client.post(f"{HERE}moi/", told).headers["Location"].split("/")[-3]
    file = page(client, f"{HERE}{plan_id}/").split("/tep/")[1].split("/")[0]
    given = client.get(f"/tep/{file}/")
    assert given.headers["Content-Type"] == "application/pdf"
    assert b"".join(given.streaming_content) == out.getvalue()
    told = {"paper": SimpleUploadedFile("giả.pdf", b"<html><script>"), "do": "paper"}
    answer = client.post(f"{HERE}moi/", told)
    assert answer.status_code == 422
    assert len(queries.plans(office.cg["quanly"], MONDAY.date())) == 1  # nothing of the refused one is left


def test_a_target_says_how_it_may_end_beside_where_it_stands(office, at_desk, as_web, plan_in_force):
    live.ask_of(lambda key, unit, period, now: Live(key, "Trực tuyến", period, 6, 10, Decimal(60), "%"))
    (target, _), _ = ids(office, as_web, plan_in_force)
    chairman = at_desk(office.cg["chutich"])
    said = "Chưa nói trước được kết quả cuối kỳ: chưa đủ kỳ trước để so"
    assert said in page(chairman, f"{HERE}chi-tieu/{target}/")
    with acting_as(JOB):
        for period, low, high in (("2026", 64, 68), ("2026-11", 58, Decimal("66.5"))):
            Forecast.objects.create(
                unit_id=office.unit, period=period, key="online.share", made_at=MONDAY, value=60, low=low, middle=65,
                high=high, months=30,
            )  # fmt: skip
    html = page(chairman, f"{HERE}chi-tieu/{target}/")
    assert "Dự báo khó đạt" in html
    assert "Dự báo hết năm 2026: từ 64% đến 68%." in html
    assert "Riêng tháng này, dự báo hết tháng 11/2026: từ 58% đến 66,5%." in html
    assert "khoảng tám lần đúng. Rút từ 30 giai đoạn dài như vậy và 30 tháng đã qua" in html
    assert said not in html
    in_list = page(chairman, f"{HERE}{plan_in_force}/")
    assert "Dự báo khó đạt" in in_list
    assert "hết năm 2026: từ 64% đến 68%" in in_list
    assert "dự báo 1 chỉ tiêu khó đạt" in page(chairman, HERE)
    assert "dự báo" not in page(at_desk(office.cg["vanthu"]), HERE)  # he may not read the figures
