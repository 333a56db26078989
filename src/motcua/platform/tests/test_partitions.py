"""Growing tables are partitioned by month; a month that came before its partition stays in the default one."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_months_get_their_partition_once_and_an_occupied_default_stops_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_log (at, id, reader, what, purpose, source)"
            " VALUES ('2031-05-05', 1, 'thử', 'thử', 'thử', '')"
        )
        cursor.execute("SELECT make_partitions('2031-04-01', 3)")
        assert cursor.fetchone() == (8,)  # three tables, three months, but one month of one table is occupied
        cursor.execute("SELECT make_partitions('2031-04-01', 3)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM access_log WHERE at = '2031-05-05'")
        assert cursor.fetchone() == (1,)
