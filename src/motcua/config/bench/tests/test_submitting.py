"""What `motcua bench submit` sends is taken by the checks, and its bare rows are new ones each time."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from motcua.config.bench import submitting
from motcua.config.bench.rows import Rows
from motcua.config.paths import DEMO
from motcua.documents import queries as files
from motcua.dossiers import queries as dossiers
from motcua.identity import queries as identity
from motcua.identity import services as people
from motcua.identity.ports import CitizenSubject
from motcua.platform.clock.now import now
from motcua.platform.principal import acting_as

KINDS = yaml.safe_load((DEMO / "bench.yaml").read_text("utf-8"))["submits"]


@pytest.mark.parametrize(("kind", "components", "photos"), [("with_files", 3, 5), ("without_files", 1, 0)])
def test_the_drafts_of_the_bench_become_dossiers(world, db, settings, kind, components, photos):
    subject = CitizenSubject("vneid", "b", "031098999009", "Trần Thị Mẫu", date(1998, 1, 2), "day", 2)
    who = identity.person_of(people.sign_in_citizen(subject, now=now()).account_id, now().date())
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with submitting._own_photos():
        draft = submitting.draft_of(who, submitting.unit_of(), KINDS[kind])
    code = submitting.submitting_of(draft, who)
    with acting_as(who.principal):
        page = dossiers.page(who, code)
        assert len(page.papers) >= components
        assert len(files.files_of(who, ("dossier", page.id))) == photos


def test_bare_rows_are_those_of_another_dossier_each_time():
    rows = Rows.__new__(Rows)
    rows.code, rows.schema = "DEMO.02-261122-0007", "b"
    rows.lines = {
        "dossier": "250144796030458439\tDEMO.02-261122-0007\t2\t{250144796030458440}\t\\N\n",
        "notice": "250144796030458439:told\tO\\\\'K: 1\n",
    }
    script = rows.script().splitlines()
    next_ = "CAST(:m AS bigint)"
    assert script[2:] == [
        "BEGIN;",
        f"""INSERT INTO "b"."dossier" VALUES ((250144796030458439 + {next_} * 17179869184), """
        f"""E'' || E'DEMO.02-261122-0007' || {next_} || E'', E'2', E'{{250144796030458440}}', NULL);""",
        f"""INSERT INTO "b"."notice" VALUES (E'' || (250144796030458439 + {next_} * 17179869184) || """
        """E'\\x3Atold', E'O\\\\''K\\x3A 1');""",
        "END;",
    ]
