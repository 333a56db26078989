"""Every detailed pack runs by the services: from the draft of its sample to the result in the citizen's hand."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from decimal import Decimal

import pytest

from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Competence
from motcua.catalogue.packs.library import Library
from motcua.documents import queries as files
from motcua.documents import services as documents
from motcua.dossiers import queries
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Result
from motcua.dossiers.rules.acts import Act
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import casing, deciding, moving, paying, receiving, returning, submitting
from motcua.dossiers.tests.conftest import MONDAY, PACKS, draft_with, picture
from motcua.dossiers.tests.test_thread import SEEN
from motcua.dossiers.timeline import timeline
from motcua.forms.models import Draft
from motcua.payments import queries as payments
from motcua.platform.errors import Invalid, StepNotAllowed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LIBRARY = Library(PACKS)
DETAILED = tuple(code for code in LIBRARY.codes if LIBRARY.is_detailed(code))
OFFICERS = {"receiving": "motcua1", "handling": "hotich", "deciding": "chutich", "numbering": "vanthu",
            "returning": "motcua1"}  # fmt: skip
# What the paper in the citizen's hand must say, beside the sign behind its number where the number is ours.
TOLD = {
    "1.000656": ("TRÍCH LỤC KHAI TỬ", "Người đã chết: Bùi Văn Hiền", "Giới tính: Nam", "Tuổi già", "Đăng ký đúng hạn"),
    "1.000894": ("GIẤY CHỨNG NHẬN KẾT HÔN", "Vợ: Hoàng Thị Mai", "04/04/2000", "Dân tộc: Tày", "Chồng: Phạm Văn Tiến"),
    "1.001193": ("GIẤY KHAI SINH", "Phạm Minh An", "Mẹ: Đỗ Thị Hạnh", "02/07/1994", "Đăng ký đúng hạn"),
    "1.001612": ("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "4711, ngành chính", "50.000.000 đồng", "Cá nhân"),
    "1.001776": (
        "QUYẾT ĐỊNH",
        "Về việc trợ cấp xã hội hằng tháng",
        "/QĐ-UBND",
        "Điều 1.",
        "Điều 2.",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ",
        "Căn cứ Nghị định số 20/2021/NĐ-CP",
        "QUYẾT ĐỊNH:",
        "Nơi nhận:",
    ),
    "1.004859": ("XÁC ĐỊNH LẠI DÂN TỘC", "Cải chính", "Phạm Gia Bảo", "11/06/2020", "Đã đăng ký: Khai sinh"),
    "1.004873": ("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "Xác nhận: Phạm Văn Tiến", "Mục đích khác"),
    "1.013225": ("GIẤY PHÉP XÂY DỰNG", "/GPXD", "Cấp cho: Phạm Văn Tiến", "Nhà ở riêng lẻ", "Cấp IV", "11,4"),
    "2.000635": ("TRÍCH LỤC HỘ TỊCH",),
    "2.000815": (
        "CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH",
        "01 quyển số 01/2026 - SCT/BS",
        "Bằng tốt nghiệp trung học phổ thông",
        "Số bản sao đã được chứng thực",
    ),
}


@pytest.fixture(scope="module", autouse=True)
def all_detailed(more_packs):
    more_packs(*DETAILED)


@pytest.fixture
def civil_office_does_all(office):
    """The demonstration has officers in the civil status office only: here it handles the other fields as well."""
    civil = Competence.objects.get(committee_id=office.unit, group="Hộ tịch").handling_unit_id
    Competence.objects.filter(committee_id=office.unit, handling_unit_id__isnull=False).update(handling_unit_id=civil)


def whole_sample(code):
    samples = LIBRARY.samples(code)
    return next(s for name in ("Mẫu đầy đủ", "Mẫu của nguồn") for s in samples if s["name"].startswith(name))


def submitted_sample(office, who, code, **changes):
    """Submit a pack's own sample as if typed on its screens, with a picture for every file it asks for."""
    sample = whole_sample(code)
    answers = {**sample["answers"], **changes}
    draft_id = draft_with(who, office.unit, code, answers, case=sample["case"])
    form = form_of(Draft.objects.get(pk=draft_id).version_id)
    given = {key for key, told in sample["answers"].items() if form.fields[key].type == "file" and told}
    waiting = given | {f.field for f in _faults(draft_id, who) if form.fields[f.field].type == "file"}
    for slot in sorted(waiting):
        documents.attach(who, ("draft", draft_id), slot, picture(), now=MONDAY)
    row = Draft.objects.get(pk=draft_id)
    for key, field in form.fields.items():
        if field.type == "declaration":
            row.answers[key] = {"value": True, "source": "applicant", "at": (MONDAY + HOUR / 60).isoformat()}
    row.save()
    return submitting.submit(draft_id, who=who, now=MONDAY)


