"""What a form is computed in: the day, the channel, the registers that were asked, and who is typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from motcua.forms.engine.model import CASE, Form
from motcua.forms.engine.values import TYPED, Answers


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything a form depends on besides its answers.

    `case` is set where the case is already decided (a dossier, or a procedure without a case question).
    `registers` holds an answer for each register that was asked; a register that is absent was not asked, which
    is neither true nor false. `files` counts the files in each file field. `at`, `by` and `typed_source` sign what
    is typed: the instant, the account, and `applicant` or `officer`. `as_submitted` reads a dossier: what was sent
    stands as it was sent, and nothing is copied or computed over it (a portal may have sent something else).
    """

    today: date
    channel: str = "online"
    case: str | None = None
    registers: Mapping[str, bool] = field(default_factory=dict)
    submitted_on: date | None = None
    unit_name: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    at: datetime | None = None
    by: int | None = None
    typed_source: str = TYPED
    as_submitted: bool = False

    @property
    def day(self) -> date:
        """The day rules count from: of submission, or today while it is not submitted."""
        return self.submitted_on or self.today


def case_of(form: Form, answers: Answers, context: Context) -> str | None:
    """The case: as already decided, as answered in the case question, or the only one; None while it is open."""
    if context.case is not None:
        return context.case
    answer = answers.get(CASE)
    if answer is not None:
        said = answer.value if isinstance(answer.value, str) else ""
        return form.cases.get(said) or (said if said in form.cases.values() else None)
    choices = set(form.cases.values())
    return choices.pop() if len(choices) == 1 else None


def choice_of(form: Form, answers: Answers, context: Context) -> str | None:
    """The choice of the case question that stands for the case; None while it is open."""
    answer = answers.get(CASE)
    said = answer.value if answer is not None and isinstance(answer.value, str) else ""
    if said in form.cases and context.case in (None, form.cases[said]):
        return said
    case = case_of(form, answers, context)
    return next((key for key, of in form.cases.items() if of == case), None)
