"""The event log of the catalogue, told in Vietnamese: one small sentence per event (data/sentences.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files

import yaml

from motcua.catalogue import rules
from motcua.catalogue.paperless import WEEKDAYS
from motcua.identity import queries as identity
from motcua.platform import events
from motcua.platform.events import Event
from motcua.platform.text import date_vi


@dataclass(frozen=True)
class Happened:
    """One line of a history: when, what, by whom."""

    at: datetime
    sentence: str
    actor: str
    name: str


@lru_cache(maxsize=1)
def sentences() -> dict[str, str]:
    """Return the templates by event name."""
    return yaml.safe_load(files("motcua.catalogue").joinpath("data", "sentences.yaml").read_text(encoding="utf-8"))


def of_procedure(procedure: str) -> list[Happened]:
    """Return what happened to a procedure, newest first; two queries. Only who manages packs sees any."""
    return [_told(e, {}) for e in reversed(events.history(("pack", rules.chain_key(procedure))))]


def of_competence(committee_id: int, on: date) -> list[Happened]:
    """Return who was made competent for what in a committee, newest first; four queries. Only who manages packs."""
    units = [identity.unit_view(committee_id, on), *identity.units_under(committee_id, on)]
    names = {unit.id: unit.short_name for unit in units}
    return [_told(event, names) for event in reversed(events.history(("competence", committee_id)))]


def of_paperless(rule_id: int) -> list[Happened]:
    """Return who set and ended a switch (C15), newest first; two queries. Only who manages the committee's days."""
    return [_told(event, {}) for event in reversed(events.history(("paperless", rule_id)))]


def _told(event: Event, units: dict[int, str]) -> Happened:
    facts = {key: _shown(key, value, units) for key, value in event.payload.items()}
    if event.name == "CompetenceAssigned":
        facts["what"] = facts["procedure"] or facts["group"]
    elif event.name == "PaperlessRuleSet":
        facts["what"] = facts["procedure"] or "mọi thủ tục nộp trực tuyến được"
    return Happened(event.at, sentences()[event.name].format(**facts), event.actor.label, event.name)


def _shown(key: str, value: object, units: dict[int, str]) -> str:
    match key:
        case "on" | "valid_from":
            return date_vi(date.fromisoformat(str(value)))
        case "scope":
            if not value:
                return "cả nước"
            return f"tỉnh {value}" if len(str(value)) == 2 else f"xã {value}"
        case "weekdays" if isinstance(value, list):
            return ", ".join(WEEKDAYS[int(day) - 1] for day in value) or "mọi ngày"
        case "valid_until":
            return f" đến hết {date_vi(date.fromisoformat(str(value)))}" if value else ""
        case "digest":
            return str(value)[:12]
        case "receiving_unit" | "handling_unit":
            return units.get(int(str(value)), f"đơn vị {value}")
    return str(value)
