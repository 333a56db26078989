"""The file itself: PDF/A, our fonts only, the same bytes again, and nobody's text read as markup."""

import io
import json
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pikepdf
import pytest
import segno

from motcua.documents.printing import (
    Heading,
    Paragraph,
    Party,
    PrintingFailed,
    Table,
    engine,
    letters,
    render,
    samples,
    samples_of_the_office,
    template_for,
    templates,
    unprintable,
)
from motcua.documents.printing.catalogue import FORMS
from motcua.platform.errors import NotFound

from . import pdf

DAY = date(2026, 11, 13)
OURS = {"Tinos-Regular", "Tinos-Italic", "Tinos-Bold", "Tinos-BoldItalic", "BeVietnamPro-Regular"} | {
    "BeVietnamPro-SemiBold"
}
MARKUP = [
    '#eval("1 + 1")',
    "#read(\"/lib.typ\") #import \"lib.typ\"",
    "$ x^2 $ $a$",
    "*đậm* _nghiêng_ `mã`",
    "= Tiêu đề",
    "a \\ b \\u{41} \\#",
    "<b>hàng</b> <label> @ref",
    "// ghi chú /* và */ tiếp",
    '"]) } #panic("x") ({["',
    "https://a.example/?q=1&b=2#c",
    "{{ 7*7 }} {% x %} ${y} %s",
    "- một + hai / ba: bốn",
    "~ -- --- ... -? 'x' \"y\"",
]  # fmt: skip


def printed(form, paper):
    return render(template_for(form, DAY), paper.as_data())


@pytest.mark.parametrize(("name", "form", "paper"), samples.all_samples(), ids=lambda value: str(value)[:24])
def test_every_paper_claims_pdfa_2b_and_embeds_only_our_fonts(name, form, paper, tmp_path):
    made = printed(form, paper)
    found = pdf.fonts(made, tmp_path)
    assert found
    assert {font for font, _ in found} <= OURS
    assert all(embedded for _, embedded in found)
    with pikepdf.open(io.BytesIO(made)) as opened:
        meta = opened.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert meta["xmp:CreateDate"].startswith("2026-11-13T09:05:00")  # 16:05 in Việt Nam
        assert str(opened.Root.Lang) == "vi-VN"
        assert "/StructTreeRoot" in opened.Root  # tagged: a screen reader can follow
        assert "/OutputIntents" in opened.Root
        assert paper.code in meta["dc:title"]


def test_the_same_data_gives_the_same_bytes_and_another_time_gives_others():
    first = printed("01", samples.form01())
    printed("receipt", samples.receipt())  # nothing of another paper may linger in the compiler
    assert printed("01", samples.form01()) == first
    assert printed("01", samples.form01(made_at=samples.DUE_AT)) != first


def test_data_survives_a_trip_through_json():
    data = samples.form01().as_data()
    assert render(template_for("01", DAY), json.loads(json.dumps(data))) == printed("01", samples.form01())


@pytest.mark.parametrize("hostile", MARKUP)
def test_what_people_type_is_printed_as_typed_and_never_run(hostile):
    person = Party(name=hostile, address=hostile, phone=hostile, email=hostile, id_number=hostile)
    component = samples.ComponentLine(hostile, note=hostile)
    text = pdf.text(printed("01", samples.form01(submitter=person, procedure=hostile, components=[component])))
    assert text.replace(" ", "").count(hostile.replace(" ", "")) >= 8
    body = [Heading(hostile), Paragraph(hostile), Table((hostile,), [(hostile,)])]
    text = pdf.text(printed("result", samples.result(body=body, subject=hostile)))
    assert text.replace(" ", "").count(hostile.replace(" ", "")) >= 5


def test_a_word_longer_than_the_line_is_broken_inside_the_margins_and_none_of_it_is_lost():
    word = "abcdefghij" * 25
    person = Party(name=word, address=word, email=f"{word}@thu.example")
    made = printed("01", samples.form01(submitter=person, procedure=word, components=[samples.ComponentLine(word)]))
    assert pdf.text(made).replace(" ", "").count(word) >= 5
    assert all(box.left > 16 / 25.4 * 72 and box.right < 138 / 25.4 * 72 for box in pdf.words(made))
    table = Table(("Một", "Hai", "Ba"), [(word, word, word)])
    boxes = pdf.words(printed("result", samples.result(body=[table])))
    assert max(box.right for box in boxes) <= 196 / 25.4 * 72


def test_letters_no_font_of_ours_draws_become_a_visible_box_and_are_named():
    person = Party(name="Hạnh 😀👍🏽 Nguyễn", address="王家 ꪼꪕ 12")
    text = pdf.text(printed("01", samples.form01(submitter=person)))
    assert "Hạnh □ Nguyễn" in text
    assert "□ □ 12" in text
    assert unprintable("Hạnh 😀 王") == "😀王"
    assert unprintable("Y Bliŏ Êban, H'Hen Niê Kđăm, Ƀlêt, Čư M'gar, Ê̆") == ""


def test_letters_of_the_minorities_and_decomposed_vietnamese_are_printed_composed():
    person = Party(name="Y Bliŏ Êban Ƀlêt Čư", address="Ha\u0323nh Nguye\u0302\u0303n U\u031b\u0303")
    text = pdf.text(printed("01", samples.form01(submitter=person)))
    assert "Y Bliŏ Êban Ƀlêt Čư" in text
    assert "Hạnh Nguyễn Ữ" in text


