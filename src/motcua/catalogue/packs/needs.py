"""Which papers a dossier needs, and why (docs/packs.md section 7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from motcua.catalogue.packs.facts import Facts
from motcua.catalogue.packs.model import Component, Pack
from motcua.platform import logic

EFORM = "eform"
State = Literal["required", "optional", "replaced", "undecided"]


@dataclass(frozen=True)
class Need:
    """A component of this dossier; `replaced` by data, `undecided` while a register was not asked."""

    component: Component
    state: State
    why: str | None  # Vietnamese, for the person who files


def needs(pack: Pack, facts: Facts) -> list[Need]:
    """Return the components that concern this dossier, in the order of the pack; the others are left out."""
    found = []
    for component in pack.components:
        if component.cases is None or facts.case in component.cases:
            need = _need(component, facts)
            if need is not None:
                found.append(need)
    return found


def _need(component: Component, facts: Facts) -> Need | None:
    replaced = facts.truth(component.replaced_when) if component.replaced_when is not None else False
    if replaced is True:
        return Need(component, "replaced", f"Đã có trong {component.replaceable_by}, không phải nộp")
    required = facts.truth(component.required)
    if required is False:
        # A condition that does not hold means "not for you"; a plain false means "if you have it".
        return Need(component, "optional", component.when_text) if component.required is False else None
    if required is logic.NOT_ASKED or replaced is logic.NOT_ASKED:
        return Need(component, "undecided", _unless(component))
    if component.replaceable_by and component.replaced_when is None and component.required is True:
        # Nobody wrote down when the data replace the paper, so it is offered and never demanded (R2.9).
        return Need(component, "optional", f"Không phải nộp nếu đã có trong {component.replaceable_by}")
    return Need(component, "required", component.when_text)


def _unless(component: Component) -> str:
    source = component.replaceable_by or "cơ sở dữ liệu của Nhà nước"
    return f"Chưa tra được {source}: có sẵn thì gửi kèm để khỏi phải bổ sung, chưa có vẫn nộp được hồ sơ"


def lacking(found: list[Need], given: Collection[str]) -> list[Need]:
    """Return the required papers that are not `given` (keys of components); one of a `one_of` group is enough.

    Papers that are only shown at the counter are never lacking in an online dossier's files: they are looked at there.
    """
    served = {need.component.one_of for need in found if need.component.key in given and need.component.one_of}
    return [
        need
        for need in found
        if need.state == "required"
        and need.component.key not in given
        and need.component.form != "presented"
        and need.component.one_of not in served
    ]
