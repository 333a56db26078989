"""Officers' accounts as administrators open and help them: with a post, with a first password on a slip of paper.

Like `staffing`: each with a reason, as an event, and nobody serves himself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from motcua.identity import events as happened
from motcua.identity import queries, services, sessions, staffing
from motcua.identity import rules_of_staffing as rules
from motcua.identity.models import Account
from motcua.identity.models import Person as PersonRow
from motcua.identity.queries import Person
from motcua.identity.rules_of_staffing import MANAGE, day_fault, why_fault
from motcua.platform import events
from motcua.platform.errors import Invalid
from motcua.platform.events import Actor
from motcua.platform.principal import Principal
from motcua.platform.text import email_ok, fold, is_person_name, is_personal_number, phone

# Who runs the machine, and the founding of a house: the right to administer it whole and no other.
WHOLE_HOUSE = Principal(kind="officer", permissions=frozenset({MANAGE, f"{MANAGE}@all"}))


@dataclass(frozen=True)
class NewOfficer:
    """Somebody who gets an account. His personal number keeps him from his own dossiers and from a second account."""

    full_name: str
    username: str
    personal_number: str
    birth_date: date | None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Opened:
    """A new account and the password to print for its officer; nobody can read it again."""

    account_id: int
    username: str
    password: str


@transaction.atomic
def open_account(new: NewOfficer, post_id: int, *, since: date, why: str, who: Person, now: datetime) -> Opened:
    """Open an officer's account and put him into a post; Invalid names every fault at once."""
    faults = [*officer_faults(new), day_fault(since, now.date()), why_fault(why)]
    if told := tuple(dict.fromkeys(fault for fault in faults if fault)):
        raise Invalid(faults=told)
    password = rules.new_first_password()
    account = services.open_officer(
        username=new.username, full_name=new.full_name, password=password, must_change=True, actor=who.actor, now=now,
        personal_number=new.personal_number or None, birth_date=new.birth_date,
    )  # fmt: skip
    staffing.put_in(post_id, account, since=since, why=why, who=who, now=now)
    # After the post: whose unit it is decides who may write to the account (policies).
    Account.objects.filter(pk=account).update(phone=new.phone, email=new.email)
    given = happened.FirstPasswordGiven(account, why)
    events.record(("account", account), given, actor=who.actor, at=now)
    return Opened(account, new.username, password)


@transaction.atomic
def open_with_post(
    new: NewOfficer, unit_id: int, post_id: int | None, title: str, role: str, *, since: date, why: str, who: Person,
    now: datetime,
) -> Opened:  # fmt: skip
    """Open an account in a post, or in one opened for it (None) with this title and role; all or nothing."""
    post = post_id or staffing.open_post(unit_id, title, role, since=since, who=who, now=now)
    return open_account(new, post, since=since, why=why, who=who, now=now)


def officer_faults(new: NewOfficer) -> list[str]:
    """Return what does not hold of somebody who should get an account; two queries."""
    faults = [] if is_person_name(new.full_name) and len(new.full_name) <= 100 else ["full_name"]
    if not rules.is_username(new.username):
        faults.append("username")
    elif queries.officer_named(new.username) is not None:
        faults.append("username_taken")
    faults += contact_faults(new.phone, new.email)
    if not is_personal_number(new.personal_number):
        faults.append("personal_number")
        return faults
    known = PersonRow.objects.filter(personal_number=new.personal_number).first()
    if known is None:
        return faults
    same_day = new.birth_date is None or known.birth_date is None or known.birth_date == new.birth_date
    if fold(known.full_name) != fold(new.full_name) or not same_day:
        faults.append("somebody_else")
    elif known.accounts.filter(kind="officer").exists():
        faults.append("has_account")
    return faults


def contact_faults(number: str, email: str) -> list[str]:
    """Return what is wrong with a telephone number and a mail address; both may be empty."""
    told = phone(number)
    faults = ["phone"] if number and not told.is_valid and told.error != "phone.landline" else []
    return [*faults, "email"] if email and not (email_ok(email) and len(email) <= 120) else faults


@transaction.atomic
def give_first_password(account_id: int, why: str, *, who: Person, now: datetime) -> Opened:
    """Make a new first password for an officer who lost his; every session of his ends. Nobody does it for himself."""
    if fault := why_fault(why):
        raise Invalid(faults=(fault,))
    staffing.administered(account_id, who, now.date())
    return make_first_password(account_id, why, actor=who.actor, now=now)


def make_first_password(account_id: int, why: str, *, actor: Actor, now: datetime) -> Opened:
    """Do it, for `give_first_password` and for who runs the machine (acting as WHOLE_HOUSE)."""
    password = rules.new_first_password()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_set_password(%s, %s, %s, %s)",
            [account_id, make_password(password), now, services.POLICY.remembered_passwords],
        )
    Account.objects.filter(pk=account_id).update(must_change_password=True)
    sessions.end_all(account_id)
    given = happened.FirstPasswordGiven(account_id, why)
    events.record(("account", account_id), given, actor=actor, at=now)
    return Opened(account_id, Account.objects.get(pk=account_id).username or "", password)


@transaction.atomic
def set_contact(account_id: int, *, number: str, email: str, who: Person, now: datetime) -> None:
    """Write where the office reaches an officer."""
    if faults := contact_faults(number, email):
        raise Invalid(faults=tuple(faults))
    account = staffing.administered(account_id, who, now.date())
    if (account.phone, account.email) != (number, email):
        Account.objects.filter(pk=account_id).update(phone=number, email=email)
        changed = happened.ContactChanged(account_id)
        events.record(("account", account_id), changed, actor=who.actor, at=now)
