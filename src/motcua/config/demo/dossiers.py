"""Dossiers in every state: each row was written by the services, at the hour they say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from motcua.catalogue import queries as catalogue
from motcua.config.demo import communes
from motcua.config.paths import DEMO, PACKS
from motcua.documents import services as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.facts import remembered_facts, sign_in_facts
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import (
    apologising,
    deciding,
    moving,
    paying,
    receiving,
    returning,
    submitting,
    supplementing,
    verifying,
    withdrawing,
)
from motcua.feedback import services as feedback
from motcua.forms import services as forms
from motcua.forms.engine.values import Value
from motcua.forms.models import Draft
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.models import Account, Unit
from motcua.identity.ports import CitizenSubject
from motcua.identity.queries import Person
from motcua.integrations.vneid.simulator import claims
from motcua.integrations.vneid.simulator import people as simulated
from motcua.platform import clock
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.principal import acting_as
from motcua.platform.text import fold

HOUR = timedelta(minutes=35)


def make(*, now: datetime) -> int:
    """Make the dossiers if there is none yet; return how many were made."""
    if Dossier.objects.exists():
        return 0
    told = yaml.safe_load((DEMO / "dossiers.yaml").read_text("utf-8"))
    made = 0
    for index, commune in enumerate(communes.told()["communes"]):
        house = House(commune, now, told["persons"])
        for plan in told["plans"]:
            for ago in plan["ago"]:
                house.walk(plan["pack"], ago, plan["path"], made + index)
                made += 1
    return made


class House:
    """One commune and the people who act in it."""

    def __init__(self, commune: dict[str, Any], now: datetime, persons: dict[str, Any]) -> None:
        self.now, self.persons = now, persons
        self.unit = Unit.objects.get(slug=commune["slug"]).id
        self.account = commune["account"]
        self.calendar = clock.calendar_of(self.unit, "processing")
        prefix = commune["province_code"]
        self.citizens = [a for a in simulated.load() if a.organisation is None and a.person.level == 2]
        own = {"31": ("030", "031")}.get(prefix, ("075",))
        self.citizens = [a for a in self.citizens if a.person.number.startswith(own)]

    def officer(self, login: str, at: datetime) -> Person:
        """Return an officer as he is on a day, with the posts and grants of that day."""
        account = Account.objects.get(username=f"{login}.{self.account}")
        found = identity.person_of(account.id, at.date())
        if found is None:
            raise LookupError(login)
        return found

    def citizen(self, index: int, at: datetime) -> Person:
        """Return a signed-in citizen: the same account the simulator's page gives."""
        account = self.citizens[index % len(self.citizens)]
        person = account.person
        parts = person.born.split("-")
        born = date(int(parts[0]), *(int(p) for p in parts[1:])) if len(parts) == 3 else date(int(parts[0]), 1, 1)
        subject = CitizenSubject(
            source="vneid",
            stable_id=claims.subject_of(account),
            number=person.number,
            full_name=person.name,
            birth_date=born,
            birth_precision="day" if len(parts) == 3 else "year",
            level=person.level,
        )
        signed = people.sign_in_citizen(subject, now=at)
        found = identity.person_of(signed.account_id, at.date())
        if found is None:
            raise LookupError(person.key)
        return found

    def day(self, ago: int) -> date:
        """Return the working day `ago` working days before today (today itself may be a day off)."""
        day = self.now.date()
        while not self.calendar.is_working_day(day):
            day -= timedelta(days=1)
        for _ in range(ago):
            day -= timedelta(days=1)
            while not self.calendar.is_working_day(day):
                day -= timedelta(days=1)
        return day

    def walk(self, pack: str, ago: int, path: list[str], index: int) -> None:
        """Submit one dossier and lead it along its path, in office hours, never into the future."""
        start = datetime.combine(self.day(ago), time(8, (7 * index) % 50), ZONE)
        if start > self.now:
            start = datetime.combine(self.day(ago + 1), time(8, (7 * index) % 50), ZONE)
        walk = Walk(self, pack, index, start)
        walk.submit()
        for act in path:
            walk.at = self._later(walk.at, act)
            if walk.at > self.now:
                return
            walk.do(act)

    def _later(self, at: datetime, act: str) -> datetime:
        days = {"lapse": 32, "answer": 1, "take_up": 0, "return": 1}.get(act, 0)
        at += HOUR + timedelta(days=days)
        return at if self.calendar.in_hours(at) else self.calendar.next_opening(at) + timedelta(minutes=5)


