"""What the citizen changed when he answered a supplement: read from the log, which keeps what stood before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.dossiers.forms_of import form_of
from motcua.forms.engine.types import kind_of
from motcua.platform.events import Event

UNKNOWN = None  # erased since, or of a class of secrecy of which the log keeps only the key


@dataclass(frozen=True)
class Answered:
    """One answer to a supplement request: when, and the keys of the fields and file fields that changed."""

    ordinal: int
    at: datetime
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """All answers to supplements of a dossier, oldest first.

    `before` maps the key of each changed field to what it read before its last change:
    "" where nothing was declared, UNKNOWN where the log can no longer say.
    """

    rounds: tuple[Answered, ...]
    before: Mapping[str, str | None]

    @property
    def keys(self) -> frozenset[str]:
        """Everything that changed since the dossier was submitted."""
        return frozenset(key for one in self.rounds for key in one.keys)


def changes(told: Sequence[Event], form_version_id: int) -> Changes:
    """Return what changed by the dossier's events (`platform.events.history`); no query beside the kept form.

    Of a confidential section the events hold no values: there `before` is UNKNOWN. Who reads
    the events has been judged by whoever read them from the log.
    """
    form = form_of(form_version_id)
    fields = form.fields if form else {}
    values: dict[str, Any] = {}
    lost: set[str] = set()
    before: dict[str, Any] = {}
    rounds: list[Answered] = []
    for event in told:
        kept = event.payload.get("answers")
        now = kept if isinstance(kept, Mapping) and "answers" not in event.erased else {}
        if event.name == "SupplementCompleted":
            keys = tuple(change["key"] for change in event.payload["changes"] if _is_changed(change))
            rounds.append(Answered(event.payload["ordinal"], event.at, keys))
            for key in keys:
                if key in fields and fields[key].type != "file":
                    is_told = key in now and values and key not in lost
                    before[key] = values.get(key, "" if is_told else UNKNOWN)
            for key in keys:
                values.pop(key, None)
                (lost.discard if key in now else lost.add)(key)
        if event.name in {"DossierSubmitted", "SupplementCompleted"}:
            values |= now
    return Changes(tuple(rounds), {key: _text(fields[key], value) for key, value in before.items()})


def _is_changed(change: Mapping[str, str]) -> bool:
    """Without digests nobody can tell whether a confidential answer is another one: it was asked for and sent anew."""
    return not change["old"] or change["old"] != change["new"]


def _text(field: Any, kept: Any) -> str | None:
    if not isinstance(kept, Mapping):
        return kept  # UNKNOWN or ""
    value = kept.get("value")
    return "" if value in (None, "") else kind_of(field.type).show(field, value)
