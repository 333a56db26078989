# ruff: noqa: E402 - Django before its models
"""Program, as web: people submit dossiers in processes that are killed at chosen points and start again.

`submitting.py prepare PLAN COUNT` opens and fills drafts and writes them down.
`submitting.py fire PLAN FOLDER SEED LONGEST` submits them all, each worker killed again and again, and looks at
the draft after each death; acknowledgements go to FOLDER.
`submitting.py check PLAN FOLDER` looks at each acknowledged dossier as its citizen.
`submitting.py same PLAN TIMES` lets several processes submit one draft at the same instant.
`submitting.py meanwhile PLAN` lets a second device change a draft that is being submitted.

An acknowledgement is a line flushed to the disk after the commit, as an answer to a browser would be.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from PIL import Image

from motcua.catalogue import queries as catalogue
from motcua.config.paths import PACKS
from motcua.documents import queries as papers
from motcua.documents import services as documents
from motcua.documents import store
from motcua.documents.inspect import inspect as look_into
from motcua.dossiers import queries as dossiers
from motcua.dossiers.facts import remembered_facts, sign_in_facts
from motcua.dossiers.forms_of import form_of
from motcua.dossiers.services import checking, faultpoints, submitting
from motcua.forms import queries as drafts
from motcua.forms import services as forms
from motcua.forms.engine.context import Context
from motcua.forms.engine.values import Value
from motcua.forms.models import Draft
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.ports import CitizenSubject
from motcua.identity.queries import Person
from motcua.notifications.models import Notice
from motcua.platform import events
from motcua.platform.clock.now import ZONE
from motcua.platform.errors import DomainError
from motcua.platform.principal import NOBODY, acting_as

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
UNITS = ("cam-giang", "xuan-thanh")
# Each procedure with the papers its sample gets: one or two files.
PROCEDURES = {
    "ho-tich/1.001193": ("file_birth_notice", "file_birth_notice"),
    "ho-tich/2.000635": ("file_old_paper",),
    "bao-tro-xa-hoi/1.001776": ("file_disability_paper", "file_other"),
}
BYTES_KEPT, COMMITTED, ANYWHERE = "bytes_kept", "committed", "anywhere"
POINTS = (BYTES_KEPT, *faultpoints.POINTS, COMMITTED, ANYWHERE)
BEFORE_COMMIT = {BYTES_KEPT, *faultpoints.POINTS}
WORKERS = 3


# --- what there is to submit ------------------------------------------------------------------


class Facts:
    """What is known of a citizen, at the hour of the test."""

    def sign_in(self, who: Person) -> Any:
        return sign_in_facts(who, now=MONDAY)

    def remembered(self, who: Person) -> Any:
        return remembered_facts(who)


def prepare(plan: Path, count: int) -> None:
    """Open `count` drafts of citizens of both communes, filled with the samples of the packs, files still missing."""
    made = []
    kinds = [(unit, folder) for unit in UNITS for folder in PROCEDURES]
    for index in range(count):
        citizen, kind = divmod(index, 2 * len(kinds))
        account = citizen_numbered(citizen)
        unit, folder = kinds[kind % len(kinds)]
        who = person(account)
        with acting_as(who.principal):
            draft = fill(who, folder, unit)
        made.append({"index": index, "account": account, "draft": draft, "folder": folder, "unit": unit})
    plan.write_text(json.dumps(made), "utf-8")


def citizen_numbered(number: int) -> int:
    born = date(1960 + number % 40, 1 + number % 12, 1 + number % 28)
    id_number = f"0310{born:%y}{600000 + number:06}"
    subject = CitizenSubject("vneid", f"fire-{number}", id_number, name_numbered(number), born, "day", 2)
    with acting_as(NOBODY):
        return people.sign_in_citizen(subject, now=MONDAY).account_id


def name_numbered(number: int) -> str:
    given = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Ngọc")
    return " ".join(["Mẫu", "Thử", *(given[int(digit)] for digit in str(number))])


def person(account: int) -> Person:
    with acting_as(NOBODY):
        found = identity.person_of(account, MONDAY.date())
    if found is None:
        raise LookupError(account)
    return found


def fill(who: Person, folder: str, unit_slug: str) -> int:
    procedure = folder.split("/")[1]
    sample = yaml.safe_load((PACKS / folder / "tests" / "source.yaml").read_text("utf-8"))
    unit = next(u for u in identity.committees(MONDAY.date()) if u.slug == unit_slug)
    terms = catalogue.terms(procedure, unit, MONDAY.date())
    form = form_of(terms.version_id)
    draft = forms.open_draft(
        who,
        unit_id=unit.id,
        subject=procedure,
        version_id=terms.version_id,
        form=form,
        facts=Facts(),
        now=MONDAY,
        is_for_other=True,
        signed_in_at=MONDAY - timedelta(minutes=5),
    )
    row = Draft.objects.get(pk=draft.id)
    row.answers |= {
        key: Value(value, "applicant", MONDAY).to_json()
        for key, value in sample["answers"].items()
        if key in form.fields and row.answers.get(key, {}).get("source") != "sign_in"
    }
    if choice := next((k for k, case in form.cases.items() if case == sample["case"]), None):
        row.answers["case"] = Value(choice, "applicant", MONDAY).to_json()
    row.save()
    return draft.id


def files_of(job: dict[str, Any]) -> Iterator[tuple[str, str, bytes]]:
    """Yield slot, name and bytes of each file of a draft; every fifth draft brings a photo others bring too."""
    for order, slot in enumerate(PROCEDURES[job["folder"]]):
        seed = 0 if job["index"] % 5 == 0 else 10 * job["index"] + order + 1
        out = io.BytesIO()
        noise = random.Random(seed).randbytes(60 * 80 * 3)
        Image.frombytes("RGB", (60, 80), noise).save(out, "JPEG", quality=80)
        yield slot, f"giay-{order + 1}.jpg", out.getvalue()


# --- one life of a worker ---------------------------------------------------------------------


def submit(job: dict[str, Any], who: Person) -> str:
    """Attach what is missing, each file in its own request; then submit in one."""
    now = MONDAY + timedelta(seconds=job["index"])
    attach(job, who, now)
    with acting_as(who.principal):
        return submitting.submit(job["draft"], who=who, now=now)


def attach(job: dict[str, Any], who: Person, now: datetime) -> None:
    with acting_as(who.principal):
        is_open = drafts.draft(who, job["draft"]).is_open
        have = len(papers.files_of(who, ("draft", job["draft"])))
    for slot, name, content in list(files_of(job))[have:] if is_open else ():
        with acting_as(who.principal):
            documents.attach(who, ("draft", job["draft"]), slot, SimpleUploadedFile(name, content), now=now)


def live(jobs: list[dict[str, Any]], acks: Path, point: str, after: int) -> None:
    """Submit what is not acknowledged yet; at the submission numbered `after` let `point` be deadly."""
    done = acknowledged([acks])
    left = [job for job in jobs if job["index"] not in done]
    with acks.open("a") as told, acks.with_suffix(".trying").open("a") as tried:
        for count, job in enumerate(left):
            if count == after:
                os.environ["MOTCUA_KILL_AT"] = point
                if point == BYTES_KEPT:
                    documents.before_commit = lambda: os.kill(os.getpid(), signal.SIGKILL)
            tried.write(f"{job['index']}\n")
            tried.flush()
            code = patiently(lambda job=job: submit(job, person(job["account"])))
            if count >= after and point == COMMITTED:
                os.kill(os.getpid(), signal.SIGKILL)
            told.write(f"{job['index']} {code}\n")
            told.flush()
            os.fsync(told.fileno())


def patiently(work: Any) -> Any:
    """Do it; when the database goes away do it again on a new connection, as the person's next try would."""
    until = time.monotonic() + 90
    while True:
        close_old_connections()  # what Django does before each request
        try:
            return work()
        except (OperationalError, InterfaceError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def acknowledged(files: list[Path]) -> dict[int, str]:
    """Return the code of each acknowledged draft; a draft acknowledged twice must have got one code."""
    found: dict[int, str] = {}
    for file in files:
        for line in file.read_text().splitlines() if file.exists() else ():
            index, code = line.split()
            if found.setdefault(int(index), code) != code:
                raise AssertionError(f"draft {index} became both {found[int(index)]} and {code}")
    return found


# --- the fire ---------------------------------------------------------------------------------


def fire(plan: Path, folder: Path, seed: int, longest: int) -> None:
    """Run workers until every draft is acknowledged; kill each after up to `longest` submissions of its life."""
    jobs = json.loads(plan.read_text("utf-8"))
    dice, bag = random.Random(seed), []
    lives: dict[int, tuple[int, str, float]] = {}
    files = [folder / f"{w}.acks" for w in range(WORKERS)]
    deaths: dict[str, int] = dict.fromkeys(POINTS, 0)
    waiting = list(range(WORKERS))
    for job in jobs[: 2 * len(PROCEDURES)]:
        warm(job)
    while waiting or lives:
        for worker in waiting:
            if not bag:
                bag = dice.sample(POINTS, len(POINTS))
            point, after = bag.pop(), dice.randint(0, longest)
            fatal = time.monotonic() + dice.uniform(0.02, 0.4) if point == ANYWHERE else float("inf")
            lives[born(jobs[worker::WORKERS], files[worker], point, after)] = (worker, point, fatal)
        waiting = []
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            for child, (_, _, fatal) in lives.items():
                if time.monotonic() > fatal:
                    os.kill(child, signal.SIGKILL)
            time.sleep(0.01)
            continue
        worker, point, _ = lives.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        if code == 0:
            continue
        if code != -signal.SIGKILL:
            raise SystemExit(f"a worker ended with {code}, to be killed at {point}")
        deaths[point] += 1
        inspect(jobs, files[worker], point)
        waiting.append(worker)
    print(json.dumps({"acknowledged": len(acknowledged(files)), "deaths": deaths}), flush=True)


def warm(job: dict[str, Any]) -> None:
    """Let the children inherit what a web process that has worked for a while has read: packs and forms."""
    who = person(job["account"])
    with acting_as(who.principal):
        draft = drafts.draft(who, job["draft"])
        holder = ("draft", draft.id)
        known = {"version_id": draft.version_id, "unit_id": draft.unit_id, "answers": draft.answers, "sign_in": {}}
        checking.check(who, holder=holder, channel=checking.ONLINE, now=MONDAY, **known)


def born(jobs: list[dict[str, Any]], acks: Path, point: str, after: int) -> int:
    connections.close_all()  # nothing of the parent's goes to the child
    child = os.fork()
    if child:
        return child
    try:
        live(jobs, acks, point, after)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def inspect(jobs: list[dict[str, Any]], acks: Path, point: str) -> None:
    """Right after a death: the draft it was at is whole and open, or its dossier exists whole."""
    tried = acks.with_suffix(".trying").read_text().split() if acks.with_suffix(".trying").exists() else []
    if not tried:
        return
    job = next(j for j in jobs if j["index"] == int(tried[-1]))
    state = patiently(lambda: state_of(job))
    if point in BEFORE_COMMIT and state != "draft":
        raise SystemExit(f"killed at {point}, yet draft {job['index']} is a dossier")
    if point == COMMITTED and state != "dossier":
        raise SystemExit(f"killed after the commit, yet draft {job['index']} is no dossier")


def state_of(job: dict[str, Any]) -> str:
    who = person(job["account"])
    with acting_as(who.principal):
        draft = drafts.draft(who, job["draft"])
        mine = {m.code for m in dossiers.my_dossiers(who)}
        if draft.is_open:
            assert len(draft.answers) > 5, "an open draft lost its answers"
            have = {(f.slot, f.sha256) for f in papers.files_of(who, ("draft", draft.id))}
            assert have <= wanted(job), "an open draft holds files nobody sent"
            return "draft"
        code = submitting.submit(job["draft"], who=who, now=MONDAY + timedelta(hours=1))
        assert code in mine
    whole(job, code)
    return "dossier"


def wanted(job: dict[str, Any]) -> set[tuple[str, str]]:
    return {(slot, hashlib.sha256(content).hexdigest()) for slot, _, content in files_of(job)}


# --- afterwards -------------------------------------------------------------------------------


def check(plan: Path, folder: Path) -> None:
    """Look at every acknowledged dossier; the first one that is not whole ends the program."""
    jobs = {job["index"]: job for job in json.loads(plan.read_text("utf-8"))}
    codes = acknowledged([folder / f"{w}.acks" for w in range(WORKERS)])
    assert len(set(codes.values())) == len(codes), "one code acknowledged for two drafts"
    for index, code in codes.items():
        whole(jobs[index], code)
    print(json.dumps({"checked": len(codes)}), flush=True)


def whole(job: dict[str, Any], code: str) -> None:
    """Assert that a dossier is all that its citizen was promised: rows, files with their bytes, events, notice."""
    who = person(job["account"])
    with acting_as(who.principal):
        page = dossiers.page(who, code)
        assert page is not None, f"{code} is gone"
        assert page.status == 1
        assert page.answer_by is not None
        assert page.papers
        assert any(p.role == "submitter" for p in page.parties)
        kept = papers.files_of(who, ("dossier", page.id))
        assert {(f.slot, f.sha256) for f in kept} == wanted(job), f"{code} has other files than were sent"
        assert len(kept) == len(PROCEDURES[job["folder"]])
        assert papers.files_of(who, ("draft", job["draft"])) == [], f"{code} left files in its draft"
        told = events.history(("dossier", page.id))
        assert [e.name for e in told] == ["DossierSubmitted"]
        assert told[0].payload["code"] == code
        assert told[0].payload["answers"], "the event lost its answers"
        assert sorted(f["sha256"] for f in told[0].payload["files"]) == sorted(f.sha256 for f in kept)
        assert Notice.objects.filter(dossier_id=page.id, code="submitted").count() == 1
        draft = drafts.draft(who, job["draft"])
        assert draft.submitted_at is not None
        assert draft.answers == {}
        assert dossiers.answers_of(who, page)
    for file in kept:
        assert store.is_whole(file.sha256), f"{code}: bytes of {file.slot} are gone"


# --- one draft, many hands --------------------------------------------------------------------


def same(plan: Path, times: int) -> None:
    """Submit the first draft from `times` processes at one instant; print what each of them got."""
    job = json.loads(plan.read_text("utf-8"))[0]
    attach(job, person(job["account"]), MONDAY)
    start = time.time() + 1.0
    ears = []
    connections.close_all()
    for _ in range(times):
        ear, mouth = os.pipe()
        if os.fork() == 0:
            who = person(job["account"])  # connected and warm before the shot
            time.sleep(max(0.0, start - time.time()))
            try:
                with acting_as(who.principal):
                    said = submitting.submit(job["draft"], who=who, now=MONDAY)
            except Exception as refusal:
                said = f"{type(refusal).__name__}: {refusal}"
            os.write(mouth, said.encode())
            os._exit(0)
        os.close(mouth)
        ears.append(ear)
    said = [hear(ear) for ear in ears]
    who = person(job["account"])
    with acting_as(who.principal):
        later = submitting.submit(job["draft"], who=who, now=MONDAY + timedelta(hours=1))
    whole(job, later)
    print(json.dumps({"codes": said, "later": later}), flush=True)


def meanwhile(plan: Path) -> None:
    """Let a second device change the first draft and add a file while the first is being submitted."""
    job = json.loads(plan.read_text("utf-8"))[0]
    who = person(job["account"])
    attach(job, who, MONDAY)
    connections.close_all()
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        submitting.reached = lambda point: (os.write(mouth, b"."), time.sleep(1.5)) if point == "checked" else None
        with acting_as(who.principal):
            submitting.submit(job["draft"], who=who, now=MONDAY)
        os._exit(0)
    os.read(ear, 1)  # it has read and checked the draft, and has not written yet
    with acting_as(who.principal):
        draft = drafts.draft(who, job["draft"])
    form = form_of(draft.version_id)
    typed = {"requester_phone": ["0987654321"]}

    def change() -> None:
        context = Context(today=MONDAY.date())
        forms.save_field(
            who, draft.id, form=form, changed=typed, posted=typed, context=context, version=draft.version, now=MONDAY
        )

    def add() -> None:
        late = SimpleUploadedFile("muon.jpg", next(files_of({**job, "index": 9999}))[2])
        documents.attach(who, ("draft", draft.id), "file_birth_notice", late, now=MONDAY)

    said = []
    for work in (change, add):
        try:
            with acting_as(who.principal):
                work()
            said.append("kept")
        except DomainError as refusal:
            said.append(refusal.code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with acting_as(who.principal):
        page = dossiers.page(who, submitting.submit(job["draft"], who=who, now=MONDAY))
        answers = events.history(("dossier", page.id))[0].payload["answers"]
        files = len(papers.files_of(who, ("dossier", page.id)))
    phone = answers["requester_phone"]["value"]
    print(json.dumps({"said": said, "ended": ended, "phone": phone, "files": files}), flush=True)


def hear(ear: int) -> str:
    with os.fdopen(ear) as file:
        return file.read()


COMMANDS = {"prepare": prepare, "fire": fire, "check": check, "same": same, "meanwhile": meanwhile}

if __name__ == "__main__":
    # Each file is inspected by the same rules, but not in a process of its own, whose start costs 0.3 s of a core.
    # Only here: who collects the tests imports this file too, and must keep the guard.
    documents.guard.inspect = look_into
    COMMANDS[sys.argv[1]](*(int(a) if a.isdigit() else Path(a) for a in sys.argv[2:]))
