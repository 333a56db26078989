"""Sentences of reports: a table of cases by hand, then what must hold for every figure there can be."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.monitoring.figures import Figure
from motcua.monitoring.periods import Period
from motcua.plans.reporting import sentences
from motcua.plans.reporting.drafting import draft, proposals
from motcua.plans.reporting.model import Report
from motcua.plans.reporting.sentences import Goal, against_count, counted, lateness, most_used, said, scored, tally
from motcua.plans.tests.reports import figures, material, share

OCTOBER, SPAN = Period.parse("2026-10"), Period.parse("2024-05-29..2024-09-30")
HERE, SEPTEMBER = "UBND xã Mẫu", "tháng 9/2026"


def of(n, d, **more):
    return share("x", "Tỷ lệ", n, d, **more)


def minutes(value, d=340, median="3.90"):
    known = Decimal(median) if median else None
    return Figure("t", "", "mean", "phút", None if value is None else Decimal(value), None, d, known, better="lower")


SAID = {
    "share": ({"now": of(1263, 1284)}, "Tỷ lệ đạt 98,36% (1.263/1.284 hồ sơ)."),
    "zero of many": ({"now": of(0, 12)}, "Tỷ lệ đạt 0% (không có hồ sơ nào trong 12 hồ sơ)."),
    "zero of one": ({"now": of(0, 1)}, "Tỷ lệ đạt 0% (0/1 hồ sơ)."),
    "one of one": ({"now": of(1, 1)}, "Tỷ lệ đạt 100% (1/1 hồ sơ)."),
    "all of many": ({"now": of(12, 12)}, "Tỷ lệ đạt 100% (tất cả 12 hồ sơ)."),
    "nothing came": ({"now": of(None, 0)}, "Tỷ lệ: không phát sinh hồ sơ để tính."),
    "no source": (
        {"now": Figure("x", "", "missing", "%", None, no_source="Chưa kết nối."), "goal": Goal(">=", Decimal(95))},
        "Tỷ lệ: chưa có nguồn dữ liệu (chưa kết nối).",
    ),
    "rise": (
        {"now": of(718, 1000), "before": of(691, 1000)},
        "Tỷ lệ đạt 71,80% (718/1.000 hồ sơ), tăng 2,70 điểm phần trăm so với tháng 9/2026.",
    ),
    "fall": (
        {"now": of(1, 4), "before": of(1, 2)},
        "Tỷ lệ đạt 25% (1/4 hồ sơ), giảm 25 điểm phần trăm so với tháng 9/2026.",
    ),
    "equal": (
        {"now": of(1, 4), "before": of(2, 8)},
        "Tỷ lệ đạt 25% (1/4 hồ sơ), không thay đổi so với tháng 9/2026.",
    ),
    "nothing before": (
        {"now": of(1, 4), "before": of(None, 0)},
        "Tỷ lệ đạt 25% (1/4 hồ sơ), tháng 9/2026 không phát sinh hồ sơ để so sánh.",
    ),
    "over its target": (
        {"now": of(7183, 10000), "goal": Goal(">=", Decimal(70))},
        "Tỷ lệ đạt 71,83% (7.183/10.000 hồ sơ); đạt, vượt 1,83 điểm phần trăm so với chỉ tiêu 70%.",
    ),
    "on its target": (
        {"now": of(7, 10), "goal": Goal(">=", Decimal(70))},
        "Tỷ lệ đạt 70% (7/10 hồ sơ); đạt chỉ tiêu 70%.",
    ),
    "on a target to be passed": (
        {"now": of(7, 10), "goal": Goal(">", Decimal(70))},
        "Tỷ lệ đạt 70% (7/10 hồ sơ); chưa đạt chỉ tiêu trên 70%.",
    ),
    "under its target": (
        {"now": of(1, 2), "goal": Goal(">=", Decimal("90.5"))},
        "Tỷ lệ đạt 50% (1/2 hồ sơ); chưa đạt, còn thiếu 40,50 điểm phần trăm so với chỉ tiêu 90,50%.",
    ),
    "a target of exactly": (
        {"now": of(9, 10), "goal": Goal("=", Decimal(100))},
        "Tỷ lệ đạt 90% (9/10 hồ sơ); chưa đạt, còn thiếu 10 điểm phần trăm so với chỉ tiêu 100%.",
    ),
    "mean under its most": (
        {"now": minutes("4.2"), "goal": Goal("<=", Decimal(5)), "verb": "là"},
        "Tỷ lệ là 4,20 phút (trung vị 3,90 phút, đo trên 340 hồ sơ); đạt, thấp hơn 0,80 phút so với chỉ tiêu không quá"
        " 5 phút.",
    ),
    "mean over its most": (
        {"now": minutes("6"), "goal": Goal("<", Decimal(5)), "before": minutes("7"), "verb": "là"},
        "Tỷ lệ là 6 phút (trung vị 3,90 phút, đo trên 340 hồ sơ), giảm 1 phút so với tháng 9/2026; chưa đạt, cao hơn 1"
        " phút so với chỉ tiêu dưới 5 phút.",
    ),
    "mean of a closed month": ({"now": minutes("6", median="")}, "Tỷ lệ đạt 6 phút (đo trên 340 hồ sơ)."),
    "services": (
        {"now": share("s", "", 176, 214, kind="services"), "of": "thủ tục"},
        "Tỷ lệ đạt 82,24% (176/214 thủ tục).",
    ),
    "online is slower": (
        {"now": Figure("c", "", "compare", "%", Decimal("-3.1"), None, 40)},
        "Tỷ lệ dài hơn hồ sơ nộp trực tiếp 3,10% (đo trên 40 hồ sơ).",
    ),
    "online is as fast": (
        {"now": Figure("c", "", "compare", "%", Decimal(0), None, 40)},
        "Tỷ lệ bằng hồ sơ nộp trực tiếp (đo trên 40 hồ sơ).",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_a_figure_is_said_as_by_hand(case):
    told, wanted = SAID[case]
    assert said("Tỷ lệ", before_name=SEPTEMBER, **told) == wanted


def test_numbers_of_dossiers_are_said_as_by_hand():
    assert counted(HERE, OCTOBER, 0, 0) == "Trong tháng 10/2026, UBND xã Mẫu không phát sinh hồ sơ thủ tục hành chính."
    assert counted(HERE, SPAN, 1, 0).endswith("tiếp nhận 1 hồ sơ, không phải nộp trực tuyến.")
    assert counted(HERE, SPAN, 8, 8).startswith("Từ ngày 29/5/2024 đến ngày 30/9/2024, UBND xã Mẫu tiếp nhận 8 hồ sơ")
    assert counted(HERE, OCTOBER, 8, 0).endswith("8 hồ sơ, không có hồ sơ nào nộp trực tuyến.")
    running = counted(HERE, OCTOBER, 8, 2, until=OCTOBER.first)
    assert running.startswith("Trong tháng 10/2026 (tính đến ngày 1/10/2026), ")
    assert running.endswith("2 hồ sơ nộp trực tuyến (25%).")
    assert against_count(90, 120, SEPTEMBER).endswith("giảm 30 hồ sơ (25%).")
    assert against_count(0, 4, SEPTEMBER).endswith("giảm 4 hồ sơ (100%).")
    assert against_count(5, 5, SEPTEMBER).endswith("không thay đổi.")
    assert against_count(5, 0, SEPTEMBER) == "Tháng 9/2026 không phát sinh hồ sơ nên không so sánh."


def test_reasons_procedures_tallies_and_the_index_are_said_as_by_hand():
    named = {"signing": "chờ ký", "handling": "thụ lý"}
    assert lateness(1, 4, {"signing": 1}, named) == (
        "Có 1 hồ sơ quá hạn (25% số hồ sơ tiếp nhận); phần việc mất nhiều thời gian nhất: chờ ký."
    )
    assert lateness(2, 4, {"": 2}, named) == "Có 2 hồ sơ quá hạn (50% số hồ sơ tiếp nhận)."
    assert most_used([]) == ""
    assert tally("nhiệm vụ", [(0, "xong"), (0, "quá hạn")]) == ""
    nothing = Decimal(0)
    assert scored(None, nothing, nothing, 0, "", None, SEPTEMBER) == "Bộ chỉ số 766: không phát sinh hồ sơ để tính."
    assert scored(Decimal(90), nothing, nothing, 0, "Xuất sắc", Decimal(90), SEPTEMBER) == (
        "Bộ chỉ số 766 đạt 90 điểm trên thang 100 (mức Xuất sắc), không thay đổi so với tháng 9/2026."
    )


# --- for every figure ----------------------------------------------------------------------------
_NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")
counts = st.integers(0, 100_000)
values = st.decimals(0, 500, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def any_figure(draw):
    kind = draw(st.sampled_from(["share", "mean", "compare", "missing", "count", "services"]))
    d = draw(counts)
    n = draw(st.integers(0, d))
    if kind in ("share", "services"):
        return of(n, d, kind=kind)
    if kind == "missing":
        return Figure("x", "", "missing", "%", None, no_source=draw(st.sampled_from(["Chưa kết nối.", "Chưa có"])))
    if kind == "count":
        return Figure("x", "", "count", "hồ sơ", Decimal(d), d, d)
    value = draw(values) if d else None
    if kind == "mean":
        return Figure("x", "", "mean", "giờ", value, None, d, draw(values) if d else None)
    return Figure("x", "", "compare", "%", value and draw(st.sampled_from([1, -1])) * value, None, d)


goal = st.builds(Goal, st.sampled_from([">=", "<=", "<", ">", "="]), values)


def written(value):
    """How a number may stand, made here anew: dots between thousands, a comma before two decimals."""
    exact = abs(Decimal(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{exact:,.2f}".removesuffix(".00")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def clean(text):
    assert "None" not in text
    assert not re.search(r"\bnan\b", text.lower())
    assert "  " not in text
    assert not re.search(r"\s[.,;:]|,,|;;|\.\.|\(\)|\bTrue\b|\bFalse\b|Decimal", text)
    return text


@given(now=any_figure(), before=st.none() | any_figure(), aim=st.none() | goal, verb=st.sampled_from(["đạt", "là"]))
def test_a_sentence_has_no_number_that_is_not_in_its_data(now, before, aim, verb):
    before = None if before is None else replace(before, kind=now.kind, unit=now.unit)
    text = clean(said("Tên", now, before=before, before_name="kỳ trước", goal=aim, verb=verb))
    data = [now.value, now.median, now.numerator, now.denominator]
    if before is not None and None not in (now.value, before.value):
        data.append(now.value - before.value)
    if aim is not None and now.value is not None:
        data += [aim.value, now.value - aim.value]
    allowed = {written(one) for one in data if one is not None}
    assert {one.rstrip(".,") for one in _NUMBER.findall(text)} <= allowed
    assert text.endswith(".")
    if aim is not None and now.value is not None:
        met = {">=": now.value >= aim.value, "<=": now.value <= aim.value, "<": now.value < aim.value,
               ">": now.value > aim.value, "=": now.value == aim.value}[aim.op]  # fmt: skip
        assert ("; đạt" in text) is met
        assert ("; chưa đạt" in text) is not met


@given(now=counts, before=st.none() | counts, online=counts)
def test_a_number_of_dossiers_moves_by_what_it_moved(now, before, online):
    clean(counted(HERE, OCTOBER, now, min(online, now)))
    text = clean(against_count(now, before, "kỳ trước"))
    if before and now != before:
        share_ = Decimal(abs(now - before)) * 100 / before
        allowed = {written(before), written(now - before), written(share_)}
        assert set(_NUMBER.findall(text.rstrip("."))) <= allowed
        assert ("tăng" in text) is (now > before)


def everything(made: Report) -> list[str]:
    """Return every text of a report."""
    parts = [part for one in (*made.sections, *made.appendices) for part in one.parts]
    cells = [cell for part in parts if part.grid for row in part.grid.rows for cell in row]
    return [made.subject, *made.opening, made.closing, *cells, *(line for part in parts for line in part.paragraphs)]


@given(
    scale=st.integers(1, 40), late=st.integers(0, 1284), has_before=st.booleans(), is_running=st.booleans(),
    has_plan=st.booleans(),
)  # fmt: skip
def test_no_report_has_a_hole(scale, late, has_before, is_running, has_plan):
    changes = {"figures": figures(scale, late), "as_of": OCTOBER.first if is_running else OCTOBER.last}
    if not has_before:
        changes |= {"before": None, "score_before": None}
    if not has_plan:
        changes |= {"plans": [], "targets": [], "tasks": [], "matters": []}
    for text in everything(draft(material(**changes))):
        clean(text)


def test_a_month_without_dossiers_is_a_report_that_says_so():
    empty = {
        key: replace(
            one, value=None if one.kind != "count" else Decimal(0), numerator=0, denominator=0, median=None, p90=None
        )
        for key, one in figures().items()
    }
    made = draft(material(figures=empty, before=empty, procedures=[], slowest={}, targets=[], tasks=[], matters=[],
                          plans=[], raises=[], superior=""))  # fmt: skip
    texts = everything(made)
    assert any("không phát sinh hồ sơ thủ tục hành chính." in text for text in texts)
    assert "- Tháng 9/2026 cũng không phát sinh hồ sơ." in texts
    assert not any("quá hạn" in text for text in texts if text.startswith("- Có"))
    assert made.addressees == ()
    for text in texts:
        clean(text)


def test_a_period_before_without_dossiers_is_named_once():
    empty = {key: replace(one, value=None, numerator=0, denominator=0) for key, one in figures().items()}
    texts = everything(draft(material(before=empty, score_before=None)))
    assert sum("không phát sinh hồ sơ nên không so sánh." in text for text in texts) == 1
    assert not any("để so sánh" in text for text in texts)


def test_a_running_month_is_not_held_against_a_whole_one():
    texts = everything(draft(material(as_of=OCTOBER.first)))
    assert "- Kỳ báo cáo chưa hết nên không so sánh số lượng với tháng 9/2026." in texts
    assert not any("số hồ sơ tiếp nhận tăng" in text or "số hồ sơ tiếp nhận không" in text for text in texts)


def test_where_the_figures_are_from_is_said_with_the_check_code():
    closed = material()
    assert "đã chốt và ký số ngày 2/11/2026 (Nguyễn Văn Chủ, Chủ tịch), mã kiểm 3F2A 91C0." in draft(closed).standing
    counted_now = material(standing=replace(closed.standing, closed_at=None))
    assert draft(counted_now).standing == (
        "Số liệu tính lúc 08:30 ngày 3/11/2026 từ nhật ký sự kiện của từng hồ sơ; chưa chốt, còn thay đổi theo việc"
        " giải quyết hồ sơ."
    )


@pytest.mark.parametrize(
    ("unit", "head"),
    [
        ("Ủy ban nhân dân tỉnh Sơn La", "Ủy ban nhân dân\ntỉnh Sơn La"),
        ("Ủy ban nhân dân xã Thuận Châu", "Ủy ban nhân dân\nxã Thuận Châu"),
        ("Trung tâm Phục vụ hành chính công", "Trung tâm Phục vụ hành chính công"),
    ],
)
def test_the_head_breaks_the_name_of_a_committee_before_its_place(unit, head):
    assert replace(draft(material()), unit=unit).unit_head == head


def test_what_an_officer_wrote_takes_the_place_of_what_was_proposed():
    of_ = material()
    made = draft(
        of_, {"proposals": "- Bổ sung hai máy quét.\n\n Bố trí thêm  người. ", "recipients": "- Như trên;\n- Lưu: VT."}
    )
    assert list(made.sections[3].parts[0].paragraphs) == ["- Bổ sung hai máy quét.", "Bố trí thêm người."]
    assert "\n".join(made.sections[2].parts[0].paragraphs) == proposals(of_)["directions"]
    assert made.recipients == ["Như trên", "Lưu: VT"]


def test_money_stands_with_its_words():
    texts = everything(draft(material()))
    wanted = "Kinh phí dự toán của các nhiệm vụ: 12.500.000 đồng (bằng chữ: Mười hai triệu năm trăm nghìn đồng)."
    assert wanted in texts


def test_only_what_went_the_wrong_way_is_a_shortcoming():
    low, high = of(1, 4), of(3, 4)
    assert sentences.worsened(low, high, Decimal(5))
    assert not sentences.worsened(high, low, Decimal(5))
    assert sentences.worsened(replace(high, better="lower"), replace(low, better="lower"), Decimal(5))
    assert not sentences.worsened(low, None, Decimal(5))
