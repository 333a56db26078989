"""One row of procedures.json as a procedure document."""

from __future__ import annotations

from typing import Any

from motcua.catalogue.packs.convert.source import Row
from motcua.catalogue.packs.convert.words import Keys, key_of, unread_reason
from motcua.catalogue.packs.documents import Document
from motcua.catalogue.packs.model import ALL

LEVELS = {"toàn trình": "full", "một phần": "partial", "chỉ cung cấp thông tin": "information"}
FEE_CHANNELS = {"both": "any", "direct": "direct", "online": "online"}
UNITS = {"ngày làm việc": "working_days", "ngày": "calendar_days", "giờ": "working_hours"}
PER_WORDS = {"mỗi bản": "copy", "mỗi trang": "page", "mỗi người": "person"}
SAME_DAY_WORDS = "trong ngày"
# What we propose or infer, where other flags mean "from memory" (source README, "Reading the keys").
PROPOSED = frozenset(
    {"handling_unit", "components.required", "components.replaceable_by", "form.fields.source", "steps"}
)


def marker(row: Row) -> Any:
    """Return the function key → mark: C2 read in the capture, P proposed by us, M what else is flagged."""
    flagged = set(row["unconfirmed"])

    def mark(key: str) -> str:
        if key in flagged:
            return "P" if key in PROPOSED else "M"
        return "C2" if row["confirmed"] else "M"

    return mark


def procedure_document(row: Row, *, field_slug: str, aliases: list[str], only_case: Document) -> Document:
    """Return the `procedure` document of the row; nothing is guessed, what is missing stays null.

    `only_case` (packs/generic/case.yaml) is the case of a procedure whose cases nobody wrote down.
    """
    mark = marker(row)
    return {
        "format": 1,
        "code": row["code"],
        "names": {"vi": row["name"], "short_vi": row["short_name"].rstrip(", "), "en": None},
        "aliases": [{"text": text, "reason": "lời nói hằng ngày", "mark": "P"} for text in aliases],
        "field": field_slug,
        "group": row["group"],
        "level": row["level"],
        "agency": row["agency"],
        "receiving_unit": row["receiving_unit"],
        "handling_unit": row["handling_unit"],
        "promulgator": row["promulgator"],
        "decision": row["decision"],
        "legal_basis": list(row["legal_basis"]),
        "status": row["status"],
        "valid_from": None,
        "valid_to": None,
        "service": {"level": LEVELS[row["service_level"]], "reason": None, "mark": mark("service_level")},
        "channels": sorted(row["channels"]),
        "applicants": list(row["applicants"]),
        "applicants_detail": list(row["applicants_detail"]),
        "may_apply": None,
        "deadline": None,
        "representative_rules": [],
        "case_note": None,
        "cases": [_only_case(only_case, row, mark)],
        "extension": None,
        "fees": _fees(row["fees"], mark("fees")),
        "components": _components(row["components"], mark),
        "results": [
            {"name": row["result"]["name"], "validity": row["result"]["validity"], "mark": mark("result")},
            *({"name": name, "validity": None, "mark": mark("result")} for name in row["result"]["others"]),
        ],
        "public_steps": [
            {
                "key": f"step{s['order']}",
                "actor": s["actor"],
                "action": s["action"],
                "time": s["time"],
                "mark": mark("steps"),
            }
            for s in row["steps"]
        ],
        "published_process": _published_process(row, mark("internal_process")),
        "published_form": _published_form(row["form"], mark("form")),
        "common_defects": [],
        "related": [],
        "linked": row["lien_thong"],
        "notes": {"steps_basis": row["steps_basis"]},
        "open_points": [],
        "sources": [row["source"]],
        "unconfirmed": list(row["unconfirmed"]),
        "marks": _marks(mark),
        "confirmed": row["confirmed"],
        "data_updated": row["data_updated"],
    }


def _marks(mark: Any) -> dict[str, str]:
    plain = ("code", "agency", "applicants", "channels", "legal_basis", "handling_unit")
    return {
        **{key: mark(key) for key in plain},
        **dict.fromkeys(("names", "field", "level", "promulgator", "decision", "status"), mark("name")),
        "group": "P",
        "linked": mark("lien_thong"),
    }


