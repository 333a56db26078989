"""One file of detailed/ as documents: procedure (over the captured row), process, result, sample."""

from __future__ import annotations

from typing import Any

from motcua.catalogue.packs.convert.conditions import TextCodes, to_logic
from motcua.catalogue.packs.convert.differences import differences
from motcua.catalogue.packs.convert.source import Row
from motcua.catalogue.packs.convert.words import Keys, key_of, unread_reason
from motcua.catalogue.packs.documents import Document
from motcua.catalogue.packs.model import ALL

KEPT_WORDS = (
    "code_check",
    "external_system",
    "why_guide_only",
    "section_note",
    "process_note",
    "why_this_one",
    "component_note",
)
LOCAL_BOOKS = ("own_register", "administrative_decision")  # results whose number our own register gives


def over_procedure(base: Document, row: Row, text_codes: TextCodes) -> Document:
    """Return `base` with everything the detailed row knows better; keys it does not speak of stay as captured."""
    applicant = row["applicant"]
    document: Document = {
        **base,
        "agency": row["agency"],
        "decision": row["decision"],
        "channels": sorted(row["channels"]),
        "may_apply": {
            "who": list(applicant["who_may_file"]),
            "for_whom": applicant["for_whom"],
            "place": applicant["place"],
            "conditions": [dict(condition) for condition in applicant.get("conditions", ())],
            "signing": applicant.get("signing"),
            "legal": applicant.get("legal"),
            "mark": "C2",
        },
        "deadline": _deadline(row),
        "representative_rules": [
            {"key": f"rule{n}", "rule": r["rule"], "legal": r.get("legal"), "mark": r["mark"]}
            for n, r in enumerate(applicant["representative_rules"], 1)
        ],
        "case_note": row.get("case_note"),
        "cases": [_case(case, _published_limit(base)) for case in row["cases"]],
        "extension": dict(row["extension"]),
        "fees": [line for line in fee_lines(row, text_codes) if line["province"] is None],
        "fee_formula": row.get("fee_formula"),
        "components": [_component(c, text_codes) for c in row["components"]],
        "common_defects": [dict(defect) for defect in row["common_defects"]],
        "published_life_events": list(row["life_events"]),
        "related": related_of(row),
        "levels": row.get("levels"),
        "counter_rules": row.get("counter_rules"),
        "links": list(row.get("links", ())),
        "guide_steps": list(row.get("guide_steps", ())),
        "notes": {"kind": row["kind"], **{key: row[key] for key in KEPT_WORDS if key in row}},
        "published_difference": differences(base, row),
        "open_points": list(row["open_points"]),
        "sources": list(row["sources"]),
        "marks": {**base["marks"], "agency": "C2", "channels": "C2"},
    }
    return document


def over_generic(base: Document, row: Row, text_codes: TextCodes) -> Document:
    """Return a generic pack with the two things of the detailed row that need no form of its own."""
    document = {**base, "related": related_of(row)}
    if has_plain_fees(row):
        document["fees"] = [line for line in fee_lines(row, text_codes) if line["province"] is None]
        document["fee_formula"] = row.get("fee_formula")
    return document


def has_plain_fees(row: Row) -> bool:
    """True when no fee line hangs on a case or an answer: then the better table also serves a generic pack."""
    return all(line["case"] == ALL and not line.get("applies_when") for line in row["fees"])


def related_of(row: Row) -> list[Document]:
    related = row.get("related")
    if not related:
        return []
    return [{"key": "linked", "code": related["linked_group"], "note": related["note"], "mark": related["mark"]}]


def _deadline(row: Row) -> Document | None:
    deadline = row["applicant"]["deadline"]
    if deadline is None:
        return None
    return {
        "value": deadline["value"],
        "unit": deadline["unit"],
        "from": _field_with_fact(row, deadline["from"]) or deadline["from"],
        "legal": deadline.get("legal"),
        "note": deadline.get("note"),
        "mark": deadline["mark"],
    }


def _field_with_fact(row: Row, fact: str) -> str | None:
    return next((f["key"] for s in row["sections"] for f in s["fields"] if f["fact"] == fact), None)


def _published_limit(base: Document) -> Document:
    limit = base["cases"][0]["limit"]
    return limit["published"] if limit else {"value": None, "unit": None, "note": base["cases"][0]["no_limit_reason"]}


def _case(case: Row, published: Document) -> Document:
    limit = case["limit"]
    return {
        "key": case["key"],
        "label": case["label"],
        "when": case["when"],
        "decided_by": case["decided_by"],
        "limit": {
            "value": limit["value"],
            "unit": limit["unit"],
            "note": limit["note"],
            "published": published,
            "mark": case["mark"],
        },
        "no_limit_reason": None,
        "mark": case["mark"],
    }


