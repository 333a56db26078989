from __future__ import annotations

import os

import psycopg
import pytest

from motcua.config.supervisor import freshness


@pytest.fixture
def owner():
    """The owner's address of a small database of its own."""
    address = os.environ["MOTCUA_DB_OWNER"]
    base, _, rest = address.partition("@/")
    name = rest.split("?")[0]
    maintenance, own = f"{base}@/{rest.replace(name, 'postgres', 1)}", f"{base}@/{rest.replace(name, name + '_f', 1)}"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}_f"')
        yield own
        connection.execute(f'DROP DATABASE "{name}_f" WITH (FORCE)')


@pytest.fixture
def packs(tmp_path, monkeypatch):
    folder = tmp_path / "packs"
    (folder / "tests").mkdir(parents=True)
    (folder / "one.yaml").write_text("limit: 5")
    monkeypatch.setattr(freshness, "PACKS", folder)
    return folder


def test_what_preparing_depends_on_changes_the_mark_and_nothing_else_does(tmp_path, packs, owner):
    def mark(demo: bool = True) -> str:
        return freshness.mark(data=tmp_path / "data", owner=owner, asked=(demo,))

    seen = [mark()]
    assert mark() == seen[0]
    (packs / "tests" / "test_one.yaml").write_text("a test is no part of the product")
    assert mark() == seen[0]

    seen.append(mark(demo=False))
    (packs / "one.yaml").write_text("limit: 12")
    seen.append(mark())
    (packs / "two.yaml").write_text("limit: 5")
    seen.append(mark())
    (tmp_path / "data" / "static").mkdir(parents=True)
    seen.append(mark())
    with psycopg.connect(owner) as connection:
        connection.execute("CREATE TABLE django_migrations (applied timestamptz)")
    seen.append(mark())
    with psycopg.connect(owner) as connection:
        connection.execute("INSERT INTO django_migrations VALUES (now())")
    seen.append(mark())
    assert len(set(seen)) == 7
