"""The sixteen types of field, each in one place."""

from __future__ import annotations

from collections.abc import Mapping

from motcua.forms.engine.model import FieldType
from motcua.forms.engine.types.addresses import Address
from motcua.forms.engine.types.base import Kind, Posted, Read
from motcua.forms.engine.types.choices import Choice, Declaration, File, YesNo
from motcua.forms.engine.types.dates import Date
from motcua.forms.engine.types.numbers import Money, Number
from motcua.forms.engine.types.repeats import Repeat
from motcua.forms.engine.types.text import Email, PersonalNumber, PersonName, Phone, Text, TextArea, Time

__all__ = ["Kind", "Posted", "Read", "kind_of"]


def kind_of(type_name: FieldType) -> Kind:
    """What fields of a type can do."""
    return _KINDS[type_name]


_KINDS: Mapping[FieldType, Kind] = {
    "text": Text(),
    "textarea": TextArea(),
    "person_name": PersonName(),
    "personal_number": PersonalNumber(),
    "date": Date(),
    "time": Time(),
    "number": Number(),
    "money": Money(),
    "phone": Phone(),
    "email": Email(),
    "choice": Choice(),
    "yes_no": YesNo(),
    "address": Address(),
    "repeat": Repeat(kind_of),
    "file": File(),
    "declaration": Declaration(),
}
