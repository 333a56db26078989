"""The shipped people are invented, consistent with the rules of the number, and as varied as promised."""

from collections import Counter

import pytest
import yaml

from motcua.integrations.vneid.simulator import claims, people
from motcua.integrations.vneid.simulator.faults import Faults
from motcua.integrations.vneid.simulator.people import BadPeopleFile, load, search

ACCOUNTS = load()
PEOPLE = [account.person for account in ACCOUNTS if not account.organisation]


def test_there_are_twenty_people_two_enterprises_and_one_of_these_has_two_representatives():
    assert len(PEOPLE) == 20
    assert Counter(person.place for person in PEOPLE) == {
        "Xã Cẩm Giang, Hải Phòng": 6,
        "Phường Dương Kinh, Hải Phòng": 8,
        "Xã Xuân Thành, Đồng Nai": 6,
    }
    acting = Counter(account.organisation.tax_code for account in ACCOUNTS if account.organisation)
    assert acting == {"0209999016": 2, "3699999018": 1}


def test_every_number_is_plainly_invented_and_agrees_with_sex_year_and_province():
    provinces = {"Hải Phòng": {"030", "031"}, "Đồng Nai": {"075"}}
    for person in PEOPLE:
        assert person.number[6:9] == "999", person.key
        assert people.number_agrees(person), person.key
        assert person.number[:3] in provinces[person.place.rpartition(", ")[2]], person.key


def test_the_hard_cases_are_there():
    assert any("-" not in person.born for person in PEOPLE)
    assert any(" " not in person.name for person in PEOPLE)
    assert any(person.name.isupper() for person in PEOPLE)
    assert [person.level for person in PEOPLE].count(1) == 1
    assert {person.born[:4] for person in PEOPLE} >= {"1941", "2008"}


def test_the_people_of_the_sample_dossiers_can_sign_in():
    known = {(person.name, person.number, person.born) for person in PEOPLE}
    assert known >= {
        ("Phạm Văn Tiến", "031092999001", "1992-03-14"),
        ("Đỗ Thị Hạnh", "031194999002", "1994-07-02"),
        ("Lê Thu Trang", "031198999003", "1998-09-09"),
    }


def test_subjects_are_distinct_and_say_nothing_about_the_person():
    subjects = [claims.subject_of(account) for account in ACCOUNTS]

    assert len(set(subjects)) == len(ACCOUNTS)
    assert not any(account.person.number in subject for account in ACCOUNTS for subject in subjects)


def test_a_subject_survives_a_corrected_number_and_name(tmp_path):
    row = {"key": "a", "name": "A", "number": "031092999001", "born": "1992", "sex": "nam", "place": "B"}
    before = claims.subject_of(write(tmp_path, row)[0])
    after = claims.subject_of(write(tmp_path, row | {"name": "C", "number": "031092999777"})[0])

    assert before == after


def test_claims_hold_the_five_the_subject_and_an_organisations_three_and_nothing_else():
    for account in ACCOUNTS:
        named = claims.ORGANISATION_NAMES if account.organisation else ()
        assert tuple(claims.claims_of(account, Faults())) == (*claims.NAMES, *named)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 23),
        ("pham", 2),
        ("PHẠM văn", 2),
        ("031 092 999 001", 1),
        ("cong ty", 3),
        ("muc 1", 0),
        ("xyz", 0),
        ("k'brin", 1),
    ],
)
def test_searching_by_any_words_with_or_without_marks(text, count):
    assert len(search(ACCOUNTS, text)) == count


GOOD = {"key": "a", "name": "A", "number": "031092999001", "born": "1992-03-14", "sex": "nam", "place": "B"}
FIRM = {"key": "f", "name": "F", "tax_code": "0209999016"}


@pytest.mark.parametrize(
    "broken",
    [
        {"number": "031092123456"},
        {"number": "03109299900"},
        {"number": 31092999001},
        {"born": "1992-02-30"},
        {"born": "14/03/1992"},
        {"born": "92"},
        {"sex": "Nam"},
        {"level": 3},
        {"key": "Có dấu"},
        {"name": " "},
        {"organisation": FIRM | {"tax_code": "0209999017"}},
        {"organisation": {"name": "F"}},
        {"organisation": "nobody-described-it"},
    ],
)
def test_a_broken_or_real_looking_person_is_refused(tmp_path, broken):
    with pytest.raises(BadPeopleFile):
        write(tmp_path, GOOD | broken)


def test_two_people_may_not_share_a_key_or_a_number(tmp_path):
    for twin in (GOOD | {"number": "031092999002"}, GOOD | {"key": "b"}):
        with pytest.raises(BadPeopleFile, match="stands twice"):
            write(tmp_path, GOOD, twin)


def test_an_enterprise_is_described_once_and_its_further_representatives_name_its_key(tmp_path):
    other = GOOD | {"key": "b", "number": "031092999002", "organisation": "f"}
    accounts = write(tmp_path, GOOD | {"organisation": FIRM}, other)

    assert [a.key for a in accounts] == ["ca-nhan.a", "to-chuc.f", "ca-nhan.b", "to-chuc.f.b"]
    assert accounts[1].organisation == accounts[3].organisation


@pytest.mark.parametrize("text", ["", "people: []", "people: 3", "- a", "people: [1]", "{"])
def test_a_file_that_is_no_people_file_is_refused(tmp_path, text):
    path = tmp_path / "people.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadPeopleFile):
        load(path)


def write(folder, *rows):
    path = folder / "people.yaml"
    path.write_text(yaml.safe_dump({"people": list(rows)}, allow_unicode=True), encoding="utf-8")
    return load(path)
