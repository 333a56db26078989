"""A draft as its screens need it: the form, what is known, the day, the files; read once a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from motcua.catalogue import queries as catalogue
from motcua.catalogue.packs.model import Pack
from motcua.documents import queries as documents
from motcua.documents.queries import FileRow as StoredFile
from motcua.dossiers.facts import remembered_facts, sign_in_facts
from motcua.dossiers.forms_of import form_of
from motcua.forms import engine
from motcua.forms import queries as drafts
from motcua.forms.engine import Answers, Context, Facts, Form, FormState, Group
from motcua.forms.queries import DraftView
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.platform.errors import NotFound
from motcua.web.fields import FileRow
from motcua.web.text import file_size


@dataclass(frozen=True)
class KnownFacts:
    """What is known of the person at an instant, as forms ask for it (forms.ports.FactSource)."""

    at: datetime

    def sign_in(self, who: Person) -> Facts:
        return sign_in_facts(who, now=self.at)

    def remembered(self, who: Person) -> Facts:
        return remembered_facts(who)


@dataclass(frozen=True)
class Work:
    """One draft at one instant. `files` are those that lie in it, in the order of slots and pages."""

    draft: DraftView
    pack: Pack
    form: Form
    unit: UnitView
    files: tuple[StoredFile, ...]
    at: datetime

    @property
    def context(self) -> Context:
        """Everything the form depends on besides the answers."""
        counts: dict[str, int] = {}
        for file in self.files:
            counts[file.slot] = counts.get(file.slot, 0) + 1
        return Context(today=self.at.date(), unit_name=self.unit.name, files=counts, at=self.at)

    def state(self, answers: Answers | None = None) -> FormState:
        """The form now, for these answers or the stored ones."""
        return engine.state(self.form, self.draft.answers if answers is None else answers, self.context)


def work_on(who: Person, draft_id: int, *, at: datetime) -> Work:
    """Return one of the person's drafts ready to be worked on; NotFound for anybody else's."""
    draft = drafts.draft(who, draft_id)
    form = form_of(draft.version_id)
    if form is None:
        raise NotFound("this version has no form", version=draft.version_id)
    return Work(
        draft=draft,
        pack=catalogue.pack_of_version(draft.version_id),
        form=form,
        unit=identity.unit_view(draft.unit_id, at.date()),
        files=tuple(documents.files_of(who, ("draft", draft.id))),
        at=at,
    )


ABOLISHED = "Thủ tục này không còn được giải quyết ở đây."
AT_THE_COUNTER = "Thủ tục này nay chỉ nộp tại quầy hoặc qua bưu điện."


def standing(subject: str, unit: UnitView, on: date) -> tuple[int | None, str]:
    """Return the version under which a draft can be sent today, else None and the sentence that says why not.

    One query once the version was read.
    """
    try:
        terms = catalogue.terms(subject, unit, on)
    except NotFound:
        return None, ABOLISHED
    if form_of(terms.version_id) is None or "online" not in terms.pack.procedure["channels"]:
        return None, AT_THE_COUNTER
    return terms.version_id, ""


def screens(state: FormState) -> list[Group]:
    """Return the screens before "Kiểm tra và nộp": groups that ask or show something besides the declaration.

    The declaration is given on the last page, below everything it is about.
    """
    return [
        group
        for group in state.screens
        if any((f.asked or f.locked) and f.field.type != "declaration" for f in state.shown(group))
    ]


def steps(state: FormState) -> list[tuple[str, str]]:
    """Return the steps before "Kiểm tra và nộp", key and title: the sections of the screens, each once."""
    titles: dict[str, str] = {}
    for group in screens(state):
        titles.setdefault(group.section, group.title)
    return list(titles.items())


def neighbours(state: FormState, key: str) -> tuple[Group | None, Group | None]:
    """Return the screens before and after one; a screen that has gone counts by its place in the form."""
    places = {group.key: place for place, group in enumerate(state.form.groups)}
    here = places.get(key, -1)
    shown = screens(state)
    before = next((g for g in reversed(shown) if places[g.key] < here), None)
    return before, next((g for g in shown if places[g.key] > here), None)


def file_rows(files: Sequence[StoredFile]) -> Mapping[str, list[FileRow]]:
    """Return the files as the field component lists them, by slot."""
    rows: dict[str, list[FileRow]] = {}
    for f in files:
        url = reverse("documents:view", args=[f.id])
        rows.setdefault(f.slot, []).append(FileRow(str(f.id), f.name, file_size(f.size), f"{f.pages} trang", url))
    return rows
