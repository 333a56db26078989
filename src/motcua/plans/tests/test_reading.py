"""The paper is read in a process of its own; whatever happens there, the server gets an answer or a refusal."""

from pathlib import Path

import pytest

from motcua.plans import reading
from motcua.plans.reading import NotRead, compile_paper
from motcua.platform.text import fold

PICTURE = "Tệp này là ảnh chụp, không có chữ."
READS = """
import os
from types import SimpleNamespace as Of

class PaperRefused(ValueError):
    vi = "Tệp này là ảnh chụp, không có chữ."

def read_bytes(data, name):
    lines = data.decode().splitlines()
    if lines == ["bùng nổ"]:
        raise MemoryError
    if lines == ["ảnh"]:
        raise PaperRefused
    cells = (Of(text="1", line=5), Of(text="", line=5), Of(text=" Tập  huấn ", line=6))
    return Of(name=name, parts=[Of(no=n, text=t) for n, t in enumerate(lines, 1)] + [Of(rows=[cells], line=5)])

def compile_paper(paper):
    said = {"title": paper.name, "number": os.environ.get("DJANGO_SETTINGS_MODULE")}
    return Of(as_json=lambda: {"plan": said, "targets": [], "tasks": []})
"""


@pytest.fixture
def compiler(tmp_path, monkeypatch):
    for package, text in (("motcua", ""), ("motcua/plans", ""), ("motcua/plans/compiler", READS)):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(text, "utf-8")
    monkeypatch.setattr(reading, "_SOURCE", tmp_path)
    return tmp_path


def test_a_paper_is_read_without_anything_of_the_server_around_it(compiler):
    paper = compiler / "giay.txt"
    paper.write_text("KẾ HOẠCH", "utf-8")
    found = compile_paper(paper, "kế hoạch.txt")
    assert found["plan"] == {"title": "kế hoạch.txt", "number": None}
    assert found["lines"] == ["KẾ HOẠCH", "", "", "", "1 | Tập huấn"]  # by their numbers, a row of a table as one


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("bùng nổ", "a.txt", "unreadable"),
        ("ảnh", "a.txt", "unreadable"),
        ("x", "a.exe", "kind"),
        ("", "a.txt", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(compiler, content, name, why):
    paper = compiler / "giay"
    paper.write_text(content, "utf-8")
    with pytest.raises(NotRead) as refused:
        compile_paper(paper, name)
    assert refused.value.why == why
    assert refused.value.sentence == (PICTURE if content == "ảnh" else "")


def test_a_paper_too_big_is_not_opened(compiler, monkeypatch):
    paper = compiler / "giay.txt"
    paper.write_text("x" * 20, "utf-8")
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(NotRead) as refused:
        compile_paper(paper, "a.txt")
    assert refused.value.why == "too_big"


def test_a_real_plan_is_read_and_each_finding_stands_at_its_line():
    paper = Path(__file__).parents[4] / "tests" / "plans" / "xa-xuan-thanh-2026.txt"
    found = compile_paper(paper, "Kế hoạch.txt")
    lines = [fold(line).split() for line in found["lines"]]
    for kind in ("targets", "tasks"):
        assert len(found[kind]) > 10
        for one in found[kind]:
            said = set(fold(one["text"]).split()[:20])
            near = {word for line in lines[max(0, one["line"] - 7) : one["line"] + 40] for word in line}
            assert lines[one["line"] - 1], one["text"]  # never an empty line; of a table where its cell begins
            assert len(said & near) >= len(said) * 0.7, one["text"]
    assert {one["kind"] for one in found["contradictions"]} >= {"value", "volume"}
