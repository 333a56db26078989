"""Plans in force are read by the officers of their committee and of those below it; drafts by who manages plans.

What hangs on a plan is seen with it. What is said of a task is added and never changed.
"""

from motcua.platform.security import Table

_NEAR = "unit_id = ANY ((SELECT plan_units())::integer[])"
_MANAGED = "app_may_over('plans.manage', unit_id)"


def _seen(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM plan p WHERE p.id = {table}.plan_id OFFSET 0)"


def _managed(table: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM plan p WHERE p.id = {table}.plan_id AND app_may_over('plans.manage', p.unit_id)"
        " OFFSET 0)"
    )


def _or_own_unit(table: str) -> str:
    """Who manages the plan, or the unit of the row: a commune sets its own numbers under the province's plan."""
    return f"({_managed(table)}) OR ({_seen(table)} AND {_MANAGED})"


_TASK_OF = "EXISTS (SELECT 1 FROM plan_task t WHERE t.id = {table}.task_id AND {whose} OFFSET 0)"
_OWNED = _TASK_OF.format(
    table="task_occurrence",
    whose="(t.owner_account_id = app_account() OR app_may_over('plans.manage', t.lead_unit_id))",
)

# Whoever reads the figures of a unit writes its report: numbers.read over it, or overseeing its dossiers (part 5).
_READS_FIGURES = (
    "app_kind() = 'officer' AND (app_may_over('numbers.read', unit_id)"
    " OR (unit_id::bigint * 256 + 5 * 16) = ANY (app_scopes()))"
)

TABLES = [
    Table(
        "plan",
        read=f"app_kind() = 'officer' AND ({_MANAGED} OR (status IN ('in_force', 'superseded') AND {_NEAR}))",
        insert=_MANAGED,
        update=_MANAGED,
    ),
    *(
        Table(name, read=_seen(name), insert=_managed(name), update=_managed(name))
        for name in ("plan_contradiction", "plan_target")
    ),
    Table(
        "target_setting",
        grants="SELECT, INSERT, UPDATE (until)",
        read=_seen("target_setting"),
        insert=_or_own_unit("target_setting"),
        update=_or_own_unit("target_setting"),
    ),
    Table(
        "target_assignment",
        read=_seen("target_assignment"),
        insert=_or_own_unit("target_assignment"),
        update=f"account_id = app_account() OR {_or_own_unit('target_assignment')}",
    ),
    Table(
        "plan_task",
        read=_seen("plan_task"),
        insert=_managed("plan_task"),
        update=f"{_managed('plan_task')} OR app_may_over('plans.manage', lead_unit_id)",
    ),
    Table(
        "task_occurrence",
        read=_seen("task_occurrence"),
        insert=_managed("task_occurrence"),
        update=f"{_managed('task_occurrence')} OR {_OWNED}",
    ),
    Table(
        "task_entry",
        grants="SELECT, INSERT",
        job_grants="SELECT",
        read=_seen("task_entry"),
        insert=f"app_kind() = 'officer' AND account_id = app_account() AND {_seen('task_entry')}",
    ),
    Table(
        "plan_alert",
        grants="SELECT, INSERT, UPDATE (noted_at)",
        read="app_kind() = 'officer' AND account_id = app_account()",
        insert=f"app_kind() = 'officer' AND {_seen('plan_alert')}",
    ),
    Table(
        "report_draft",
        job_grants="SELECT",
        read=_READS_FIGURES,
        insert=f"({_READS_FIGURES}) AND (plan_id IS NULL OR {_seen('report_draft')})",
        update=_READS_FIGURES,
    ),
    Table(
        "unit_population",
        grants="SELECT, INSERT",
        job_grants="SELECT",
        read="app_kind() = 'officer'",
        insert=_MANAGED,
    ),
]

WIDEN = {
    "event": "kind = 'plan' AND EXISTS (SELECT 1 FROM plan p WHERE p.id = event.key OFFSET 0)",
    "event_value": "kind = 'plan' AND EXISTS (SELECT 1 FROM plan p WHERE p.id = event_value.key OFFSET 0)",
    "attachment": "holder_kind = 'plan' AND plan_seen(holder_id)",
}
