"""Names of bodies: find them, take a list of them apart, say how much of a text is made of them.

The grammar is small: a name begins with a head word ("Phòng", "Trung tâm", "Các sở, ban,
ngành"), goes on with words of office, short forms and names written with capitals, and ends
at a mark, at the next head word with a capital, or at the first word that is none of these.
"""

from __future__ import annotations

from dataclasses import dataclass

from .office_words import Token, head_at, longest, tokens, vocabulary
from .words import is_capital, squeeze

_MARKS = frozenset(",;.:+/")
_DASHES = frozenset("-–—")
# "Ban quản lý các ấp", "Trưởng các thôn"
_BEFORE_THE_MANY = ("của", "thuộc", "và", "tại", "lý", "đạo", "huy", "dân", "an", "trưởng", "phó")
# The last syllable of head words that are told apart by a field: phòng, ban, trung tâm, chi cục, hội …
_TAKES_A_FIELD = frozenset(
    ["phòng", "ban", "tâm", "hạt", "trạm", "hội", "cục", "đội", "chi", "viện", "quỹ", "sở", "trường"]
)
# After these a head word with a capital goes on the name: "Lãnh đạo UBND", "Đội Thuế", "Thường trực Đảng ủy".
_BEFORE_A_PART = frozenset(
    "& huy đạo lý c chí ông bà và của thuộc đồng tịch phòng ủy tại đội "  # noqa: SIM905
    "chức giáo thư trực vận việc trưởng phó viên tác".split()
)
_COUNTED = frozenset(
    ["sở", "vực", "khu", "số", "tổ", "thôn", "ấp", "phố", "đội", "khóm", "cụm", "bản"]
)  # "Thuế cơ sở 3", "thôn 5"
_NEVER_ALONE = frozenset(
    "phòng ban sở bộ văn trung tổ ủy hội cục chi vp tt bch công lãnh thường trưởng đội quỹ hạt trạm".split()  # noqa: SIM905
)
_UNFINISHED = ("huy", "tác", "lý", "phó", "trưởng")  # "Ban Chỉ huy", "Ban Công tác": of what?
_OF_PLACES = ("thôn", "ấp", "bản", "xã", "phường", "khu", "buôn", "làng", "xóm")
_LEVELS = ("xã", "phường", "thị", "đặc")  # "UBND xã, phường": one body of each kind of place


@dataclass(frozen=True)
class Name:
    """A body's name and its place."""

    text: str
    start: int
    end: int
    words: int
    is_bare: bool = False  # a head word alone: "Văn phòng", cut off before the rest


@dataclass(frozen=True)
class Reading:
    """A text read as a list of bodies."""

    names: tuple[Name, ...]
    strange: int  # words that belong to no name
    loose: int  # words of office that stand after a name, not in it
    unmarked: int  # names that follow another with no mark between
    words: int


def read(text: str) -> Reading:
    """Read a text as a list of bodies.

    >>> [n.text for n in read("Phòng Văn hóa - Xã hội; Văn phòng HĐND & UBND xã, Công an xã").names]
    ['Phòng Văn hóa - Xã hội', 'Văn phòng HĐND & UBND xã', 'Công an xã']
    >>> read("triển khai nhiệm vụ").names
    ()
    """
    found = tokens(text)
    names: list[Name] = []
    strange = loose = unmarked = at = 0
    after_mark = True
    while at < len(found):
        if found[at].text in _MARKS or found[at].text in _DASHES or found[at].text in "()":
            after_mark, at = True, at + 1
            continue
        head = head_at(found, at) if after_mark or is_capital(found[at].text) or found[at].low in ("các", "và") else 0
        if not head and names and found[at].low in ("và", "&", "cùng"):
            after_mark, at = True, at + 1
            continue
        if not head:
            step = _goes_on(found, at) if names else 0
            # "…, vận hành các nền tảng số": words of office that go on a list, though no name begins.
            strange, loose = (strange, loose + step) if step else (strange + 1, loose)
            after_mark, at = False, at + max(step, 1)
            continue
        end = _end(found, at + head)
        if not after_mark and names:
            unmarked += 1
        is_bare = (end == at + head and found[at].low in _NEVER_ALONE and head < 3) or found[end - 1].low in _UNFINISHED
        names.append(
            Name(
                squeeze(text[found[at].start : found[end - 1].end]),
                found[at].start,
                found[end - 1].end,
                end - at,
                is_bare,
            )
        )
        after_mark, at = False, end
    return Reading(tuple(names), strange, loose, unmarked, sum(1 for t in found if t.text[0].isalnum()))


def name_at_start(text: str) -> Name | None:
    """Return the body a sentence begins with, None when it begins with something else.

    >>> name_at_start("Phòng Kinh tế phối hợp với Công an xã").text
    'Phòng Kinh tế'
    """
    found = tokens(text)
    if not found or not is_capital(found[0].text):
        return None
    head = head_at(found, 0)
    if not head:
        return None
    end = _end(found, head)
    return Name(squeeze(text[: found[end - 1].end]), found[0].start, found[end - 1].end, end)


