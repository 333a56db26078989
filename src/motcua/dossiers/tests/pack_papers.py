"""The results of the detailed packs as papers, written from a pack's own sample: to look at, and for tests.

No database. `long`: every name, address and free text is as long as life has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.model import Pack
from motcua.documents.printing import Head, ResultPaper, samples
from motcua.dossiers.rules.result_paper import granted, refused
from motcua.dossiers.rules.signing import authority
from motcua.dossiers.rules.wording import Told
from motcua.platform.text.dates import HERE

PACKS = Path(__file__).parents[4] / "packs"
MADE_AT = datetime(2026, 11, 16, 9, 0, tzinfo=HERE)
COMMITTEE = "Ủy ban nhân dân xã Cẩm Giang"
DEPUTY = {"name": "Đỗ Thị Ngọc Bích", "title": "Phó Chủ tịch", "capacity": "KT", "head": "Chủ tịch"}
WORDS = "Bổ sung chữ đệm và sửa ngày, tháng sinh của người được đăng ký cho đúng với giấy tờ gốc đã xuất trình"


def all_results(*, long: bool = False) -> Iterator[tuple[str, Pack, ResultPaper]]:
    """Yield (name, pack, paper) of each result the detailed packs print, and one refusal."""
    library = Library(PACKS)
    for code in library.codes:
        if not library.is_detailed(code):
            continue
        pack = library.pack(code)
        own = [f for f in (pack.result or {}).get("fields", ()) if f["type"] == "file" and not f.get("annex")]
        if pack.result and not [f for f in own if f["entered_by"] == "officer"]:
            yield f"ket-qua-{code}", pack, _granted(pack, library, long=long)
    pack = library.pack("1.001612")
    yield "ket-qua-tu-choi", pack, _refused(pack, long=long)


def _granted(pack: Pack, library: Library, *, long: bool) -> ResultPaper:
    told = granted(pack, _told(pack, library, long=long), COMMITTEE)
    number = (pack.result or {}).get("number") or {}
    return ResultPaper(
        made_at=MADE_AT,
        head=_head(number.get("series") or ""),
        type_name=told.title,
        subject=told.subject,
        body=told.body,
        issued_by=told.issued_by,
        legal_bases=told.bases,
        enacts=told.enacts,
        recipients=told.recipients,
        authority=authority(DEPUTY, COMMITTEE, by_head=told.by_head),
        signer=DEPUTY["name"],
        **_code(),
    )


def _refused(pack: Pack, *, long: bool) -> ResultPaper:
    reason = "Tên hộ kinh doanh trùng với tên đã đăng ký trong phạm vi xã."
    told = refused(pack, code=samples.CODE, reason=reason * (12 if long else 1), legal_basis="Nghị định 168/2025/NĐ-CP")
    return ResultPaper(
        made_at=MADE_AT,
        head=_head("TB-UBND"),
        type_name=told.title,
        subject=told.subject,
        body=told.body,
        legal_bases=told.bases,
        recipients=told.recipients,
        addressees=(samples.LONG.name if long else "Phạm Văn Tiến",),
        authority=authority({**DEPUTY, "capacity": "", "title": "Chủ tịch"}, COMMITTEE),
        signer=DEPUTY["name"],
        **_code(),
    )


def _head(symbol: str) -> Head:
    number = 5 if symbol else None
    return Head(
        superior="", issuer=COMMITTEE, place="Cẩm Giang", issued_on=MADE_AT.date(), number=number, symbol=symbol
    )


def _code() -> dict[str, Any]:
    return {
        "code": samples.CODE,
        "qr": f"{samples.LOOKUP}/?ma={samples.CODE}",
        "lookup": samples.LOOKUP,
        "sample": True,
    }


def _told(pack: Pack, library: Library, *, long: bool) -> Told:
    found = library.samples(pack.code)
    sample = next(s for name in ("Mẫu đầy đủ", "Mẫu của nguồn") for s in found if s["name"].startswith(name))
    groups = (pack.form or {}).get("groups", ())
    asked = {f["key"]: f for group in groups for f in group["fields"]}
    answers = {
        key: _longer(value, asked[key]) if long and key in asked else value for key, value in sample["answers"].items()
    }
    lists = library.code_lists
    return Told(
        answers=answers,
        entered={
            f["key"]: _entered(f, lists, long=long)
            for f in (pack.result or {})["fields"]
            if f["entered_by"] != "system"
        },
        lists=lists,
        asked=asked,
        facts={
            "case": sample["case"],
            "channel": "online",
            "submitted_on": "2026-11-16",
            "result": {"number": _number(pack), "signed_on": "2026-11-16"},
        },
    )


def _number(pack: Pack) -> str:
    book = (pack.result or {}).get("number") or {}
    series = book.get("series", "")
    return f"05 quyển số 01/2026 - {series}" if book.get("volumes") else f"05/{series}"


def _longer(value: Any, field: Mapping[str, Any]) -> Any:
    if not value:
        return value
    match field["type"]:
        case "person_name":
            return samples.LONG.name
        case "address" if isinstance(value, Mapping):
            return {**value, "detail": samples.LONG_DETAIL}
        case "text" | "textarea" if isinstance(value, str) and not value.isdigit():
            return f"{value}, {WORDS[:1].lower()}{WORDS[1:]}"
        case "repeat" if isinstance(value, list):
            inner = {f["key"]: f for f in field["fields"]}
            return [{k: _longer(v, inner[k]) for k, v in row.items()} for row in value for _ in range(3)]
    return value


def _entered(field: Mapping[str, Any], lists: Mapping[str, Any], *, long: bool) -> Any:
    match field["type"]:
        case "date":
            return "2026-11-16"
        case "number" | "money":
            return 1_250_000 if field["type"] == "money" else 2
        case "yes_no":
            return True
        case "choice":
            return lists[field["options"]]["items"][0]["code"]
        case "person_name":
            return samples.LONG.name if long else "Phạm Quỳnh Ngọc"
        case "personal_number":
            return "031226000128"
        case "file":
            return None
    is_short = any(word in field["key"] for word in ("number", "book", "page", "month", "year"))
    return "12/2026" if is_short or not long else WORDS
