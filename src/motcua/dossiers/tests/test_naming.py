"""Which parties a dossier has, by what the answers say and by which account sends them; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.services.naming import parties_of
from motcua.forms.engine.parties import PartyFacts
from motcua.identity.queries import Person

HIMSELF = Person(account_id=1, kind="citizen", person_id=10, full_name="Đặng Quang Huy")
FIRM = replace(
    HIMSELF, account_id=2, organisation_id=20, organisation_name="Công ty Mẫu", organisation_code="0209999016"
)
ME = PartyFacts(
    "submitter", name="Đặng Quang Huy", personal_number="031085999013", birth_date=date(1985, 11, 11),
    phone="0912000412", residence="Phường Dương Kinh",
)  # fmt: skip
MINE = replace(ME, role="owner", same_as="submitter")


def made(who, *told):
    """Return role -> (name, number, person, organisation, address) of each party."""
    parties = parties_of(told, Dossier(id=1), who)
    shown = {p.role: (p.name, p.personal_number, p.person_id, p.organisation_id, p.address) for p in parties}
    assert len(shown) == len(parties), "one party of each role"
    return shown


SUBMITTER = ("Đặng Quang Huy", "031085999013", 10, 20, "Phường Dương Kinh")
THE_FIRM = ("Công ty Mẫu", "0209999016", None, 20, "")


def test_a_persons_dossier_names_no_organisation():
    himself = ("Đặng Quang Huy", "031085999013", 10, None, "Phường Dương Kinh")
    assert made(HIMSELF, ME, MINE) == {"submitter": himself, "owner": himself}
    assert made(HIMSELF) == {"submitter": ("Đặng Quang Huy", "", 10, None, "")}


@pytest.mark.parametrize(
    "owner",
    [
        MINE,
        PartyFacts("owner", kind="organisation", organisation_name="CÔNG TY MẪU"),
        PartyFacts("owner", kind="organisation", organisation_name="Tên cũ", organisation_code="0209 999 016"),
    ],
)
def test_the_one_who_files_is_the_organisation_and_so_is_the_one_the_answers_name(owner):
    assert made(FIRM, ME, owner) == {"submitter": SUBMITTER, "owner": THE_FIRM}


def test_a_form_that_knows_no_owner_has_the_organisation_for_one():
    assert made(FIRM, ME) == {"submitter": SUBMITTER, "owner": THE_FIRM}
    assert made(FIRM) == {"submitter": ("Đặng Quang Huy", "", 10, 20, ""), "owner": THE_FIRM}


def test_filing_for_somebody_else_the_organisation_represents_him_through_its_person():
    child = PartyFacts("owner", name="Phạm Minh An")
    told = made(FIRM, ME, child, replace(ME, role="representative", same_as="submitter"))
    assert told == {
        "submitter": SUBMITTER, "owner": ("Phạm Minh An", "", None, None, ""), "representative": THE_FIRM,
    }  # fmt: skip


def test_another_organisation_only_named_in_the_answers_proves_nothing():
    other = PartyFacts(
        "owner", kind="organisation", organisation_name="Công ty Khác", organisation_code="3699999018001"
    )
    shown = ("Công ty Khác", "3699999018-001", None, None, "")
    assert made(HIMSELF, ME, other)["owner"] == shown
    assert made(FIRM, ME, other) == {"submitter": SUBMITTER, "owner": shown, "representative": THE_FIRM}


def test_a_code_of_no_known_shape_is_kept_as_it_was_typed():
    owner = PartyFacts("owner", kind="organisation", organisation_name="Tổ hợp tác", organisation_code="GCN 12/2025")
    assert made(HIMSELF, ME, owner)["owner"][1] == "GCN 12/2025"


def test_the_mandate_says_that_an_account_proves_it_and_keeps_the_relation_told():
    (submitter, _) = parties_of([replace(ME, relation="Giám đốc")], Dossier(id=1), FIRM)
    assert submitter.mandate == {"kind": "organisation_account", "relation": "Giám đốc"}
    (submitter,) = parties_of([replace(ME, relation="Con")], Dossier(id=1), HIMSELF)
    assert submitter.mandate == {"kind": "declared", "relation": "Con"}
