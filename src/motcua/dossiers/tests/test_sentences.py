"""Every event has an audit sentence that its own fields can fill."""

from __future__ import annotations

import dataclasses
import inspect
import string
from pathlib import Path

import yaml

from motcua.dossiers import events, events_beside, events_of_money, timeline


def declared():
    return {
        name: cls
        for module in (events, events_beside, events_of_money)
        for name, cls in inspect.getmembers(module, inspect.isclass)
        if cls.__module__ == module.__name__ and dataclasses.is_dataclass(cls)
    }


def test_every_event_has_a_sentence_and_no_sentence_is_without_an_event():
    files = (Path(timeline.__file__).parent / "data").glob("sentences*.yaml")
    own = {name for path in files for name in yaml.safe_load(path.read_text("utf-8"))}
    assert own == set(declared())
    assert own <= set(timeline.sentences())  # contexts above bring their own


def test_each_sentence_names_only_fields_of_its_event():
    for name, cls in declared().items():
        fields = {f.name for f in dataclasses.fields(cls)} | {"count", "helped"}
        for words in (timeline.sentences()[name]["citizen"], timeline.sentences()[name]["officer"]):
            if words:
                used = {field for _, field, _, _ in string.Formatter().parse(words) if field}
                assert used <= fields, (name, used - fields)


def test_each_sentence_has_a_sign():
    assert {row["kind"] for row in timeline.sentences().values()} <= {"done", "asked", "late"}
