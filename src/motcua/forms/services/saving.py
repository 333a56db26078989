"""Keeping what is typed: a whole screen, or one field while it is being typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from motcua.forms import engine
from motcua.forms.engine import Answers, Context, Fault, Form, Parsed, Value, answers_from_json
from motcua.forms.engine.faults import at_field, changed_elsewhere
from motcua.forms.engine.types import Posted, kind_of
from motcua.forms.models import Draft, DraftPatch
from motcua.forms.services.rows import locked, write
from motcua.identity.queries import Person
from motcua.platform.errors import NotFound

_FURTHEST_AHEAD = 1000  # numbers a page may have used up for tries nobody heard


@dataclass(frozen=True)
class Saved:
    """What became of a screen: `answers` as they now stand, `version` for the next post of this page."""

    parsed: Parsed
    answers: dict[str, Value]
    version: int
    saved_at: datetime


@transaction.atomic
def save_group(
    who: Person,
    draft_id: int,
    *,
    form: Form,
    group_key: str,
    posted: Posted,
    context: Context,
    version: int,
    now: datetime,
    seconds: int = 0,
) -> Saved:
    """Keep what a posted screen said, each changed field as one numbered patch; what is wrong is told, not kept.

    `version` is that of the page that was posted. A field another device changed since then keeps the newer value
    and is told as `changed_elsewhere`. `seconds` were spent on the screen. Four queries, three when nothing changed.
    """
    if all(group.key != group_key for group in form.groups):
        raise NotFound("no such screen", group=group_key)
    row = locked(who, draft_id)
    answers = answers_from_json(row.answers)
    parsed = engine.parse_group(form, group_key, posted, answers, _signed(context, who, now))
    row.position = group_key
    return _keep(row, form, answers, parsed, version=version, now=now, seconds=seconds)


@transaction.atomic
def save_field(
    who: Person,
    draft_id: int,
    *,
    form: Form,
    changed: Collection[str],
    posted: Posted,
    context: Context,
    version: int,
    now: datetime,
    seconds: int = 0,
) -> Saved:
    """Keep one or a few fields while they are being typed (autosave). `changed` are names of controls.

    Nothing is required yet; what cannot be read yet is not kept, and the faults say why. A late answer of a weak
    line (an older `version` than the field's last change) is ignored and told. Query count as `save_group`.
    """
    row = locked(who, draft_id)
    answers = answers_from_json(row.answers)
    context = _signed(context, who, now)
    parsed = Parsed(values={})
    for key in _fields_of(form, changed):
        own = {name: values for name, values in posted.items() if name == key or name.startswith(f"{key}-")}
        one = engine.parse_field(form, key, own, parsed.over(answers), context)
        parsed = replace(
            parsed,
            values={**parsed.values, **one.values},
            faults=(*parsed.faults, *one.faults),
            typed={**parsed.typed, **one.typed},
            newly_asked=(*parsed.newly_asked, *one.newly_asked),
        )
    return _keep(row, form, answers, parsed, version=version, now=now, seconds=seconds)


@dataclass(frozen=True)
class Moved:
    """What happened to a draft after a page of it was drawn: it stands at `version`, these fields changed.

    A draft that moved without a field (to a new version of its form) has no `keys`.
    """

    keys: tuple[str, ...]
    version: int


@transaction.atomic
def moved_since(who: Person, draft_id: int, *, version: int) -> Moved:
    """Hold the draft until the end of the transaction and tell what changed after `version`; two queries.

    Nobody types into it, adds a file or takes one out until then. DraftClosed when it is sent or put away.
    """
    row = locked(who, draft_id)
    later = DraftPatch.objects.filter(draft_id=row.id, sequence__gt=version).order_by("sequence")
    keys = later.values_list("key", flat=True) if row.sequence > version else ()
    return Moved(tuple(dict.fromkeys(keys)), row.sequence)


def _fields_of(form: Form, controls: Iterable[str]) -> list[str]:
    """The fields that controls belong to: "born-day" is a box of "born". Names of no field are ignored."""
    found = (name if name in form.fields else name.split("-")[0] for name in controls)
    return [key for key in dict.fromkeys(found) if key in form.fields]


def _signed(context: Context, who: Person, now: datetime) -> Context:
    return replace(context, at=now, by=who.account_id)


def _keep(
    row: Draft, form: Form, answers: Answers, parsed: Parsed, *, version: int, now: datetime, seconds: int
) -> Saved:
    number = min(max(version, 0), row.sequence + _FURTHEST_AHEAD) + 1
    newer = _changed_since(row, parsed.values, number)
    if newer:
        parsed = _yielding(form, answers, parsed, newer)
    merged = parsed.over(answers)
    patches = {key: value for key, value in parsed.values.items() if merged.get(key) != answers.get(key)}
    write(row, merged, patches, first=max(row.sequence + 1, number), now=now, seconds=seconds)
    return Saved(parsed, merged, row.sequence, now)


def _changed_since(row: Draft, keys: Collection[str], number: int) -> frozenset[str]:
    """The fields whose last patch is not older than this one: what was posted for them comes too late."""
    last = (
        DraftPatch.objects.filter(draft_id=row.id, key__in=list(keys)).values("key").annotate(last=Max("sequence"))
        if keys
        else ()
    )
    return frozenset(found["key"] for found in last if found["last"] >= number)


def _yielding(form: Form, answers: Answers, parsed: Parsed, newer: frozenset[str]) -> Parsed:
    """The same post without the fields that somebody has changed since; they are told, and drawn as stored."""
    told: list[Fault] = []
    for key in sorted(newer):
        field = form.fields[key]
        stands = answers.get(key)
        words = kind_of(field.type).show(field, stands.value) if stands else ""
        told.append(at_field(changed_elsewhere(field, words), field, form.group(field.group).title))
    return replace(
        parsed,
        values={key: value for key, value in parsed.values.items() if key not in newer},
        faults=(*(f for f in parsed.faults if f.field not in newer), *told),
        answered_elsewhere=tuple(sorted(newer)),
    )
