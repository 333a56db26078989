"""A version of an index a house adds: from its first day on, whole or not at all, and never in the way of the rest."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from importlib.resources import files
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from motcua.monitoring.indicators import own
from motcua.monitoring.indicators.library import packaged
from motcua.monitoring.indicators.scoring import Share, score
from motcua.monitoring.indicators.sets import BrokenLibrary

TEXT = files("motcua.monitoring").joinpath("data", "index_766.yaml").read_text("utf-8")
LINE_2_1 = "measure: on_time.share, points: 20, scoring: {type: linear}"
BY_STEPS = "measure: on_time.share, points: 20, scoring: {type: bands, steps: [[95, 20], [80, 12], [0, 0]]}"
HEAD = 'version: "1"\nvalid_from: 2022-06-23'
NEXT = TEXT.replace(HEAD, 'version: "2027"\nvalid_from: 2027-01-01').replace(LINE_2_1, BY_STEPS)


def test_it_holds_from_its_first_day_and_scores_by_steps(tmp_path):
    tmp_path.joinpath("moi.yaml").write_text(NEXT, "utf-8")
    made, left_out = own.read(packaged(), tmp_path)
    assert left_out == []
    assert made.digest != packaged().digest  # what is kept is counted anew
    before, after = made.index_on(date(2026, 12, 31)), made.index_on(date(2027, 1, 31))
    assert (before.version, before.is_own, after.version, after.is_own) == ("1", False, "2027", True)
    shares = {key: Share(0, 0) for key in made.measures}
    for met, points in ((95, 20), (94, 12), (80, 12), (79, 0)):
        told = score(after, shares | {"on_time.share": Share(met, 100)}, "commune")
        assert next(one.points for one in told.lines if one.indicator.id == "2.1") == Decimal(points)


FAULTS = [
    ("{", "không đọc được"),
    ("- a\n- b", "thiếu"),
    (NEXT.replace("key: index766", "key: khac"), "chưa có bộ chỉ số nào tên khac"),
    (NEXT.replace('"2027"', '"1"'), "đã có bản 1"),
    (NEXT.replace("2027-01-01", "2022-06-23"), "phải sau bản trước"),
    (NEXT.replace("2027-01-01", "đầu năm"), "valid_from không phải là một ngày"),
    (NEXT.replace("total: 100", "total: 90"), "không bằng total"),
    (NEXT.replace("2027-01-01", "null"), "valid_from không phải là một ngày"),
    (NEXT.replace("2027-01-01", "2027-01-01 00:00:00"), "valid_from không phải là một ngày"),
    (NEXT.replace("2027-01-01", "2027-02-30"), "không đọc được"),
    (NEXT.replace("valid_to: null", "valid_to: 2027-12-31 00:00:00"), "valid_to không phải là một ngày"),
    (NEXT.replace("valid_to: null", "valid_to: 2026-12-31"), "valid_to trước valid_from"),
    (NEXT.replace('"2027"', "[2027]"), "phải là chữ"),
    (NEXT.replace('"2027"', '"12/QD"'), "version chỉ có chữ"),
    (re.sub(r"bands:\n(  - .*\n)+", "bands: []\n", NEXT), "mức cuối từ 0"),
    (NEXT.replace("from: 80, mark", "from: 83, mark"), "chẵn 5"),
    (NEXT.replace("target: 50", "target: 62.5"), "sai target"),
    (NEXT.replace("[80, 12]", "[80, 12.5]"), "sai steps"),
    (NEXT.replace('id: "2.2"', 'id: "2.1"'), "id của dòng lặp lại"),
    (NEXT.replace('id: "2.1"', "id: 2.1"), "id của dòng phải là chữ"),
    (NEXT.replace("{times: sync.share}", "{times: sync.never}"), "không có cách đo sync.never"),
    (NEXT.replace("{times: sync.share}", "{time: sync.share}"), "sai other"),
    (NEXT.replace('sync_3_3: {"yes"', 'sync_3_3: {"maybe"'), "không có cách đọc sync_3_3"),
    (NEXT.replace("{current: {measure: on_time.current}}", "null"), "không có cách đọc due_2_1"),
    (re.sub(r"(key: sync_3_3\n.*\n    options:)\n.*\n.*\n", r"\1 []\n", NEXT), "phải có options"),
    (NEXT.replace("points: 20, scoring", "points: 21, scoring"), "nhóm 2 có 20 điểm, các dòng cộng lại 21"),
    (NEXT.replace("measure: on_time.share", "measure: on_time.sometimes"), "không có cách đo on_time.sometimes"),
    (NEXT.replace("[0, 0]", "[5, 0]"), "dòng 2.1: sai steps"),
    (NEXT.replace("[80, 12]", "[96, 12]"), "dòng 2.1: sai steps"),
    (NEXT.replace("[95, 20]", "[95, 21]"), "dòng 2.1: sai steps"),
    (NEXT.replace("type: bands", "type: by_eye"), "dòng 2.1: sai scoring"),
    (NEXT.replace("from: 0, mark", "from: 10, mark"), "bands: từ mức cao xuống"),
    (NEXT.replace("due_2_1: {current", "due_9: {current"), "không có cách đọc due_9"),
    (NEXT.replace("applies: [province, commune], mark", "applies: [ward], mark", 1), "sai applies"),
]


def test_versions_stand_in_the_order_of_their_days_whatever_their_files_are_called(tmp_path):
    for version, year in (("9", 2027), ("10", 2028)):
        text = NEXT.replace('"2027"', f'"{version}"').replace("2027-01-01", f"{year}-01-01")
        tmp_path.joinpath(f"index766-{version}.yaml").write_text(text, "utf-8")
    made, left_out = own.read(packaged(), tmp_path)
    assert ([one.version for one in made.sets], left_out) == (["1", "9", "10"], [])
    assert made.index_on(date(2027, 6, 30)).version == "9"


@pytest.mark.parametrize(("text", "why"), FAULTS)
def test_what_does_not_hold_together_is_left_out_with_its_reason_and_the_rest_goes_on(tmp_path, text, why):
    tmp_path.joinpath("a.yaml").write_text(text, "utf-8")
    tmp_path.joinpath("b.yaml").write_text(NEXT.replace("2027", "2028"), "utf-8")
    made, left_out = own.read(packaged(), tmp_path)
    assert [one.name for one in left_out] == ["a.yaml"]
    assert why in left_out[0].why
    assert [one.version for one in made.sets] == ["1", "2028"]
    with pytest.raises(BrokenLibrary):
        own.check(packaged(), text)


def test_whoever_runs_the_machine_checks_adds_and_sees_versions(tmp_path, settings):
    settings.DATA = tmp_path
    given, broken = tmp_path / "given.yaml", tmp_path / "broken.yaml"
    given.write_text(NEXT, "utf-8")
    broken.write_text(NEXT.replace("total: 100", "total: 90"), "utf-8")

    def told(*words):
        out = StringIO()
        call_command("indicators", *words, stdout=out)
        return out.getvalue()

    with pytest.raises(CommandError, match="không bằng total"):
        told("add", str(broken))
    with pytest.raises(CommandError, match="cho biết tệp"):
        told("check")
    assert "26 dòng, 100 điểm" in told("check", str(given))
    past = tmp_path / "past.yaml"
    past.write_text(NEXT.replace("2027-01-01", "2026-01-01"), "utf-8")
    with pytest.raises(CommandError, match="thêm --past"):
        told("add", str(past))
    assert "của đơn vị" not in told("show")
    assert "từ 01/01/2027. Xin khởi động lại" in told("add", str(given))
    broken.write_text(NEXT.replace("2027-01-01", "2026-01-01").replace('"2027"', '"2026a"'), "utf-8")
    with pytest.raises(CommandError, match="phải sau bản trước"):
        told("add", str(broken))
    assert "bản 2027 (của đơn vị), từ 01/01/2027 trở đi" in told("show")
    with pytest.raises(CommandError, match="đã có bản 2027"):
        told("add", str(given))
    (tmp_path / own.FOLDER / "hong.yaml").write_text("{", "utf-8")
    assert "Không dùng tệp hong.yaml" in told("show")
