"""Books of results: numbers in volumes, the print of a month, who may open the next volume."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection

from motcua.dossiers.models import BookVolume, Dossier, Result
from motcua.dossiers.services import books, deciding, moving
from motcua.dossiers.tests.conftest import MONDAY
from motcua.platform.errors import Conflict, Forbidden

pytestmark = pytest.mark.django_db
LANE = "/can-bo/tiep-nhan/nhanh/2.000815/"
PIECE = {"name": "Đinh Văn Lâm", "phone": "0912000412", "paper_pages": "3", "paper_copies": "2", "receipt": "BL-77"}


@pytest.fixture
def certified(office, as_web, at_desk):
    """Certify one original after another; return a function that gives the result of each."""
    counter = at_desk(office.cg["motcua1"])

    def certify(paper: str) -> Result:
        counter.post(LANE, PIECE | {"paper_name": paper, "key": paper})
        code = Dossier.objects.latest("submitted_at", "id").code
        with as_web(office.cg["hotich"]) as who:
            moving.take_up(code, who=who, now=MONDAY)
            deciding.propose(
                code, is_refusal=False, values={"signer": "Nguyễn Hữu Phúc, Chủ tịch"}, who=who, now=MONDAY
            )
            moving.forward(code, who=who, now=MONDAY)
        with as_web(office.cg["chutich"]) as who:
            deciding.approve(code, who=who, now=MONDAY)
        return Result.objects.get(dossier__code=code)

    return certify


def test_numbers_run_on_through_the_volumes_of_a_year(office, as_web, at_desk, certified):
    assert certified("Bằng tốt nghiệp").number == "01 quyển số 01/2026 - SCT/BS"
    clerk = at_desk(office.cg["vanthu"])
    page = clerk.get("/can-bo/so-van-ban/?nam=2026&so=outgoing").content.decode()
    at = f"/can-bo/so-van-ban/{office.unit}/2026/"
    assert f"{at}?so=SCT%2FBS" in page
    shown = clerk.get(f"{at}?so=SCT/BS")
    assert "Sổ chứng thực bản sao từ bản chính, năm 2026" in shown.content.decode()
    assert shown.context["volume"] == 1
    opened = clerk.post(f"{at}quyen/?so=SCT/BS", {"after": "1"})
    assert opened.status_code == 302
    again = clerk.post(f"{at}quyen/?so=SCT/BS", {"after": "1"})  # pressed twice: one volume
    assert again.status_code == 409
    assert BookVolume.objects.get().volume == 2
    assert certified("Sổ hộ khẩu cũ").number == "02 quyển số 02/2026 - SCT/BS"
    with as_web(office.cg["vanthu"]) as who, pytest.raises(Conflict):  # nobody opens two volumes ahead of the numbers
        books.open_next_volume(office.unit, "SCT/BS", after=3, who=who, now=MONDAY)
    with as_web(office.cg["motcua1"]) as who, pytest.raises(Forbidden):
        books.open_next_volume(office.unit, "SCT/BS", after=2, who=who, now=MONDAY)


def test_the_book_of_a_month_is_printed_with_what_the_law_lists(office, at_desk, certified):
    certified("Bằng tốt nghiệp")
    at = f"/can-bo/so-van-ban/{office.unit}/2026/?so=SCT/BS"
    manager = at_desk(office.cg["quanly"])
    assert manager.post(at, {"month": "11", "reason": " "}).status_code == 422
    assert manager.post(at, {"month": "11", "reason": "x" * 121}).status_code == 422  # the log keeps 120
    table = manager.post(at, {"month": "11", "reason": "In đóng sổ tháng 11", "kind": "xlsx"})
    sheet = ZipFile(BytesIO(b"".join(table.streaming_content))).read("xl/worksheets/sheet1.xml").decode()
    for told in ("01 quyển số 01/2026 - SCT/BS", "16/11/2026", "Đinh Văn Lâm", "Bằng tốt nghiệp", "10.000 đồng"):
        assert told in sheet, told
    assert ">2<" in sheet or "<t>2</t>" in sheet
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT purpose FROM access_log WHERE what = 'desk.result_book'")
        assert cursor.fetchall() == [("In đóng sổ tháng 11",)]
    pdf = manager.post(at, {"month": "11", "reason": "In đóng sổ tháng 11", "kind": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    empty = manager.post(at, {"month": "10", "reason": "Xem tháng 10", "kind": "xlsx"})
    assert "SCT/BS" not in ZipFile(BytesIO(b"".join(empty.streaming_content))).read("xl/worksheets/sheet1.xml").decode()


def test_the_neighbour_sees_no_line_of_it(office, at_desk, certified):
    certified("Bằng tốt nghiệp")
    page = at_desk(office.xt["quanly"]).get(f"/can-bo/so-van-ban/{office.unit}/2026/?so=SCT/BS")
    assert page.context["rows"] == []
    assert "Bằng tốt nghiệp" not in page.content.decode()
