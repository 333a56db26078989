"""From the captured catalogue to packs: deterministic, nothing lost, nothing smoothed."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua.catalogue.packs.checking.shape import shape_of
from motcua.catalogue.packs.convert.__main__ import main
from motcua.catalogue.packs.convert.writing import convert
from motcua.catalogue.packs.documents import read_yaml

from .source import FIELDS, ONLY_CASE, write_source


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_source(tmp_path / "source")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "fields.yaml").write_text(FIELDS, "utf-8")
    (folder / "generic").mkdir()
    (folder / "generic" / "case.yaml").write_text(ONLY_CASE, "utf-8")
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def pack(out: Path, code: str, name: str = "procedure"):
    return read_yaml(out / "mau" / code / f"{name}.yaml")


def test_the_command_writes_a_pack_for_every_procedure_and_a_second_run_changes_no_byte(source, out, capsys):
    assert main(["--source", str(source), "--out", str(out)]) == 0
    assert "6 packs, 0 detailed, 1 overlays" in capsys.readouterr().out
    first = snapshot(out)
    times = {path: (out / path).stat().st_mtime_ns for path in first}
    convert(source, out)
    assert snapshot(out) == first
    assert {path: (out / path).stat().st_mtime_ns for path in first} == times


def test_every_written_procedure_has_the_right_shape_once_the_tables_are_added(source, out):
    convert(source, out, detailed="all")
    handling = {"kind": "ours", "reason": "mẫu", "mark": "P"}
    for path in out.glob("mau/*/procedure.yaml"):
        assert list(shape_of("procedure", {**read_yaml(path), "handling": handling})) == []
    for name in ("form", "process", "result"):
        assert list(shape_of(name, pack(out, "9.000006", name))) == []
    assert list(shape_of("overlay", read_yaml(out / "overlays/province-31/9.000005.yaml"))) == []
    assert list(shape_of("sample", read_yaml(out / "mau/9.000006/tests/source.yaml"))) == []


def test_files_made_by_hand_are_left_alone_and_files_the_source_no_longer_has_go(source, out):
    convert(source, out, detailed="all")
    by_hand = out / "mau" / "9.000001" / "settled.yaml"
    by_hand.write_text("# By hand.\nprocedure: {}\n", "utf-8")
    convert(source, out, detailed="")
    assert by_hand.exists()
    assert not (out / "mau" / "9.000006" / "form.yaml").exists()


def test_a_procedure_somebody_settled_keeps_its_detailed_pack(source, out):
    convert(source, out)
    assert not (out / "mau" / "9.000006" / "form.yaml").exists()
    (out / "mau" / "9.000006" / "settled.yaml").write_text("# By hand.\nprocedure: {}\n", "utf-8")
    convert(source, out)
    assert (out / "mau" / "9.000006" / "form.yaml").exists()


@pytest.mark.parametrize(
    ("code", "value", "unit", "mark"),
    [
        ("9.000001", 1, "same_day", "P"),
        ("9.000002", 10, "calendar_days", "P"),
        ("9.000004", 12, "working_hours", "P"),
        ("9.000005", 5, "working_days", "C2"),
        ("9.000006", 1, "working_days", "C2"),  # a day without the words stays a working day
    ],
)
def test_a_limit_is_read_as_the_words_say_and_keeps_the_words(source, out, code, value, unit, mark):
    convert(source, out)
    limit = pack(out, code)["cases"][0]["limit"]
    assert (limit["value"], limit["unit"], limit["mark"]) == (value, unit, mark)
    assert limit["published"]["value"] == value
    assert (limit["interpreted"] is None) == (mark == "C2")


def test_a_procedure_without_a_limit_says_why(source, out):
    convert(source, out)
    (case,) = pack(out, "9.000003")["cases"]
    assert (case["limit"], case["no_limit_reason"]) == (None, "Theo kế hoạch hằng năm.")


def test_a_contradiction_is_kept_as_it_is(source, out):
    convert(source, out)
    document = pack(out, "9.000002")
    assert (document["service"]["level"], document["channels"]) == ("full", ["direct"])


def test_each_missing_amount_says_why_and_equal_labels_get_keys_of_their_own(source, out):
    convert(source, out)
    fees = pack(out, "9.000005")["fees"]
    assert [(line["unread"], line["amount"]) for line in fees] == [
        ("council", None),
        ("not_recorded", None),
        ("unset", None),
        (None, 8000),
    ]
    assert len({line["key"] for line in fees}) == 4
    assert fees[3]["per"] == "copy"


def test_a_local_fee_becomes_an_overlay_with_its_validity(source, out):
    convert(source, out)
    overlay = read_yaml(out / "overlays/province-31/9.000005.yaml")
    (line,) = overlay["procedure"]["fees"]
    assert (line["province"], line["amount"], line["valid_from"], line["valid_to"]) == ("31", 0, "2026-08-08", None)
    assert line["key"].startswith("p31_")
    assert overlay["overlay"]["source"] == "NQ 2/2026"


def test_papers_keep_what_the_source_says_and_nobody_judges_a_condition_by_machine(source, out):
    convert(source, out)
    papers = {c["name"]: c for c in pack(out, "9.000005")["components"]}
    assert papers["Tờ khai"]["required"] is True
    assert papers["Giấy chứng minh"]["form"] == "presented"
    assert papers["Giấy ủy quyền"]["when_text"] == "chỉ khi ủy quyền"
    assert papers["Giấy ủy quyền"]["key"] == "row3"
    assert (papers["Đơn"]["required"], papers["Đơn"]["required_words"]) == (False, "Bắt buộc khi: công trình tôn giáo")
    assert papers["Trích lục"]["replaceable_by"] == {"text": "CSDL hộ tịch", "when": None, "mark": "C2"}
    assert papers["Trích lục"]["form"] == "copy"
    assert len({c["key"] for c in papers.values()}) == 5


def test_choices_nobody_published_stay_open_with_their_mark(source, out):
    convert(source, out)
    (form,) = read_yaml(out / "published_forms.yaml")["forms"]
    assert (form["fields"][0]["options"], form["fields"][0]["options_mark"]) == (None, "NF")


def test_marks_tell_what_was_read_from_what_was_proposed(source, out):
    convert(source, out)
    document = pack(out, "9.000001")
    assert document["marks"]["agency"] == "M"
    assert document["marks"]["code"] == "C2"
    assert document["public_steps"][0]["mark"] == "P"
    assert document["unconfirmed"] == ["steps", "agency"]
    assert pack(out, "9.000004")["marks"]["code"] == "M"


def test_aliases_come_from_the_detailed_file_even_when_the_pack_is_generic(source, out):
    convert(source, out)
    assert pack(out, "9.000006")["aliases"] == [{"text": "làm giấy mẫu", "reason": "lời nói hằng ngày", "mark": "P"}]


def test_a_detailed_file_converts_without_loss(source, out):
    convert(source, out, detailed="all")
    document, form = pack(out, "9.000006"), pack(out, "9.000006", "form")
    fields = {f["key"]: f for g in form["groups"] for f in g["fields"]}
    assert [g["key"] for g in form["groups"]] == ["part", "secret"]
    assert fields["birth_on"]["precision"] == ["day", "year"]
    assert fields["phone_x"]["type"] == "phone"
    assert fields["story"]["type"] == "textarea"
    assert fields["relation_text"]["visible"] == {"in": [{"var": "relation"}, ["99"]]}
    assert fields["relation_text"]["required_words"] == "Khi khác"
    assert fields["children_x"]["fields"][0]["fact"] == "a.children.name"
    assert fields["promise"]["reuse"] == fields["secret_x"]["reuse"] == "never"
    assert form["groups"][1]["sensitive"] == "restricted"
    assert form["parties"]["submitter"][0]["takes"] == {"name": "full_name_x", "phone": "phone_x"}
    assert [choice["case"] for choice in form["case_question"]["choices"]] == ["first", "second"]
    assert document["deadline"]["from"] == "birth_on"
    assert [line["label"] for line in document["fees"]] == ["Lệ phí"]
    local = read_yaml(out / "overlays/province-31/9.000006.yaml")["procedure"]["fees"]
    assert [(line["label"], line["exempt_when"], line["valid_from"]) for line in local] == [
        ("Lệ phí tỉnh", ["Hộ nghèo"], "2026-08-08")
    ]
    assert document["open_points"] == ["còn mở"]
    assert [step["part"] for step in pack(out, "9.000006", "process")["steps"]] == ["receiving", "returning"]
    assert pack(out, "9.000006", "result")["number"]["kind"] == "own_register"


def test_where_the_two_sources_disagree_both_are_written_down(source, out):
    convert(source, out, detailed="all")
    said = {d["key"]: d["what"] for d in pack(out, "9.000006")["published_difference"]}
    assert said["limit"] == "thời hạn: bản chụp 1 ngày làm việc; bản chi tiết 1 same_day"
    assert "chỉ bản chi tiết có: Giấy" in said["components_only_detailed"]


def test_a_field_of_law_without_a_folder_stops_the_conversion(source, out):
    (out / "fields.yaml").write_text("format: 1\nfields: []\n", "utf-8")
    with pytest.raises(KeyError):
        convert(source, out)


def test_a_key_written_twice_is_refused_with_file_and_line(tmp_path):
    path = tmp_path / "twice.yaml"
    path.write_text("a: 1\nb: 2\na: 3\n", "utf-8")
    with pytest.raises(ValueError, match=r"twice.yaml[\s\S]*line 3"):
        read_yaml(path)


def test_days_and_codes_are_read_as_they_were_written(tmp_path):
    path = tmp_path / "plain.yaml"
    path.write_text("day: 2026-08-08\ncode: '01'\ncountry: 'NO'\n", "utf-8")
    assert read_yaml(path) == {"day": "2026-08-08", "code": "01", "country": "NO"}
