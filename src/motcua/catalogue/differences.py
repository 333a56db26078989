"""What publishing would change, and which local values stay although the nation's changed beneath them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.catalogue.packs.changes import Change, diff, in_vietnamese
from motcua.catalogue.packs.fees import fee_text
from motcua.catalogue.packs.model import FeeLine, Pack
from motcua.catalogue.wording import limit_words

NOTHING = "\0nothing"  # stands for "there is no such value"; null is a value
_STEP = re.compile(r"([^.\[\]]+)|\[([^\]]+)\]")


@dataclass(frozen=True)
class Kept:
    """A value of a province or unit that stays although the national value beneath it changed."""

    path: str
    layer: str
    value: Any
    beneath_before: Any
    beneath_after: Any


@dataclass(frozen=True)
class Difference:
    """From the published version to what the newest layers make; `local` are (path, layer) of every local value."""

    procedure: str
    scope: str
    is_new: bool
    changes: tuple[Change, ...]
    kept: tuple[Kept, ...]
    local: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.is_new

    @property
    def sentences(self) -> list[str]:
        """One Vietnamese sentence a change, then one for each local value that stays."""
        if self.is_new:
            return ["Chưa công bố lần nào ở phạm vi này."]
        stays = [f"Giữ nguyên {kept.path} của lớp {kept.layer}; bản quốc gia bên dưới đã đổi" for kept in self.kept]
        return [*in_vietnamese(self.changes), *stays]


def difference(
    procedure: str,
    scope: str,
    published: Pack | None,
    proposed: Pack,
    *,
    beneath_before: Mapping[str, Any] | None = None,
    beneath_after: Mapping[str, Any] | None = None,
) -> Difference:
    """Compare; `beneath_*` are the national documents in force and those that would be."""
    local = tuple((path, layer) for path, layer in proposed.origins.items() if layer != "national")
    kept = []
    if beneath_before is not None and beneath_after is not None:
        for path, layer in local:
            value = value_at(proposed.documents, path)
            before, after = (_group_of(documents, path, value) for documents in (beneath_before, beneath_after))
            if before != after:
                kept.append(Kept(path, layer, value, before, after))
    changes = () if published is None else diff(published, proposed)
    return Difference(procedure, scope, published is None, changes, tuple(kept), local)


def value_at(documents: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path of origins, or NOTHING.

    >>> value_at({"procedure": {"fees": [{"key": "late", "amount": 8000}]}}, "procedure.fees[late].amount")
    8000
    """
    value: Any = documents
    for name, key in _STEP.findall(path):
        if name:
            value = value.get(name, NOTHING) if isinstance(value, Mapping) else NOTHING
        else:
            items = value if isinstance(value, list) else []
            value = next((i for i in items if isinstance(i, Mapping) and i.get("key") == key), NOTHING)
        if value is NOTHING:
            break
    return value


def _group_of(documents: Mapping[str, Any], path: str, value: Any) -> Any:
    """What stands beneath a local value: the same path, or for a local fee line the national lines of its group.

    A province's fee is a line of its own beside the nation's; it is the group in which the one beats the other.
    """
    if path.startswith("procedure.fees[") and path.endswith("]") and isinstance(value, Mapping):
        lines = (documents.get("procedure") or {}).get("fees", ())
        return [line for line in lines if line["group"] == value["group"] and line.get("province") is None]
    return value_at(documents, path)


# --- for the officer of one dossier ------------------------------------------------------------

# Where a value comes from changes often and means nothing to a dossier.
_UNTOLD = frozenset({"mark", "marks", "note", "source", "sources", "basis", "legal_basis", "data_updated", "confirmed"})
_UNTOLD_IN_PROCEDURE = frozenset(
    {"aliases", "life_events", "open_points", "unconfirmed", "common_defects", "names", "guide_steps", "links", "notes"}
)


@dataclass(frozen=True)
class Topic:
    """What differs about one side of a procedure, in sentences an officer reads."""

    title: str
    sentences: tuple[str, ...]


def for_a_dossier(submitted: Pack, accepted: Pack, case: str) -> tuple[Topic, ...]:
    """Return what differs between the version a dossier was submitted under and the one its terms come from.

    Limits of its own case, fees, components, steps, form; sources, marks and search words are
    left out. Empty when nothing differs that concerns the dossier.
    """
    told = difference(submitted.code, "", submitted, accepted).changes
    kept = [c for c in told if not _UNTOLD & set(c.path) and not (_UNTOLD_IN_PROCEDURE & set(c.path[1:2]))]
    topics = [
        Topic("Thời hạn", _limits(submitted, accepted, case)),
        Topic("Phí, lệ phí", _lines(submitted.fees, accepted.fees, "khoản", _fee)),
        Topic("Giấy tờ", _lines(submitted.components, accepted.components, "giấy tờ", lambda c: c.name, _paper)),
        Topic("Quy trình", _lines(submitted.steps, accepted.steps, "bước", lambda step: f"«{step.name}»")),
        Topic("Biểu mẫu", _count(kept, "form", "chỗ khác nhau trong biểu mẫu")),
        Topic("Kết quả", _count(kept, "result", "chỗ khác nhau trong mẫu kết quả")),
        Topic("Nội dung khác", _others(kept)),
    ]
    return tuple(topic for topic in topics if topic.sentences)


def _limits(old: Pack, new: Pack, case: str) -> tuple[str, ...]:
    words = [
        next((limit_words(c.limit, c.no_limit_reason) for c in pack.cases if c.key == case), "không có trường hợp này")
        for pack in (old, new)
    ]
    return () if words[0] == words[1] else (_moved("", *words),)


def _lines(
    old: Sequence[Any],
    new: Sequence[Any],
    what: str,
    name: Callable[[Any], str],
    told: Callable[[Any], str] | None = None,
) -> tuple[str, ...]:
    """Compare two lists of the same kind by key: what is new, what is gone, what reads differently."""
    was, now = ({item.key: item for item in items} for items in (old, new))
    told = told or name
    made = [f"Thêm {what}: {name(now[key])}" for key in now if key not in was]
    made += [f"Bỏ {what}: {name(was[key])}" for key in was if key not in now]
    for key, item in now.items():
        if key in was and told(was[key]) != told(item):
            head = "" if name is told else f"{name(item)}: "
            made.append(_moved(head, told(was[key]), told(item)))
    return tuple(made)


def _moved(head: str, before: str, after: str) -> str:
    return f"{head}lúc nộp {before[:1].lower()}{before[1:]}, lúc tiếp nhận {after[:1].lower()}{after[1:]}"


def _fee(line: FeeLine) -> str:
    return f"«{line.label}» {fee_text(line)}"


def _paper(component: Any) -> str:
    if isinstance(component.required, bool):
        need = "bắt buộc" if component.required else "không bắt buộc"
    else:
        need = "bắt buộc theo điều kiện"
    counts = [(component.originals, "bản chính"), (component.copies, "bản sao")]
    return ", ".join([need, *(f"{count} {kind}" for count, kind in counts if count)])


def _count(changes: Sequence[Change], document: str, words: str) -> tuple[str, ...]:
    count = sum(1 for change in changes if change.path[0] == document)
    return (f"{count} {words}",) if count else ()


def _others(changes: Sequence[Change]) -> tuple[str, ...]:
    """The rest, in the words of the review before publishing."""
    own = {"cases", "fees", "components"}
    rest = [
        c
        for c in changes
        if (c.path[0] == "procedure" and c.path[1] not in own) or (c.path[0] == "process" and c.path[1] != "steps")
    ]
    return tuple(sentence.partition(" › ")[2] for sentence in in_vietnamese(tuple(rest)))
