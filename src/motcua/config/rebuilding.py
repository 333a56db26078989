"""Making projections anew from the log (`motcua rebuild`): the same events give the same rows."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator

from django.db import connection, connections

from motcua.monitoring import cells
from motcua.monitoring.facts import keeping
from motcua.monitoring.facts.traits import note_versions
from motcua.monitoring.models import Cell
from motcua.platform.clock.now import now

_SHARE = keeping.REBUILT * 5  # dossiers a process takes at once


def everything(*, workers: int, say: Callable[[str], None]) -> tuple[int, int]:
    """Rebuild facts and cells; return how many of each. Needs the owner's login."""
    note_versions()
    keeping.forget_strangers()
    with connection.cursor() as cursor:  # what waits is read with the rest; what comes meanwhile waits again
        cursor.execute("DELETE FROM work WHERE queue = %s", [keeping.QUEUE])
    rows = 0
    shares = list(_shares())
    if workers <= 1 or len(shares) <= 1:
        for share in shares:
            rows += keeping.rebuild(share)
    else:
        connections.close_all()  # a connection must not be shared with a child
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            for done in pool.imap_unordered(keeping.rebuild, shares):
                rows += done
                say(f"{rows} hồ sơ …")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossier_fact")
    keeping.arrange()
    Cell.objects.update(is_dirty=True)
    made = 0
    while done := cells.refresh(now=now(), most=100):
        made += done
    while done := cells.foresee(now=now()):
        made += done
    return rows, made


def _shares() -> Iterator[list[int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM stream_head WHERE kind = 'dossier' ORDER BY key")
        ids = [row[0] for row in cursor.fetchall()]
    for n in range(0, len(ids), _SHARE):
        yield ids[n : n + _SHARE]
