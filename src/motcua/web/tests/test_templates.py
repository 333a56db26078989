"""Our pages obey a strict content security policy: nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
SPRITE = TEMPLATES.parent / "static/vendor/tabler/icons.svg"


def sources() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_a_template_has_no_inline_style_script_or_handler(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<[^>{%]*\s(style|on[a-z]+)=|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_icon_a_template_names_is_in_the_sprite(path: Path):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    named = set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    assert named <= drawn


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_nothing_and_says_what_to_do(name: str):
    page = render_to_string(f"{name}.html")
    assert "<h1>" in page
    assert 'href="/"' in page
    assert "Lỗi hệ thống" not in page
    assert "không hợp lệ" not in page


def test_the_frame_without_a_shell_is_still_a_page():
    page = render_to_string("web/citizen.html")
    assert '<html lang="vi"' in page
    assert "Một cửa điện tử" in page
