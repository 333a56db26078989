"""Check before submit: everything that is wrong, all at once, each linked to its field (architecture 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.facts import Facts
from motcua.catalogue.packs.fees import Charge, fees
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.packs.needs import EFORM, Need, lacking, needs
from motcua.documents import queries as documents
from motcua.dossiers.facts import sign_in_facts
from motcua.dossiers.forms_of import form_of
from motcua.forms.engine.checking import check_all
from motcua.forms.engine.context import Context, case_of
from motcua.forms.engine.faults import Fault
from motcua.forms.engine.model import Form
from motcua.forms.engine.sending import answers_to_send
from motcua.forms.engine.state import FormState, state
from motcua.forms.engine.values import OFFICER, TYPED, Value, answers_from_json
from motcua.forms.queries import DraftView
from motcua.identity import queries as identity
from motcua.identity.queries import Person

COUNTER, ONLINE, POST = 1, 2, 3
CHANNELS = {1: "direct", 2: "online", 3: "post"}


@dataclass(frozen=True)
class Checked:
    """A draft as it would be submitted now."""

    pack: Pack
    form: Form
    context: Context
    answers: dict[str, Value]
    settled: FormState
    case: str
    files: Mapping[str, int]
    needs: tuple[Need, ...]
    charges: tuple[Charge, ...]
    faults: tuple[Fault, ...]

    @property
    def stops(self) -> tuple[Fault, ...]:
        """What keeps it from being submitted."""
        return tuple(f for f in self.faults if f.is_stop)


def check(
    who: Person,
    *,
    holder: tuple[str, int],
    version_id: int,
    unit_id: int,
    answers: Mapping[str, Any],
    sign_in: Mapping[str, Any] | None,
    channel: int,
    now: datetime,
    papers: Mapping[str, int] | None = None,
) -> Checked:
    """Compute case, papers, fees and every defect of a draft under its version of the procedure.

    `papers` counts the sheets of each component that lie on the counter, None online: a paper in the hand stands for
    the file a form asks for, what is only handed over at a counter may be missing too, and it is the officer who types.
    """
    pack, form = catalogue.pack_of_version(version_id), form_of(version_id)
    if form is None:
        raise LookupError(f"version {version_id} has no form")
    files: dict[str, int] = {}
    for file in documents.files_of(who, holder):
        files[file.slot] = files.get(file.slot, 0) + 1
    in_hand = {key for key, sheets in (papers or {}).items() if sheets > 0}
    lying = dict(files)
    for component in pack.components:
        if component.key in in_hand and component.filled_by and component.filled_by != EFORM:
            lying[component.filled_by] = lying.get(component.filled_by, 0) + 1
    unit = identity.unit_view(unit_id, now.date())
    context = Context(
        today=now.date(),
        channel=CHANNELS[channel],
        submitted_on=now.date(),
        unit_name=unit.name,
        files=lying,
        at=now,
        by=who.account_id,
        typed_source=TYPED if papers is None else OFFICER,
    )
    values = answers_from_json(answers)
    case = case_of(form, values, context) or pack.cases[0].key
    settled = state(form, values, context)
    sent = answers_to_send(form, values, context, settled=settled)
    plain = {key: value.value for key, value in sent.items()}
    facts = Facts(case, context.channel, now.date(), plain)
    found = needs(pack, facts)
    faults = list(check_all(form, values, context, sign_in=sign_in, settled=settled))
    # A paper the law asks for and no file field demands on its own: say it once, at the field that takes it.
    known = {f.field for f in faults}
    given = {n.component.key for n in found if _is_given(n, lying)} | in_hand
    for need in lacking(found, given):
        slot = need.component.filled_by
        if slot and slot != EFORM and slot not in known and slot in form.fields:
            group = form.group(form.fields[slot].group)
            faults.append(
                Fault(
                    group.key,
                    slot,
                    "component.missing",
                    f"Thêm tệp: {need.component.name}.",
                    name=slot,
                    group_title=group.title,
                )
            )
        elif papers is not None and not slot:
            key = need.component.key
            sentence = f"Còn thiếu giấy: {need.component.name}."
            faults.append(Fault("", key, "component.missing", sentence, name=f"paper-{key}"))
    charges = fees(pack, case=case, channel=context.channel, province=unit.province_code, answers=plain, on=now.date())
    return Checked(pack, form, context, values, settled, case, files, tuple(found), tuple(charges), tuple(faults))


def check_of(draft: DraftView, *, who: Person, now: datetime) -> Checked:
    """Return everything the draft still lacks, as submission would judge it now."""
    return check(
        who,
        holder=("draft", draft.id),
        version_id=draft.version_id,
        unit_id=draft.unit_id,
        answers=draft.answers,
        sign_in={key: fact.value for key, fact in sign_in_facts(who, now=now).items()},
        channel=ONLINE,
        now=now,
    )


def _is_given(need: Need, files: Mapping[str, int]) -> bool:
    slot = need.component.filled_by
    return slot == EFORM or bool(slot and files.get(slot))
