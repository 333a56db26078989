"""Addresses by the units of 2025, found by new or old names without a script."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from motcua.forms.engine.faults import Problem, too_long, words_of
from motcua.forms.engine.model import Field
from motcua.forms.engine.types.base import Posted, Read, clean_line, last
from motcua.platform import places
from motcua.platform.errors import NotFound
from motcua.platform.places import Hit, Place
from motcua.platform.text import fold

HOME = "VN"
PARTS = ("province", "query", "commune", "detail", "country")
_DETAIL = 200
_SHORTEST_PREFIX = 3  # letters of a name before a lone hit is taken for it


def find_communes(query: str, province: str = "", limit: int = 8) -> list[Hit]:
    """The communes a text may mean, best first; only of one province when it is given."""
    hits = places.search(clean_line(query)[:120], province_code=province or None, limit=limit + 4)
    return [hit for hit in hits if hit.place.kind == "commune"][:limit]


def place_or_none(code: Any, kind: str) -> Place | None:
    """The province or commune of today with this code; None for anything else."""
    try:
        return places.province(code) if kind == "province" else places.commune(code)
    except (NotFound, TypeError):
        return None


class Address:
    """`{country, province, commune, detail}`; province and commune are codes of today."""

    def names(self, _field: Field, name: str, posted: Posted) -> list[str]:
        return [f"{name}-{part}" for part in PARTS if f"{name}-{part}" in posted]

    def read(self, field: Field, name: str, posted: Posted, today: date) -> Read:
        typed = {part: clean_line(last(posted, f"{name}-{part}")) for part in PARTS}
        country = typed["country"].upper() if re.fullmatch(r"[A-Za-z]{2}", typed["country"]) else HOME
        if country != HOME:
            value = {"country": country, "province": "", "commune": "", "detail": typed["detail"]}
            problems = self.check(field, value, today)
            return Read(None if problems else value, problems)
        if not any(typed[part] for part in ("province", "query", "commune", "detail")):
            return Read()
        province = place_or_none(typed["province"], "province")
        commune = self._commune(typed, province)
        if isinstance(commune, Problem):
            return Read(problems=(commune,))
        if commune is None:
            return Read(problems=(self._lacking(field, province),))
        value = {
            "country": HOME,
            "province": commune.province_code,
            "commune": commune.code,
            "detail": typed["detail"],
        }
        problems = self.check(field, value, today)
        return Read(None if problems else value, problems)

    def _commune(self, typed: dict[str, str], province: Place | None) -> Place | Problem | None:
        """The commune meant: the one chosen, unless another name was typed after it was chosen."""
        chosen = place_or_none(typed["commune"], "commune")
        query = typed["query"]
        if chosen and (not query or self._is_name_of(query, chosen)):
            return self._within(chosen, province)
        if not query:
            return None
        hits = find_communes(query, province.code if province else "")
        if chosen and any(hit.place.code == chosen.code for hit in hits):
            return self._within(chosen, province)
        if named := self._only_one_named(query, hits):
            return named
        if not hits:
            sentence = f"Chưa tìm thấy “{query[:60]}”. Thử bỏ dấu, hoặc gõ tên cũ của xã."
            return Problem("place_not_found", sentence, ("commune",))
        return Problem("place_not_chosen", "Chọn đúng xã, phường trong danh sách tìm được.", ("commune",))

    def _only_one_named(self, query: str, hits: list[Hit]) -> Place | None:
        """The commune of exactly this name, when no other is or was called so: then there is nothing to choose."""
        named = [hit.place for hit in hits if self._is_name_of(query, hit.place)]
        was_another = any(fold(query) in fold(hit.matched) for hit in hits if hit.place not in named)
        return named[0] if len(named) == 1 and not was_another else None

    def _is_name_of(self, query: str, place: Place) -> bool:
        words = fold(query)
        names = {fold(place.name), fold(places.bare_name(place.name)), fold(places.full_name(place.code))}
        return len(words) >= _SHORTEST_PREFIX and words in names

    def _within(self, commune: Place, province: Place | None) -> Place | Problem:
        if province and commune.province_code != province.code:
            sentence = f"{commune.name} không thuộc {places.full_name(province.code)}. Tìm lại xã, phường."
            return Problem("place_elsewhere", sentence, ("commune",))
        return commune

    def _lacking(self, field: Field, province: Place | None) -> Problem:
        if province:
            sentence = f"{_of('Chọn xã, phường', field)} Gõ tên rồi bấm Tìm."
            return Problem("place_incomplete", sentence, ("commune",))
        return Problem("place_incomplete", _of("Chọn tỉnh, thành phố và xã, phường", field), ("province", "commune"))

    def check(self, field: Field, value: Any, _today: date) -> tuple[Problem, ...]:
        if not isinstance(value, dict):
            return (self._lacking(field, None),)
        detail = value.get("detail") or ""
        if not isinstance(detail, str):  # from a program: our own pages send text
            return (self._lacking(field, None),)
        if len(detail) > (field.max_length or _DETAIL):
            return (too_long(field, len(detail), field.max_length or _DETAIL),)
        if (value.get("country") or HOME) != HOME:
            return () if detail else (Problem("place_incomplete", _of("Điền địa chỉ đầy đủ", field), ("detail",)),)
        province = place_or_none(value.get("province"), "province")
        commune = place_or_none(value.get("commune"), "commune")
        if commune is None:
            return (self._lacking(field, province),)
        within = self._within(commune, province)
        return (within,) if isinstance(within, Problem) else ()

    def write(self, _field: Field, name: str, value: Any) -> dict[str, list[str]]:
        if not isinstance(value, dict):
            return {f"{name}-detail": [str(value)]}
        commune = place_or_none(value.get("commune"), "commune")
        texts = {
            "province": value.get("province") or "",
            "query": commune.name if commune else "",
            "commune": value.get("commune") or "",
            "detail": value.get("detail") or "",
        }
        if (value.get("country") or HOME) != HOME:
            texts["country"] = value["country"]
        return {f"{name}-{part}": [str(text)] for part, text in texts.items()}

    def show(self, _field: Field, value: Any) -> str:
        return address_text(value)


def address_text(value: Any) -> str:
    """An address on one line: "Thôn Đông Giao, xã Cẩm Giang, thành phố Hải Phòng"."""
    if not isinstance(value, dict):
        return str(value)
    place = ""
    for kind in ("commune", "province"):
        if found := place_or_none(value.get(kind), kind):
            place = places.full_name(found.code)
            break
    country = value.get("country") or HOME
    parts = [value.get("detail") or "", place, "" if country == HOME else country]
    text = ", ".join(str(part) for part in parts if part)
    return text[:1].upper() + text[1:]


def _of(words: str, field: Field) -> str:
    """
    >>> _of("Chọn xã, phường", Field("r", "Nơi cư trú", "address", "g"))
    'Chọn xã, phường của nơi cư trú.'
    """
    return f"{words} của {words_of(field.label)}."
