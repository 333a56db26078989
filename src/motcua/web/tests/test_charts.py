"""Charts are geometry from values: on one scale, inside their frame, told without colour."""

from __future__ import annotations

import re

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from motcua.web.charts import Bar, Edge, Node, Part, Series, Stack, bars, flow, stacked

SERIES = (Series("a", "Chờ", "hatch"), Series("b", "Làm", "plain"))


def _number(percent: str) -> float:
    return float(percent.removesuffix("%"))


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=8))
def test_lengths_of_bars_keep_the_order_and_the_shares_of_values(values):
    chart = bars("k", "x", [Bar(str(n), value, "") for n, value in enumerate(values)])
    for value, line in zip(values, chart.lines, strict=True):
        length = _number(line.pieces[0].width) if line.pieces else 0.0
        assert abs(length - (value / max(values) * 100 if max(values) else 0)) <= 0.01


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=1, max_size=6))
def test_parts_of_a_stack_follow_each_other_and_stay_inside(rows):
    told = [Stack("x", (Part("a", a, ""), Part("b", b, "")), "") for a, b in rows]
    for line in stacked("k", "x", told, SERIES).lines:
        at = 0.0
        for piece in line.pieces:
            assert abs(_number(piece.x) - at) <= 0.02
            at += _number(piece.width)
        assert at <= 100.02


def test_each_kind_of_part_has_a_pattern_of_its_own_on_the_page():
    chart = stacked("k", "x", [Stack("Thụ lý", (Part("a", 1, "1 giờ"), Part("b", 2, "2 giờ")), "3 giờ")], SERIES)
    page = render_to_string("web/components/chart_bars.html", {"chart": chart})
    assert page.count('fill="url(#k-hatch)"') == 2  # the piece and its line of the legend
    assert 'id="k-hatch"' in page
    assert "<title>Chờ: 1 giờ</title>" in page


_KEYS = "abcdef"


@given(st.lists(st.tuples(st.sampled_from(_KEYS), st.sampled_from(_KEYS), st.integers(1, 500)), max_size=14))
def test_a_process_stays_in_its_frame_and_every_way_is_drawn_or_counted(ways):
    unique = {(a, b): n for a, b, n in ways}
    edges = [Edge(a, b, n, str(n)) for (a, b), n in unique.items()]
    chart = flow("k", "x", [Node(key, f"Bước {key} có một cái tên khá là dài dòng") for key in _KEYS], edges)
    assert len(chart.edges) + chart.undrawn == len(edges)
    for way in chart.edges:
        assert all(0 <= float(x) <= chart.width for x in re.findall(r"[MHL](-?\d+)", way.path + way.head))
        assert 0 < way.y < chart.height
    assert {way.kind for way in chart.edges if way.path} <= {"on", "skip", "back"}


def test_what_goes_back_is_a_broken_line_at_the_left():
    chart = flow("k", "x", [Node("a", "A"), Node("b", "B")], [Edge("a", "b", 9, "9"), Edge("b", "a", 2, "2")])
    on, back = chart.edges
    assert (on.kind, back.kind) == ("on", "back")
    assert back.x < chart.nodes[0].x
    assert 'class="vn-flow__way vn-flow__way--back"' in render_to_string(
        "web/components/chart_flow.html", {"chart": chart}
    )
