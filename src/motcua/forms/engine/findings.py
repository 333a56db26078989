"""The rules of a form that compare answers: checks, and contradictions with the case."""

from __future__ import annotations

from motcua.forms.engine.faults import Fault
from motcua.forms.engine.model import CASE, Field, FindingRule
from motcua.forms.engine.state import FormState


def findings(now: FormState) -> tuple[Fault, ...]:
    """Every rule that holds for sure, as a fault at what it concerns; what cannot be decided yet is silent."""
    return tuple(_fault(rule, now) for rule in now.form.checks if now.holds(rule.when))


def _fault(rule: FindingRule, now: FormState) -> Fault:
    field = _field(rule, now)
    group = field.group if field else rule.target if rule.concerns == "group" else ""
    title = next((g.title for g in now.form.groups if g.key == group), "")
    return Fault(
        group=group,
        field=field.key if field else "",
        code=rule.key,
        message=rule.message,
        severity=rule.severity,
        name=field.key if field else "",
        group_title=title,
        source=rule.legal,
    )


def _field(rule: FindingRule, now: FormState) -> Field | None:
    fields = now.form.fields
    if rule.concerns == "field":
        named = fields.get(rule.target)
        return named if named and now.fields[named.key].visible else None
    if rule.concerns == "case":
        return fields.get(CASE)
    if rule.concerns == "component":
        return next((f for f in fields.values() if f.component == rule.target and now.fields[f.key].visible), None)
    return None
