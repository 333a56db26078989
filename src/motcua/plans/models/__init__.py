"""Plans, their targets and tasks, and all that is said of them while they are lived with."""

from motcua.plans.models.plan import (
    DRAFT,
    IN_FORCE,
    MANAGES,
    REVIEWED,
    SUPERSEDED,
    Assignment,
    Contradiction,
    Plan,
    Population,
    Target,
    TargetSetting,
    managed_by,
)
from motcua.plans.models.report import ReportDraft
from motcua.plans.models.work import Alert, Entry, Occurrence, Task

__all__ = [
    "DRAFT",
    "IN_FORCE",
    "MANAGES",
    "REVIEWED",
    "SUPERSEDED",
    "Alert",
    "Assignment",
    "Contradiction",
    "Entry",
    "Occurrence",
    "Plan",
    "Population",
    "ReportDraft",
    "Target",
    "TargetSetting",
    "Task",
    "managed_by",
]
