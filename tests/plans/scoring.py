"""Score a compiled plan against its hand-written key: recall, precision, what was missed, what is too much.

The rules of reading, of folding names and of the marks `also` and `optional` stand in README.md
beside the keys. Everything here is pure but `read_key`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .reading import Entry, is_target_found, is_task_found, name, number, readings, words_told

NEAR = {"target": 12, "task": 2}
"""How many lines off a place may be: a target's number may stand lines below its bullet."""


@dataclass(frozen=True)
class Tally:
    """One kind of entry scored: pairs (key, found), what was missed, what is surplus."""

    pairs: Sequence[tuple[Entry, Entry]] = ()
    missed: Sequence[Entry] = ()
    surplus: Sequence[Entry] = ()
    neutral: Sequence[Entry] = ()
    """Found entries that the key neither asks for nor holds against the reading."""

    @property
    def recall(self) -> float:
        """Found share of what the key asks for; 1 when it asks for nothing."""
        return _share(len(self.pairs), len(self.pairs) + len(self.missed))

    @property
    def precision(self) -> float:
        """Right share of what was found; 1 when nothing was found."""
        return _share(len(self.pairs), len(self.pairs) + len(self.surplus))


@dataclass(frozen=True)
class Score:
    """A whole plan scored."""

    targets: Tally
    tasks: Tally
    legal_bases: Tally
    responsibilities: Tally
    identity: Mapping[str, bool]
    """Field of `plan` -> is it right; a field the key leaves null must be null or absent."""
    details: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """"task.product" and the like -> (right, of): fields of matched pairs that the matching does not ask for."""

    def reaches(self, share: float) -> bool:
        """Are recall and precision of targets and of tasks all at least `share`?"""
        return min(self.targets.recall, self.targets.precision, self.tasks.recall, self.tasks.precision) >= share


def read_key(path: Path) -> dict[str, Any]:
    """Return the key in `path`; the field of the item's number is quoted there, for YAML takes a bare `no` as false."""
    key: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in key["targets"] + key["tasks"]:
        if "no" not in entry:
            raise ValueError(f'{path.name}, line {entry.get("line")}: write "no" in quotes')
    return key


def score(found: Mapping[str, Any], key: Mapping[str, Any]) -> Score:
    """Score the compiled JSON `found` against `key`; both in the shape of README.md."""
    targets = _targets(found.get("targets") or [], key["targets"])
    tasks = _tasks(found.get("tasks") or [], key["tasks"], key["responsibilities"])
    return Score(
        targets=targets,
        tasks=tasks,
        legal_bases=_bases(found.get("legal_bases") or [], key),
        responsibilities=_duties(found.get("responsibilities") or [], key),
        identity=_identity(found.get("plan") or {}, key["plan"]),
        details=_details(targets, tasks),
    )


def _targets(found: Sequence[Entry], key: Sequence[Entry]) -> Tally:
    return _tally(found, key, is_target_found)


def _tasks(found: Sequence[Entry], key: Sequence[Entry], duties: Sequence[Entry]) -> Tally:
    here = Counter(number(entry["no"]) for entry in key if not entry.get("optional"))
    there = Counter(number(entry.get("no")) for entry in found)

    def is_found(wanted: Entry, entry: Entry) -> bool:
        no = number(wanted["no"])
        return is_task_found(wanted, entry, is_number_telling=here[no] == 1 == there[no])

    tally = _tally(found, key, is_found)
    # A duty of a unit told again among the tasks is no error: it is scored as a responsibility.
    # Its number counts beside its line, for a Word file has other lines than the text of the key.
    lines = {line for duty in duties for line in (duty["line"], *duty["lines"])}
    numbers = {number(duty["no"]) for duty in duties}
    again = [e for e in tally.surplus if e.get("line") in lines or number(e.get("no")) in numbers]
    return Tally(tally.pairs, tally.missed, [e for e in tally.surplus if e not in again], [*tally.neutral, *again])


def _tally(found: Sequence[Entry], key: Sequence[Entry], is_found: Callable[[Entry, Entry], bool]) -> Tally:
    required = [entry for entry in key if not entry.get("optional")]
    optional = [entry for entry in key if entry.get("optional")]
    pairs = _joined(required, found, is_found)
    rest = [entry for at, entry in enumerate(found) if at not in pairs.values()]
    free = _joined(optional, rest, is_found)
    return Tally(
        pairs=[(required[k], found[f]) for k, f in sorted(pairs.items())],
        missed=[entry for k, entry in enumerate(required) if k not in pairs],
        surplus=[entry for at, entry in enumerate(rest) if at not in free.values()],
        neutral=[rest[at] for at in sorted(free.values())],
    )


def _joined(key: Sequence[Entry], found: Sequence[Entry], is_found: Callable[[Entry, Entry], bool]) -> dict[int, int]:
    """Join each key entry with at most one found entry, as many as can be, the nearest first.

    Nine targets of one plan may all read "100 %": one reading of it must not answer for
    all nine, and which of them it answers for must not cost another its match.
    """
    fits = {
        k: sorted((f for f, entry in enumerate(found) if is_found(wanted, entry)), key=lambda f: _far(key[k], found[f]))
        for k, wanted in enumerate(key)
    }
    pairs: dict[int, int] = {}
    nearest = sorted((_far(key[k], found[f]), k, f) for k, options in fits.items() for f in options)
    for _, k, f in nearest:
        if k not in pairs and f not in pairs.values():
            pairs[k] = f

    def find_place(k: int, tried: set[int]) -> bool:
        for f in fits[k]:
            if f in tried:
                continue
            tried.add(f)
            holder = next((other for other, taken in pairs.items() if taken == f), None)
            if holder is None or find_place(holder, tried):
                pairs[k] = f
                return True
        return False

    for k in fits:
        if k not in pairs:
            find_place(k, set())
    return pairs


