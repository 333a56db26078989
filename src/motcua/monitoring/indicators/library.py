"""Reading the data of indicators, and refusing what does not hold together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from motcua.monitoring.facts.model import Fact
from motcua.monitoring.indicators import own
from motcua.monitoring.indicators.model import (
    Condition,
    Library,
    Measure,
)
from motcua.monitoring.indicators.sets import BrokenLibrary, set_of
from motcua.platform.logic import parse, variables

FACT_COLUMNS = frozenset(Fact.__dataclass_fields__)
SERVICE_COLUMNS = frozenset(
    {"procedure", "field", "level", "handling", "online_level", "returns_paper", "owes_fee", "for_individuals"}
) | {"is_complete", "has_autofill"}
PERIOD = frozenset({"period.as_of", "period.first", "period.last"})
_COUNTING = (
    "counting.py", "figures.py", "raising.py", "supposing.py", "cells.py", "indicators/scoring.py", "indicators/sql.py",
    "data/actions.yaml",
)  # fmt: skip
_FILES = ("conditions.yaml", "measures.yaml", "index_766.yaml")


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the indicators of the house, checked: those of the release with its own versions of an index (own.py)."""
    made = own.added(packaged())
    # What is kept was counted by this data and by this code: another version of either counts anew.
    package = files("motcua.monitoring")
    code = "".join(package.joinpath(*name.split("/")).read_text("utf-8") for name in _COUNTING)
    return replace(made, digest=hashlib.sha256((made.digest + code).encode()).hexdigest())


def packaged() -> Library:
    """Return the indicators that come with the release; raises BrokenLibrary."""
    package = files("motcua.monitoring")
    return read(*(package.joinpath("data", name).read_text("utf-8") for name in _FILES))


def read(conditions: str, measures: str, *sets: str) -> Library:
    """Read and check three texts of YAML."""
    told = yaml.safe_load(conditions)
    of_dossiers = _conditions(told["dossier"], FACT_COLUMNS | PERIOD)
    of_services = _conditions(told["service"], SERVICE_COLUMNS)
    known = {m["key"]: _measure(m) for m in yaml.safe_load(measures)}
    for measure in known.values():
        _check_measure(measure, of_dossiers, of_services, known)
    made = tuple(sorted((set_of(yaml.safe_load(text), known) for text in sets), key=lambda s: (s.key, s.valid_from)))
    digest = hashlib.sha256("\0".join((conditions, measures, *sets)).encode()).hexdigest()
    return Library(of_dossiers, of_services, known, made, digest)


def _conditions(told: Mapping[str, Any], columns: frozenset[str]) -> dict[str, Condition]:
    made = {}
    for key, one in told.items():
        rule = parse(one["when"])
        if strange := variables(rule) - columns:
            raise BrokenLibrary(f"condition {key} asks for {', '.join(sorted(strange))}")
        made[key] = Condition(key, one["name"], rule)
    return made


def _measure(told: Mapping[str, Any]) -> Measure:
    lists = {name: tuple(told.get(name, ())) for name in ("numerator", "denominator", "subtract", "used")}
    return Measure(**{**told, **lists})


def _check_measure(
    measure: Measure, dossiers: Mapping[str, Condition], services: Mapping[str, Condition], known: Mapping[str, Measure]
) -> None:
    of_services = measure.kind == "services"
    named = set(measure.denominator) | set(measure.numerator) | set(measure.subtract)
    if strange := named - set(services if of_services else dossiers) | set(measure.used) - set(dossiers):
        raise BrokenLibrary(f"measure {measure.key} names {', '.join(sorted(strange))}")
    if measure.column and measure.column not in FACT_COLUMNS:
        raise BrokenLibrary(f"measure {measure.key} has no column {measure.column}")
    if (measure.kind in ("missing", "own")) != bool(measure.why):
        raise BrokenLibrary(f"measure {measure.key}: exactly what has no source says why")
    if measure.beside and measure.beside not in known:
        raise BrokenLibrary(f"measure {measure.key} stands beside nothing")
