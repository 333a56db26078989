"""What would be left behind where a unit closes or an officer goes: counts and codes, for who administers accounts."""

from __future__ import annotations

from django.db import connection

from motcua.catalogue.queries import names_unit
from motcua.identity.ports import LeftDossier
from motcua.platform.clock.now import ZONE


class WorkOfUnits:
    """Fulfils identity.ports.WorkOfUnits. The database asks whether unit or officer is his who asks (functions.sql)."""

    def open_at(self, unit_id: int) -> int:
        """Return how many open dossiers this unit receives, handles, decides or numbers."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT dossier_open_at(%s)", [unit_id])
            return int(cursor.fetchone()[0])

    def is_competent(self, unit_id: int) -> bool:
        """Tell whether new dossiers of some procedure would still come to this unit."""
        return names_unit(unit_id)

    def given_to(self, account_id: int) -> list[LeftDossier]:
        """Return the open dossiers given to an officer, the earliest due first."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT code, due_at FROM dossier_given_to(%s)", [account_id])
            return [LeftDossier(code, due.astimezone(ZONE) if due else None) for code, due in cursor.fetchall()]
