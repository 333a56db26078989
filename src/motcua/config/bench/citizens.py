"""What citizens wait for: submitting, and the receipt as PDF."""

from __future__ import annotations

import itertools
from datetime import timedelta
from io import BytesIO
from typing import Any

import psycopg
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from psycopg import sql

from motcua.catalogue import queries as catalogue
from motcua.config.bench.house import House, backend
from motcua.config.bench.measuring import Times, repeat, timed
from motcua.config.paths import DEMO, PACKS
from motcua.documents import services as documents
from motcua.dossiers import queries as dossiers
from motcua.dossiers.facts import remembered_facts, sign_in_facts
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.services import submitting
from motcua.forms import services as forms
from motcua.forms.engine.values import Value
from motcua.forms.models import Draft
from motcua.identity import queries as identity
from motcua.identity.queries import Person
from motcua.platform.clock.now import now
from motcua.platform.principal import acting_as

SLUG = "cam-giang"
PHOTOS = 5
# What one submission writes, and how its rows are found.
_TABLES = (
    ("dossier", "id"),
    ("dossier_code", "dossier_id"),
    ("dossier_answers", "dossier_id"),
    ("party", "dossier_id"),
    ("dossier_access", "dossier_id"),
    ("dossier_component", "dossier_id"),
    ("attachment", "holder_kind = 'dossier' AND holder_id"),
    ("obligation", "dossier_id"),
    ("notice", "dossier_id"),
    ("event", "kind = 'dossier' AND key"),
    ("event_value", "kind = 'dossier' AND key"),
    ("stream_head", "kind = 'dossier' AND key"),
)


def receipt_pdf(house: House, *, seconds: float, **_: Any) -> dict[str, Any]:
    """The receipt of a dossier as PDF, as the citizen downloads it; raw is the typesetting alone."""
    from motcua.citizen import receipt
    from motcua.documents.printing import render, template_for

    people = house.citizens(30)
    turns = itertools.cycle(people)

    def once() -> None:
        _who, client, code = next(turns)
        answer = client.get(f"/ho-so/{code}/bien-nhan.pdf")
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code}")

    times = repeat(once, seconds=seconds * 0.7, backend=backend())
    who, _client, code = people[0]
    with acting_as(who.principal):
        page = dossiers.page(who, code)
        if page is None or page.answer_by is None:
            raise LookupError(code)
        data = receipt._paper(who, page, page.answer_by).as_data()
    template = template_for("receipt", on=page.submitted_at.date())
    typeset = repeat(lambda: render(template, data), seconds=seconds * 0.3)
    return {**times.told(), "raw": {"what": "typesetting the same paper alone", **typeset.told()}}


def submit(house: House, *, seconds: float, **_: Any) -> dict[str, Any]:
    """Submitting a request for copies: checks, rows, events, receipt, one commit.

    The draft is filled before and not timed. Raw is the same rows, made beforehand, sent by
    COPY and committed in one transaction to tables of the same columns and indexes.
    """
    people = [who for who, _, _ in house.citizens(40, walked=True)]
    unit, code = _unit(house), ""
    turns, times = itertools.cycle(people), Times()
    process = backend()
    while sum(times.walls) < seconds * 0.7 or len(times.walls) < 10:
        who = next(turns)
        draft_id = _draft(who, unit)
        with timed(times, process):
            code = submitting_of(draft_id, who)
    told = times.told()
    raw = _raw(house, code, count=max(50, len(times.walls)))
    share = round(100 * told["throughput"] / raw["throughput"], 1) if raw.get("throughput") else None
    return {**told, "raw": raw, "share_of_raw_percent": share}


def submitting_of(draft_id: int, who: Person) -> str:
    """Submit one draft as a request does: one transaction of the web login."""
    with acting_as(who.principal):
        return submitting.submit(draft_id, who=who, now=now())


