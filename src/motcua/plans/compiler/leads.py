"""With whom, and whose duties: headings that name a body, lists of bodies, "phối hợp với …"."""

from __future__ import annotations

import re

from . import units
from .subjects import verbs
from .words import fold, squeeze

_COURTESY = re.compile(r"^(?:đề nghị|giao(?:\s+cho)?|yêu cầu|các cơ quan thuộc)\s+(?=\S)")
_WITH = re.compile(r"phối\s+(?:hợp\s+)?(?:chặt chẽ\s+)?(?:cùng\s+)?(?:với\s+)?(?=\S)")
_SAYS_DUTIES = re.compile(
    r"\s+(?:có|chịu) trách nhiệm(?: chủ trì| thực hiện)?(?: các (?:nội dung|nhiệm vụ|công việc)(?: sau)?)?$|"
    r"\s+(?:thực hiện|chủ trì)(?: các (?:nội dung|nhiệm vụ|công việc)(?: sau)?)?$",
    re.I,
)


def heading_body(text: str) -> tuple[str, str] | None:
    """Return the body an item of the organisation part is headed by, and what follows the colon.

    >>> heading_body("Đề nghị Ủy ban MTTQ xã: tuyên truyền"), heading_body("Tăng cường trang thiết bị")
    (('Ủy ban MTTQ xã', 'tuyên truyền'), None)
    """
    head, colon, rest = text.partition(":")
    if colon and len(head) > 160:
        return None
    body = _COURTESY.sub("", fold(head))
    own = _SAYS_DUTIES.sub("", head[len(head) - len(body) :].strip(" .;"))
    read = units.read(own.capitalize() if own.isupper() else own)
    if not read.names or read.strange or read.loose > 2 or read.names[0].start > 0 or read.names[0].is_bare:
        return None
    if not colon and len(own) > 120:
        return None
    return own, rest.strip()


def names_of(text: str) -> tuple[str, ...]:
    """Return the bodies of a list, each whole: cut at ";" and "," where a name begins."""
    listed: list[str] = []
    start = 0
    found = units.read(text).names
    for at, name in enumerate(found):
        end = found[at + 1].start if at + 1 < len(found) else len(text)
        whole = squeeze(text[start if not at else name.start : end]).strip(" ,;.-+")
        if at + 1 < len(found):
            whole = re.sub(r"\s+và$", "", whole)
        if whole and whole not in listed:
            listed.append(whole)
    if not found and squeeze(text).strip(" .;,-"):
        listed = [squeeze(text).strip(" .;,-")]
    return tuple(listed)


def partners_in(text: str) -> tuple[str, ...]:
    """Return the bodies after "phối hợp với", up to what is done together."""
    low = fold(text)
    m = _WITH.search(low)
    if not m or (m.start() > 160 and "chủ trì" not in low[max(0, m.start() - 40) : m.start()]):
        return ()
    rest = text[m.end() : m.end() + 260]
    stop = verbs()["then"].search(fold(rest))
    sentence = re.search(r"[.;:]", rest)
    end = min(stop.start() if stop else len(rest), sentence.start() if sentence else len(rest))
    told = rest[:end].strip(" ,")
    first = units.name_at_start(told[:1].upper() + told[1:])
    return names_of(told) if first is not None and not first.is_bare else ()


def tidy_lead(text: str) -> str | None:
    """Return a lead as it stands in the paper, without marks around it; None when nothing is left."""
    plain = re.sub(r"^[\s\-+*:]+|[\s.;,:\-+]+$", "", squeeze(text))
    m = _COURTESY.match(fold(plain))
    return (plain[m.end() :] if m else plain) or None
