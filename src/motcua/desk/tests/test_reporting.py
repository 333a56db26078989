"""Reports at the desk: drafted from the unit's own figures, written by whoever may, taken out in four kinds of file."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import ProgrammingError, connection, transaction
from docx import Document

from motcua.dossiers.tests.conftest import MONDAY
from motcua.feedback.tests.conftest import returned
from motcua.monitoring import closing
from motcua.monitoring.periods import Period
from motcua.monitoring.tests.conftest import kept
from motcua.plans import queries
from motcua.plans.models import ReportDraft
from motcua.plans.reporting.drafting import draft as drafted
from motcua.plans.reporting.drafts import keep
from motcua.plans.reporting.gathering import gather
from motcua.plans.services import working
from motcua.plans.tests.conftest import draft, plan_in_force
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound

__all__ = ["draft", "kept", "plan_in_force", "returned"]  # fixtures used here as they are
pytestmark = pytest.mark.django_db
HERE = "/can-bo/so-lieu/bao-cao/"
NOVEMBER = Period.parse("2026-11")
DECEMBER_2 = datetime(2026, 12, 2, 8, 0, tzinfo=ZONE)
LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def two_dossiers(office, returned, submitted, kept):
    """One dossier brought to its end, one that nobody answered; their facts written."""
    submitted(office.trang)
    kept()


def texts(material):
    return [line for one in drafted(material).sections for part in one.parts for line in part.paragraphs]


def test_a_report_says_what_the_unit_did_and_what_its_plan_asks(office, as_web, two_dossiers, plan_in_force):
    with as_web(office.cg["chutich"]) as who:
        of = gather(office.unit, NOVEMBER, who=who, now=LATER)
        said = texts(of)
        assert any("tiếp nhận 1 hồ sơ, nộp trực tuyến." in line for line in said)
        assert "- Không có hồ sơ quá hạn." in said
        (bound, unbound) = of.targets
        assert (bound.key, bound.state, bound.value) == ("online.share", "met", Decimal(70))
        assert (bound.figure.numerator, bound.figure.denominator) == (1, 1)
        assert bound.period == "từ ngày 1/1/2026 đến ngày 17/11/2026"  # not beyond today
        assert unbound.state == "unbound"
        assert any("đạt, vượt 30 điểm phần trăm so với chỉ tiêu 70%" in line for line in said)
        assert [row.received for row in of.procedures] == [1]
        assert of.standing.closed_at is None
        assert of.is_running
        assert of.authority == ("TM. Ủy ban nhân dân", "Chủ tịch")
        assert of.signer
        assert who.actor.label.startswith(of.signer)


def test_tasks_and_difficulties_stand_as_they_stood_at_the_end_of_the_period(
    office, as_web, two_dossiers, plan_in_force
):
    with as_web(office.cg["quanly"]) as who:
        _, tasks = queries.items(plan_in_force)
        (only,) = queries.occurrences_of(tasks[0].id)
        working.raise_matter(only.id, "difficulty", "Máy quét hỏng.", who=who, now=MONDAY)
        working.close(only.id, state="done", reason="Đã tập huấn đủ.", who=who, now=MONDAY + timedelta(days=20))
        november = gather(office.unit, NOVEMBER, who=who, now=DECEMBER_2)
        december = gather(office.unit, Period.parse("2026-12"), who=who, now=DECEMBER_2 + timedelta(days=10))
    once, monthly = november.tasks
    assert (once.state, once.is_done_here) == ("open", False)  # it was closed in December
    assert (monthly.state, monthly.next_due_on) == (
        "open",
        date(2026, 12, 31),
    )  # due on the last day, which had not ended
    assert [one.text for one in november.matters] == ["Máy quét hỏng."]
    assert (december.tasks[0].state, december.tasks[0].is_done_here) == ("done", True)
    assert any("Máy quét hỏng" in line or "máy quét hỏng" in line for line in texts(november))


def test_a_closed_month_is_told_as_it_was_signed(office, as_web, returned, submitted, kept, tmp_path):
    kept()
    with as_web(office.cg["chutich"]) as who:
        row = closing.close(office.unit, NOVEMBER, who=who, now=DECEMBER_2, key_folder=tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dossier_fact SET channel = 1")  # as if a correction had come since
    with as_web(office.cg["chutich"]) as who:
        of = gather(office.unit, NOVEMBER, who=who, now=DECEMBER_2 + timedelta(hours=1))
    assert of.figures["online.share"].value == 100
    assert of.standing.code == f"{row.sha256[:4]} {row.sha256[4:8]}".upper()
    assert of.standing.corrections > 0
    assert f"mã kiểm {of.standing.code}" in drafted(of).standing
    assert not of.is_running


def test_only_who_reads_the_figures_of_a_unit_sees_and_writes_its_report(office, as_web, plan_in_force):
    for who in (office.cg["motcua1"], office.xt["chutich"]):
        with as_web(who), pytest.raises(Forbidden):
            gather(office.unit, NOVEMBER, who=who, now=MONDAY)
        with as_web(who), pytest.raises(Forbidden):
            keep(office.unit, NOVEMBER, {"proposals": "x"}, who=who, now=MONDAY)
    with as_web(office.xt["chutich"]) as who, pytest.raises(NotFound):  # a plan of another commune
        gather(office.other_unit, NOVEMBER, who=who, now=MONDAY, plan_id=plan_in_force)
    with as_web(office.cg["chutich"]) as who:
        keep(office.unit, NOVEMBER, {"proposals": "Cần hai máy quét."}, who=who, now=MONDAY)
        assert ReportDraft.objects.count() == 1
    for who in (office.cg["motcua1"], office.xt["chutich"], office.trang):
        with as_web(who):
            assert not ReportDraft.objects.exists()
            with pytest.raises(ProgrammingError), transaction.atomic():
                ReportDraft.objects.create(unit_id=office.unit, period="2026-10", kept_at=MONDAY, kept_label="x")


def test_a_draft_is_kept_once_and_whoever_comes_second_is_told(office, as_web):
    told = {"who": office.cg["chutich"], "now": MONDAY}
    with as_web(office.cg["chutich"]):
        first = keep(office.unit, NOVEMBER, {"proposals": "Một."}, **told)
        again = keep(office.unit, NOVEMBER, {"proposals": "Một."}, seen_acts=1, **told)
        assert (again.id, again.acts) == (first.id, 1)
        with pytest.raises(Conflict) as refusal:
            keep(office.unit, NOVEMBER, {"proposals": "Hai."}, seen_acts=0, **told)
        assert refusal.value.facts["by"] == first.kept_label
        with pytest.raises(Invalid):
            keep(office.unit, NOVEMBER, {"proposals": "a" * 8001}, seen_acts=1, **told)
        keep(office.unit, NOVEMBER, {"proposals": " "}, seen_acts=1, **told)
        assert ReportDraft.objects.get().sections == {}
        keep(office.unit, Period.parse("2026-10"), {"proposals": "Khác."}, **told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM event WHERE name = 'ReportDraftKept'")
        assert cursor.fetchone() == (3,)


def test_the_page_shows_the_report_and_keeps_only_what_was_written(office, at_desk, two_dossiers):
    client = at_desk(office.cg["quanly"])
    page = client.get(f"{HERE}?ky=2026-11")
    html = page.content.decode()
    assert "tiếp nhận 1 hồ sơ" in html
    assert "Kỳ báo cáo chưa hết." in html
    assert "None" not in html
    form = {field.name: field.value for field in page.context["fields"]}
    hidden = {f"was-{key}": mark for key, mark in page.context["was"]} | {"seen": "0"}
    written = form | hidden | {"directions": "- Ký số kết quả ngay trong ngày."}
    answer = client.post(f"{HERE}?ky=2026-11", written)
    assert (answer.status_code, answer.headers["Location"].startswith(HERE)) == (302, True)
    assert ReportDraft.objects.get().sections == {"directions": "- Ký số kết quả ngay trong ngày."}
    html = client.get(answer.headers["Location"].partition("#")[0]).content.decode()
    assert "Đã viết lại: III. Phương hướng." in html
    assert html.count("Ký số kết quả ngay trong ngày.") == 2  # in its box and in the report
    late = client.post(f"{HERE}?ky=2026-11", written | {"directions": "Bản khác."})
    assert late.status_code == 409
    assert "Bản khác." in late.content.decode()
    too_long = client.post(f"{HERE}?ky=2026-11", written | {"seen": "1", "proposals": "a" * 8001})
    assert too_long.status_code == 422
    assert "trong 8.000 ký tự" in too_long.content.decode()


def test_the_page_asks_for_days_and_plans(office, at_desk, plan_in_force):
    client = at_desk(office.cg["chutich"])
    assert client.get(HERE).context["asked"].period.key == "2026-10"  # the last whole month
    assert client.get(f"{HERE}?tu=2026-11-01&den=2026-11-15").context["asked"].period.last == date(2026, 11, 15)
    assert client.get(f"{HERE}?tu=2026-11-15&den=2026-11-01").context["asked"].period.key == "2026-10"
    chosen = client.get(f"{HERE}?tu=2026-11-01&den=2026-11-15&ky=2026-09&dang-xem=2026-11-01..2026-11-15")
    assert chosen.context["asked"].period.key == "2026-09"
    of_plan = client.get(f"{HERE}?ke-hoach={plan_in_force}")
    assert of_plan.context["asked"].period.key == "2026-01-01..2026-12-31"
    assert "Kết quả thực hiện Kế hoạch số 12/KH-UBND" in of_plan.content.decode()
    assert f"{HERE}?ke-hoach={plan_in_force}" in client.get(f"/can-bo/ke-hoach/{plan_in_force}/").content.decode()
    assert "Lập báo cáo" not in at_desk(office.cg["vanthu"]).get(f"/can-bo/ke-hoach/{plan_in_force}/").content.decode()
    assert client.get(f"{HERE}?ke-hoach=1").status_code == 404
    assert client.get(f"{HERE}?don-vi={office.other_unit}").status_code == 403


def test_four_files_hold_what_the_page_shows(office, as_web, at_desk, two_dossiers, plan_in_force):
    with as_web(office.cg["chutich"]) as who:
        keep(office.unit, NOVEMBER, {"proposals": "- Cần hai máy quét."}, who=who, now=MONDAY)
    client = at_desk(office.cg["chutich"])

    def taken(kind):
        answer = client.get(f"{HERE}tep/{kind}/?ky=2026-11")
        assert answer.status_code == 200
        assert f"bao-cao-xa-cam-giang-2026-11.{'zip' if kind == 'csv' else kind}" in answer["Content-Disposition"]
        return answer.content

    word = "\n".join(p.text for p in Document(io.BytesIO(taken("docx"))).paragraphs)
    assert "- Cần hai máy quét." in word
    assert "tiếp nhận 1 hồ sơ" in word
    assert taken("pdf").startswith(b"%PDF-1.")
    book = openpyxl.load_workbook(io.BytesIO(taken("xlsx")))
    row = next(r for r in book["Số liệu"].iter_rows(values_only=True) if r[2] == "online.share")
    assert row[4:8] == (100, "%", 1, 1)
    assert "Tử số: Hồ sơ" in row[11]
    line = next(r for r in book["Số liệu"].iter_rows(values_only=True) if r[2] == "index766.2.1")
    assert line[11] == "20 điểm nhân tỷ lệ đạt được."
    assert {r[1] for r in book["Theo tháng"].iter_rows(min_row=4, values_only=True)} >= {"2025-12", "2026-11"}
    assert book["Nhiệm vụ"].max_row == 3 + 2
    with zipfile.ZipFile(io.BytesIO(taken("csv"))) as box:
        rows = list(csv.DictReader(io.StringIO(box.read("so-lieu.csv").decode("utf-8-sig"))))
        assert next(r for r in rows if r["key"] == "online.share")["value"] == "100.00"
    assert client.get(f"{HERE}tep/exe/?ky=2026-11").status_code == 404
