"""What an officer judges in a dossier: every component and every field, those from State data passing by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.catalogue.packs.model import Pack
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Answers, Component, Dossier
from motcua.dossiers.services.checking import CHANNELS
from motcua.forms.engine.context import Context
from motcua.forms.engine.model import CASE, Form
from motcua.forms.engine.summary import SummaryGroup, summary
from motcua.identity import queries as identity
from motcua.identity.queries import Person


@dataclass(frozen=True)
class Judged:
    """One thing to judge: what it is, how it reads, and whether State data vouch for it."""

    kind: str  # field | component
    key: str
    label: str
    shown: str
    secrecy: int
    passes: bool
    slots: tuple[str, ...] = ()
    group: str = ""


def context_of(dossier: Dossier) -> Context:
    """Return the circumstances a dossier's form is read in: the day and channel of its submission."""
    day = dossier.submitted_at.date()
    return Context(
        today=day,
        channel=CHANNELS[dossier.channel],
        case=dossier.case or None,
        submitted_on=day,
        as_submitted=True,
    )


def groups_of(dossier: Dossier, who: Person) -> tuple[SummaryGroup, ...]:
    """Return the answers of a dossier this officer may see, as the form groups them; none without a form.

    A section of a class he is not cleared for is absent, not shown as if nothing had been declared there.
    """
    form = form_of(dossier.form_version_id)
    values: dict[str, object] = {}
    seen = set()
    for row in Answers.objects.visible_to(who).filter(dossier=dossier):
        values.update(row.values)
        seen.add(row.secrecy)
    return summary(form, values, context_of(dossier), for_officer=True, without=_closed(form, seen))


def closed_keys(dossier: Dossier, pack: Pack, who: Person) -> frozenset[str]:
    """Return "field:…" and "component:…" of what this person may not be told anything of, not even a count.

    One query, and none for the many forms without confidential parts.
    """
    form = form_of(dossier.form_version_id)
    if form is None or not _classes(form):
        return frozenset()
    seen = set(Answers.objects.visible_to(who).filter(dossier=dossier).values_list("secrecy", flat=True))
    closed = _closed(form, seen)
    fields = {key for key, field in form.fields.items() if form.secrecy_of(field) in closed}
    components = {c.key for c in pack.components if c.filled_by in fields}
    return frozenset(f"field:{key}" for key in fields) | frozenset(f"component:{key}" for key in components)


def _closed(form: Form | None, seen: set[int]) -> frozenset[str]:
    """The form's classes of secrecy of which no answers were visible."""
    return frozenset(key for key in _classes(form) if identity.secrecy_number(key) not in seen)


def _classes(form: Form | None) -> set[str]:
    return {form.secrecy_of(field) for field in form.fields.values()} - {""} if form else set()


def to_judge(dossier: Dossier, pack: Pack, who: Person) -> list[Judged]:
    """Return everything a complete supplement request must judge, components first."""
    form = form_of(dossier.form_version_id)
    fills = {c.key: c.filled_by for c in pack.components}
    things = [
        Judged(
            "component",
            c.key,
            c.name,
            _COMPONENT[c.filled_by],
            c.secrecy,
            passes=c.filled_by in {"eform", "state_data"},
            slots=_slots(fills.get(c.key), form),
        )
        for c in Component.objects.visible_to(who).filter(dossier=dossier).order_by("id")
    ]
    for group in groups_of(dossier, who):
        for row in group.rows:
            field = form.fields.get(row.key) if form else None
            if form is None or field is None or field.type in {"file", "declaration"} or field.is_written_by_system:
                continue
            if field.key == CASE:  # another case is another way: the office changes it, no answer typed later could
                continue
            things.append(
                Judged(
                    "field",
                    row.key,
                    row.label,
                    row.value,
                    identity.secrecy_number(form.secrecy_of(field) or None) or dossier.secrecy,
                    passes=row.source in {"identity", "population", "civil_status", "other_register"},
                    group=group.title,
                )
            )
    return things


_COMPONENT = {
    "file": "Có tệp",
    "paper": "Có bản giấy nộp tại quầy",
    "eform": "Tờ khai điện tử thay giấy",
    "state_data": "Lấy từ dữ liệu Nhà nước",
    "presented": "Xuất trình tại quầy",
    "nothing": "Chưa có",
}


def _slots(filled_by: str | None, form: object) -> tuple[str, ...]:
    fields = getattr(form, "fields", {})
    return (filled_by,) if filled_by and filled_by in fields else ()
