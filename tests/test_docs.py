"""What the pages say stands: links lead somewhere, commands exist, every event has its words, numbers are unique."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from motcua.config import cli
from motcua.dossiers.services import faultpoints
from motcua.platform import security

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.vi.md")
PAGES = sorted([*(ROOT / name for name in READMES), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
# Events that have no `events.py` of their own: the platform records them itself.
ALSO_EVENTS = {
    "CalendarChanged": "platform/clock/store.py",
    "OutageAnnounced": "platform/outages.py",
    "OutageWithdrawn": "platform/outages.py",
}

_LINK = re.compile(r"(?<!!)!?\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def read(name: str) -> str:
    """Return a page of the repository's top folder."""
    return (ROOT / name).read_text("utf-8")


def links_of(page: Path) -> list[str]:
    """Return the targets of a page's links and pictures, without what stands in code."""
    text = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", page.read_text("utf-8")))
    return [one or other for one, other in _LINK.findall(text)]


def heading_ids(page: Path) -> set[str]:
    """Return the anchors of a page's headings as common Markdown viewers make them."""
    titles = re.findall(r"^#+ +(.+)$", _FENCE.sub("", page.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_something_that_is_there(page):
    broken = []
    for link in links_of(page):
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue  # the network is not asked
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in heading_ids(target)):
            broken.append(link)
    assert broken == []


def test_the_two_readmes_lead_to_each_other_and_to_the_same_pages():
    english, vietnamese = (set(links_of(ROOT / name)) for name in READMES)
    assert english ^ vietnamese == set(READMES)


def test_every_decision_has_a_number_of_its_own_and_says_it():
    numbers = [page.name[:4] for page in DECISIONS]
    assert len(numbers) == len(set(numbers))
    for page in DECISIONS:
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name), page.name
        assert page.read_text("utf-8").startswith(f"# {page.name[:4]} "), page.name


def events() -> dict[str, str]:
    """Return the name of every event of the house and the file that declares it, read and not imported."""
    found = dict(ALSO_EVENTS)
    for file in sorted((ROOT / "src" / "motcua").glob("*/events*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and any("dataclass" in ast.dump(d) for d in node.decorator_list):
                found[node.name] = str(file.relative_to(ROOT / "src" / "motcua"))
    return found


def test_events_are_found_where_they_are_declared():
    found = events()
    assert found["DossierSubmitted"] == "dossiers/events.py"
    assert {"identity/events.py", "catalogue/events.py", "dossiers/events.py"} <= set(found.values())
    for name, file in ALSO_EVENTS.items():
        assert f"class {name}:" in (ROOT / "src" / "motcua" / file).read_text("utf-8")


def test_every_event_has_an_entry_in_the_glossary_and_no_entry_is_of_an_event_that_is_gone():
    section = (ROOT / "docs" / "glossary.md").read_text("utf-8").split("## Events", 1)[1].split("\n## ", 1)[0]
    told = re.findall(r"^\| `(\w+)` \| \S.*\|$", section, re.M)
    assert sorted(told) == sorted(events())


def test_the_architecture_names_every_table_and_every_point_of_submission():
    page = read("docs/architecture.md")
    tables = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("motcua.")}
    assert [name for name in sorted(tables) + list(faultpoints.POINTS) if f"`{name}`" not in page] == []


def test_the_page_on_security_names_every_function_that_runs_as_the_owner():
    definers = [
        found.group(1)
        for sql in security.functions()
        for found in re.finditer(r"FUNCTION (\w+)\s*\([^$]*?\$\$", sql)
        if "SECURITY DEFINER" in found.group()
    ]
    page = read("docs/security.md")
    assert len(definers) > 10
    assert [name for name in definers if f"`{name}`" not in page] == []


def make_targets() -> set[str]:
    """Return what `make` can be asked for."""
    (listed,) = re.findall(r"^\.PHONY: (.+)$", read("Makefile"), re.M)
    rules = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.M))
    assert set(listed.split()) <= rules
    return set(listed.split())


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_names_the_make_targets_that_exist(readme):
    told = set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", read(readme), re.M))
    assert told <= make_targets()
    assert make_targets() - told <= {"help", "programs"}  # asked for by the others


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_names_the_commands_that_exist(readme):
    assert set(re.findall(r"`motcua ([a-z][a-z-]*)", read(readme))) == set(cli.commands())


@pytest.mark.parametrize("command", sorted(cli.commands()))
def test_what_a_readme_says_of_a_command_stands_in_its_source(command):
    source = cli.commands()[command].read_text("utf-8")
    for readme in READMES:
        (row,) = re.findall(rf"^\|.*`motcua {command}`.*\| (.+) \|$", read(readme), re.M)
        missing = [word for word in re.findall(r"`([a-z-]+)`", row) if f'"{word}"' not in source]
        assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_names_the_contexts_that_exist(readme):
    folders = {path.name for path in (ROOT / "src" / "motcua").iterdir() if (path / "__init__.py").exists()}
    section = re.search(r"`platform` .*?`config` [^\n]*", read(readme), re.S)
    assert section is not None
    first_cells = [row.split(" |")[0] for row in section.group().split("\n")]
    assert {word for cell in first_cells for word in re.findall(r"`(\w+)`", cell)} == folders


def test_what_others_made_is_named_with_its_licence():
    """Every licence file beside the things it covers is named in NOTICE, and NOTICE names no file that is not there."""
    notice = read("NOTICE")
    kept = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*")
        if path.is_file() and re.search(r"(^LICEN[CS]E|^OFL|\.LICEN[CS]E$)", path.name)
    }
    assert kept, "the licence files were not found"
    named = set(re.findall(r"src/[\w./*-]*\w", notice))
    assert kept <= named
    assert [path for path in sorted(named) if "*" not in path and not (ROOT / path).exists()] == []


def test_pictures_of_the_pages_stay_small():
    pictures = sorted((ROOT / "docs" / "img").iterdir())
    assert pictures
    assert [p.name for p in pictures if p.suffix != ".png" or p.stat().st_size > 250 * 1024] == []
