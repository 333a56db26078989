"""People, drafts and dossiers for these tests. Tables of siblings and contexts above are reached by name."""

from __future__ import annotations

from datetime import UTC, datetime

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from motcua.identity.queries import Person
from motcua.platform.ids import new_id

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def citizen() -> Person:
    return Person(account_id=new_id(), kind="citizen", person_id=new_id(), full_name="Nguyễn Văn An", level=2)


def draft_of(who: Person, **more) -> int:
    row = {"unit_id": 1, "subject": "1.001193", "version_id": 1, "is_for_other": True, "started_at": NOW}
    row |= {"touched_at": NOW} | more
    return apps.get_model("forms", "Draft").objects.create(account_id=who.account_id, **row).pk


def dossier_from(draft_id: int | None, *, seen_by: Person | None = None, secrecy: int = 0, classes=(0,)) -> int:
    dossier = apps.get_model("dossiers", "Dossier").objects.create(
        code=f"DEMO.01-{new_id()}",
        procedure="1.001193",
        title="Đăng ký khai sinh",
        form_version_id=1,
        secrecy=secrecy,
        origin="local",
        channel=2,
        committee_id=1,
        receiving_unit_id=1,
        handling_unit_id=1,
        draft_id=draft_id,
        status=1,
        submitted_at=NOW,
    )
    if seen_by is not None:
        for number in classes:
            open_to(dossier.pk, seen_by, number)
    return dossier.pk


def open_to(dossier_id: int, who: Person, secrecy: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # a request before this one left the web role
    apps.get_model("dossiers", "Access").objects.create(
        dossier_id=dossier_id,
        person_id=who.person_id,
        secrecy=secrecy,
        since=NOW,
        status=1,
        procedure="1.001193",
        submitted_at=NOW,
    )


def upload(content: bytes, name: str = "giấy chứng sinh.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
