"""What changed between two versions of a pack, as data and in Vietnamese, for review before publishing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from motcua.catalogue.packs.documents import DOCUMENT_NAMES
from motcua.catalogue.packs.layers import EXPRESSIONS, is_keyed_list
from motcua.catalogue.packs.model import Pack
from motcua.platform.text import money


@dataclass(frozen=True)
class Change:
    """One difference. `path` leads to it: names and item keys; `labels` are the same steps in Vietnamese."""

    path: tuple[str, ...]
    labels: tuple[str, ...]
    kind: Literal["added", "removed", "changed"]
    old: Any
    new: Any
    layer: str = ""  # which layer the new value comes from


def diff(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Return every difference from `old` to `new`, document by document, in the order people read a pack."""
    changes: list[Change] = []
    for name in DOCUMENT_NAMES:
        for change in _walk(old.documents.get(name), new.documents.get(name), (name,), (WORDS[name],)):
            changes.append(replace(change, layer=_layer(new, change.path)))
    return tuple(changes)


def in_vietnamese(changes: tuple[Change, ...]) -> list[str]:
    """Return one sentence a change.

    >>> in_vietnamese((Change(("procedure", "channels"), ("Thủ tục", "kênh nộp"), "changed", ["direct"], ["online"]),))
    ['Thủ tục › kênh nộp: direct → online']
    """
    return [_sentence(change) for change in changes]


def _sentence(change: Change) -> str:
    where = " › ".join(change.labels)
    layer = f" (lớp {change.layer})" if change.layer not in ("", "national") else ""
    if change.kind == "added":
        return f"{where}: thêm {_words(change.new, change.path)}{layer}"
    if change.kind == "removed":
        return f"{where}: bỏ {_words(change.old, change.path)}{layer}"
    return f"{where}: {_words(change.old, change.path)} → {_words(change.new, change.path)}{layer}"


def _walk(old: Any, new: Any, path: tuple[str, ...], labels: tuple[str, ...]) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping) and path[-1] not in EXPRESSIONS:
        for key in dict.fromkeys((*old, *new)):
            yield from _member(old, new, key, (*path, key), (*labels, WORDS.get(key, key)))
    elif (is_keyed_list(old) or old == []) and (is_keyed_list(new) or new == []):
        was, now = ({item["key"]: item for item in items} for items in (old, new))
        for key in dict.fromkeys((*was, *now)):
            label = f"«{_label(now.get(key) or was[key])}»"
            yield from _member(was, now, key, (*path, key), (*labels[:-1], f"{labels[-1]} {label}"))
        if list(was) != list(now) and set(was) == set(now):
            yield Change((*path, "order"), (*labels, "thứ tự"), "changed", list(was), list(now))
    elif old is None or new is None:
        yield Change(path, labels, "added" if old is None else "removed", old, new)
    else:
        yield Change(path, labels, "changed", old, new)


def _member(
    old: Mapping[str, Any], new: Mapping[str, Any], key: str, path: tuple[str, ...], labels: tuple[str, ...]
) -> Iterator[Change]:
    if key not in old:
        if new[key] is not None:
            yield Change(path, labels, "added", None, new[key])
    elif key not in new:
        if old[key] is not None:
            yield Change(path, labels, "removed", old[key], None)
    elif (old[key] is None) != (new[key] is None):
        yield Change(path, labels, "changed", old[key], new[key])
    else:
        yield from _walk(old[key], new[key], path, labels)


def _layer(pack: Pack, path: tuple[str, ...]) -> str:
    """The layer of the longest known path that leads to the change."""
    spelled = path[0]
    found = pack.origins.get(spelled, "")
    for part in path[1:]:
        for candidate in (f"{spelled}[{part}]", f"{spelled}.{part}"):
            if any(
                known == candidate or known.startswith((candidate + ".", candidate + "[")) for known in pack.origins
            ):
                spelled = candidate
                found = pack.origins.get(candidate, found)
                break
        else:
            break
    return found


def _label(item: Mapping[str, Any]) -> str:
    for key in ("label", "name", "title", "rule", "text", "reason", "key"):
        if isinstance(item.get(key), str):
            return item[key] if len(item[key]) <= 80 else f"{item[key][:77]}…"
    return "?"


def _words(value: Any, path: tuple[str, ...]) -> str:
    if value is None:
        return "(trống)"
    if isinstance(value, bool):
        return "có" if value else "không"
    if path[-1] == "amount" and isinstance(value, int):
        return money(value)
    if isinstance(value, Mapping):
        return (
            f"«{_label(value)}»"
            if "key" in value
            else ", ".join(f"{WORDS.get(k, k)} {_words(v, (k,))}" for k, v in value.items())
        )
    if isinstance(value, list):
        return ", ".join(f"«{_label(v)}»" if isinstance(v, Mapping) else str(v) for v in value) or "(không có)"
    return str(value)


WORDS = {
    "procedure": "Thủ tục",
    "form": "Biểu mẫu",
    "process": "Quy trình",
    "result": "Kết quả",
    "names": "tên",
    "vi": "tiếng Việt",
    "short_vi": "tên ngắn",
    "en": "tiếng Anh",
    "aliases": "cách gọi",
    "agency": "cơ quan giải quyết",
    "legal_basis": "căn cứ pháp lý",
    "status": "tình trạng",
    "service": "mức độ trực tuyến",
    "channels": "kênh nộp",
    "handling": "cách làm ở đây",
    "cases": "trường hợp",
    "limit": "thời hạn",
    "value": "số",
    "unit": "đơn vị",
    "no_limit_reason": "lý do không có thời hạn",
    "confidentiality": "lớp bảo mật",
    "fees": "khoản thu",
    "amount": "mức thu",
    "unread": "lý do chưa có mức",
    "legal": "căn cứ",
    "valid_from": "hiệu lực từ",
    "valid_to": "hiệu lực đến",
    "components": "thành phần",
    "required": "bắt buộc",
    "filled_by": "ô nhận giấy tờ",
    "replaceable_by": "thay bằng dữ liệu",
    "public_steps": "bước",
    "common_defects": "lỗi thường gặp",
    "life_events": "sự kiện cuộc đời",
    "supplement": "hạn bổ sung",
    "days": "số ngày",
    "hand_back": "hạn trả để bổ sung sau tiếp nhận",
    "pause_reasons": "lý do dừng tính hạn",
    "refusal": "cách khiếu nại",
    "parties": "người liên quan",
    "case_question": "câu hỏi trường hợp",
    "exclusions": "mâu thuẫn",
    "groups": "nhóm câu hỏi",
    "fields": "ô",
    "checks": "kiểm tra",
    "label": "nhãn",
    "hint": "gợi ý",
    "visible": "điều kiện hiện",
    "steps": "bước",
    "share": "phần thời hạn",
    "role": "vai trò",
    "actions": "việc được làm",
    "policy": "chính sách",
    "number": "số văn bản",
    "rows": "bố cục",
    "words": "câu chữ",
    "bases": "căn cứ",
    "recipients": "nơi nhận",
    "decision": "thẩm quyền quyết định",
    "mark": "dấu nguồn",
    "note": "ghi chú",
}
