"""The stylesheets pages load are built from the sources, and templates use no class that is not styled."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import override_settings

WEB = Path(__file__).resolve().parents[1]
ROOT = WEB.parents[2]
# Hooks and modifiers that exist for meaning only: nothing to draw beyond their block.
UNSTYLED = {"vn-citizen", "vn-js", "vn-day--ahead", "vn-button--primary"}


@pytest.fixture(scope="module")
def builder():
    spec = importlib.util.spec_from_file_location("build_css", ROOT / "tools/build_css.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_stylesheets_are_what_the_sources_say(builder):
    for name, css in builder.built().items():
        assert (WEB / "static/web" / name).read_text(encoding="utf-8") == css, f"run python tools/build_css.py ({name})"


def test_shrinking_keeps_what_css_means(builder):
    css = 'a  b > c { margin: 0 auto ; width: calc(1px + 2px); } /* x */ a :hover, i { content: "a  b"; }'
    # Blanks inside strings are folded by design; we write none.
    assert builder.minified(css) == ('a b > c{margin:0 auto;width:calc(1px + 2px)}a :hover,i{content:"a b"}')


def test_every_class_in_our_templates_is_drawn_by_a_stylesheet():
    css = "".join(
        (WEB / "static/web" / name).read_text(encoding="utf-8") for name in ("citizen.css", "desk.css", "charts.css")
    )
    styled = set(re.findall(r"\.(vn-[\w-]+)", css)) | UNSTYLED
    used: dict[str, str] = {}
    for template in (WEB / "templates").rglob("*.html"):
        for classes in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8")):
            plain = re.sub(r"{[%{].*?[%}]}", " ", classes)
            used |= dict.fromkeys(re.findall(r"(?<![\w-])vn-[a-z0-9_-]*[a-z0-9](?![\w-])", plain), template.name)
    unknown = {name: where for name, where in used.items() if name not in styled and not _is_prefix(name, styled)}
    assert unknown == {}


def _is_prefix(name: str, styled: set[str]) -> bool:
    return any(other.startswith((f"{name}--", f"{name}__")) for other in styled)


def test_every_file_a_stylesheet_or_page_names_survives_renaming_by_content(tmp_path):
    """What a server sends has the hash of its content in its name; collecting fails on a dangling reference."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=storages):
        call_command("collectstatic", "--no-input", "--verbosity=0")
        names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
        css = (tmp_path / names["web/citizen.css"]).read_text(encoding="utf-8")
        assert Path(names["vendor/be-vietnam-pro/be-vietnam-pro-400.woff2"]).name in css
        assert (tmp_path / (names["web/citizen.css"] + ".br")).exists()
        page = render_to_string("500.html")
        assert names["web/citizen.css"] in page


def test_no_rule_brings_an_image_or_font_from_elsewhere():
    for sheet in (WEB / "static/web").glob("*.css"):
        urls = re.findall(r"url\(\"?([^)\"]+)", sheet.read_text(encoding="utf-8"))
        assert all(not url.startswith(("http", "//", "data:")) for url in urls)
        assert all((sheet.parent / url).exists() for url in urls)
