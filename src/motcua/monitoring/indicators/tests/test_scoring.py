"""Every scoring rule against a table written by hand, and what a score may never hide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.monitoring.indicators import library
from motcua.monitoring.indicators.library import BrokenLibrary, read
from motcua.monitoring.indicators.model import Scoring
from motcua.monitoring.indicators.scoring import Share, others, points_of, rounded, score

INDEX = library().index_on(date(2026, 10, 31))
MISSING = {m.key for m in library().measures.values() if m.kind == "missing"}


def shares(**ratio):
    """Every measure at 100 %, but those named by the id of their line."""
    by_id = {one.id: one.measure for one in INDEX.indicators}
    told = {key: Share(100, 100, has_source=key not in MISSING) for key in library().measures}
    told |= {by_id[line.replace("_", ".")]: Share(n, d) for line, (n, d) in ratio.items()}
    return told


# ratio in percent, points of the line, how it scores -> points, worked out by hand
TABLE = [
    ("linear", 100, 20, "98.36", "19.672"),
    ("linear", 100, 20, "0", "0"),
    ("linear", 100, 6, "100", "6"),
    ("linear", 100, 4, "33.33", "1.3332"),
    ("to_target", 80, 2, "40", "1"),
    ("to_target", 80, 2, "80", "2"),
    ("to_target", 80, 2, "95", "2"),
    ("to_target", 80, 4, "75", "3.75"),
    ("to_target", 50, 6, "71.81", "6"),
    ("to_target", 50, 6, "12.5", "1.5"),
    ("to_target", 90, 6, "81", "5.4"),
    ("information", 100, 0, "77", "0"),
]


@pytest.mark.parametrize(("kind", "target", "points", "percent", "expected"), TABLE)
def test_every_way_of_scoring(kind, target, points, percent, expected):
    assert points_of(Scoring(kind, target), points, Decimal(percent) / 100) == Decimal(expected)


LINES = [  # line, (numerator, denominator), points by hand (rules 1.2)
    ("2.1", (1263, 1284), "19.67"), ("3.1", (120, 200), "1.50"), ("3.2", (3, 12), "1.00"), ("3.3", (300, 1000), "3.60"),
    ("4.1", (118, 236), "3.00"), ("4.2", (600, 1000), "3.00"), ("5.4", (810, 1000), "5.40"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "told", "expected"), LINES)
def test_every_line_of_a_commune_with_a_source(line, told, expected):
    found = score(INDEX, shares(**{line.replace(".", "_"): told}), "commune")
    (got,) = [one for one in found.lines if one.indicator.id == line]
    assert rounded(got.points) == Decimal(expected)


def test_what_has_no_source_gives_no_points_and_is_not_hidden():
    found = score(INDEX, shares(), "commune")
    missing = {one.indicator.id for one in found.lines if one.state == "missing"}
    assert missing == {"1.4", "3.5a", "3.5b", "3.6", "4.3", "4.4", "4.6", "5.2", "5.3"}
    assert all(one.points is None for one in found.lines if one.state == "missing")
    assert (found.proven, found.out_of, found.value) == (Decimal(64), Decimal(64), Decimal(100))


def test_lines_that_do_not_apply_to_a_commune_are_full_points_or_left_out():
    told = shares(**{"2_1": (50, 100)})
    full = score(INDEX, told, "commune")
    rescaled = score(INDEX, told, "commune", choice={"not_applicable": "rescale"})
    assert (full.proven, full.out_of) == (Decimal(54), Decimal(64))
    assert (rescaled.proven, rescaled.out_of) == (Decimal(38), Decimal(48))
    assert (full.value, rescaled.value) == (Decimal("84.38"), Decimal("79.17"))


def test_every_reading_but_the_one_used_is_computed_beside():
    told = shares(**{"4_2": (60, 100)}) | {"on_time.current": Share(50, 100), "sync.share": Share(1, 2)}
    found = {(reading, option): result for reading, option, result in others(INDEX, told, "commune")}
    assert set(found) == {
        ("not_applicable", "rescale"), ("target_4_2", "linear"), ("due_2_1", "current"), ("sync_3_3", "yes")
    }  # fmt: skip

    def line(result, key):
        return next(one.points for one in result.lines if one.indicator.id == key)

    assert line(score(INDEX, told, "commune"), "4.2") == Decimal(3)
    assert line(found["target_4_2", "linear"], "4.2") == Decimal("2.4")
    assert line(found["due_2_1", "current"], "2.1") == Decimal(10)
    assert line(found["sync_3_3", "yes"], "3.3") == Decimal(6)  # half of 100 % is the target


def test_a_denominator_of_zero_is_a_dash_full_or_nothing_as_the_line_says():
    found = score(INDEX, shares(**{"2_1": (0, 0), "5_4": (0, 0), "5_2": (0, 0), "3_3": (0, 0)}), "commune")
    by_id = {one.indicator.id: one for one in found.lines}
    assert (by_id["2.1"].state, by_id["2.1"].points) == ("no_cases", None)
    assert by_id["5.2"].points == Decimal(6)
    assert by_id["5.4"].points == Decimal(0)


def test_overdue_and_unhappy_together_never_make_less_than_nothing():
    assert score(INDEX, shares(**{"5_4": (-3, 10)}), "commune").of_group("5")[0] == 0


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=len(LINES), max_size=len(LINES)))
def test_points_stay_within_the_lines_and_add_up(told):
    given_ = {line.replace(".", "_"): (min(n, d), d) for (line, _, _), (n, d) in zip(LINES, told, strict=True)}
    found = score(INDEX, shares(**given_), "commune")
    for line in found.lines:
        assert line.points is None or 0 <= line.points <= line.indicator.points
    assert found.proven == sum(line.points for line in found.lines if line.points is not None)
    assert rounded(sum(found.of_group(group.key)[0] for group in INDEX.groups)) == rounded(found.proven)
    assert sum(found.of_group(group.key)[2] for group in INDEX.groups) == 100


BANDS = [
    (100, "Xuất sắc"), (90, "Xuất sắc"), ("89.99", "Tốt"), (70, "Khá"), (50, "Trung bình"), (0, "Yếu")
]  # fmt: skip


@pytest.mark.parametrize(("points", "band"), BANDS)
def test_bands(points, band):
    assert INDEX.band_of(Decimal(points)).name == band


def test_data_that_does_not_hold_together_is_refused():
    conditions = "dossier: {all: {name: '', when: true}, x: {name: x, when: {var: nobody_knows}}}\nservice: {}"
    with pytest.raises(BrokenLibrary, match="nobody_knows"):
        read(conditions, "[]")
    with pytest.raises(BrokenLibrary, match="says why"):
        read("dossier: {}\nservice: {}", "[{key: a, name: A, kind: missing}]")
    with pytest.raises(BrokenLibrary, match="names y"):
        read("dossier: {}\nservice: {}", "[{key: a, name: A, kind: share, numerator: [y]}]")


def test_a_newer_version_holds_from_its_day():
    newer = replace(INDEX, version="2", valid_from=date(2027, 1, 1))
    both = replace(library(), sets=(INDEX, newer))
    assert both.index_on(date(2026, 12, 31)).version == "1"
    assert both.index_on(date(2027, 1, 1)).version == "2"
    assert both.index_on(date(2020, 1, 1)).version == "1"