def test_marks_that_turn_or_hide_text_never_reach_the_paper():
    text = pdf.text(printed("01", samples.form01(officer="Ngọc\u202egnud\u200b\u0007 Phạm\ufeff")))
    assert "Ngọcgnud Phạm" in text


def test_every_letter_we_claim_to_draw_is_drawn_in_every_face():
    claimed = "".join(chr(point) for point in sorted(letters.drawable()))
    lines = [claimed[at : at + 200] for at in range(0, len(claimed), 200)]
    upright, slanted, bold = [Paragraph(line) for line in lines], lines, [Heading(line) for line in lines]
    assert printed("result", samples.result(body=[*upright, *bold], legal_bases=slanted))
    assert printed("receipt", samples.receipt(reused=lines, next_steps=[samples.NextStep(line) for line in lines]))
    assert all(point in letters.drawable() for point in range(0x1EA0, 0x1EFA))  # every Vietnamese letter


def test_every_template_falls_back_to_the_face_that_draws_all_claimed_letters():
    assert {template.settings["fonts"][-1] for template in templates()} == {"Tinos"}


def test_a_failure_names_the_form_but_never_the_person(monkeypatch):
    monkeypatch.setattr(engine, "clean_all", lambda data: data)
    with pytest.raises(PrintingFailed) as refused:
        printed("01", samples.form01(submitter=Party(name="Nguyễn 😀 Hạnh")))
    assert refused.value.facts == {"form": "01", "generation": "tt03-2025"}
    assert "Hạnh" not in str(refused.value)
    assert "😀" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_many_threads_print_at_once_and_each_gets_its_own_paper():
    codes = [f"000.00.31.H24-261113-{n:04}" for n in range(24)]
    alone = [printed("03", samples.form03(code=code)) for code in codes]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda code: printed("03", samples.form03(code=code)), codes))
    assert together == alone


def test_a_process_forked_after_printing_is_told_instead_of_hanging():
    script = textwrap.dedent("""
        import os, signal
        from datetime import date
        from motcua.documents.printing import render, samples, template_for
        template, data = template_for("03", date(2026, 11, 13)), samples.form03().as_data()
        render(template, data)
        child = os.fork()
        if not child:
            signal.alarm(20)
            try:
                render(template, data)
            except RuntimeError as refused:
                os._exit(7 if "after the fork" in str(refused) else 8)
            os._exit(9)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """)
    source = str(samples.__file__).split("/motcua/")[0]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env={"PYTHONPATH": source}, capture_output=True, timeout=60
    )
    assert done.stdout.split() == [b"7"], done.stderr


def test_the_qr_on_the_paper_is_the_code_that_was_asked_for(tmp_path):
    wanted = "https://motcua.example/tra-cuu/000.00.31.H24-261113-0017"
    paper = printed("01", samples.form01(qr=wanted, sample=False))
    page, per_mm = pdf.picture(paper, tmp_path, dpi=600), 600 / 25.4
    # The QR stands at the left edge, between the number line and the first field.
    above = next(word.bottom for word in pdf.words(paper) if word.text == "Số:")
    below = next(word.top - 3 for word in pdf.words(paper) if word.text == "Bộ")
    corner = page.crop((round(17 * per_mm), round(above / 72 * 600), round(37 * per_mm), round(below / 72 * 600)))
    box = corner.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    modules = [list(row) for row in segno.make(wanted, error="m", micro=False).matrix]
    side = (box[2] - box[0]) / len(modules)
    assert abs((box[3] - box[1]) / len(modules) - side) < 0.1
    assert side / per_mm > 0.33  # wide enough for a cheap phone's camera
    read = [
        [int(corner.getpixel((int(box[0] + (x + 0.5) * side), int(box[1] + (y + 0.5) * side))) < 128)
         for x in range(len(modules))]
        for y in range(len(modules))
    ]  # fmt: skip
    assert read == modules


def test_both_generations_of_a_form_stay_printable_and_each_is_marked_at_the_foot():
    for form in ("01", "02", "03"):
        assert template_for(form, date(2020, 5, 1)).generation == "tt01-2018"
        assert template_for(form, date(2025, 9, 14)).generation == "tt01-2018"
        assert template_for(form, date(2025, 9, 15)).generation == "tt03-2025"
    old, new = template_for("01", DAY, generation="tt01-2018"), template_for("01", DAY)
    paper = samples.form01().as_data()
    assert "chờ đối chiếu mẫu TT 01/2018" in pdf.text(render(old, paper))
    assert "Dựng theo danh mục trường, chờ đối chiếu mẫu TT 03/2025" in pdf.text(render(new, paper))


def test_a_day_before_any_form_and_an_unknown_form_are_not_found():
    for form, on in (("01", date(2010, 1, 1)), ("99", DAY)):
        with pytest.raises(NotFound):
            template_for(form, on)
    with pytest.raises(ValueError, match="no such template settings"):
        template_for("01", DAY).with_settings(papier="a4")


def test_every_template_says_where_it_comes_from_and_how_sure_we_are():
    for template in templates():
        assert template.source
        assert template.mark in {"C", "C2", "M", "P", "NF"}
        assert template.words.get("sample") == "MẪU"


def test_every_form_has_a_sample_to_look_at_and_no_two_share_a_name():
    every = [*samples.all_samples(), *samples_of_the_office.all_samples()]
    assert {form for _, form, _ in every} == set(FORMS)
    assert len({name for name, _, _ in every}) == len(every)