def _end(found: list[Token], at: int) -> int:
    """Return where the name that goes on here ends."""
    end = at
    while at < len(found):
        token = found[at]
        if token.text in _DASHES or token.text == "&":
            # "Văn hóa - Xã hội": a dash inside a name joins two words of office.
            if at + 1 < len(found) and _goes_on(found, at + 1):
                at += 1
                continue
            return end
        if token.text == ",":
            if found[at - 1].low in (*_LEVELS, "trấn") and at + 1 < len(found) and found[at + 1].text in _LEVELS:
                at += 1 + max(1, _goes_on(found, at + 1))
                end = at
                continue
            # "Phòng Văn hóa, Khoa học và Thông tin": a mark inside a name, when no head follows and "và" closes.
            if _is_inner_mark(found, at):
                at += 1
                continue
            return end
        if token.text in _MARKS or token.text in "()":
            return end
        # "Mặt trận Tổ quốc": a longer word of office is no head.
        is_head = 0 < head_at(found, at) >= _goes_on(found, at)
        if is_capital(token.text) and at > 0 and end == at and is_head and not _is_inside(found, at):
            return end
        if token.low == "các" and head_at(found, at) and found[at - 1].low not in _BEFORE_THE_MANY:
            # "Tổ công nghệ số cộng đồng các thôn": of the places; "Các thôn" with a capital is a body of its own.
            is_of_places = token.text == "các" and at + 1 < len(found) and found[at + 1].low in _OF_PLACES
            if not is_of_places:
                return end
        if (
            token.low in ("và", "cùng", "với")
            and at + 1 < len(found)
            and ((_opens(found, at + 1) and found[at - 1].low != "hđnd") or not _goes_on(found, at + 1))
        ):
            return end
        step = _goes_on(found, at) or (_own_field(found, at) if end == at else 0)
        if not step:
            return end
        at += step
        end = at
    return end


def _own_field(found: list[Token], at: int) -> int:
    """Return how many tokens name what a body is for, in words not known: "Hạt Kiểm lâm", "Trung tâm Cung ứng …".

    Only the first word has a capital, and it stands right after the head word.
    """
    if (
        at == 0
        or not is_capital(found[at].text)
        or not found[at].text[0].isalpha()
        or found[at - 1].low not in _TAKES_A_FIELD
    ):
        return 0
    after = found[at + 1] if at + 1 < len(found) else None
    return 2 if after is not None and after.text[0].isalpha() and not is_capital(after.text) else 1


def _goes_on(found: list[Token], at: int) -> int:
    """Return how many tokens from here belong to a name begun: words of office, short forms, names of places."""
    _, phrases, short = vocabulary()
    token = found[at]
    if length := longest(phrases, found, at):
        return length
    if token.low in short or (token.low.isdigit() and at and found[at - 1].low in _COUNTED):
        return 1
    if not (is_capital(token.text) and token.text[0].isalpha()):
        return 0
    if len(token.text) > 1 and token.text.isupper():
        return 1
    # A name of a place is written with capitals throughout: "Xuân", not the "Kế" of "Kế hoạch".
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if after is not None and is_capital(after.text) and after.text[0].isalpha():
        return 1
    if before is not None and is_capital(before.text) and before.text[0].isalpha():
        return 1 if after is None or not after.text[0].islower() or _small_may_follow(found, at + 1) else 0
    return 1 if after is None or not after.text[0].isalnum() else 0


def _small_may_follow(found: list[Token], at: int) -> bool:
    return longest(vocabulary()[1], found, at) > 0


def _opens(found: list[Token], at: int) -> bool:
    """Return whether a new name begins after "và": "Phòng Kinh tế và các đơn vị", not "Khoa học và Công nghệ"."""
    return bool(head_at(found, at)) and (
        found[at].low in ("các", "phòng", "ubnd", "văn", "trung", "công", "tổ", "sở", "ban")
        and _is_head_really(found, at)
    )


def _is_head_really(found: list[Token], at: int) -> bool:
    nxt = found[at + 1].low if at + 1 < len(found) else ""
    pairs = {"văn": "phòng", "trung": "tâm", "công": "an"}
    return found[at].low not in pairs or nxt == pairs[found[at].low]


def _is_inside(found: list[Token], at: int) -> bool:
    """Return whether a head word with a capital is a part of the name: "Văn phòng UBND xã", "Đoàn Thanh niên"."""
    before, word = found[at - 1].low, found[at].low
    if word == "sở" and (at + 1 == len(found) or not is_capital(found[at + 1].text)):
        return True  # "Thanh tra Sở", "Văn phòng Sở"
    if before in _DASHES or before in _BEFORE_A_PART:
        return True
    return word in (
        "xã",
        "phường",
        "thôn",
        "hội",
        "đoàn",
        "bộ",
        "báo",
        "viện",
        "ubnd",
        "hđnd",
        "mttq",
        "đảng",
    ) and before not in ("xã", "phường", "tỉnh")


def _is_inner_mark(found: list[Token], at: int) -> bool:
    ahead = found[at + 1 : at + 9]
    if not ahead or head_at(found, at + 1) or not is_capital(ahead[0].text):
        return False
    k = 0
    while k < len(ahead):
        token = ahead[k]
        if token.low == "và":
            return k > 0 and k + 1 < len(ahead) and is_capital(ahead[k + 1].text) and not _opens(found, at + k + 2)
        if token.text == ",":
            k += 1
            continue
        step = _goes_on(found, at + 1 + k) if token.text not in _MARKS else 0
        if not step:
            return False
        k += step
    return False