def _faults(draft_id, who):
    from motcua.dossiers.services.checking import check_of
    from motcua.forms import queries as drafts

    return check_of(drafts.draft(who, draft_id), who=who, now=MONDAY).stops


def entered(who, page, pack):
    """What an officer types into a result: something of the right type in every field that waits for him."""
    told = {}
    for field in pack.result["fields"]:
        if field["entered_by"] == "system":
            continue
        match field["type"]:
            case "date":
                told[field["key"]] = "2026-11-16"
            case "number" | "money":
                told[field["key"]] = 1
            case "yes_no":
                told[field["key"]] = True
            case "choice":
                told[field["key"]] = catalogue.code_lists()[field["options"]]["items"][0]["code"]
            case "file":
                kept = documents.attach(who, ("dossier", page.id), field["key"], picture(), kind="scan", now=MONDAY)
                told[field["key"]] = str(kept.id)
            case _:
                told[field["key"]] = "12/2026"
    return told


def acts_at(who, code):
    told = queries.choices_for(who, queries.page(who, code), now=MONDAY)
    return {choice.act for choice in told if choice.allowed}


def carry(office, as_web, code, pack, case, *, refuse=False):
    """Carry a submitted dossier through every step of its route; return the steps it stood at."""
    seen = []
    for _ in range(12):
        with as_web(office.cg[OFFICERS["receiving"]]) as who:
            page = queries.page(who, code)
        step = next((s for s in pack.route(case) if s.key == page.step), None)
        seen.append(step.key)
        now = MONDAY + HOUR
        with as_web(office.cg[OFFICERS[step.part]]) as who:
            match step.part:
                case "receiving":
                    receiving.accept(code, who=who, now=now)
                case "handling":
                    if refuse:
                        deciding.propose(code, is_refusal=True, values={}, reason="Chưa đủ điều kiện",
                                         legal_basis="Luật mẫu, Điều 1", who=who, now=now)  # fmt: skip
                    elif Act.FORWARD not in acts_at(who, code):
                        values = entered(who, page, pack)
                        deciding.propose(code, is_refusal=False, values=values, who=who, now=now)
                    moving.forward(code, who=who, now=now)
                case "deciding" if Act.FORWARD in acts_at(who, code):
                    moving.forward(code, who=who, now=now)  # signed only to be sent to another body
                case "deciding":
                    deciding.approve(code, who=who, now=now)
                case "numbering" if Act.FORWARD in acts_at(who, code):
                    moving.forward(code, who=who, now=now)
                case "numbering":
                    deciding.number_and_seal(code, who=who, now=now)
                case "returning":
                    pay(code, page.id, who, now)
                    returning.return_result(code, way="counter", **SEEN, who=who, now=now)
                    return seen
    raise AssertionError(f"never returned: {seen}")


def pay(code, dossier_id, who, now):
    owed = payments.obligation_of(dossier_id)
    if owed is None or not owed.owes:
        return
    if owed.amount is None:
        paying.say_amount(code, Decimal(10000), "Theo bảng giá", who=who, now=now)
        owed = payments.obligation_of(dossier_id)
    paying.take_payment(code, amount=owed.amount, receipt_number="1", reference="e2e", who=who, now=now)


def paper_text(who, code):
    """The text of the result as the citizen gets it."""
    page = queries.page(who, code)
    assert page.status == Status.RETURNED
    papers = [f for f in files.files_of(who, ("dossier", page.id)) if f.kind == "result"]
    made = next((p for p in papers if p.slot == "result"), None)
    if made is None:
        return papers, ""
    opened = files.open_attachment(who, made.id, "original", now=MONDAY)
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=opened.file.read(), capture_output=True, check=True)
    opened.file.close()
    return papers, " ".join(run.stdout.decode().split())


@pytest.mark.parametrize("code", DETAILED)
def test_a_pack_runs_from_its_sample_to_the_result_in_hand(office, as_web, civil_office_does_all, code):
    pack, case = LIBRARY.pack(code), whole_sample(code)["case"]
    with as_web(office.tien) as who:
        dossier = submitted_sample(office, who, code)
    steps = carry(office, as_web, dossier, pack, case)
    assert steps == [step.key for step in pack.route(case)]
    with as_web(office.tien) as who:
        papers, text = paper_text(who, dossier)
        for told in TOLD.get(code, ()):
            assert told in text, (told, text)
        if code not in TOLD:  # another body's decision: its own paper is the result
            assert [p.slot for p in papers] == ["decision_file"]
    assert not Result.objects.get(dossier__code=dossier).is_refusal