def fee_lines(row: Row, text_codes: TextCodes) -> list[Document]:
    """Every line of the fee table, national and provincial, with stable keys."""
    keys = Keys()
    return [_fee(line, keys.unique(key_of(f"{line['label']} {line['channel']}")), text_codes) for line in row["fees"]]


def _fee(line: Row, key: str, text_codes: TextCodes) -> Document:
    amount = line["amount_vnd"]
    document: Document = {
        "key": key,
        "group": line["group"],
        "label": line["label"],
        "amount": amount,
        "unread": unread_reason(line.get("note"), line["legal"]) if amount is None else None,
        "per": line["per"],
        "channel": line["channel"],
        "province": line["province_code"],
        "cases": _cases(line["case"]),
        "applies_when": to_logic(line.get("applies_when", ()), text_codes),
        "legal": line["legal"],
        "exempt_when": list(line["exempt_when"]),
        "note": line.get("note"),
    }
    document.update({flag: line[flag] for flag in ("is_cap", "doubtful", "valid_from", "valid_to") if flag in line})
    document["mark"] = line["mark"]
    return document


def _cases(case: Any) -> Any:
    return ALL if case == ALL else list(case)


def required_of(row: Row, text_codes: TextCodes) -> tuple[Any, str | None]:
    """Return `(required, words)`: the source writes words with a condition; we evaluate it and show the words."""
    if isinstance(row["required"], bool):
        return row["required"], None
    return to_logic(row["required_when"], text_codes), row["required"]


def _component(component: Row, text_codes: TextCodes) -> Document:
    required, words = required_of(component, text_codes)
    replaceable = component["replaceable_by"]
    return {
        "key": component["key"],
        "code": component["code"],
        "name": component["name"],
        "cases": _cases(component["case"]),
        "required": required,
        "required_words": words,
        "originals": component["originals"],
        "copies": component["copies"],
        "form": component["form"],
        "form_code": component.get("form_code"),
        "one_of": key_of(component["one_of"]) if component.get("one_of") else None,
        "replaceable_by": {"text": replaceable, "when": None, "mark": "C2"} if replaceable else None,
        "filled_by": None,
        "note": component.get("note"),
        "mark": component["mark"],
    }


def process_document(row: Row) -> Document | None:
    """Return the process; None where another body runs it (guide and link only)."""
    if not row["process"]:
        return None
    keys = Keys()
    return {
        "format": 1,
        "steps": [_step(step, keys) for step in row["process"]],
        "policy": {"after_supplement": None, "refusal": None},
    }


def _step(step: Row, keys: Keys) -> Document:
    document = {
        "key": keys.unique(f"step{step['step']}"),
        "name": step["name"],
        "role": step["role"],
        "part": part_of(step["action_results"]),
        "cases": _cases(step["case"]),
        "share": step["fraction_of_limit"],
        "actions": list(step["action_results"]),
        "basis": step.get("basis"),
    }
    document.update({ours: step[theirs] for ours, theirs in _STEP_EXTRAS if theirs in step})
    document["mark"] = step["mark"]
    return document


_STEP_EXTRAS = (("published", "share_words"), ("foreign", "foreign"), ("leg", "leg"), ("note", "note"))


def part_of(actions: list[str]) -> str:
    """Return which part of the one-stop process a step is, by what may be done in it."""
    done = set(actions)
    if "accept" in done:
        return "receiving"
    if done & {"hand_over", "send_by_post", "send_electronic"}:
        return "returning"
    if "number_and_seal" in done:
        return "numbering"
    return "deciding" if done & {"sign", "approve"} else "handling"


def result_document(row: Row) -> Document:
    result = row["result"]
    book = result["register_book"]
    kind = "own_register" if result["kind"] in LOCAL_BOOKS else "external_register" if book else "none"
    return {
        "format": 1,
        "name": result["name"],
        "kind": result["kind"],
        "number": {"kind": kind, "register": book, "words": result["number_format"], "mark": result["mark"]},
        "fields": [dict(f) for f in result["fields"]],
        "copies": result.get("copies"),
        "form_code": result.get("form_code"),
        "validity": result.get("validity"),
        "delivery_note": result.get("delivery_note"),
        "mark": result["mark"],
    }


def sample_document(row: Row) -> Document:
    """The source's invented person; `expect.published` keeps its expectations in the source's words."""
    sample = row["sample"]
    return {
        "name": "Mẫu của nguồn",
        "note": sample["note"],
        "case": sample["case"],
        "channel": sample["channel"],
        "province": None,
        "unit": sample["unit"],
        "submitted_on": sample["submitted_on"],
        "register_found": dict(sample["register_found"]),
        "answers": dict(sample["values"]),
        "expect": {"published": {"components": list(sample["components"]), **sample.get("expected", {})}},
        "mark": "P",
    }
