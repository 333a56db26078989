"""Every event of the catalogue has a sentence that its own fields can fill."""

from __future__ import annotations

import dataclasses
import inspect
import string
from datetime import date

import pytest

from motcua.catalogue import events, history, services
from motcua.catalogue.testing import NOW, publish_some
from motcua.identity import queries as identity
from motcua.identity.models import Unit
from motcua.platform.principal import Principal, acting_as

BIRTH = "1.001193"


def declared():
    return {
        name: cls
        for name, cls in inspect.getmembers(events, inspect.isclass)
        if cls.__module__ == events.__name__ and dataclasses.is_dataclass(cls)
    }


def test_every_event_has_a_sentence_and_no_sentence_is_without_an_event():
    assert set(history.sentences()) == set(declared())


def test_each_sentence_names_only_fields_of_its_event():
    for name, cls in declared().items():
        fields = {f.name for f in dataclasses.fields(cls)} | {"what"}
        used = {field for _, field, _, _ in string.Formatter().parse(history.sentences()[name]) if field}
        assert used <= fields, (name, used - fields)


@pytest.mark.django_db
def test_the_history_is_told_to_who_manages_packs_and_to_nobody_else(settings):
    publish_some(BIRTH)
    services.abolish(BIRTH, on=date(2026, 12, 1), source="Quyết định 12/QĐ-UBND", now=NOW, who=None)
    committee = Unit.objects.create(slug="an-binh", kind="committee", since=date(2025, 7, 1))
    centre = Unit.objects.create(slug="an-binh-tt", kind="centre", since=date(2025, 7, 1))
    services.assign_competence(
        committee.id, group="Hộ tịch", receiving_unit_id=centre.id, handling_unit_id=committee.id, now=NOW, who=None
    )
    settings.DB_STEP_DOWN_TO = "motcua_web"
    manager = Principal(kind="officer", account_id=1, permissions=frozenset({"packs.manage"}))
    with acting_as(manager):
        told = history.of_procedure(BIRTH)
        assigned = history.of_competence(committee.id, NOW.date())
    assert told[0].sentence == "Bãi bỏ từ 01/12/2026, theo Quyết định 12/QĐ-UBND"
    assert {line.sentence.split(" cho ")[1] for line in told[1:]} == {
        "cả nước, dùng từ 01/07/2025",
        "tỉnh 31, dùng từ 01/07/2025",
    }
    (line,) = assigned
    assert line.sentence == f"Hộ tịch: đơn vị {centre.id} tiếp nhận, an-binh giải quyết"
    assert identity.unit_view(committee.id, NOW.date()).short_name == "an-binh"
    with acting_as(Principal(kind="officer", account_id=2, permissions=frozenset({"dossiers.receive"}))):
        assert history.of_procedure(BIRTH) == []
        assert history.of_competence(committee.id, NOW.date()) == []