# Every route that is left when another body would have decided, and one that is only ours.
@pytest.mark.parametrize("code", ["1.010803", "1.001612", "1.013225"])
def test_a_refusal_is_never_sent_to_another_body_and_says_how_to_complain(office, as_web, civil_office_does_all, code):
    pack, case = LIBRARY.pack(code), whole_sample(code)["case"]
    with as_web(office.tien) as who:
        dossier = submitted_sample(office, who, code)
    steps = carry(office, as_web, dossier, pack, case, refuse=True)
    assert not any(step.foreign for step in pack.route(case) if step.key in steps)
    with as_web(office.tien) as who:
        _, text = paper_text(who, dossier)
    assert "Lý do: Chưa đủ điều kiện" in text
    assert "/TB-UBND" in text
    assert "Căn cứ Luật mẫu, Điều 1." in text
    assert all(words in text for words in ("Nơi nhận:", "- Như trên;", "- Lưu: VT."))
    assert "khiếu nại" in text
    assert "90 ngày" in text


def test_the_second_case_of_a_permit_has_its_own_limit(office, as_web, civil_office_does_all):
    code, working_days = "1.013225", {"detached_house": date(2026, 11, 25), "class_iii_iv": date(2026, 11, 30)}
    due = {}
    for case in working_days:
        with as_web(office.tien) as who:
            changed = {"works_kind": "khong_theo_tuyen", "works_name": "Nhà kho", "works_class": "IV"}
            sample = {**whole_sample(code)["answers"], **(changed if case == "class_iii_iv" else {})}
            draft_id = draft_with(who, office.unit, code, sample, case=case)
            for slot in {f.field for f in _faults(draft_id, who)} & {"file_drawings", "file_adjacent", "file_project"}:
                documents.attach(who, ("draft", draft_id), slot, picture(), now=MONDAY)
            row = Draft.objects.get(pk=draft_id)
            at = (MONDAY + HOUR / 60).isoformat()
            row.answers["truth_declaration"] = {"value": True, "source": "applicant", "at": at}
            row.save()
            dossier = submitting.submit(draft_id, who=who, now=MONDAY)
        with as_web(office.cg["motcua1"]) as who:
            receiving.accept(dossier, who=who, now=MONDAY + HOUR)
            due[case] = queries.page(who, dossier).due_at.date()
    assert due == working_days


def test_an_officer_moves_a_marriage_to_the_case_that_is_verified_and_the_route_and_date_follow(
    office, as_web, civil_office_does_all
):
    code, pack = "1.000894", LIBRARY.pack("1.000894")
    with as_web(office.tien) as who:
        dossier = submitted_sample(office, who, code)
    with as_web(office.cg["motcua1"]) as who:
        receiving.accept(dossier, who=who, now=MONDAY + HOUR)
        before = queries.page(who, dossier)
    with as_web(office.cg["hotich"]) as who:
        with pytest.raises(Invalid) as refused:
            casing.change_case(dossier, case="standard", reason=" ", who=who, now=MONDAY + HOUR)
        assert refused.value.faults == ("case", "reason")
        told = "Phải hỏi nơi cư trú cũ của bên nữ"
        casing.change_case(dossier, case="verification", reason=told, who=who, now=MONDAY + 2 * HOUR)
        page = queries.page(who, dossier)
    assert (before.due_at.date(), page.due_at.date()) == (MONDAY.date(), MONDAY.date() + timedelta(days=7))
    assert page.original_due_at == before.due_at  # the first promise stands beside the new one
    step = next(s for s in pack.route("verification") if s.key == page.step)
    assert (step.part, step.key in {s.key for s in pack.route("standard")}) == ("handling", False)
    route = [s.key for s in pack.route("verification")]
    assert carry(office, as_web, dossier, pack, "verification") == route[1:]
    with as_web(office.tien) as who:
        words = [moment.sentence for moment in timeline(queries.page(who, dossier).history, reader="citizen")]
        assert "Hồ sơ được giải quyết theo trường hợp: Cần xác minh điều kiện kết hôn" in words
        assert not any(told in sentence for sentence in words)


def test_nobody_moves_a_dossier_to_a_case_that_the_applicant_chooses(office, as_web, civil_office_does_all):
    with as_web(office.tien) as who:
        dossier = submitted_sample(office, who, "1.013225")
    with as_web(office.cg["motcua1"]) as who:
        assert Act.CHANGE_CASE not in acts_at(who, dossier)
        with pytest.raises(StepNotAllowed):
            casing.change_case(dossier, case="class_iii_iv", reason="Nhầm", who=who, now=MONDAY + HOUR)
