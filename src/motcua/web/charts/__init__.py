"""Charts drawn by the server: plain SVG without scripts, read without colour, always with a table beside them.

Each function is pure: values in, geometry out; a component under `web/components/charts/` draws it. Words are given
by the caller, formatted: a chart never rounds or names anything.
"""

from motcua.web.charts.bars import Bar, BarChart, Part, Series, Stack, StackChart, bars, stacked
from motcua.web.charts.flow import Edge, FlowChart, Node, flow

__all__ = [
    "Bar",
    "BarChart",
    "Edge",
    "FlowChart",
    "Node",
    "Part",
    "Series",
    "Stack",
    "StackChart",
    "bars",
    "flow",
    "stacked",
]