def _draft(who: Person, unit: int) -> int:
    at = now()
    pack = yaml.safe_load((DEMO / "bench.yaml").read_text("utf-8"))["submits"]
    procedure = pack.split("/")[1]
    sample = yaml.safe_load((PACKS / pack / "tests" / "source.yaml").read_text("utf-8"))
    with acting_as(who.principal):
        terms = catalogue.terms(procedure, identity.unit_view(unit, at.date()), at.date())
        form = form_of(terms.version_id)
        if form is None:
            raise LookupError(procedure)
        draft = forms.open_draft(
            who,
            unit_id=unit,
            subject=procedure,
            version_id=terms.version_id,
            form=form,
            facts=_Facts(),
            now=at,
            is_for_other=True,
            signed_in_at=at - timedelta(minutes=4),
        )
        row = Draft.objects.get(pk=draft.id)
        row.answers |= {
            key: Value(value, "applicant", at).to_json()
            for key, value in sample["answers"].items()
            if key in form.fields and row.answers.get(key, {}).get("source") != "sign_in"
        }
        case = next((key for key, of in form.cases.items() if of == sample["case"]), None)
        if case is not None:
            row.answers["case"] = Value(case, "applicant", at).to_json()
        row.save()
        slots = [key for key, field in form.fields.items() if field.type == "file"]
        for n in range(PHOTOS if slots else 0):
            file = SimpleUploadedFile(f"anh-{n}.jpg", _photo())
            documents.attach(who, ("draft", draft.id), slots[n % len(slots)], file, now=at)
        row = Draft.objects.get(pk=draft.id)  # declared last, as on the check page: an older tick counts for nothing
        declared = [key for key, field in form.fields.items() if field.type == "declaration"]
        row.answers |= {key: Value(True, "applicant", now()).to_json() for key in declared}
        row.save()
    return draft.id


def _raw(house: House, code: str, *, count: int) -> dict[str, Any]:
    """Commit the rows of one submitted dossier `count` times into tables like ours, in a schema of their own."""
    with psycopg.connect(house.owner) as db:
        row = db.execute("SELECT id FROM dossier WHERE code = %s", [code]).fetchone()
        if row is None:
            raise LookupError(code)
        lines: dict[str, bytes] = {}
        db.execute("CREATE SCHEMA bench")
        for table, where in _TABLES:
            query = sql.SQL("COPY (SELECT * FROM {} WHERE " + where + " = {}) TO STDOUT")  # noqa: S608 - our own words
            with db.cursor().copy(query.format(sql.Identifier(table), row[0])) as copy:
                lines[table] = b"".join(bytes(piece) for piece in copy)
            db.execute(sql.SQL("CREATE TABLE bench.{0} (LIKE public.{0} INCLUDING ALL)").format(sql.Identifier(table)))
        db.commit()
        times = Times()
        try:
            for _ in range(count):
                with timed(times):
                    with db.cursor() as cursor:
                        for table, text in lines.items():
                            with cursor.copy(sql.SQL("COPY bench.{} FROM STDIN").format(sql.Identifier(table))) as copy:
                                copy.write(text)
                    db.commit()
                for table in lines:
                    db.execute(sql.SQL("TRUNCATE bench.{}").format(sql.Identifier(table)))
                db.commit()
        finally:
            db.rollback()
            db.execute("DROP SCHEMA bench CASCADE")
            db.commit()
    rows = sum(text.count(b"\n") for text in lines.values())
    return {"what": "the same rows by COPY into tables alike, one transaction", "rows": rows, **times.told()}


def _unit(house: House) -> int:
    row = house.db.execute("SELECT id FROM unit WHERE slug = %s", [SLUG]).fetchone()
    if row is None:
        raise LookupError(SLUG)
    return row[0]


def _photo() -> bytes:
    """Make a picture nobody has sent before."""
    out = BytesIO()
    Image.effect_noise((600, 800), 40).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


class _Facts:
    def sign_in(self, who: Person) -> Any:
        return sign_in_facts(who, now=now())

    def remembered(self, who: Person) -> Any:
        return remembered_facts(who)
