"""Who issued the plan, when, under which number and title, for which time, and who signed: read, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from .citations import without_citations
from .compiled import Identity
from .dates import dates_in
from .frame import Frame
from .outline import Item
from .paper import Line
from .paragraphs import Paragraph
from .words import fold, is_capital, squeeze

_NUMBER = re.compile(r"^số\s*:\s*(?P<no>\d{1,5}[a-z]?\s*(?:/\s*\d{4}\s*)?[/\-]\s*[^\s,]+(?:\s*-\s*[^\s,]+)?)")
_PLACE_AND_DAY = re.compile(
    r"(?P<place>[^,\d]{2,50}),\s*ngày\s*(?P<d>\d{1,2})?[\s.…/_]*tháng\s*(?P<m>\d{1,2})?[\s.…_]*năm\s*(?P<y>20\d\d)?"
)
# What stands on the right of a head parts its two columns, when nothing else does.
_NATION = re.compile(
    r"\s{2,}|\s(?=CỘNG HO[ÀA]|CỘNG HÒA)|(?<=VIỆT NAM)\s|\s(?=Độc lập)|(?<=hạnh phúc)\s|(?<=Hạnh phúc)\s|"
    r"(?<=-UBND)\s|(?<=– UBND)\s"
)
_LEVELS = ("xã", "phường", "tỉnh", "thành phố", "huyện", "quận", "thị trấn", "thị xã", "đặc khu")
_ISSUER = re.compile(
    r"(?P<chair>chủ tịch\s+)?(?:ủy ban nhân dân|ubnd)\s+(?P<level>" + "|".join(_LEVELS) + r")"
    r"(?P<name>.{0,40}?)\s*,?\s+(?:ban hành|xây dựng|tổ chức|triển khai|lập)\b[^.;]{0,40}kế hoạch"
)  # fmt: skip
_POST = re.compile(
    r"^(?:(?P<for>kt|tl|tuq|tm|q)\.)?\s*(?P<post>(?:phó\s+)?(?:chủ tịch|giám đốc|trưởng ban|"
    r"trưởng phòng|chánh văn phòng|bí thư))\b"
)
_PERIOD_LABEL = re.compile(r"^(?:về\s+)?thời gian(?: thực hiện| triển khai)?(?: (?:chiến dịch|kế hoạch))?\s*:?\s*")
_TITLE_PERIOD = re.compile(
    r"(?:năm\s+20\d\d(?:\s*[-–]\s*20\d\d)?|giai đoạn\s+20\d\d\s*[-–]\s*20\d\d|quý\s+(?:iv|"
    r"iii|ii|i|[1-4])\s*(?:/|năm)?\s*20\d\d|(?:6|sáu) tháng (?:đầu|cuối) năm 20\d\d)"
)


def identify(frame: Frame, preamble: Sequence[Paragraph], root: Item) -> Identity:
    """Return what the paper says of itself."""
    pieces = [squeeze(piece) for line in frame.head for piece in _NATION.split(line.text) if piece and piece.strip()]
    whole = [squeeze(line.text) for line in frame.head]
    number = next(
        (
            re.sub(r"\s", "", text[m.start("no") : m.end("no")])
            for text in (*pieces, *whole)
            if (m := _NUMBER.match(fold(text)))
        ),
        None,
    )
    place, signed, month = _place_and_day(frame.head)
    title = squeeze(" ".join(line.text for line in frame.title)) or None
    period, start, end, year = _period(title, root)
    if signed is None and month is None:
        month = _month_in_caption(frame.captions)
    signer, post = _signer(frame.closing)
    return Identity(
        number, signed, month, _agency(pieces, preamble, title), place, title, period, start, end, year, signer, post
    )


def _place_and_day(head: Sequence[Line]) -> tuple[str | None, date | None, str | None]:
    for line in head:
        for text in (*re.split(r"\s{3,}(?=[^\W\d_]+(?:\s[^\W\d_]+)*,\s*ngày)", line.text), line.text):
            m = _PLACE_AND_DAY.search(fold(text))
            if not m:
                continue
            place = squeeze(re.split(r"\s{2,}", text[m.start("place") : m.end("place")].strip())[-1])
            if m["d"] and m["m"] and m["y"]:
                found = dates_in(f"{m['d']}/{m['m']}/{m['y']}")
                return place, found[0].last if found else None, None
            return place, None, f"{m['y']}-{int(m['m']):02d}" if m["m"] and m["y"] else None
    return None, None, None


def _month_in_caption(captions: Sequence[Line]) -> str | None:
    """ "(Kèm theo Kế hoạch số   /KH-UBND ngày      01/2026": the month the paper leaves of its own day."""
    text = fold(" ".join(line.text for line in captions))
    m = re.search(
        r"kèm theo kế hoạch số\s*[^)]*?ngày[\s.…]*(?:tháng\s*)?(?P<m>\d{1,2})\s*(?:/|năm)\s*(?P<y>20\d\d)", text
    )
    return f"{m['y']}-{int(m['m']):02d}" if m and 1 <= int(m["m"]) <= 12 else None


def _agency(pieces: Sequence[str], preamble: Sequence[Paragraph], title: str | None) -> str | None:
    names = [
        piece
        for piece in pieces
        if piece.isupper() and len(piece) > 3 and not re.match(r"cộng h|độc lập|số|kế hoạch", fold(piece))
    ]
    if names and fold(names[-1]) not in ("ủy ban nhân dân", "ubnd"):
        if fold(names[0]) in ("ủy ban nhân dân", "ubnd") and len(names) > 1:
            return _named(f"{names[0]} {names[1]}")
        return _named(names[-1] if len(names) < 3 else " ".join(names[-2:]))
    for paragraph in reversed(preamble):
        m = _ISSUER.search(fold(paragraph.text))
        if not m:
            continue
        chair = "Chủ tịch " if m["chair"] else ""
        name = squeeze(paragraph.text[m.start("name") : m.end("name")]).strip(" ,")
        if not name and title:
            # "UBND xã xây dựng kế hoạch", and the title says of which commune.
            of = re.search(rf"{m['level']}\s+((?:[^\W\d_]+\s*)+)", title)
            name = _capitals(of.group(1)) if of else ""
        return squeeze(f"{chair}Ủy ban nhân dân {m['level']} {name}")
    return None


def _capitals(text: str) -> str:
    kept = []
    for word in text.split():
        if not is_capital(word):
            break
        kept.append(word)
    return " ".join(kept)


def _named(text: str) -> str:
    """Return a name written in capitals as it is written in running text: "Ủy ban nhân dân xã Bình Minh"."""
    low = text.lower()
    m = re.match(rf"(?P<body>.*?)(?P<level>{'|'.join(_LEVELS)})\s+(?P<name>.+)$", low)
    if not m or not m["body"].strip():
        return low[:1].upper() + low[1:]
    body = m["body"].strip().replace("ubnd", "ủy ban nhân dân").replace("uỷ", "ủy")
    name = " ".join(word[:1].upper() + word[1:] for word in m["name"].split())
    return f"{body[:1].upper()}{body[1:]} {m['level']} {name}"


def _period(title: str | None, root: Item) -> tuple[str | None, date | None, date | None, int | None]:
    """Return the plan's own time: its words, the days they give, its year."""
    for item in root.walk():
        m = _PERIOD_LABEL.match(fold(item.text)) if item.section in ("purpose", "time", "goals") else None
        if not m or m.end() == 0:
            continue
        words = item.text[m.end() :].strip() or " ".join(child.text for child in item.children[:2])
        words = re.split(r"\.\s+(?=[^\W\d_])", words)[0].rstrip(". ")
        days = [found for found in dates_in(words) if found.fineness in ("day", "month", "quarter", "year")]
        if not days:
            continue
        last = days[-1]
        first = days[0] if len(days) > 1 and days[0].fineness == "day" else None
        return words, first.last if first else None, last.last if last.fineness == "day" else None, last.last.year
    if title:
        plain = without_citations(title)
        m = _TITLE_PERIOD.search(fold(plain))
        if m:
            years = re.findall(r"20\d\d", m.group())
            return squeeze(title[m.start() : m.end()]), None, None, int(years[0]) if len(years) == 1 else None
    return None, None, None, None


def _signer(closing: Sequence[Line]) -> tuple[str | None, str | None]:
    pieces = [squeeze(piece) for line in closing for piece in re.split(r"\s{2,}", line.text) if piece.strip()]
    post = stands_for = None
    last = -1
    for at, piece in enumerate(pieces):
        m = _POST.match(fold(piece)) if piece.isupper() or re.match(r"(?:KT|TM|TL|TUQ|Q)\.", piece) else None
        if m and m["for"] == "kt":
            stands_for, last = m["post"], at
        elif m:
            post, last = m["post"], at
    if last < 0:
        return None, None
    signer = next((piece for piece in pieces[last + 1 :] if _is_person(piece)), None)
    said = _post(post or stands_for or "")
    if stands_for and post:
        said = f"{said} (ký thay {_post(stands_for)})"
    return signer, said or None


def _post(words: str) -> str:
    return {"phó chủ tịch": "Phó Chủ tịch", "chủ tịch": "Chủ tịch"}.get(words, words[:1].upper() + words[1:])


def _is_person(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 6 and all(w.isalpha() and w[0].isupper() for w in words) and not text.isupper()