class Walk:
    """One dossier on its way."""

    def __init__(self, house: House, pack: str, index: int, at: datetime) -> None:
        self.house, self.pack, self.at = house, pack, at
        self.who = house.citizen(index, at)
        self.person = house.citizens[index % len(house.citizens)].person
        self.code = ""

    def submit(self) -> None:
        """Fill the draft with the pack's sample and send it."""
        procedure = self.pack.split("/")[1]
        sample = yaml.safe_load((PACKS / self.pack / "tests" / "source.yaml").read_text("utf-8"))
        terms = catalogue.terms(procedure, identity.unit_view(self.house.unit, self.at.date()), self.at.date())
        form = form_of(terms.version_id)
        if form is None:
            raise LookupError(procedure)
        with self.acting(self.who):
            draft = forms.open_draft(
                self.who,
                unit_id=self.house.unit,
                subject=procedure,
                version_id=terms.version_id,
                form=form,
                facts=_Facts(self.at),
                now=self.at,
                is_for_other=True,
                signed_in_at=self.at - timedelta(minutes=4, seconds=20),
            )
            row = Draft.objects.get(pk=draft.id)
            row.answers |= {
                key: Value(value, "applicant", self.at).to_json()
                for key, value in {**sample["answers"], **self._own_words()}.items()
                if key in form.fields and row.answers.get(key, {}).get("source") != "sign_in"
            }
            choice = next((k for k, case in form.cases.items() if case == sample["case"]), None)
            if choice is not None:
                row.answers["case"] = Value(choice, "applicant", self.at).to_json()
            row.save()
            for key, field in form.fields.items():
                if field.type == "file" and field.required is True:
                    documents.attach(self.who, ("draft", draft.id), key, _picture(field.label), now=self.at)
            self.code = submitting.submit(draft.id, who=self.who, now=self.at)

    def _own_words(self) -> dict[str, str]:
        words = self.house.persons.get(self.pack, {}).get(self.person.sex, {})
        told = {"name": self.person.name, "number": self.person.number, "born": self.person.born}
        told["mail"] = f"{fold(self.person.name).replace(' ', '.')}@thu.example"  # goes to the sink and nowhere else
        return {key: text.format(**told) for key, text in words.items()}

    def do(self, act: str) -> None:
        """Do one act of the path as the officer, leader, clerk or citizen whose act it is."""
        getattr(self, f"_{act}")()

    @contextmanager
    def acting(self, who: Person) -> Iterator[Person]:
        """Run a block as this person at this hour."""
        with moved_to(self.at), acting_as(who.principal):
            yield who

    def _officer(self, login: str) -> Person:
        return self.house.officer(login, self.at)

    def _handler(self) -> Person:
        return self._officer("xahoi" if self.pack.startswith("bao-tro") else "hotich")

    def _accept(self) -> None:
        with self.acting(self._officer("motcua1")) as who:
            receiving.accept(self.code, who=who, now=self.at)

    def _decline(self) -> None:
        with self.acting(self._officer("motcua1")) as who:
            receiving.decline(
                self.code,
                reason="Sự kiện hộ tịch đăng ký ở cơ quan đại diện, xã chưa khai thác được dữ liệu.",
                legal_basis="Luật Hộ tịch 2014, Điều 63",
                who=who,
                now=self.at,
            )

    def _take_up(self) -> None:
        with self.acting(self._handler()) as who:
            moving.take_up(self.code, who=who, now=self.at)

    def _verify(self) -> None:
        with self.acting(self._handler()) as who:
            expected = self.house.calendar.next_working_day(self.house.now.date())
            verifying.start_verification(
                self.code, what="Tra sổ gốc lưu ở kho", where="Kho lưu trữ", expected_on=expected, who=who, now=self.at
            )

    def _ask(self, login: str = "motcua1") -> None:
        with self.acting(self._officer(login)) as who:
            page = dossiers.page(who, self.code)
            if page is None:
                raise LookupError(self.code)
            things = dossiers.things_to_judge(who, page)
            bad = next(t for t in things if t.kind == "field" and not t.passes)
            verdicts = [
                Verdict(t.kind, t.key, t is not bad, *(("other", f"Ghi lại cho rõ: {t.label}.") if t is bad else ()))
                for t in things
            ]
            supplementing.ask_supplement(self.code, verdicts, who=who, now=self.at)

    def _ask_later(self) -> None:
        self._ask("hotich")

    def _answer(self) -> None:
        with self.acting(self.who) as who:
            page = dossiers.page(who, self.code)
            asked = dossiers.open_supplement(who, page.id) if page else None
            if asked is None:
                raise LookupError(self.code)
            values = {
                item.key: Value("Đã ghi lại đầy đủ", "applicant", self.at).to_json()
                for item in asked[1]
                if item.kind == "field"
            }
            supplementing.complete(self.code, values=values, draft_id=None, slots=(), who=who, now=self.at)

    def _lapse(self) -> None:
        with self.acting(self._officer("motcua1")) as who:
            supplementing.lapse(self.code, who=who, now=self.at)

    def _ask_payment(self) -> None:
        with self.acting(self._officer("motcua1")) as who:
            paying.ask_payment(self.code, who=who, now=self.at)

    def _withdraw(self) -> None:
        with self.acting(self.who) as who:
            withdrawing.ask_withdrawal(self.code, reason="Tôi đã có bản sao cũ", who=who, now=self.at)

    def _grant(self) -> None:
        with self.acting(self._officer("motcua1")) as who:
            withdrawing.grant_withdrawal(self.code, answer="", who=who, now=self.at)

    def _propose(self) -> None:
        with self.acting(self._handler()) as who:
            page = dossiers.page(who, self.code)
            document = catalogue.pack_of_version(page.version_id).result if page else None
            fields = [f for f in (document or {}).get("fields", []) if f["entered_by"] != "system"]
            values = {f["key"]: self.at.date().isoformat() if f["type"] == "date" else "00 (bịa)" for f in fields}
            deciding.propose(self.code, is_refusal=False, values=values, who=who, now=self.at)

    def _refuse(self) -> None:
        with self.acting(self._handler()) as who:
            deciding.propose(
                self.code,
                is_refusal=True,
                values={},
                reason="Đã tra sổ gốc và cơ sở dữ liệu, không có sự kiện hộ tịch đã khai.",
                legal_basis="Luật Hộ tịch 2014, Điều 64",
                who=who,
                now=self.at,
            )

    def _forward(self) -> None:
        with self.acting(self._handler()) as who:
            moving.forward(self.code, who=who, now=self.at)

    def _apologise(self) -> None:
        with self.acting(self._handler()) as who:
            day = self.house.now.date()
            for _ in range(3):
                day = self.house.calendar.next_working_day(day)
            reason = "Sổ gốc lưu ở kho của huyện cũ, chúng tôi đang chờ kho lưu trữ trả lời (trình diễn)."
            apologising.draft(self.code, reason=reason, new_due_on=day, who=who, now=self.at)

    def _sign_apology(self) -> None:
        with self.acting(self._officer("chutich")) as who:
            apologising.sign(self.code, who=who, now=self.at)

    def _approve(self) -> None:
        with self.acting(self._officer("chutich")) as who:
            deciding.approve(self.code, who=who, now=self.at)

    def _number(self) -> None:
        with self.acting(self._officer("vanthu")) as who:
            deciding.number_and_seal(self.code, who=who, now=self.at)

    def _pay(self) -> None:
        from motcua.payments import queries as payments

        with self.acting(self._officer("motcua1")) as who:
            page = dossiers.page(who, self.code)
            owed = payments.obligation_of(page.id) if page else None
            if owed is None or not owed.owes:
                return
            if owed.amount is None:
                paying.say_amount(self.code, Decimal(0), "Không thu (trình diễn)", who=who, now=self.at)
                return
            paying.take_payment(
                self.code,
                amount=owed.amount,
                receipt_number="BL bịa",
                reference=f"demo:{self.code}",
                who=who,
                now=self.at,
            )

    def _rate_well(self) -> None:
        with self.acting(self.who) as who:
            feedback.rate(self.code, score=5, text="Nhanh, dặn kỹ.", officers={}, who=who, now=self.at)

    def _rate_badly(self) -> None:
        with self.acting(self.who) as who:
            feedback.rate(
                self.code, score=2, text="Phải đi lại hai lần vì giấy in sai.", officers={}, who=who, now=self.at
            )
            feedback.ask_review(self.code, reason="Năm sinh in sai, nhờ xem lại.", who=who, now=self.at)

    def _return(self) -> None:
        with self.acting(self._officer("motcua1")) as who:
            proof = returning.Proof("document", "Thẻ căn cước", signed_by="paper")
            returning.return_result(
                self.code, way="counter", receiver=self.who.full_name, proof=proof, who=who, now=self.at
            )


class _Facts:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def sign_in(self, who: Person) -> Any:
        return sign_in_facts(who, now=self.at)

    def remembered(self, who: Person) -> Any:
        return remembered_facts(who)


def _picture(title: str) -> SimpleUploadedFile:
    """Make a page with a title: a photograph nobody took, plainly invented."""
    page = Image.new("RGB", (600, 800), "#fbf8f0")
    draw = ImageDraw.Draw(page)
    draw.rectangle((30, 30, 570, 770), outline="#7d1a1d", width=3)
    draw.text((60, 80), "MAU - TRINH DIEN", fill="#7d1a1d")
    for line in range(12):
        draw.line((60, 160 + 40 * line, 540 - 37 * (line % 3), 160 + 40 * line), fill="#8a7f70", width=4)
    out = BytesIO()
    page.save(out, "JPEG", quality=70)
    return SimpleUploadedFile(f"{title[:40]}.jpg", out.getvalue())
