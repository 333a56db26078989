"""Who is who."""

from __future__ import annotations

from datetime import date

from motcua.forms.engine import Value, parties
from motcua.forms.tests.support import CONTEXT, form_of, typed

HEAD = """parties:
  submitter:
    - {when: null, takes: {name: me, personal_number: my_no, phone: my_phone, residence: home}, mark: P}
  owner:
    - {when: {"==": [{var: rel}, self]}, same_as: submitter, mark: P}
    - {when: {present: [{var: firm}]}, kind: organisation, takes: {organisation_name: firm}, mark: P}
    - {when: null, kind: person, takes: {name: other, birth_date: born, sex: sex}, mark: P}
  representative: [{when: {"==": [{var: rel}, else]}, same_as: submitter, mark: P}]
"""
MADE = form_of(
    "key: me, label: Tên tôi, type: person_name",
    "key: my_no, label: Số, type: personal_number",
    "key: my_phone, label: Điện thoại, type: phone",
    "key: home, label: Nơi ở, type: address",
    "key: rel, label: Quan hệ, type: choice, options: relations, fact: applicant.relation_to_owner",
    "key: rel_words, label: Ghi rõ, type: text, text_for: rel, fact: applicant.relation_to_owner_text,"
    ' visible: {"==": [{var: rel}, else]}',
    'key: other, label: Tên, type: person_name, visible: {"!=": [{var: rel}, self]}',
    "key: born, label: Ngày sinh, type: date, precision: [day, month, year]",
    "key: sex, label: Giới tính, type: choice, options: sexes",
    "key: firm, label: Tổ chức, type: text",
    head=HEAD,
)
ME = {"me": Value("VÀNG", "sign_in"), "my_no": Value("030197000412", "sign_in")} | typed(
    home={"country": "VN", "province": "31", "commune": "11692", "detail": "Số 12"}, my_phone="0912000412"
)


def roles(**answers):
    return {party.role: party for party in parties(MADE, {**ME, **typed(**answers)}, CONTEXT)}


def test_one_who_files_for_himself_is_both_submitter_and_owner():
    made = roles(rel="self", other="Giấu")
    assert made.keys() == {"submitter", "owner"}
    assert (made["submitter"].name, made["submitter"].source) == ("VÀNG", "sign_in")
    assert made["submitter"].residence == "Số 12, phường Dương Kinh, thành phố Hải Phòng"
    assert (made["owner"].personal_number, made["owner"].same_as) == ("030197000412", "submitter")


def test_somebody_else_may_have_a_year_of_birth_and_no_number():
    made = roles(rel="parent", other="Vàng A Pó", born="1946", sex="1")
    owner = made["owner"]
    assert (owner.name, owner.birth_date, owner.birth_precision) == ("Vàng A Pó", date(1946, 1, 1), "year")
    assert (owner.personal_number, owner.sex) == ("", "1")
    assert made["submitter"].relation == "Cha, mẹ"
    month = roles(rel="parent", other="Pó", born="1946-05")["owner"]
    assert (month.birth_date, month.birth_precision) == (date(1946, 5, 1), "month")


def test_a_relation_told_in_words_is_kept_in_words():
    made = roles(rel="else", rel_words="Bác ruột", other="Pó")
    assert made["submitter"].relation == "Bác ruột"
    assert (made["representative"].name, made["representative"].relation) == ("VÀNG", "")


def test_an_organisation_owns_by_the_first_rule_that_holds():
    owner = roles(rel="parent", firm="Hợp tác xã", other="Pó")["owner"]
    assert (owner.kind, owner.organisation_name, owner.name) == ("organisation", "Hợp tác xã", "")


def test_a_party_nobody_has_named_yet_is_not_there():
    assert [p.role for p in parties(MADE, {}, CONTEXT)] == []
    assert roles(rel="parent").keys() == {"submitter"}
