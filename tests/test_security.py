"""Every table is declared, and the web role without a principal sees nothing of a protected one."""

from __future__ import annotations

import pytest
from django.db import connection

from motcua.platform import security


@pytest.mark.django_db
def test_every_table_of_ours_says_who_may_read_it():
    assert security.undeclared() == set()


@pytest.mark.django_db
def test_a_protected_table_is_closed_by_the_database_itself():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        closed = {name for (name,) in cursor.fetchall()}
    assert closed == {t.name for t in security.declared().values() if t.read is not None}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [security.WEB])
def test_without_a_principal_the_web_role_reads_no_row(role):
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        for table in security.declared().values():
            if table.read is not None:
                cursor.execute(f'SELECT count(*) FROM "{table.name}"')  # with rows: see dossiers/tests/test_access.py
                assert cursor.fetchone() == (0,), table.name


@pytest.mark.django_db
def test_the_web_role_may_neither_change_nor_delete_what_happened():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = ANY(%s) AND table_name IN ('event', 'event_value', 'access_log')"
            " AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')",
            [[security.WEB]],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_functions_that_run_as_owner_are_called_by_our_two_logins_only():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public' AND p.prosecdef"
            " AND EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
            " WHERE a.grantee = 0)"
        )
        assert cursor.fetchall() == []