def limit_of(published: Row) -> tuple[Document | None, str | None]:
    """Return `(limit, no_limit_reason)` for a published time limit; exactly one is set.

    Two readings are ours (mark P) and are printed in the report: one day whose note says "trong ngày" is the
    same day (R2.19), and "ngày" without "làm việc" is calendar days (architecture 5, "Clock").
    """
    value, unit, note = published["value"], published["unit"], published["note"]
    if value is None:
        return None, note or "Nguồn không ghi thời hạn"
    read, interpreted = UNITS[unit], None
    if value == 1 and SAME_DAY_WORDS in (note or "").lower():
        read, interpreted = "same_day", "Nguồn ghi 1 ngày, ghi chú nói trong ngày: đọc là trả trong ngày"
    elif read == "calendar_days":
        interpreted = "Nguồn ghi 'ngày', không ghi 'làm việc': đọc là ngày lịch"
    elif read == "working_hours":
        interpreted = "Nguồn ghi 'giờ', không nói giờ làm việc hay giờ liên tục: tạm đọc là giờ làm việc"
    return {
        "value": value,
        "unit": read,
        "note": note,
        "published": {"value": value, "unit": unit, "note": note},
        "interpreted": interpreted,
        "mark": "P" if interpreted else "C2",
    }, None


def _only_case(only_case: Document, row: Row, mark: Any) -> Document:
    limit, reason = limit_of(row["time_limit"])
    return {**only_case, "limit": limit, "no_limit_reason": reason, "mark": mark("time_limit")}


def _fees(rows: list[Row], mark: str) -> list[Document]:
    keys = Keys()
    return [fee_line(row, key=keys.unique(key_of(f"{row['label']} {row['channel']}")), mark=mark) for row in rows]


def fee_line(row: Row, *, key: str, mark: str) -> Document:
    amount = row["amount_vnd"]
    legal, note = row.get("legal"), row.get("note")
    return {
        "key": key,
        "group": "main",
        "label": row["label"],
        "amount": amount,
        "unread": unread_reason(note, legal) if amount is None else None,
        "per": per_of(note),
        "channel": FEE_CHANNELS[row["channel"]],
        "province": row.get("province_code"),
        "cases": ALL,
        "legal": legal,
        "exempt_when": [],
        "note": note,
        "mark": mark,
    }


def per_of(note: str | None) -> str:
    """Return what the amount is for, as far as the note says it.

    >>> per_of("mỗi bản; TT 281/2016/TT-BTC"), per_of("mỗi trang; tối đa 200.000 đồng/bản"), per_of("mỗi giao dịch")
    ('copy', 'page', 'dossier')
    """
    said = (note or "").lower()
    return next((per for words, per in PER_WORDS.items() if said.startswith(words)), "dossier")


def component_key(code: str | None, position: int) -> str:
    """Return the tail of the national code, or the place in the list where the law gives no code.

    >>> component_key("000.00.00.G15-KQ003204", 1)
    'kq003204'
    >>> component_key(None, 3)
    'row3'
    """
    return key_of(code.rsplit("-", 1)[-1]) if code else f"row{position}"


def _components(rows: list[Row], mark: Any) -> list[Document]:
    keys = Keys()
    return [_component(row, keys.unique(component_key(row["code"], n)), mark) for n, row in enumerate(rows, 1)]


def _component(row: Row, key: str, mark: Any) -> Document:
    note = row["note"] or ""
    conditions = [part for part in (row["case"], *note.split("; ")) if part and not part.startswith("xuất trình")]
    replaceable = row["replaceable_by"]
    return {
        "key": key,
        "code": row["code"],
        "name": row["name"],
        "cases": ALL,
        "when_text": "; ".join(conditions) or None,
        # A paper of one case counts only in that case; nobody wrote the case as a condition, so a person judges.
        "required": bool(row["required"]) and not conditions,
        "required_words": f"Bắt buộc khi: {'; '.join(conditions)}" if row["required"] and conditions else None,
        "originals": row["originals"],
        "copies": row["copies"],
        "form": _paper_form(row, note),
        "is_form": row["is_form"],
        "form_code": row["form_code"],
        "replaceable_by": {"text": replaceable, "when": None, "mark": mark("components.replaceable_by")}
        if replaceable
        else None,
        "note": row["note"],
        "mark": mark("components"),
        "required_mark": mark("components.required"),
    }


def _paper_form(row: Row, note: str) -> str:
    if note.startswith("xuất trình"):
        return "presented"
    if row["name"].startswith("Biểu mẫu điện tử"):
        return "electronic"
    return "original" if row["originals"] else "copy"


def _published_process(row: Row, mark: str) -> Document | None:
    if not row["internal_process"]:
        return None
    steps = [
        {
            "key": f"step{s['step']}",
            "name": s["name"],
            "role": s["role"],
            "hours": s["hours"],
            "published": s["source_value"],
        }
        for s in row["internal_process"]
    ]
    return {"source": row["internal_process_source"], "steps": steps, "mark": mark}


def _published_form(form: Row | None, mark: str) -> Document | None:
    if form is None:
        return None
    return {"name": form["name"], "code": form["code"], "fields_in": form["id"], "mark": mark}
