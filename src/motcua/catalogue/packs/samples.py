"""Running tests/*.yaml of a pack: what the answers must lead to, and every place where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.catalogue.packs.facts import Facts, visible_fields
from motcua.catalogue.packs.fees import fees
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.packs.needs import needs


def facts_of(sample: Mapping[str, Any]) -> Facts:
    return Facts(
        case=sample["case"],
        channel=sample["channel"],
        submitted_on=date.fromisoformat(sample["submitted_on"]),
        answers=sample["answers"],
        registers=sample.get("register_found", {}),
    )


def run_sample(pack: Pack, sample: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each promise of the sample that the pack does not keep."""
    expected = sample.get("expect", {})
    facts = facts_of(sample)
    seen = visible_fields(pack.form, facts) if pack.form else frozenset()
    known = facts.only(seen) if pack.form else facts
    differences: list[str] = []

    def compare(what: str, got: Any, wanted: Any) -> None:
        if got != wanted:
            differences.append(f"{what}: có {got!r}, mong đợi {wanted!r}")

    if "components" in expected:
        states = {need.component.key: need.state for need in needs(pack, known)}
        for key, state in expected["components"].items():
            compare(f"thành phần {key}", states.get(key, "not_applicable"), state)
        demanded = sorted(key for key, state in states.items() if state == "required")
        compare(
            "thành phần bắt buộc", demanded, sorted(k for k, v in expected["components"].items() if v == "required")
        )
    if "fees" in expected:
        compare("khoản thu", _charges(pack, sample, known), [_wanted(fee) for fee in expected["fees"]])
    compare("ô phải thấy", sorted(set(expected.get("visible", ())) - seen), [])
    compare("ô phải ẩn", sorted(set(expected.get("hidden", ())) & seen), [])
    if "missing" in expected:
        compare("ô còn thiếu", missing_fields(pack.form or {"groups": []}, known, seen), sorted(expected["missing"]))
    if "limit" in expected:
        limit = pack.case(sample["case"]).limit
        got = (
            None if limit is None else {"value": None if limit.value is None else int(limit.value), "unit": limit.unit}
        )
        compare("thời hạn", got, expected["limit"])
    if "refusals" in expected:
        compare("điều không hợp lệ", refusals(pack.form or {}, known), sorted(expected["refusals"]))
    return differences


def _charges(pack: Pack, sample: Mapping[str, Any], facts: Facts) -> list[tuple[str, int | None, bool]]:
    charges = fees(
        pack,
        case=facts.case,
        channel=facts.channel,
        province=sample.get("province"),
        answers=facts.answers,
        on=facts.submitted_on,
        registers=facts.registers,
    )
    return [(c.line.group, c.amount, c.needs_officer is not None) for c in charges]


def _wanted(fee: Mapping[str, Any]) -> tuple[str, int | None, bool]:
    return fee["group"], fee["amount"], fee.get("needs_officer", False)


def missing_fields(form: Mapping[str, Any], facts: Facts, seen: frozenset[str]) -> list[str]:
    """The visible fields that are required for sure and have no answer; what the system writes is never missing."""
    return sorted(
        f["key"]
        for group in form["groups"]
        for f in group["fields"]
        if f["key"] in seen
        and not f.get("derived")
        and not f.get("compute")
        and not any(facts.truth(copy["when"]) is True for copy in f.get("same_as", ()))
        and facts.truth(f.get("required", False)) is True
        and facts.answers.get(f["key"]) in (None, "", [], {})
    )


def refusals(form: Mapping[str, Any], facts: Facts) -> list[str]:
    """The keys of exclusions and checks that these answers break."""
    rules = [*((form.get("case_question") or {}).get("exclusions", ())), *form.get("checks", ())]
    return sorted(rule["key"] for rule in rules if facts.truth(rule["when"]) is True)
