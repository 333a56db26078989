"""What a request may cost: a fixed number of statements, and indexes the planner can use under row-level security."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client

from motcua.config.bench import statements
from motcua.config.demo import dossiers as demo
from motcua.dossiers.models import Access, Dossier, Party
from motcua.dossiers.rules.states import Status
from motcua.identity import backends, queries
from motcua.identity.models import Account, Unit
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.principal import acting_as

NOW = datetime(2026, 11, 18, 16, 30, tzinfo=ZONE)


@pytest.fixture(scope="module")
def desk(world, django_db_blocker, tmp_path_factory):
    """A commune with the dossiers of the demonstration, and one of its codes and names."""
    from django.test.utils import override_settings

    folder = tmp_path_factory.mktemp("blobs")
    with django_db_blocker.unblock(), override_settings(BLOB_FOLDER=folder), moved_to(NOW):
        demo.make(now=NOW, history=False)
        fill_the_tables()
        unit = Unit.objects.get(slug="cam-giang").id
        dossier = Dossier.objects.filter(committee_id=unit, status=Status.ACCEPTED).order_by("id").first()
        name = Party.objects.filter(dossier__committee_id=unit, name__contains=" ").order_by("id").first().name
        number = Party.objects.filter(dossier=dossier).exclude(personal_number="").first().personal_number
        yield {"code": dossier.code, "name": name, "number": number}


def fill_the_tables() -> None:
    """Lay rows of other offices and other people around the demonstration, and count them.

    Among a few rows every index costs the same, and autovacuum may count them, or not, while a test runs: which one
    the planner takes would be luck. Counting here also holds autovacuum off until the end of the transaction.
    """

    def copied(model: type[Model], **other: str) -> str:
        columns = [f.column for f in model._meta.concrete_fields]
        chosen = ", ".join(other.get(name, f'"{name}"') for name in columns)
        listed = ", ".join(f'"{name}"' for name in columns)
        table = model._meta.db_table
        return f"INSERT INTO {table} ({listed}) SELECT {chosen} FROM {table}, generate_series(1::bigint, 40) n"

    far = "n * 100000000000000000 + id"
    with connection.cursor() as cursor:
        cursor.execute(copied(Access, id=far, scope="scope + n * 1000000000") + " WHERE scope IS NOT NULL")
        cursor.execute(copied(Party, id=far, personal_number="'no ' || id || ' ' || n", keys="ARRAY[id, n]::text[]"))
        cursor.execute("ANALYZE dossier, dossier_access, party, event")


def signed_in(username: str) -> tuple[queries.Person, Client]:
    data = queries.principal_data(Account.objects.get(username=username).id, NOW.date())
    client = Client()
    client.force_login(backends.account_from(data), backend="motcua.identity.backends.PrincipalBackend")
    return queries.person_from(data), client


def asked(username: str, address: str, settings) -> tuple[queries.Person, list]:
    """Return the person and the statements of the second request: the first fills what a process keeps."""
    settings.DB_STEP_DOWN_TO = "motcua_web"
    who, client = signed_in(username)
    with moved_to(NOW):
        assert client.get(address).status_code == 200
        with statements.caught() as found:
            assert client.get(address).status_code == 200
    return who, found


def of_dossiers(found: list) -> list:
    return [s for s in found if "SAVEPOINT" not in s[0].upper()]


@pytest.mark.parametrize(
    ("username", "address", "exactly"),
    [
        ("motcua1.cg", "/can-bo/", 12),
        ("motcua1.cg", "/can-bo/tim/?q={name}", 10),
        ("motcua1.cg", "/can-bo/ho-so/{code}/", 20),
    ],
)
def test_a_request_sends_a_fixed_number_of_statements(desk, db, settings, username, address, exactly):
    _, found = asked(username, address.format(**desk), settings)
    assert len(of_dossiers(found)) == exactly, "\n".join(s[0][:120] for s in of_dossiers(found))


@pytest.mark.parametrize(
    ("address", "indexes"),
    [
        ("/can-bo/", {"access_turn"}),
        ("/can-bo/tim/?q={number}", {"party_number"}),
        ("/can-bo/ho-so/{code}/", {"access_scope_once", "event_", "party_dossier"}),
    ],
)
def test_hot_queries_can_use_their_index_as_the_web_login(desk, db, settings, address, indexes):
    who, found = asked("motcua1.cg", address.format(**desk), settings)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
    told = "\n".join(statements.plans(found, who.principal, analyze=False))
    for index in indexes:
        assert index in told, told
    assert "Seq Scan on dossier" not in told, told
    assert "Seq Scan on party" not in told, told


def test_a_name_is_found_by_the_index_of_its_words(desk, db):
    """`@>` is not leakproof, so the look-up goes through the named function; inside it the index serves."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        cursor.execute("EXPLAIN SELECT dossier_id FROM party WHERE keys @> '{pham thi}'::varchar[]")
        assert "party_keys" in "\n".join(row[0] for row in cursor.fetchall())


def test_the_bench_explains_what_the_web_login_may_send(desk, db, settings):
    who, found = asked("hotich.cg", "/can-bo/", settings)
    with acting_as(who.principal):
        assert statements.reading(found)
    assert any("Execution Time" in plan for plan in statements.plans(found, who.principal))
