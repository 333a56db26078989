"""The form engine: pure functions over a frozen form, the answers so far and a context. No database, no settings.

A screen is one group. In order of use:

- `Form.parse(document, code_lists)`, or `form_of(digest, make)` to keep parsed forms;
- `state(form, answers, context)`: what is asked, required, locked, offered, written by the system;
- `parse_group(form, group_key, posted, answers, context)` for a posted screen, `parse_field` for autosave;
- `check_all(...)` before submit, `group_defects` for the step bar, `summary` to read the answers again;
- `parties`, `sections_by_secrecy`, `facts_to_remember` at submit; `rebase` when the version changed.

`motcua.forms.drawing` turns a screen into the field components of the design system.
"""

from motcua.forms.engine.cache import form_of
from motcua.forms.engine.checking import check_all, group_defects
from motcua.forms.engine.context import Context, case_of, choice_of
from motcua.forms.engine.faults import Fault
from motcua.forms.engine.model import CASE, BrokenForm, Field, Form, Group
from motcua.forms.engine.parties import PartyFacts, parties
from motcua.forms.engine.prefill import Facts, KnownFact, date_value, prefilled, relocked, written_down
from motcua.forms.engine.reading import Action, Parsed, parse_field, parse_group
from motcua.forms.engine.rebase import Rebased, rebase
from motcua.forms.engine.sending import answers_to_send, facts_to_remember, sections_by_secrecy
from motcua.forms.engine.state import FieldState, FormState, state
from motcua.forms.engine.summary import Reuse, SummaryGroup, SummaryRow, reuse_count, shown_text, summary
from motcua.forms.engine.values import Answers, Value, answers_from_json, answers_to_json

__all__ = [
    "CASE",
    "Action",
    "Answers",
    "BrokenForm",
    "Context",
    "Facts",
    "Fault",
    "Field",
    "FieldState",
    "Form",
    "FormState",
    "Group",
    "KnownFact",
    "Parsed",
    "PartyFacts",
    "Rebased",
    "Reuse",
    "SummaryGroup",
    "SummaryRow",
    "Value",
    "answers_from_json",
    "answers_to_json",
    "answers_to_send",
    "case_of",
    "check_all",
    "choice_of",
    "date_value",
    "facts_to_remember",
    "form_of",
    "group_defects",
    "parse_field",
    "parse_group",
    "parties",
    "prefilled",
    "rebase",
    "relocked",
    "reuse_count",
    "sections_by_secrecy",
    "shown_text",
    "state",
    "summary",
    "written_down",
]
