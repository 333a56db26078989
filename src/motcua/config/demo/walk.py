"""One dossier on its way: each act by the service, as the person whose act it is, at the hour it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from motcua.catalogue import queries as catalogue
from motcua.config.paths import PACKS
from motcua.counter import lane
from motcua.documents import services as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.facts import remembered_facts, sign_in_facts
from motcua.dossiers.forms_of import form_of
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
from motcua.dossiers.services.intake import Sitter
from motcua.feedback import services as feedback
from motcua.forms import services as forms
from motcua.forms.engine import Form
from motcua.forms.engine.values import Value
from motcua.forms.models import Draft
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.models import Account, Unit
from motcua.identity.ports import CitizenSubject
from motcua.identity.queries import Person
from motcua.platform import clock
from motcua.platform.clock.now import moved_to
from motcua.platform.principal import acting_as
from motcua.platform.text import fold

_DAYS = {"lapse": 32, "answer": 1, "take_up": 0, "return": 1}  # how many days an act waits before its minutes


@dataclass(frozen=True)
class Applicant:
    """Somebody who files: `born` as far as it is known (1950, 1950-02-14); `sex` nam or nữ."""

    name: str
    number: str
    born: str
    sex: str
    stable_id: str
    phone: str = ""
    level: int = 2

    @property
    def birth_date(self) -> date:
        """The first day of what is known of his birth."""
        year, month, day = (*(int(part) for part in self.born.split("-")), 1, 1)[:3]
        return date(year, month, day)

    @property
    def precision(self) -> str:
        """How far it is known."""
        return "day" if self.born.count("-") == 2 else "year"


class House:
    """One commune and the people who act in it."""

    def __init__(self, commune: Mapping[str, Any], now: datetime) -> None:
        self.now = now
        self.unit = Unit.objects.get(slug=commune["slug"]).id
        self.account = commune["account"]
        self.place = {key: commune[key] for key in ("place", "place_code", "province_code")}
        self.calendar = clock.calendar_of(self.unit, "processing")

    def officer(self, login: str, at: datetime) -> Person:
        """Return an officer as he is on a day, with the posts and grants of that day."""
        account = Account.objects.get(username=f"{login}.{self.account}")
        found = identity.person_of(account.id, at.date())
        if found is None:
            raise LookupError(login)
        return found

    def signed_in(self, applicant: Applicant, at: datetime) -> Person:
        """Return a citizen signed in by the e-identity account."""
        subject = CitizenSubject(
            source="vneid",
            stable_id=applicant.stable_id,
            number=applicant.number,
            full_name=applicant.name,
            birth_date=applicant.birth_date,
            birth_precision=applicant.precision,
            level=applicant.level,
        )
        signed = people.sign_in_citizen(subject, now=at)
        found = identity.person_of(signed.account_id, at.date())
        if found is None:
            raise LookupError(applicant.name)
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


@dataclass(frozen=True)
class Plan:
    """What becomes of one dossier: its pack (folder), who files it from when on, and the acts after that.

    `words`: what the person says of himself in the sample's place, by field. `gaps`: minutes before each act.
    `piece`: a row of the counter's fast lane, where it comes in that way.
    """

    pack: str
    applicant: Applicant
    start: datetime
    path: Sequence[str]
    words: Mapping[str, Any]
    gaps: Sequence[int]
    piece: Mapping[str, Any] | None = None


class Walk:
    """One dossier on its way."""

    def __init__(self, house: House, plan: Plan) -> None:
        self.house, self.plan, self.pack, self.at = house, plan, plan.pack, plan.start
        self.left = ["take" if plan.piece else "submit", *plan.path]
        self.code = ""

    @property
    def who(self) -> Person:
        """The citizen, signed in today."""
        return self.house.signed_in(self.plan.applicant, self.at)

    def go_on(self) -> bool:
        """Do the next act; return whether another follows before now, and stand at its hour."""
        act, *self.left = self.left
        getattr(self, f"_{act}")()
        if not self.left:
            return False
        done = len(self.plan.path) - len(self.left)
        at = self.at + timedelta(days=_DAYS.get(self.left[0], 0), minutes=self.plan.gaps[done])
        opens = self.house.calendar
        self.at = at if opens.in_hours(at) else opens.next_opening(at) + timedelta(minutes=5)
        return self.at <= self.house.now

    def _take(self) -> None:
        """Take it in at the fast lane, paid."""
        one = self.plan.applicant
        sitter = Sitter(one.name, personal_number=one.number, birth_date=one.birth_date, phone=one.phone)
        press = f"{self.at:%y%m%d%H%M}-{one.number}"
        piece = self.plan.piece or {}
        with self.acting(self._officer("motcua1")) as who:
            chosen = lane.lane(self.pack.split("/")[1], who=who, on=self.at.date())
            receipt = f"BL {press[:10]} (bịa)"
            self.code = lane.take(chosen, piece, sitter=sitter, receipt=receipt, key=press, who=who, now=self.at)

    def _submit(self) -> None:
        """Fill the draft with the pack's sample and send it."""
        procedure = self.pack.split("/")[1]
        terms = catalogue.terms(procedure, identity.unit_view(self.house.unit, self.at.date()), self.at.date())
        form = form_of(terms.version_id)
        if form is None:
            raise LookupError(procedure)
        with self.acting(self.who) as who:
            draft = forms.open_draft(
                who,
                unit_id=self.house.unit,
                subject=procedure,
                version_id=terms.version_id,
                form=form,
                facts=_Facts(self.at),
                now=self.at,
                is_for_other=True,
                signed_in_at=self.at - timedelta(minutes=4, seconds=20),
            )
            self._fill(draft.id, form, "applicant")
            for key, field in form.fields.items():
                if field.type == "file" and field.required is True:
                    documents.attach(who, ("draft", draft.id), key, picture(field.label), now=self.at)
            self.code = submitting.submit(draft.id, who=who, now=self.at, assisted_by=self._helper())

    def _fill(self, draft_id: int, form: Form, source: str) -> None:
        """Write the pack's sample into a draft, with what this person says of himself in its place."""
        sample = yaml.safe_load((PACKS / self.pack / "tests" / "source.yaml").read_text("utf-8"))
        row = Draft.objects.get(pk=draft_id)
        row.answers |= {
            key: Value(value, source, self.at).to_json()
            for key, value in {**sample["answers"], **self._own_words()}.items()
            if key in form.fields and row.answers.get(key, {}).get("source") != "sign_in"
        }
        choice = next((k for k, case in form.cases.items() if case == sample["case"]), None)
        if choice is not None:
            row.answers["case"] = Value(choice, source, self.at).to_json()
        row.save()

    def _helper(self) -> int | None:
        """The officer who stands by, if one does."""
        return None

    def _own_words(self) -> dict[str, Any]:
        told = {key: getattr(self.plan.applicant, key) for key in ("name", "number", "born", "phone")}
        told["mail"] = f"{fold(self.plan.applicant.name).replace(' ', '.')}@thu.example"  # goes to the sink only
        told |= self.house.place | {"sex": "1" if self.plan.applicant.sex == "nam" else "2"}
        told |= {"family": self.plan.applicant.name.split()[0]}
        told |= {"days_ago": (self.at - timedelta(days=20)).date().isoformat()}
        return {key: _filled(text, told) for key, text in self.plan.words.items()}

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
            fields = [
                f for f in (document or {}).get("fields", []) if f["entered_by"] != "system" and f.get("required", True)
            ]
            typed: dict[str, Any] = {"date": self.at.date().isoformat(), "number": 1, "money": 0, "yes_no": True}
            values = {f["key"]: typed.get(f["type"], "00 (bịa)") for f in fields}
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
                self.code, way="counter", receiver=self.plan.applicant.name, proof=proof, who=who, now=self.at
            )


def _filled(words: Any, told: Mapping[str, str]) -> Any:
    if isinstance(words, dict):
        return {key: _filled(inner, told) for key, inner in words.items()}
    return words.format(**told) if isinstance(words, str) else words


class _Facts:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def sign_in(self, who: Person) -> Any:
        return sign_in_facts(who, now=self.at)

    def remembered(self, who: Person) -> Any:
        return remembered_facts(who)


def picture(title: str) -> SimpleUploadedFile:
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
