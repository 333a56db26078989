"""Books of results: the numbers of a series with what was certified or granted under each, as the book is printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.dossiers.models import Answers, BookEntry, Dossier, Party, Result
from motcua.dossiers.queries.numbers import registers
from motcua.dossiers.rules.wording import result_text
from motcua.dossiers.services.books import open_volume_of
from motcua.dossiers.services.papers import told_of
from motcua.identity.queries import Person

BATCH = 500


@dataclass(frozen=True)
class Book:
    """A book of results of one office and year; `volume` is None where it is not bound in volumes."""

    unit_id: int
    register: str
    year: int
    title: str
    volume: int | None


@dataclass(frozen=True)
class ResultLine:
    """One line: the number, the day, for whom, what, by whom, and what the pack says belongs into its book."""

    text: str
    code: str
    dossier_id: int
    at: datetime
    applicant: str
    subject: str
    signer: str
    copies: str
    fee: str
    note: str
    void: str
    subjects: tuple[int, ...]  # persons and organisations it is about, for the log of reads


def series_of(who: Person, year: int) -> list[tuple[int, str]]:
    """Return (unit, series) of the books of a year this person sees a number in, own tables left out; one query."""
    rows = BookEntry.objects.visible_to(who).filter(year=year).exclude(register__in=list(registers()))
    return sorted(rows.order_by().values_list("unit_id", "register").distinct())


def book_of(who: Person, unit_id: int, register: str, year: int) -> Book:
    """Return a book of results with its title and last volume; empty where this person sees none of its numbers."""
    rows = BookEntry.objects.visible_to(who).filter(unit_id=unit_id, register=register, year=year)
    last = rows.select_related("dossier").order_by("-number").first()
    if last is None:
        return Book(unit_id, register, year, f"Sổ {register}", None)
    told = (_pack(last.dossier).result or {}).get("number") or {}
    return Book(unit_id, register, year, (told.get("book") or {}).get("title") or f"Sổ {register}", last.volume)


def open_volume(book: Book) -> int | None:
    """Return the volume that numbers go into now, None where the book is not bound in volumes; one query at most."""
    return None if book.volume is None else open_volume_of(book.unit_id, book.register, book.year)


def lines(who: Person, book: Book, since: date, until: date) -> Iterator[list[ResultLine]]:
    """Yield the lines reserved from `since` up to but without `until`, by number; four queries a batch."""
    rows = (
        BookEntry.objects.visible_to(who)
        .filter(unit_id=book.unit_id, register=book.register, year=book.year)
        .filter(reserved_at__date__gte=since, reserved_at__date__lt=until)
    )
    after = 0
    while entries := list(rows.filter(number__gt=after).select_related("dossier").order_by("number")[:BATCH]):
        yield _lines(who, entries)
        after = entries[-1].number


def _lines(who: Person, entries: Sequence[BookEntry]) -> list[ResultLine]:
    ids = {entry.dossier_id for entry in entries}
    parties: dict[int, list[Party]] = defaultdict(list)
    for party in Party.objects.visible_to(who).filter(dossier_id__in=ids).order_by("id"):
        parties[party.dossier_id].append(party)
    answers: dict[int, list[Answers]] = defaultdict(list)
    for row in Answers.objects.visible_to(who).filter(dossier_id__in=ids):
        answers[row.dossier_id].append(row)
    results = {r.dossier_id: r for r in Result.objects.visible_to(who).filter(dossier_id__in=ids)}
    return [_line(e, parties[e.dossier_id], answers[e.dossier_id], results.get(e.dossier_id)) for e in entries]


def _line(entry: BookEntry, parties: Sequence[Party], answers: Sequence[Answers], result: Result | None) -> ResultLine:
    dossier = entry.dossier
    is_closed = dossier.secrecy > 0
    # A number that was voided stays in the book; what the dossier holds now may stand under another.
    counts = result if entry.voided_at is None and not is_closed else None
    texts = _texts(dossier, answers, counts) if counts else {}
    submitter = next((p for p in parties if p.role == "submitter"), None)
    signer = counts.signer if counts else {}
    return ResultLine(
        text=entry.text,
        code=dossier.code,
        dossier_id=dossier.id,
        at=entry.reserved_at,
        applicant=submitter.name if submitter and not is_closed else "",
        subject=texts.get("subject") or ("" if is_closed else dossier.title),
        signer=", ".join(part for part in (signer.get("name"), signer.get("title")) if part),
        copies=texts.get("copies", ""),
        fee=texts.get("fee", ""),
        note=texts.get("note", ""),
        void=entry.void_reason if entry.voided_at else "",
        subjects=tuple({s for p in parties if (s := p.organisation_id or p.person_id)}),
    )


def _texts(dossier: Dossier, answers: Sequence[Answers], result: Result) -> dict[str, str]:
    pack = _pack(dossier)
    document = pack.result or {}
    named = (document.get("number") or {}).get("book") or {}
    told = told_of(dossier, pack, answers, result)
    fields = {field["key"]: field for field in document.get("fields", ())}
    return {part: result_text(fields[key], told) for part, key in named.items() if part != "title" and key in fields}


def _pack(dossier: Dossier) -> Pack:
    return catalogue.pack_of_version(dossier.terms_version_id or dossier.form_version_id)
