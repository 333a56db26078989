"""One version of an index, read from its data and held against what is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.monitoring.indicators.model import Band, Group, Indicator, IndicatorSet, Measure, Reading
from motcua.monitoring.indicators.scoring import read_otherwise, scoring_of


class BrokenLibrary(Exception):
    """The data of the indicators does not hold together; nothing may be counted by it."""


def set_of(told: Mapping[str, Any], known: Mapping[str, Measure]) -> IndicatorSet:
    """Return one version of an index; BrokenLibrary says what is missing, is of another kind or does not add up."""
    try:
        return _set(told, known)
    except KeyError as missing:
        raise BrokenLibrary(f"thiếu {missing.args[0]}") from None
    except (TypeError, ValueError, AttributeError) as fault:
        raise BrokenLibrary(f"không đọc được: {fault}") from None


def _set(told: Mapping[str, Any], known: Mapping[str, Measure]) -> IndicatorSet:
    groups = tuple(Group(g["key"], g["name"], g["points"]) for g in told["groups"])
    readings = tuple(
        Reading(r["key"], r["name"], {o["key"]: o["name"] for o in r["options"]}, r["mark"]) for r in told["readings"]
    )
    made = IndicatorSet(
        key=told["key"],
        version=told["version"],
        valid_from=told["valid_from"],
        valid_to=told.get("valid_to"),
        decision=told["decision"],
        title=told["title"],
        total=told["total"],
        groups=groups,
        bands=tuple(Band(b["key"], b["name"], b["from"], b["mark"]) for b in told["bands"]),
        readings=readings,
        indicators=tuple(_indicator(one) for one in told["indicators"]),
        mark=told["mark"],
    )
    _check_head(made)
    _check_groups(made)
    for one in made.indicators:
        _check_line(one, known)
        _check_other(one, made, known)
    return made


def _indicator(told: Mapping[str, Any]) -> Indicator:
    return Indicator(**{**told, "scoring": scoring_of(told["scoring"]), "applies": tuple(told["applies"])})


def _check_head(of: IndicatorSet) -> None:
    texts = (of.key, of.version, of.decision, of.title)
    _hold(
        (all(isinstance(text, str) for text in texts), "key, version, decision, title phải là chữ"),
        (bool(re.fullmatch(r"[A-Za-z0-9._-]{1,20}", str(of.version))), "version chỉ có chữ, số, dấu . _ -"),
        (type(of.valid_from) is date, "valid_from không phải là một ngày (viết 2027-01-01)"),
        (of.valid_to is None or type(of.valid_to) is date, "valid_to không phải là một ngày"),
    )
    _hold((of.valid_to is None or of.valid_to >= of.valid_from, "valid_to trước valid_from"))
    since = [band.since for band in of.bands]
    _hold(
        (all(type(one) is int and 0 <= one < 100 and one % 5 == 0 for one in since), "bands: từ 0 đến 95, chẵn 5"),
        (since == sorted(set(since), reverse=True) and since[-1:] == [0], "bands: từ mức cao xuống, mức cuối từ 0"),
        (all(one.options for one in of.readings), "readings: mỗi cách đọc phải có options"),
    )


def _check_groups(of: IndicatorSet) -> None:
    for names, what in (
        ([one.id for one in of.indicators], "id của dòng"),
        ([one.key for one in of.groups], "key của nhóm"),
        ([one.key for one in of.bands], "key của bands"),
        ([one.key for one in of.readings], "key của cách đọc"),
    ):
        _hold(
            (all(isinstance(name, str) for name in names), f'{what} phải là chữ, đặt trong dấu " "'),
            (len(names) == len({*map(str, names)}), f"{what} lặp lại"),
        )
    for group in of.groups:
        points = sum(one.points for one in of.indicators if one.group == group.key)
        _hold((points == group.points, f"nhóm {group.key} có {group.points} điểm, các dòng cộng lại {points}"))
    strange = {one.group for one in of.indicators} - {group.key for group in of.groups}
    _hold((not strange, f"không có nhóm {', '.join(map(str, strange))}"))
    _hold((sum(group.points for group in of.groups) == of.total == 100, "các nhóm cộng lại không bằng total, là 100"))


def _check_line(one: Indicator, known: Mapping[str, Measure]) -> None:
    _hold(
        (one.measure in known, f"không có cách đo {one.measure}"),
        (type(one.points) is int and one.points >= 0, "sai points"),
        (one.scoring.type in ("linear", "to_target", "bands", "information"), "sai scoring"),
        (type(one.scoring.target) is int and 0 < one.scoring.target <= 100, "sai target: số nguyên từ 1 đến 100"),
        (_goes_down(one), "sai steps: số nguyên, từ mức cao xuống mức 0, điểm không quá points"),
        (bool(one.applies) and set(one.applies) <= {"province", "commune"}, "sai applies"),
        (one.zero in ("dash", "full", "none"), "sai zero"),
        of=f"dòng {one.id}: ",
    )


def _check_other(one: Indicator, of: IndicatorSet, known: Mapping[str, Measure]) -> None:
    """Hold what a line becomes under another reading to the same."""
    options = {reading.key: set(reading.options) for reading in of.readings}
    for reading, changes in one.other.items():
        strange = set(changes or {None}) - options.get(reading, set())
        _hold((not strange, f"không có cách đọc {reading} như ở dòng {one.id}"))
        for change in changes.values():
            _hold((bool(change) and set(change) <= {"measure", "scoring", "times"}, f"dòng {one.id}: sai other"))
            _hold((change.get("times", one.measure) in known, f"dòng {one.id}: không có cách đo {change.get('times')}"))
            _check_line(read_otherwise(one, change), known)


def _goes_down(one: Indicator) -> bool:
    steps = one.scoring.steps
    if one.scoring.type != "bands":
        return not steps
    since = [percent for percent, _ in steps]
    return (
        all(type(number) is int for step in steps for number in step)
        and since == sorted(set(since), reverse=True)
        and since[-1:] == [0]
        and all(0 <= points <= one.points for _, points in steps)
    )


def _hold(*those: tuple[bool, str], of: str = "") -> None:
    for holds, what in those:
        if not holds:
            raise BrokenLibrary(of + what)
