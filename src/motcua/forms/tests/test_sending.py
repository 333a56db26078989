"""What leaves a draft, and what may be remembered."""

from __future__ import annotations

from motcua.forms.engine import Value, facts_to_remember, prefilled, relocked, sections_by_secrecy
from motcua.forms.facts import bare, remembered_facts, sign_in_facts
from motcua.forms.tests.support import CONTEXT, NOW, PERSON, TODAY, Known, form, form_of, typed

MADE = form("""
groups:
  - key: open
    title: Chung
    fields:
      - {key: who, label: Tên, type: person_name, fact: applicant.full_name, fill_from: [sign_in, applicant],
         locked_when_filled_from: [sign_in], reuse: silent, mark: P}
      - {key: home, label: Nơi ở, type: address, fact: applicant.residence, reuse: silent,
         fill_from: [residence_db, earlier_dossier, applicant], locked_when_filled_from: [residence_db], mark: P}
      - {key: phone, label: Điện thoại, type: phone, fact: applicant.phone, fill_from: [earlier_dossier], mark: P}
      - {key: once, label: Một lần, type: text, fact: applicant.once, fill_from: [earlier_dossier], reuse: never}
      - {key: theirs, label: Của cháu, type: text, fact: child.name, fill_from: [earlier_dossier], mark: P}
      - {key: own, label: Riêng, type: text, fact: applicant.own, sensitive: hiv, fill_from: [earlier_dossier], mark: P}
      - {key: echo, label: Lặp, type: text, same_as: [{when: {"==": [1, 1]}, field: ill}], mark: P}
      - {key: paper, label: Giấy, type: file, mark: P}
      - {key: hidden, label: Ẩn, type: text, visible: false, mark: P}
      - {key: count, label: Đếm, type: number, compute: {"+": [{var: years}, 1]}, mark: P}
  - key: health
    title: Bệnh
    sensitive: hiv
    fields:
      - {key: ill, label: Bệnh, type: text, mark: P}
      - {key: years, label: Số năm, type: number, mark: P}
  - key: promise
    title: Cam đoan
    fields: [{key: p, label: Cam đoan, type: declaration, fact: applicant.promise, fill_from: [earlier_dossier]}]
""")
HOME = {"country": "VN", "province": "31", "commune": "11692", "detail": "Số 12"}
ANSWERS = typed(
    home=HOME, phone="0912000412", once="x", theirs="An", own="y", ill="z", years=2, hidden="?", p=True, paper=["a.pdf"]
)


def test_answers_leave_by_class_of_confidentiality_with_what_was_made_of_them():
    sections = sections_by_secrecy(MADE, ANSWERS, CONTEXT)
    assert sections[None].keys() == {"home", "phone", "once", "theirs", "p"}
    # A copy and a sum tell as much as what they are made of.
    assert sections["hiv"].keys() == {"own", "ill", "years", "echo", "count"}
    assert sections_by_secrecy(MADE, {}, CONTEXT) == {None: {}}


def test_only_what_a_person_says_of_himself_is_remembered():
    assert facts_to_remember(MADE, ANSWERS, CONTEXT) == {"applicant.residence": HOME, "applicant.phone": "0912000412"}


def test_what_the_state_said_is_not_remembered_as_said_by_the_person():
    signed = {"home": Value(HOME, "residence_db"), "phone": Value("0912000412", "earlier_dossier", confirmed_by=41)}
    assert facts_to_remember(MADE, signed, CONTEXT) == {"applicant.phone": "0912000412"}


def test_known_facts_lock_or_are_offered_and_promises_are_never_made_for_anybody():
    everything = {
        "applicant.residence": HOME, "applicant.phone": "0912000412", "applicant.once": "x", "child.name": "An",
        "applicant.own": "y", "applicant.promise": True, "applicant.full_name": "Tự xưng",
    }  # fmt: skip
    known = Known(sign_in={"applicant.full_name": "VÀNG A PÓ"}, remembered=everything)
    added = prefilled(MADE, {}, sign_in=known.sign_in(PERSON), remembered=known.remembered(PERSON), at=NOW)
    assert {key: value.source for key, value in added.items()} == {
        "who": "sign_in", "home": "earlier_dossier", "phone": "earlier_dossier",
    }  # fmt: skip
    assert added["who"].evidence == "sign-in 1"
    assert added["home"].is_offer


def test_an_empty_answer_of_the_state_locks_nothing_and_answers_stay_untouched():
    known = Known(sign_in={"applicant.full_name": ""}, remembered={"applicant.phone": "0912000412"})
    facts = {"sign_in": known.sign_in(PERSON), "remembered": known.remembered(PERSON)}
    assert prefilled(MADE, {}, **facts, at=NOW).keys() == {"phone"}
    assert prefilled(MADE, typed(phone="0988888888"), **facts, at=NOW) == {}


def test_a_remembered_value_that_no_longer_fits_is_not_offered():
    made = form_of(
        "key: w, label: Cách nhận, type: choice, options: sexes, fact: request.way, fill_from: [earlier_dossier]"
    )
    for said, keys in (("1", {"w"}), ("gone", set())):
        known = Known(remembered={"request.way": said})
        assert prefilled(made, {}, sign_in={}, remembered=known.remembered(PERSON), at=NOW).keys() == keys


def test_relocking_takes_only_what_sign_in_says_differently():
    answers = {"who": Value("CŨ", "sign_in", disputed="sai"), "phone": Value("0912000412", "applicant")}
    now = Known(sign_in={"applicant.full_name": "MỚI", "applicant.phone": "0900000000"}).sign_in(PERSON)
    changed = relocked(MADE, answers, sign_in=now, at=NOW)
    assert changed == {"who": Value("MỚI", "sign_in", NOW, "sign-in 1")}
    assert relocked(MADE, {**answers, **changed}, sign_in=now, at=NOW) == {}


def test_sign_in_tells_what_it_knows_and_keeps_silent_about_the_rest():
    told = sign_in_facts(
        full_name="VÀNG", birth_date=TODAY.replace(year=1946), birth_precision="year", personal_number="", at=NOW
    )
    assert bare(told) == {"applicant.full_name": "VÀNG", "applicant.birth_date": "1946"}


def test_the_memory_of_a_person_is_read_as_facts():
    told = remembered_facts({"applicant.phone": {"value": "0912000412", "at": NOW.isoformat()}, "odd": {}})
    assert {fact: (k.value, k.at) for fact, k in told.items()} == {"applicant.phone": ("0912000412", NOW)}
