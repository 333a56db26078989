"""The first administrator of a house that has none: a code from whoever runs the machine, used once, within minutes.

The code proves that somebody may read the machine's own screen; whoever holds it makes the first unit, the post and
the account of its administrator in one transaction. From then on no code makes another (identity_is_founded).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from motcua.identity import queries, roles, rules, services, units
from motcua.identity import rules_of_staffing as staffing_rules
from motcua.identity.accounts import WHOLE_HOUSE
from motcua.identity.models import FoundingCode
from motcua.identity.units import NewUnit
from motcua.platform import sealing
from motcua.platform.errors import Invalid, NotFound
from motcua.platform.events import Actor
from motcua.platform.principal import acting_as
from motcua.platform.text import is_person_name

GOOD_FOR = timedelta(minutes=30)
FOUNDING = Actor(kind="system", label="Khởi đầu hệ thống")
_PURPOSE = "motcua.identity.founding_code"
ROLE_OF = {"committee": ("administrator", "Quản trị hệ thống"), "province": ("province_admin", "Quản trị cấp tỉnh")}


@dataclass(frozen=True)
class Founder:
    """Who becomes the first administrator, with the password he chose."""

    full_name: str
    username: str
    password: str


def is_founded(now: datetime) -> bool:
    """Tell whether anybody administers accounts here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_is_founded(%s)", [now.date()])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def make_code(*, now: datetime) -> str | None:
    """Make a code in place of the one before and return it; None where an administrator is. With the owner's login."""
    if is_founded(now):
        FoundingCode.objects.all().delete()
        return None
    code = staffing_rules.new_founding_code()
    hashed = sealing.keyed_hashes(_PURPOSE, code)[0]
    FoundingCode.objects.update_or_create(pk=1, defaults={"hashed": hashed, "until": now + GOOD_FOR})
    return code


def found(code: str, unit: NewUnit, founder: Founder, *, now: datetime) -> int:
    """Make the first unit and its administrator; return his account. One transaction; the code is used up with it.

    NotFound where the house is founded, Invalid with every fault at once ("founding_code" beside those of unit and
    founder). It must not run inside another transaction: it works as nobody who is signed in.
    """
    if is_founded(now):
        raise NotFound("this house has an administrator")
    faults = [*units.faults_of(unit), *faults_of(founder)]
    if unit.kind not in ROLE_OF:
        faults.append("kind")
    if faults:
        raise Invalid(faults=tuple(faults))
    with acting_as(WHOLE_HOUSE):
        _use_code(code, now)
        made = units.make(unit, None, actor=FOUNDING, now=now)
        role, title = ROLE_OF[unit.kind]
        granted = roles.standard(role, made.id, made.id)
        post = services.open_post(unit_id=made.id, title=title, role=role, grants=granted, actor=FOUNDING, now=now)
        account = services.open_officer(
            username=founder.username, full_name=founder.full_name, password=founder.password, must_change=False,
            actor=FOUNDING, now=now,
        )  # fmt: skip
        services.take_post(post, account, actor=FOUNDING, now=now)
    return account


def _use_code(code: str, now: datetime) -> None:
    hashes = sealing.keyed_hashes(_PURPOSE, staffing_rules.typed_code(code))
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_use_founding_code(%s, %s, %s)", [hashes, now, now.date()])
        if not cursor.fetchone()[0]:
            raise Invalid(faults=("founding_code",))


def faults_of(founder: Founder) -> list[str]:
    """Return what does not hold of the first administrator and his password."""
    faults = [] if is_person_name(founder.full_name) and len(founder.full_name) <= 100 else ["full_name"]
    if not staffing_rules.is_username(founder.username):
        faults.append("username")
    elif queries.officer_named(founder.username) is not None:
        faults.append("username_taken")
    return [*faults, *rules.password_faults(founder.password, username=founder.username)]
