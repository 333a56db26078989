"""Layers in, versions out: immutable, once, and never over what a province or commune decided."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from motcua.catalogue import folders, queries, rules, services
from motcua.catalogue.models import Abolition, CodeList, Entry, Layer, Version
from motcua.catalogue.packs.fees import fee_text
from motcua.catalogue.testing import NOW, PACKS, TODAY, publish_some
from motcua.identity.queries import Person, Right
from motcua.platform import events
from motcua.platform.errors import Conflict, Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db

BIRTH = "1.001193"
HERE = SimpleNamespace(place_code="10888", province_code="31")  # Cẩm Giang, Hải Phòng
ELSEWHERE = SimpleNamespace(place_code="26434", province_code="75")
LATER = NOW + timedelta(days=1)
ADMINISTRATOR = Person(1, "officer", 1, "Người quản trị", rights=(Right("packs.manage", None, 0),))
CLERK = Person(2, "officer", 2, "Công chức Một cửa", rights=(Right("dossiers.receive", 1, 0),))


def add_layer(level: str, scope: str, documents: dict, *, at=LATER, valid_from=rules.FIRST_DAY, valid_to=None) -> Layer:
    return Layer.objects.create(
        procedure=BIRTH,
        level=level,
        scope=scope,
        content=documents,
        digest="x",
        valid_from=valid_from,
        valid_to=valid_to,
        source="thử",
        added_at=at,
    )


def national_layer() -> dict:
    return deepcopy(Layer.objects.filter(procedure=BIRTH, level="national").order_by("-added_at").first().content)


def fee_of(pack, key):
    return next(line for line in pack.fees if line.key == key)


def test_a_second_import_of_the_same_folder_adds_nothing():
    services.import_packs(PACKS, now=NOW, by=None, codes=[BIRTH])
    again = services.import_packs(PACKS, now=LATER, by=None, codes=[BIRTH])
    assert (again.added, again.unchanged, again.lists_added) == (0, 2, 0)


def test_publishing_makes_one_version_a_scope_and_the_second_time_none():
    publish_some(BIRTH)
    assert sorted(Version.objects.values_list("scope", flat=True)) == ["", "31"]
    assert services.publish_all(valid_from=TODAY, now=LATER, who=None, codes=[BIRTH]) == 0
    version = services.publish(BIRTH, "31", valid_from=TODAY, now=LATER, who=None)
    assert Version.objects.count() == 2
    assert version.scope == "31"


def test_a_published_version_says_what_the_folder_says():
    from motcua.catalogue.packs.library import Library

    publish_some(BIRTH)
    pack = queries.terms(BIRTH, HERE, TODAY).pack
    assert pack.digest == Library(PACKS).pack(BIRTH, province="31").digest
    assert pack.origins["procedure.fees[p31_le_phi_ho_tich_nop_truc_tuyen_hai_phong_online]"] == "province:31"


def test_the_most_specific_version_holds():
    publish_some(BIRTH)
    add_layer("unit", "10888", {"procedure": {"handling_unit": "Tổ hộ tịch lưu động"}})
    services.publish_all(valid_from=TODAY, now=LATER, who=None, codes=[BIRTH])
    here, elsewhere = queries.terms(BIRTH, HERE, TODAY).pack, queries.terms(BIRTH, ELSEWHERE, TODAY).pack
    neighbour = queries.terms(BIRTH, SimpleNamespace(place_code="11692", province_code="31"), TODAY).pack
    assert here.procedure["handling_unit"] == "Tổ hộ tịch lưu động"
    assert here.origins["procedure.handling_unit"] == "unit:10888"
    assert any(line.province == "31" for line in here.fees), "the commune's version stands on its province's"
    assert neighbour.procedure["handling_unit"] != "Tổ hộ tịch lưu động"
    assert any(line.province == "31" for line in neighbour.fees)
    assert not any(line.province == "31" for line in elsewhere.fees)


def test_terms_ask_the_database_once_when_the_version_is_known(django_assert_num_queries):
    publish_some(BIRTH)
    queries.terms(BIRTH, HERE, TODAY)
    with django_assert_num_queries(1):
        queries.terms(BIRTH, HERE, TODAY)


def test_an_upgrade_of_the_national_pack_keeps_the_local_fee_and_the_diff_shows_it():
    publish_some(BIRTH)
    local_key = "p31_le_phi_ho_tich_khai_sinh_khong_dung_han_hai_phong_direct"
    before = fee_text(fee_of(queries.terms(BIRTH, HERE, TODAY).pack, local_key))
    upgraded = national_layer()
    for line in upgraded["procedure"]["fees"]:
        if line["group"] == "main" and line["amount"] is None:
            line |= {"amount": 50000, "unread": None}
    upgraded["procedure"]["decision"] = "999/QĐ-BTP"
    add_layer("national", "", upgraded)

    told = {d.scope: d for d in queries.waiting(TODAY, procedures=[BIRTH])}
    assert set(told) == {"", "31"}
    assert any("999/QĐ-BTP" in sentence for sentence in told["31"].sentences)
    kept = {k.path: k for k in told["31"].kept}
    assert kept[f"procedure.fees[{local_key}]"].value["amount"] == 8000
    assert any(local_key in sentence and "Giữ nguyên" in sentence for sentence in told["31"].sentences)

    services.publish_all(valid_from=TODAY, now=LATER, who=None, codes=[BIRTH])
    pack = queries.terms(BIRTH, HERE, TODAY).pack
    assert fee_text(fee_of(pack, local_key)) == before == "8.000 đồng"
    assert pack.procedure["decision"] == "999/QĐ-BTP"
    assert queries.waiting(TODAY, procedures=[BIRTH]) == []


def test_an_unchanged_national_value_beneath_a_local_one_is_not_reported():
    publish_some(BIRTH)
    upgraded = national_layer()
    upgraded["procedure"]["decision"] = "999/QĐ-BTP"
    add_layer("national", "", upgraded)
    told = {d.scope: d for d in queries.waiting(TODAY, procedures=[BIRTH])}
    assert told["31"].kept == ()
    assert any(path.startswith("procedure.fees[p31_") for path, _ in told["31"].local)


def test_publishing_one_scope_leaves_the_others():
    publish_some(BIRTH)
    upgraded = national_layer()
    upgraded["procedure"]["decision"] = "999/QĐ-BTP"
    add_layer("national", "", upgraded)
    services.publish(BIRTH, "", valid_from=TODAY, now=LATER, who=ADMINISTRATOR)
    assert queries.terms(BIRTH, ELSEWHERE, TODAY).pack.procedure["decision"] == "999/QĐ-BTP"
    assert queries.terms(BIRTH, HERE, TODAY).pack.procedure["decision"] != "999/QĐ-BTP"


def test_a_layer_that_begins_later_is_published_for_its_own_day():
    services.import_packs(PACKS, now=NOW, by=None, codes=[BIRTH])
    begins = TODAY + timedelta(days=30)
    add_layer("province", "75", {"procedure": {"decision": "nghị quyết mới"}}, at=NOW, valid_from=begins)
    services.publish_all(valid_from=TODAY, now=NOW, who=None, codes=[BIRTH])
    day_before = queries.terms(BIRTH, ELSEWHERE, begins - timedelta(days=1)).pack
    assert day_before.procedure["decision"] != "nghị quyết mới"
    assert queries.terms(BIRTH, ELSEWHERE, begins).pack.procedure["decision"] == "nghị quyết mới"
    assert Entry.objects.get(procedure=BIRTH, scope="75").version.valid_from == TODAY
    services.refresh_entries(begins)
    assert Entry.objects.get(procedure=BIRTH, scope="75").version.valid_from == begins


def test_a_layer_that_ends_gives_way_on_the_next_day():
    services.import_packs(PACKS, now=NOW, by=None, codes=[BIRTH])
    ends = TODAY + timedelta(days=10)
    add_layer("province", "75", {"procedure": {"decision": "tạm"}}, at=NOW, valid_to=ends)
    services.publish_all(valid_from=TODAY, now=NOW, who=None, codes=[BIRTH])
    assert queries.terms(BIRTH, ELSEWHERE, ends).pack.procedure["decision"] == "tạm"
    assert queries.terms(BIRTH, ELSEWHERE, ends + timedelta(days=1)).pack.procedure["decision"] != "tạm"


def test_an_old_version_can_always_be_read_whatever_was_published_since():
    publish_some(BIRTH)
    old = queries.terms(BIRTH, HERE, TODAY)
    add_layer("province", "31", {"procedure": {"decision": "khác"}})
    services.publish_all(valid_from=TODAY, now=LATER, who=None, codes=[BIRTH])
    queries.pack_of_version.cache_clear()
    assert queries.pack_of_version(old.version_id) == old.pack
    assert queries.terms(BIRTH, HERE, TODAY).version_id != old.version_id


def test_each_publish_is_an_event_in_the_chain_of_its_procedure():
    publish_some(BIRTH)
    told = events.history(("pack", 1001193))
    assert [e.name for e in told] == ["PackPublished", "PackPublished"]
    assert {e.payload["scope"] for e in told} == {"", "31"}
    assert {e.payload["digest"] for e in told} == set(Version.objects.values_list("digest", flat=True))


def test_only_who_may_manage_packs_publishes():
    services.import_packs(PACKS, now=NOW, by=None, codes=[BIRTH])
    with pytest.raises(Forbidden):
        services.publish(BIRTH, "", valid_from=TODAY, now=NOW, who=CLERK)
    assert not Version.objects.exists()
    assert services.publish(BIRTH, "", valid_from=TODAY, now=NOW, who=ADMINISTRATOR).published_by == 1


def test_publishing_what_does_not_exist_is_refused():
    with pytest.raises(NotFound):
        services.publish("9.999999", "", valid_from=TODAY, now=NOW, who=None)
    with pytest.raises(NotFound):
        queries.terms("9.999999", None, TODAY)
    services.import_packs(PACKS, now=NOW, by=None, codes=[BIRTH])
    with pytest.raises(NotFound):
        services.publish(BIRTH, "", valid_from=date(2020, 1, 1), now=NOW, who=None)


def test_going_back_on_the_same_day_is_told_and_changes_nothing():
    publish_some(BIRTH)
    first = national_layer()
    changed = deepcopy(first)
    changed["procedure"]["decision"] = "khác"
    add_layer("national", "", changed)
    services.publish(BIRTH, "", valid_from=rules.FIRST_DAY, now=LATER, who=None)
    add_layer("national", "", first, at=LATER + timedelta(hours=1))
    count = Version.objects.count()
    with pytest.raises(Conflict):
        services.publish(BIRTH, "", valid_from=rules.FIRST_DAY, now=LATER + timedelta(hours=2), who=None)
    assert Version.objects.count() == count
    services.publish(BIRTH, "", valid_from=TODAY, now=LATER + timedelta(hours=2), who=None)
    assert queries.terms(BIRTH, None, TODAY).pack.procedure["decision"] == first["procedure"]["decision"]


def test_a_first_start_leaves_published_procedures_alone():
    publish_some(BIRTH)
    add_layer("province", "31", {"procedure": {"decision": "khác"}})
    assert services.publish_all(valid_from=TODAY, now=LATER, who=None, only_new=True) == 0


def test_an_abolished_procedure_is_gone_from_its_day_on_and_a_later_version_brings_it_back():
    publish_some(BIRTH)
    ends = TODAY + timedelta(days=5)
    services.abolish(BIRTH, on=ends, source="Quyết định 1/QĐ-BTP", now=NOW, who=ADMINISTRATOR)
    assert queries.terms(BIRTH, HERE, ends - timedelta(days=1))
    with pytest.raises(NotFound):
        queries.terms(BIRTH, HERE, ends)
    assert [row.procedure for row in queries.entries(HERE, ends - timedelta(days=1))] == [BIRTH]
    assert queries.entries(HERE, ends) == []
    assert queries.search("khai sinh", HERE, ends).rows == ()
    add_layer("province", "31", {"procedure": {"decision": "làm lại"}})
    services.publish(BIRTH, "31", valid_from=ends + timedelta(days=1), now=LATER, who=None)
    assert queries.terms(BIRTH, HERE, ends + timedelta(days=1))
    services.refresh_entries(ends + timedelta(days=1))
    assert [row.procedure for row in queries.entries(HERE, ends + timedelta(days=1))] == [BIRTH]
    assert events.history(("pack", 1001193))[-2].name == "ProcedureAbolished"


def test_an_abolition_names_its_decision_and_happens_once():
    publish_some(BIRTH)
    with pytest.raises(Invalid):
        services.abolish(BIRTH, on=TODAY, source=" ", now=NOW, who=None)
    services.abolish(BIRTH, on=TODAY, source="QĐ 1", now=NOW, who=None)
    with pytest.raises(Conflict):
        services.abolish(BIRTH, on=TODAY, source="QĐ 1", now=NOW, who=None)
    assert Abolition.objects.count() == 1


def test_what_is_exported_comes_back_the_same(tmp_path):
    publish_some(BIRTH, "1.004222")
    add_layer("unit", "10888", {"procedure": {"handling_unit": "Tổ hộ tịch"}})
    assert services.export(tmp_path / "out") == 4
    lists = queries.code_lists()
    told = services.import_packs(tmp_path / "out", now=LATER, by=None)
    # The unit layer of this test carries a made-up digest, so it alone counts as new.
    assert (told.added, told.lists_added) == (1, 0)
    Layer.objects.all().delete()
    CodeList.objects.all().delete()
    services.import_packs(tmp_path / "out", now=LATER, by=None)
    assert services.publish_all(valid_from=TODAY, now=LATER, who=None) == 1  # the unit's first version
    assert queries.terms(BIRTH, HERE, TODAY).pack.procedure["handling_unit"] == "Tổ hộ tịch"
    assert json.dumps(queries.code_lists(), sort_keys=True) == json.dumps(lists, sort_keys=True)


def test_a_folder_without_packs_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no packs"):
        services.import_packs(tmp_path, now=NOW, by=None)


def test_code_lists_hold_the_choices_and_nothing_of_our_own(django_assert_num_queries):
    publish_some(BIRTH)
    lists = queries.code_lists()
    assert {"code": "1", "vi": "Nam", "en": "Male"} in lists["gioi_tinh"]["items"]
    assert not [key for key in lists if "." in key]
    with django_assert_num_queries(1):
        queries.code_lists()


def test_a_changed_code_list_is_a_new_row_and_the_newest_counts():
    publish_some(BIRTH)
    found = folders.read(PACKS, codes=[BIRTH])
    sexes = {**found.lists["gioi_tinh"], "items": found.lists["gioi_tinh"]["items"][:1]}
    changed = replace(found, lists={**found.lists, "gioi_tinh": sexes})
    assert services._import_lists(changed.lists, LATER) == 1
    assert len(queries.code_lists()["gioi_tinh"]["items"]) == 1
    assert services._import_lists(found.lists, LATER + timedelta(days=1)) == 1
    assert len(queries.code_lists()["gioi_tinh"]["items"]) == len(found.lists["gioi_tinh"]["items"]) > 1


def test_competence_of_a_procedure_beats_that_of_its_group_and_nobody_guesses():
    units = {"receiving_unit_id": 2, "handling_unit_id": 3}
    services.assign_competence(1, **units, group="Hộ tịch", now=NOW, who=None)
    assert queries.competence(1, BIRTH, "Hộ tịch") == (2, 3)
    services.assign_competence(1, receiving_unit_id=2, handling_unit_id=9, procedure=BIRTH, now=NOW, who=None)
    assert queries.competence(1, BIRTH, "Hộ tịch") == (2, 9)
    assert queries.competence(1, "1.000656", "Hộ tịch") == (2, 3)
    with pytest.raises(NotFound):
        queries.competence(2, BIRTH, "Hộ tịch")
    with pytest.raises(Invalid):
        services.assign_competence(1, **units, now=NOW, who=None)
