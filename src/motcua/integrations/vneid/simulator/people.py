"""Who can sign in: the people file, the accounts made from it, and finding one of them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

SHIPPED = Path(__file__).with_name("people.yaml")

PERSONAL_NUMBER = re.compile(r"\d{6}999\d{3}")
TAX_CODE_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Sex = Literal["nam", "nữ"]


class BadPeopleFile(ValueError):
    """The people file cannot be used; the message names the person and what is wrong."""


@dataclass(frozen=True)
class Organisation:
    key: str
    name: str
    tax_code: str


@dataclass(frozen=True)
class Person:
    """An invented person. `born` is YYYY-MM-DD, or YYYY when only the year is known."""

    key: str
    name: str
    number: str
    born: str
    sex: Sex
    place: str
    note: str
    level: Literal[1, 2]


@dataclass(frozen=True)
class Account:
    """One thing to sign in as: a person for himself, or the same person for an enterprise.

    `is_further`: the enterprise has an account of its legal representative already and gave this person another.
    """

    person: Person
    organisation: Organisation | None = None
    is_further: bool = False

    @property
    def key(self) -> str:
        if self.organisation is None:
            return f"ca-nhan.{self.person.key}"
        return f"to-chuc.{self.organisation.key}" + (f".{self.person.key}" if self.is_further else "")


def load(path: Path = SHIPPED) -> tuple[Account, ...]:
    """Read a people file into accounts, in the order of the file; raise BadPeopleFile.

    A number whose serial part does not begin with 999 is refused: the page signs anybody in
    without a password, so a real person's number must never stand on it.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))["people"]
    except (yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise BadPeopleFile(f"{path}: not a people file ({error})") from None
    if not isinstance(rows, list) or not rows:
        raise BadPeopleFile(f"{path}: 'people' must list at least one person")
    described = {
        row["organisation"]["key"]: row["organisation"]
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("organisation"), dict) and "key" in row["organisation"]
    }
    accounts = tuple(account for row in rows for account in _accounts_of(row, described))
    _refuse_repeated("key", (account.key for account in accounts))
    _refuse_repeated("number", (account.person.number for account in accounts if not account.organisation))
    return accounts


def search(accounts: Sequence[Account], text: str) -> tuple[Account, ...]:
    """Return the accounts that hold every word of `text`, letters compared without marks or case.

    >>> [account.person.name for account in search(load(), "cam giang BA NOI")]
    ['Trần Thị Nhàn', 'Vũ Thị Tuyết']
    """
    words = fold(text).split()
    return tuple(account for account in accounts if all(word in _haystack(account) for word in words))


def fold(text: str) -> str:
    """Return `text` in lower case without Vietnamese marks.

    >>> fold("ĐỖ Thị Hạnh")
    'do thi hanh'
    """
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def is_tax_code(code: str) -> bool:
    """Tell whether ten digits carry the check digit of a Vietnamese tax code (rule R3.23).

    >>> is_tax_code("0100109106"), is_tax_code("0100109107")
    (True, False)
    """
    if not re.fullmatch(r"\d{10}", code, re.ASCII):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code[:9], TAX_CODE_WEIGHTS, strict=True))
    return int(code[9]) == 10 - total % 11


def number_agrees(person: Person) -> bool:
    """Tell whether the 4th to 6th digits speak of this sex and year of birth (rules 3.4).

    >>> number_agrees(load()[0].person)
    True
    """
    century, year = divmod(int(person.born[:4]), 100)
    return person.number[3:6] == f"{(century - 19) * 2 + (person.sex == 'nữ')}{year:02d}"


def _accounts_of(row: Any, described: Mapping[str, Any]) -> Iterable[Account]:
    try:
        told = row.get("organisation")
        is_further = isinstance(told, str)
        person = Person(
            key=row["key"],
            name=row["name"],
            number=row["number"],
            born=row["born"],
            sex=row["sex"],
            place=row["place"],
            note=row.get("note", ""),
            level=row.get("level", 2),
        )
        organisation = Organisation(**(described[told] if is_further else told)) if told is not None else None
    except (KeyError, TypeError, AttributeError) as error:
        raise BadPeopleFile(f"{row!r:.80}: missing or unknown {error}") from None
    for problem in _problems(person, organisation):
        raise BadPeopleFile(f"{person.key}: {problem}")
    yield Account(person)
    if organisation:
        yield Account(person, organisation, is_further)


def _problems(person: Person, organisation: Organisation | None) -> Iterable[str]:
    texts = (person.key, person.name, person.number, person.born, person.place, person.note)
    if not all(isinstance(text, str) for text in texts):
        yield "key, name, number, born, place and note must be text; put numbers and dates in quotes"
        return
    if not KEY.fullmatch(person.key):
        yield "key must be lower-case ASCII words joined by hyphens"
    if not person.name.strip():
        yield "name is empty"
    if not PERSONAL_NUMBER.fullmatch(person.number):
        yield "number must be 12 digits with 999 as 7th to 9th, the mark of an invented number"
    if not _is_birth_date(person.born):
        yield "born must be YYYY-MM-DD or YYYY"
    if person.sex not in ("nam", "nữ"):
        yield "sex must be nam or nữ"
    if person.level not in (1, 2):
        yield "level must be 1 or 2"
    if organisation and not is_tax_code(str(organisation.tax_code)):
        yield "tax_code of the organisation fails its check digit"
    if organisation and not KEY.fullmatch(str(organisation.key)):
        yield "key of the organisation must be lower-case ASCII words joined by hyphens"


def _is_birth_date(text: str) -> bool:
    if re.fullmatch(r"(19|20)\d\d", text, re.ASCII):
        return True
    try:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _refuse_repeated(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise BadPeopleFile(f"{what} {value} stands twice")
        seen.add(value)


def _haystack(account: Account) -> str:
    person, organisation = account.person, account.organisation
    parts = [person.name, person.place, person.note, person.number]
    if organisation:
        parts += [organisation.name, organisation.tax_code, "tổ chức"]
    return fold(" ".join(parts))
