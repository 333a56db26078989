"""Procedures are data: no code, field key or case key of a pack may occur in src/, tests excepted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from motcua.catalogue.packs.checking.vocabulary import fields_of
from motcua.catalogue.packs.model import Pack

from .conftest import ROOT

SOURCE = ROOT / "src" / "motcua"
CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?![\d.])")
CHECKED = {".py", ".html", ".txt", ".js", ".typ", ".yaml", ".json", ".css"}
# Keys of a pack that are also names of our own, for something else: each with what it names in the code.
OURS = {
    "made_at": "the instant a paper or a request was made, a column of ours",
    "same_day": "a unit of limits; one captured procedure also calls a case so",
    "register_book": "a key of the captured catalogue, read by the converter",
}


def sources() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*")):
        parts = set(path.relative_to(SOURCE).parts)
        if path.suffix in CHECKED and not parts & {"tests", "vendor", "__pycache__", "node_modules"}:
            yield path


def keys_of(packs: dict[str, Pack]) -> tuple[set[str], set[str]]:
    """(keys of several words, single words). A single word such as `person` is also plain English."""
    keys = {case.key for pack in packs.values() for case in pack.cases}
    keys |= {field["key"] for pack in packs.values() for _, field in fields_of(pack.form)}
    return {key for key in keys if "_" in key or any(c.isdigit() for c in key)}, {
        key for key in keys if "_" not in key and not any(c.isdigit() for c in key)
    }


def words_in_quotes(path: Path) -> set[str]:
    """String constants of a Python file, docstrings and their examples left out; quoted words of any other file."""
    text = path.read_text("utf-8", errors="replace")
    if path.suffix != ".py":
        return set(re.findall(r"""["'`]([A-Za-z0-9_]+)["'`]""", text))
    tree = ast.parse(text)
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def without_examples(text: str) -> str:
    """The text without its doctests: they are tests that stand beside the code."""
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith(">>>"))


def test_no_procedure_code_occurs_in_the_source():
    texts = {p: without_examples(p.read_text("utf-8", errors="replace")) for p in sources()}
    found = {str(path.relative_to(SOURCE)): CODE.findall(text) for path, text in texts.items()}
    assert {path: codes for path, codes in found.items() if codes} == {}


def test_no_field_or_case_key_occurs_in_the_source(packs: dict[str, Pack]):
    compound, _ = keys_of(packs)
    found = {str(p.relative_to(SOURCE)): compound & words_in_quotes(p) for p in sources()}
    assert {path: sorted(keys - OURS.keys()) for path, keys in found.items() if keys - OURS.keys()} == {}
    used = {key for keys in found.values() for key in keys}
    assert OURS.keys() <= used, "an exception nobody needs any more"


def test_no_branch_asks_for_a_case_by_name(packs: dict[str, Pack]):
    _, single = keys_of(packs)
    names = "|".join(sorted(map(re.escape, single)))
    branch = re.compile(rf"""\bcase(?:_key|\.key|\["key"\])?\s*(?:==|!=|in)\s*[\[({{]?\s*["'](?:{names})["']""")
    found = {str(p.relative_to(SOURCE)): branch.findall(p.read_text("utf-8", errors="replace")) for p in sources()}
    assert {path: hits for path, hits in found.items() if hits} == {}


def test_the_search_finds_what_it_looks_for(packs: dict[str, Pack], tmp_path: Path):
    compound, single = keys_of(packs)
    assert {"child_birth_date", "no_birth_notice"} <= compound
    assert {"standard", "person"} <= single
    page = tmp_path / "page.py"
    page.write_text('if case == "standard":\n    use("child_birth_date")\n', "utf-8")
    assert "child_birth_date" in compound & words_in_quotes(page)
    assert CODE.findall("thủ tục 1.001193 và bản 1.2.3") == ["1.001193"]