def _far(wanted: Entry, entry: Entry) -> tuple[int, float]:
    line = entry.get("line")
    distance = abs(line - wanted["line"]) if isinstance(line, int) else 10**6
    return distance, -words_told(wanted["text"], entry.get("text") or "")


def _bases(found: Sequence[Entry], key: Mapping[str, Any]) -> Tally:
    def is_found(wanted: Entry, entry: Entry) -> bool:
        return number(wanted["number"]) == number(entry.get("number")) and _as_text(wanted["date"]) == _as_text(
            entry.get("date")
        )

    wanted = [{"text": base["title"], **base} for base in key["legal_bases"]]
    tally = _tally(found, wanted, is_found)
    cited = {number(paper["number"]) for paper in key["cited"] + key["legal_bases"]}
    # The same paper found a second time, or one cited further down: neither asked for nor wrong.
    neutral = [entry for entry in tally.surplus if number(entry.get("number")) in cited]
    return Tally(tally.pairs, tally.missed, [e for e in tally.surplus if e not in neutral], neutral)


def _duties(found: object, key: Mapping[str, Any]) -> Tally:
    def is_found(wanted: Entry, entry: Entry) -> bool:
        return name(entry["unit"]) in map(name, readings(wanted, "unit")) and abs(entry["line"] - wanted["line"]) <= 1

    wanted = [
        {"unit": duty["unit"], "line": line, "text": "", "also": {"unit": duty.get("also") or []}}
        for duty in key["responsibilities"]
        for line in duty["lines"]
    ]
    return _tally(list(_duty_lines(found)), wanted, is_found)


def _duty_lines(found: object) -> Iterable[Entry]:
    """One entry per unit and line, from {unit: [lines]} or [{"unit", "lines"}]; a line may be {"line", "text"}."""
    pairs = found.items() if isinstance(found, Mapping) else [(duty["unit"], duty["lines"]) for duty in found]  # type: ignore[attr-defined]
    for unit, lines in pairs:
        for line in lines:
            yield {"unit": unit, "line": line["line"] if isinstance(line, Mapping) else line}


def _identity(found: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, bool]:
    """Is each field right? Free wording (title, period) counts by its words, the rest folded and whole."""
    right: dict[str, bool] = {}
    for field_name in plan:
        if field_name == "also":
            continue
        value = _as_text(found.get(field_name))
        right[field_name] = any(
            value == wanted if wanted is None or value is None else _same(field_name, wanted, value)
            for wanted in map(_as_text, readings(plan, field_name))
        )
    return right


def _same(field_name: str, wanted: str, value: str) -> bool:
    if field_name in ("title", "period"):
        return words_told(wanted, value) >= 0.8 and words_told(value, wanted) >= 0.8
    return name(wanted) == name(value)


def _details(targets: Tally, tasks: Tally) -> dict[str, tuple[int, int]]:
    counted = {"target.line": _count(targets, lambda k, f: _is_near(k, f, "target"))}
    counted["task.line"] = _count(tasks, lambda k, f: _is_near(k, f, "task"))
    counted["task.number"] = _count(tasks, lambda k, f: number(k["no"]) == number(f.get("no")))
    counted["task.words"] = _count(tasks, lambda k, f: words_told(k["text"], f.get("text") or "") >= 0.8)
    for detail in ("recurrence", "status"):
        counted[f"task.{detail}"] = _count(tasks, lambda k, f, d=detail: f.get(d) in readings(k, d))  # type: ignore[misc]
    counted["task.product"] = _count(tasks, lambda k, f: name(f.get("product")) in map(name, readings(k, "product")))
    counted["task.partners"] = _count(
        tasks, lambda k, f: _names(f.get("partners")) in map(_names, readings(k, "partners"))
    )
    return counted


def _names(units: Sequence[str] | None) -> str:
    return ",".join(name(unit) for unit in units or ())


def _is_near(key: Entry, found: Entry, kind: str) -> bool:
    line = found.get("line")
    return isinstance(line, int) and abs(line - key["line"]) <= NEAR[kind]


def _count(tally: Tally, is_right: Callable[[Entry, Entry], bool]) -> tuple[int, int]:
    return sum(is_right(k, f) for k, f in tally.pairs), len(tally.pairs)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _as_text(value: object) -> str | None:
    return None if value in (None, "") else str(value)


def told(result: Score) -> str:
    """Return the score as a person reads it: shares first, then each miss and surplus with its line."""
    out = []
    for kind in ("targets", "tasks", "legal_bases", "responsibilities"):
        tally: Tally = getattr(result, kind)
        out.append(
            f"{kind}: recall {tally.recall:.1%}, precision {tally.precision:.1%} ({len(tally.pairs)} right,"
            f" {len(tally.missed)} missed, {len(tally.surplus)} surplus, {len(tally.neutral)} neutral)"
        )
        out += [f"  missed  {_brief(entry)}" for entry in tally.missed]
        out += [f"  surplus {_brief(entry)}" for entry in tally.surplus]
    out.append("identity wrong: " + (", ".join(k for k, right in result.identity.items() if not right) or "none"))
    out.append("details: " + ", ".join(f"{k} {right}/{of}" for k, (right, of) in result.details.items()))
    return "\n".join(out)


def _brief(entry: Entry) -> str:
    shown = ("no", "number", "date", "unit", "value", "op", "due", "due_month", "year", "lead")
    facts = " ".join(f"{name_}={entry[name_]}" for name_ in shown if entry.get(name_) is not None)
    return f"line {entry.get('line')}: {facts} {str(entry.get('text') or '')[:80]}".rstrip()
