"""Small packs for tests, complete enough to be valid."""

from __future__ import annotations

from typing import Any

from motcua.catalogue.packs.layers import Layer, merge
from motcua.catalogue.packs.model import Pack


def fee(key: str, amount: int | None, **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "group": "main",
        "label": f"Lệ phí {key}",
        "amount": amount,
        "unread": "council" if amount is None else None,
        "per": "dossier",
        "channel": "any",
        "province": None,
        "cases": "all",
        "applies_when": None,
        "legal": None,
        "exempt_when": [],
        "note": None,
        "mark": "C2",
        **changes,
    }


def component(key: str, **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "code": None,
        "name": f"Giấy {key}",
        "cases": "all",
        "when_text": None,
        "required": True,
        "originals": 1,
        "copies": 0,
        "form": "original",
        "replaceable_by": None,
        "filled_by": None,
        "note": None,
        "mark": "C2",
        **changes,
    }


def documents(**procedure: Any) -> dict[str, Any]:
    """The documents of a procedure that is only explained; tests add what they are about."""
    return {
        "procedure": {
            "format": 1,
            "code": "9.000001",
            "names": {"vi": "Thủ tục mẫu", "short_vi": "Mẫu", "en": None},
            "cases": [
                {
                    "key": "only",
                    "label": "Mọi trường hợp",
                    "decided_by": "applicant",
                    "limit": {"value": 5, "unit": "working_days", "note": None, "mark": "C2"},
                    "no_limit_reason": None,
                    "mark": "C2",
                }
            ],
            "fees": [],
            "components": [],
            **procedure,
        },
        "form": None,
        "process": None,
        "result": None,
    }


def pack(**procedure: Any) -> Pack:
    return merge([Layer("national", documents(**procedure))])
