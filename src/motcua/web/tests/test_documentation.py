"""The page developers read names every component and every kind of question there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from motcua.web.fields import Kind

WEB = Path(__file__).resolve().parents[1]
PAGE = (WEB.parents[2] / "docs/design-system.md").read_text(encoding="utf-8")
COMPONENTS = sorted(path.stem for path in (WEB / "templates/web/components").glob("[a-z]*.html"))


@pytest.mark.parametrize("name", [name for name in COMPONENTS if name != "days"])
def test_a_component_is_documented_and_no_other_is(name: str):
    assert f"| `{name}` |" in PAGE


def test_no_component_is_documented_that_does_not_exist():
    section = PAGE.split("## Components")[1].split("## Scripts")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE)) <= set(COMPONENTS)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_kind_of_question_is_documented_and_has_a_template(kind: str):
    assert f"`{kind}`" in PAGE
    assert (WEB / f"templates/web/fields/{kind}.html").exists()


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_draws_nothing_wrong_without_values(name: str):
    from django.template.loader import render_to_string

    page = render_to_string(f"web/components/{name}.html", {"days": (), "total": 0, "max": 1, "value": 0, "code": ""})
    assert "None" not in page
