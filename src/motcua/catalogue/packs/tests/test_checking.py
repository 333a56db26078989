"""Each thing that must hold before publishing: break it in a real pack and the checker says so by its code."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from motcua.catalogue.packs.checking import Vocabulary, check
from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.model import Pack

CODE = "1.001193"
Docs = dict[str, Any]


def field(docs: Docs, key: str) -> Docs:
    return next(f for g in docs["form"]["groups"] for f in g["fields"] if f["key"] == key)


def item(items: list[Docs], key: str) -> Docs:
    return next(i for i in items if i["key"] == key)


def set_(target: Callable[[Docs], Docs], **changes: Any) -> Callable[[Docs], None]:
    return lambda docs: target(docs).update(changes)


def circle(docs: Docs) -> None:
    field(docs, "birth_kind")["visible"] = {"present": [{"var": "mother_name"}]}


def doubled(docs: Docs) -> None:
    docs["form"]["groups"][0]["fields"].append(deepcopy(field(docs, "child_name")))


BROKEN: list[tuple[str, Callable[[Docs], None]]] = [
    ("pack.schema", set_(lambda d: d["procedure"], colour="xanh")),
    ("pack.schema", set_(lambda d: d["procedure"]["fees"][0], amount=-1)),
    ("pack.schema", set_(lambda d: field(d, "child_name"), mark="X")),
    ("pack.limit", set_(lambda d: d["procedure"]["cases"][0], no_limit_reason="vì sao")),
    ("pack.class_unknown", set_(lambda d: d["procedure"]["cases"][0], confidentiality="top_secret")),
    ("pack.fee", set_(lambda d: d["procedure"]["fees"][0], unread="council")),
    ("pack.fee", set_(lambda d: d["procedure"]["fees"][0], valid_from="2026-08-08", valid_to="2026-08-07")),
    ("pack.case_unknown", set_(lambda d: d["procedure"]["fees"][0], cases=["unknown"])),
    ("pack.case_unknown", set_(lambda d: d["process"]["steps"][0], cases=["unknown"])),
    ("pack.logic", set_(lambda d: d["procedure"]["fees"][0], applies_when={"==": [{"var": "no_such_field"}, 1]})),
    ("pack.logic", set_(lambda d: field(d, "child_name"), visible={"regex": [{"var": "child_name"}, "a"]})),
    ("pack.logic", set_(lambda d: d["form"]["checks"][0], when={"==": [{"var": "gone"}, 1]})),
    ("pack.logic", set_(lambda d: d["form"]["parties"]["owner"][0], when={"==": [{"var": "gone"}, 1]})),
    ("pack.filled_by", set_(lambda d: item(d["procedure"]["components"], "witness"), filled_by="file_nothing")),
    ("pack.filled_by", set_(lambda d: item(d["procedure"]["components"], "witness"), filled_by="child_name")),
    ("pack.concerns", set_(lambda d: d["procedure"]["common_defects"][0], concerns={"field": "gone"})),
    ("pack.concerns", set_(lambda d: d["form"]["checks"][0], concerns={"component": "gone"})),
    ("pack.duplicate", doubled),
    ("pack.list_unknown", set_(lambda d: field(d, "child_sex"), options="no_such_list")),
    ("pack.source_unknown", set_(lambda d: field(d, "child_sex"), fill_from=["crystal_ball"])),
    ("pack.field_unknown", set_(lambda d: field(d, "child_name"), text_for="gone")),
    ("pack.field_unknown", set_(lambda d: field(d, "made_on"), derived={"kind": "date_in_words", "of": "gone"})),
    ("pack.field_unknown", set_(lambda d: field(d, "mother_name")["same_as"][0], field="gone")),
    ("pack.value_unknown", set_(lambda d: field(d, "birth_kind")["same_as"][0], value="99")),
    ("pack.reuse", set_(lambda d: field(d, "truth_declaration"), reuse="confirm")),
    ("pack.circle", circle),
    ("pack.party", lambda d: d["form"]["parties"]["owner"].pop()),
    ("pack.field_unknown", set_(lambda d: d["form"]["parties"]["submitter"][0]["takes"], name="gone")),
    ("pack.case_question", lambda d: d["form"]["case_question"]["choices"].pop()),
    ("pack.case_question", set_(lambda d: d["form"]["case_question"]["choices"][0], case="abandoned")),
    ("pack.case_question", set_(lambda d: d["form"], case_question=None)),
    ("pack.shares", set_(lambda d: d["process"]["steps"][0], share=0.3)),
    ("pack.shares", set_(lambda d: d["process"]["steps"][0], cases=["standard"])),
    ("pack.route", set_(lambda d: d["process"]["steps"][-1], part="handling")),
    ("pack.role_unknown", set_(lambda d: d["process"]["steps"][0], role="wizard")),
    ("pack.rows", lambda d: d["result"]["rows"].pop()),
    ("pack.rows", lambda d: d["result"]["rows"].append(["gone"])),
    ("pack.field_unknown", set_(lambda d: d["result"]["fields"][7], **{"from": "gone"})),
    ("pack.event_unknown", set_(lambda d: d["procedure"], life_events=["flying_to_the_moon"])),
]


@pytest.mark.parametrize(("code", "break_it"), BROKEN, ids=[f"{n}-{code}" for n, (code, _) in enumerate(BROKEN)])
def test_what_is_broken_is_found(library: Library, words: Vocabulary, code: str, break_it: Callable[[Docs], None]):
    documents = deepcopy(library.pack(CODE).documents)
    break_it(documents)
    found = check(Pack(documents), words)
    assert code in {finding.code for finding in found}
    assert all(finding.message and finding.where for finding in found)


def test_an_untouched_pack_has_no_findings(library: Library, words: Vocabulary):
    assert check(library.pack(CODE), words) == []


def test_a_broken_promise_of_a_sample_is_a_finding(library: Library, words: Vocabulary):
    sample = deepcopy(next(s for s in library.samples(CODE) if s["case"] == "abandoned"))
    sample["expect"]["refusals"] = ["born_abroad"]
    assert [finding.code for finding in check(library.pack(CODE), words, [sample])] == ["pack.sample"]


def test_a_condition_that_can_never_hold_is_a_warning(library: Library, words: Vocabulary):
    documents = deepcopy(library.pack(CODE).documents)
    field(documents, "requester_relation_other")["visible"] = {"in": [{"var": "requester_relation"}, []]}
    assert [(f.code, f.severity) for f in check(Pack(documents), words)] == [("pack.never", "warning")]
