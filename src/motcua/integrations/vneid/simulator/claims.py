"""What VNeID says about the person who signed in.

The names of the five claims are confirmed by a public client of VNeID; their formats are not
published, so the ones below are ours (mark P) until the owner's document is at hand:

    citizenPid    text, 12 digits: the personal number. For an organisation's account it is the number
                  of the person who acts for it
    fullName      text, the person's name as the register writes it (may be all capitals, may be one word)
    birthDate     text, YYYY-MM-DD, or YYYY alone when only the year is known, like `birthdate` of
                  OpenID Connect Core 5.1
    accountType   integer, 1 individual (cá nhân), 2 organisation (tổ chức, doanh nghiệp)
    accountLevel  integer, 1 or 2 (mức độ định danh)

`sub` is a UUID derived from the account's key in the people file: it says nothing about the person,
stays the same over restarts, renames and corrected numbers, and differs between a person's own
account and that of an enterprise he represents. `acr` is LoA1 or LoA2 after the account's level.
There is no residence, telephone or e-mail, because VNeID gives none.

Which organisation an account acts for VNeID must say, but in which claims is not published. VNConnect, the
portal's identity server, names these facts as below (a public client of it), so an organisation's account
carries them here under those names (mark P):

    MaSoDoanhNghiep   text, ten digits, or ten, a hyphen and three for a branch: the enterprise's code
    MaSoThue          text: the tax code, the same as the enterprise's code
    TenDoanhNghiep    text: the name in the register
"""

import uuid

from .faults import Fault, Faults
from .people import Account

NAMES = ("sub", "citizenPid", "fullName", "birthDate", "accountType", "accountLevel")
ORGANISATION_NAMES = ("MaSoDoanhNghiep", "MaSoThue", "TenDoanhNghiep")
ACR_VALUES = ("LoA1", "LoA2")
INDIVIDUAL, ORGANISATION = 1, 2

_SUBJECTS = uuid.UUID("0f7a4d5e-6a0c-4d0b-9b1e-3f2c7d1a9e55")


def subject_of(account: Account) -> str:
    """Return the stable opaque identifier of an account.

    >>> from .people import load
    >>> subject_of(load()[0])
    'dd5489e3-7cb6-5cb8-895f-3880e2f9cada'
    """
    return str(uuid.uuid5(_SUBJECTS, account.key))


def acr_of(account: Account, faults: Faults) -> str:
    return f"LoA{_level(account, faults)}"


def claims_of(account: Account, faults: Faults) -> dict[str, object]:
    """Return `sub`, the five claims and an organisation's three, as they stand in id_token and user-info reply."""
    person = account.person
    claims: dict[str, object] = {
        "sub": subject_of(account),
        "citizenPid": person.number,
        "fullName": f"{person.name} Đổi Tên" if faults.on(Fault.CHANGED_NAME) else person.name,
        "birthDate": person.born,
        "accountType": ORGANISATION if account.organisation else INDIVIDUAL,
        "accountLevel": _level(account, faults),
    }
    if account.organisation and not faults.on(Fault.NO_ORGANISATION):
        code = account.organisation.tax_code
        claims |= dict(zip(ORGANISATION_NAMES, (code, code, account.organisation.name), strict=True))
    if faults.on(Fault.DRIFT):
        claims |= {name: str(claims[name]) for name in ("accountType", "accountLevel")}
        claims["unknownNewField"] = None
    return claims


def _level(account: Account, faults: Faults) -> int:
    return 1 if faults.on(Fault.LEVEL_1) else account.person.level
