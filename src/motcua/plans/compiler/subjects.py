"""Who leads, as a sentence says it: the body it begins with, a later one that leads, or whom the work is given to."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from . import units
from .dates import looks_like_time
from .office_words import head_at, tokens
from .words import fold, squeeze

_DATA = Path(__file__).parent / "data" / "verbs.yaml"
_GIVEN = re.compile(r"^(?:giao(?:\s+cho)?|yêu cầu|đề nghị|phân công)\s+")
_PLACES = frozenset(["xã", "phường", "tỉnh", "huyện", "quận", "thôn", "ấp", "bản", "phố", "khu", "sở"])
_DOES_SOMETHING = re.compile(
    r"\s+(?!(?:được|là|có|đạt|bị|của|và|với|trong|tại|theo|về|cho|đã|sẽ|chưa|ở|từ|đến|vào|đủ|gồm|thuộc|trên|cùng|hoặc|"
    r"nơi)\b)[^\W\d_A-ZĐ]"
)
_EVERYBODY = re.compile(
    r"(?:đội ngũ )?cán bộ,|công chức, viên chức|người dân|nhân dân|doanh nghiệp|trường hợp"
)  # no body
# Verbs, how many words before them still go on the name, and whether these may be words known to nobody.
_MAY_BE_LONGER = (("does", 8, False), ("leads", 12, True), ("does", 4, True))
_HANDED = re.compile(r"(?:^|[\s,;(])(?:giao(?:\s+cho)?|do)\s+(?=[^\W\d_])")


@cache
def verbs() -> dict[str, re.Pattern[str]]:
    """Return where verbs of data/verbs.yaml stand: right here, later, at the end, where a list of partners ends."""
    data: dict[str, str] = yaml.safe_load(_DATA.read_text("utf-8"))
    leads, does = (data[kind].replace("| ", "|") for kind in ("leads", "does"))
    begins = r"^\s*(?:[,:]\s*)?"
    return {
        "leads": re.compile(rf"{begins}(?:{leads}|thực hiện)\b"),
        "does": re.compile(rf"{begins}(?:{leads}|{does})\b"),
        "later leads": re.compile(rf"(?<=\s)(?:{leads})\b"),
        "later does": re.compile(rf"(?<=\s)(?:{leads}|{does})\b"),
        "at end": re.compile(rf"\s+(?:{leads}|{does})$"),
        "then": re.compile(rf"\s+(?:{does}|{data['then']})\b"),
    }


def subject_of(text: str) -> units.Name | None:
    """Return the body that a sentence begins with and that does something in it, or that "Giao …" names.

    >>> subject_of("Ban Vận động ngày hội kiểm tra tại các thôn").text
    'Ban Vận động ngày hội'
    """
    low = fold(text)
    given = _GIVEN.match(low)
    at = given.end() if given else 0
    name = units.name_at_start(text[at:]) if text[at : at + 1].isupper() or not given else _small(text[at:])
    if name is None:
        return None
    moved = units.Name(name.text, at, at + name.end, name.words, name.is_bare)
    whole = moved if name.is_bare or name.words < 2 else _without_verb(text, _list_goes_on(text, moved))
    if not whole.is_bare and whole.words > 1:
        if (given and low.startswith("giao")) or verbs()["does"].match(low[whole.end :]):
            return whole
        if _names_its_place(whole.text) and _DOES_SOMETHING.match(text[whole.end :]):
            return whole  # a name ends with its place: what follows is what the body does, in whatever words
    if _EVERYBODY.match(low[at:]):
        return None
    longer = _up_to_its_verb(text, whole)
    if longer is None and whole.words > 2 and _is_whole(whole.text) and _DOES_SOMETHING.match(text[whole.end :]):
        return whole  # what it does is said in words nobody knows
    return longer


def _up_to_its_verb(text: str, name: units.Name) -> units.Name | None:
    """Return the body whose name goes on in words nobody knows, up to what it does; None when that is too far."""
    low = fold(text)
    if verbs()["does"].match(low[name.start :]):
        return None  # "Tổ chức thực hiện …", "Ban hành …": words of office that are verbs
    for kind, most, strange in _MAY_BE_LONGER:
        for verb in verbs()[f"later {kind}"].finditer(low, name.end):
            if not text[verb.start()].islower():
                continue  # "Ban Tổ chức": a name
            between = text[name.end : verb.start()]
            if re.search(r"[.;:()]", between) or len(between.strip(" ,").split()) > most:
                break
            end = name.end + len(between.rstrip(" ,"))
            words = len(text[name.start : end].split())
            if words < 2 or not between.strip():
                continue
            if not strange and units.read(text[name.start : end]).strange:
                break
            if kind == "does" and strange and "," in between:
                break
            return units.Name(squeeze(text[name.start : end]), name.start, end, words)
    return None


def lead_in(text: str) -> units.Name | None:
    """Return the body that leads: the subject of the sentence, of a later one that leads, or whom the work is given to.

    >>> lead_in("Rà soát văn bản. Giao Phòng Kinh tế chủ trì, hoàn thành trước 30/6").text
    'Phòng Kinh tế'
    """
    found = subject_of(text)
    if found is not None:
        given = re.match(r"\s+giao\s+(?=[A-ZĐ])", text[found.end :])
        if given is not None:  # "UBND xã giao Phòng Kinh tế …"
            return lead_in(f"Giao {text[found.end + given.end() :]}")
        return _with_second(text, found)
    for m in re.finditer(r"\(([^();]+);", text):
        named = units.read(m.group(1))
        if named.names and not named.strange and not named.names[0].start and not named.names[-1].is_bare:
            # "(Văn phòng Sở; trước ngày 30/6)"
            return units.Name(squeeze(m.group(1)), m.start(1), m.end(1), named.words)
    if looks_like_time(text) and (comma := text.find(", ")) in range(60):
        return lead_in(text[comma + 2 :])  # "Hằng tháng, Phòng Kinh tế báo cáo …"
    label, colon, rest = text.partition(": ")
    if colon and len(label) < 40 and (found := subject_of(rest)) is not None:
        return found  # "Chế độ báo cáo: Các thôn báo cáo …"
    for m in re.finditer(r"[.;:]\s+(?=[^\W\d_])|\((?=[^\W\d_])", text):
        found = subject_of(text[m.end() :])
        if found is not None and (
            verbs()["leads"].match(fold(text[m.end() + found.end :])) or fold(text[m.end() :]).startswith("giao ")
        ):
            return _with_second(text[m.end() :], found)
    for m in _HANDED.finditer(fold(text)):
        rest = text[m.end() :]
        name = units.name_at_start(rest) if rest[:1].isupper() else _small(rest)
        if name is not None and not name.is_bare and name.words > 1:
            name = _without_verb(rest, _list_goes_on(rest, name))
            if verbs()["leads"].match(fold(rest[name.end :])):
                return name
    return None


def _with_second(text: str, first: units.Name) -> units.Name:
    """Join the body that "Giao A làm …, B làm …" gives the other part of the work to."""
    if not fold(text).startswith("giao "):
        return first
    for m in re.finditer(r",\s+(?=[A-ZĐ])", re.split(r"[.;]\s", text)[0]):
        between = fold(text[first.end : m.start()])
        if m.start() >= first.end and "phối hợp" not in between and (second := subject_of(text[m.end() :])) is not None:
            joined = f"{first.text}; {second.text}"
            return units.Name(joined, first.start, m.end() + second.end, first.words + second.words)
    return first


def _without_verb(text: str, name: units.Name) -> units.Name:
    """Take verbs off that are words of office too: "Trung tâm … công | tổng hợp kết quả", "… | tổ chức số hóa"."""
    low = fold(text[: name.end])
    for found in verbs()["later does"].finditer(low, name.start):
        body = text[name.start : found.start()].rstrip()
        is_end = _names_its_place(body) or (verbs()["leads"].match(low[found.start() :]) and _is_whole(body))
        if text[found.start()].islower() and is_end:
            return units.Name(squeeze(body), name.start, name.start + len(body), len(body.split()))
    while (m := verbs()["at end"].search(fold(text[: name.end]))) is not None:
        verb = text[m.start() : name.end].strip()
        rest = fold(text[name.start : m.start()]).rstrip()
        if m.start() <= name.start or not verb[:1].islower() or rest.endswith((",", "các", " và")):
            break  # "các cơ quan, tổ chức"
        is_followed = re.match(r"\s+[^\W_A-ZĐ]|,\s+báo cáo\b", text[name.end :]) is not None
        if not is_followed and verb not in ("chủ trì", "tham mưu"):
            break
        if verb == "tổng hợp" and rest.endswith(("dịch vụ", "phòng")):
            break
        shorter = units.read(text[name.start : m.start()]).names
        if not shorter or shorter[-1].is_bare:
            break  # "Tổ kiểm tra": the verb says what the body is for
        words = name.words - len(verb.split())
        name = units.Name(squeeze(text[name.start : m.start()]), name.start, m.start(), words)
    return name


def _is_whole(body: str) -> bool:
    """Return whether words are a body's name with more than its head word: "Phòng Kinh tế", not "Cơ quan"."""
    names = units.read(body).names
    found = tokens(body)
    return bool(names) and not names[-1].is_bare and head_at(found, 0) < len(found)


def _names_its_place(body: str) -> bool:
    """Return whether a name is whole: it ends with the place the body is of."""
    words = body.split()
    return len(words) > 1 and (
        fold(words[-1]) in _PLACES or (len(words) > 2 and words[-1].istitle() and words[-2].istitle())
    )


def _small(text: str) -> units.Name | None:
    return units.name_at_start(text[:1].upper() + text[1:])


def _list_goes_on(text: str, first: units.Name) -> units.Name:
    """Take the names that follow with a comma or "và" into the subject: "Phòng A, Phòng B chủ trì"."""
    name = first
    while (m := re.match(r"\s*(?:,|;|và)\s+", text[name.end :])) is not None:
        rest = text[name.end + m.end() :]
        is_of_many = fold(text[first.start : first.start + 4]) == "các " or rest[:4] == "các "
        nxt = units.name_at_start(rest) or (_small(rest) if is_of_many else None)
        if nxt is None or nxt.is_bare:
            break
        end = name.end + m.end() + nxt.end
        name = units.Name(squeeze(text[first.start : end]), first.start, end, name.words + nxt.words)
    return name
