"""One version of an index, read from its data and held against what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.monitoring.indicators.model import Band, Group, Indicator, IndicatorSet, Measure, Reading, Scoring


class BrokenLibrary(Exception):
    """The data of the indicators does not hold together; nothing may be counted by it."""


def set_of(told: Mapping[str, Any], known: Mapping[str, Measure]) -> IndicatorSet:
    """Return one version of an index; BrokenLibrary says what is missing or does not add up."""
    try:
        return _set(told, known)
    except KeyError as missing:
        raise BrokenLibrary(f"thiếu {missing.args[0]}") from None
    except (TypeError, ValueError, AttributeError) as fault:
        raise BrokenLibrary(f"không đọc được: {fault}") from None


def _set(told: Mapping[str, Any], known: Mapping[str, Measure]) -> IndicatorSet:
    for name in ("valid_from", "valid_to"):
        if not isinstance(told.get(name), date | None):
            raise BrokenLibrary(f"{name} không phải là một ngày (viết 2027-01-01)")
    indicators = tuple(_indicator(one) for one in told["indicators"])
    groups = tuple(Group(g["key"], g["name"], g["points"]) for g in told["groups"])
    for one in indicators:
        if one.measure not in known:
            raise BrokenLibrary(f"dòng {one.id}: không có cách đo {one.measure}")
    for group in groups:
        points = sum(one.points for one in indicators if one.group == group.key)
        if points != group.points:
            raise BrokenLibrary(f"nhóm {group.key} có {group.points} điểm, các dòng cộng lại {points}")
    if sum(group.points for group in groups) != told["total"]:
        raise BrokenLibrary("các nhóm cộng lại không bằng total")
    if strange := {one.group for one in indicators} - {group.key for group in groups}:
        raise BrokenLibrary(f"không có nhóm {', '.join(sorted(strange))}")
    bands = tuple(Band(b["key"], b["name"], b["from"], b["mark"]) for b in told["bands"])
    if [band.since for band in bands] != sorted({band.since for band in bands}, reverse=True) or bands[-1].since != 0:
        raise BrokenLibrary("bands: mỗi mức thấp hơn mức trước, mức cuối từ 0")
    readings = tuple(
        Reading(r["key"], r["name"], {o["key"]: o["name"] for o in r["options"]}, r["mark"]) for r in told["readings"]
    )
    if strange := {key for one in indicators for key in one.other} - {one.key for one in readings}:
        raise BrokenLibrary(f"không có cách đọc {', '.join(sorted(strange))}")
    return IndicatorSet(
        key=told["key"],
        version=told["version"],
        valid_from=told["valid_from"],
        valid_to=told.get("valid_to"),
        decision=told["decision"],
        title=told["title"],
        total=told["total"],
        groups=groups,
        bands=bands,
        readings=readings,
        indicators=indicators,
        mark=told["mark"],
    )


def _indicator(told: Mapping[str, Any]) -> Indicator:
    how = dict(told["scoring"])
    how["steps"] = tuple((int(since), int(points)) for since, points in how.get("steps", ()))
    one = Indicator(**{**told, "scoring": Scoring(**how), "applies": tuple(told["applies"])})
    for holds, what in (
        (isinstance(one.points, int) and one.points >= 0, "points"),
        (one.scoring.type in ("linear", "to_target", "bands", "information"), "scoring"),
        (0 < one.scoring.target <= 100, "target"),
        (_goes_down(one), "steps: từ mức cao xuống mức 0, điểm không quá points"),
        (bool(one.applies) and set(one.applies) <= {"province", "commune"}, "applies"),
        (one.zero in ("dash", "full", "none"), "zero"),
    ):
        if not holds:
            raise BrokenLibrary(f"dòng {one.id}: sai {what}")
    return one


def _goes_down(one: Indicator) -> bool:
    steps = one.scoring.steps
    if one.scoring.type != "bands":
        return not steps
    since = [percent for percent, _ in steps]
    return (
        since == sorted(set(since), reverse=True)
        and since[-1:] == [0]
        and all(0 <= points <= one.points for _, points in steps)
    )
