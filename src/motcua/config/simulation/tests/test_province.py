"""A simulated province: each commune's own words, true chains, a year as offices have it."""

from __future__ import annotations

import argparse
import random
import re
import statistics
from collections import Counter
from datetime import date, datetime

import pytest
from django.db import connection
from django.db.models import F

from motcua.config.cli import verify
from motcua.config.demo import patterns as school
from motcua.config.demo import province as units
from motcua.config.simulation import lifelike, province, reading, run
from motcua.config.simulation.crowd import Crowd
from motcua.config.simulation.offices import office_of
from motcua.config.simulation.patterns import TABLES
from motcua.config.simulation.writing import Workshop
from motcua.dossiers.models import Access, Dossier
from motcua.feedback.models import Rating
from motcua.identity import queries as identity
from motcua.identity.models import Account, Unit
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.principal import acting_as

NOW = datetime(2026, 11, 18, 16, 30, tzinfo=ZONE)  # a Wednesday
COUNT, COMMUNES = 160, 3
LEFT_OUT = ("drafted", "signed", "begun")  # each pattern costs a tenth of a second
PACKS = ("ho-tich/2.000635", "chung-thuc/2.000815")


@pytest.fixture(scope="module")
def offices(world, django_db_blocker, tmp_path_factory):
    """Three communes with a year of dossiers of two procedures; the first one has the patterns."""
    from django.test.utils import override_settings

    told = dict(school.told())
    told["plans"] = [
        {
            **line,
            "packs": [pack for pack in line["packs"] if pack in PACKS],
            "fates": [{**fate, "count": 1} for fate in line["fates"] if fate["fate"] not in LEFT_OUT],
        }
        for line in told["plans"]
    ]
    folder = tmp_path_factory.mktemp("blobs")
    patch = pytest.MonkeyPatch()
    patch.setattr(school, "told", lambda: told)
    with django_db_blocker.unblock(), override_settings(BLOB_FOLDER=folder), moved_to(NOW):
        province.run(COMMUNES, dossiers=COUNT, months=12, seed=5, now=NOW, workers=0, say=lambda _: None)
        made = [Unit.objects.get(slug=commune["slug"]).id for commune in units.communes_of(COMMUNES)]
        yield [office_of(unit, NOW.date()) for unit in made]
    patch.undo()


def is_late(wanted):
    return wanted.fate.endswith((" late", " apologised"))


def simulated():
    return Dossier.objects.filter(draft_id=None)


def test_its_log_and_files_verify(offices, db, tmp_path, capsys):
    assert simulated().count() == COUNT
    assert set(simulated().values_list("committee_id", flat=True)) == {office.unit for office in offices}
    args = argparse.Namespace(subjects=["log", "files"], digest=None, key=None, write_digest=None)
    assert verify.check(args, tmp_path) == 0, capsys.readouterr().out


def test_no_word_number_or_right_of_the_first_commune_stands_in_anothers_dossiers(offices, db):
    first, *others = offices
    ids = list(simulated().filter(committee_id__in=[o.unit for o in others]).values_list("id", flat=True))
    assert len(ids) > COUNT / 4
    words = re.compile("|".join(
        rf"(?<!\w){re.escape(text)}(?!\w)" for key, text in first.words.items() if key != "calendar"
    ))  # fmt: skip
    units_of_first = set(first.units.values())
    with connection.cursor() as cursor:
        for table, where in TABLES:
            cursor.execute(f"SELECT * FROM {table} WHERE {where} = ANY(%s)", [ids])
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                told = dict(zip(columns, row, strict=True))
                assert not words.search(str(row)), (table, words.search(str(row)))
                named = {v for k, v in told.items() if k == "committee_id" or k.endswith("unit_id")}
                assert not named & units_of_first, table
        cursor.execute("SELECT unit_id, body FROM event WHERE kind = 'dossier' AND key = ANY(%s)", [ids])
        bodies = cursor.fetchall()
    posts = {f'"post_id":"{post}"' for post in first.posts}
    assert not [body for unit, body in bodies if unit in units_of_first or words.search(body)]
    assert not [body for _, body in bodies if any(post in body for post in posts)]
    scopes = Access.objects.filter(dossier_id__in=ids, scope__isnull=False).values_list("scope", "waits_for")
    assert not [s for scope, waits in scopes for s in (scope, *(waits or ())) if s // 256 in units_of_first]


def test_an_officer_of_a_simulated_commune_sees_its_dossiers_only(offices, db, settings):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    office, slug = offices[1], units.communes_of(COMMUNES)[1]["slug"]
    own = set(Dossier.objects.filter(committee_id=office.unit).values_list("id", flat=True))
    for login in ("quanly", "chutich"):
        who = identity.person_of(Account.objects.get(username=f"{login}.{slug}").id, NOW.date())
        with acting_as(who.principal):
            assert set(Dossier.objects.values_list("id", flat=True)) == own
    leader = identity.person_of(Account.objects.get(username="lanhdao.son-la").id, NOW.date())
    assert all(leader.manages("numbers.read", one.unit) for one in offices)
    with acting_as(leader.principal):
        assert not Dossier.objects.exists()


def test_who_is_late_without_an_apology_has_it_in_the_chain(offices, db):
    ended = simulated().filter(completed_at__isnull=False, due_at__isnull=False)
    late = set(ended.filter(completed_at__gt=F("due_at")).values_list("id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM event WHERE kind = 'dossier' AND name = 'LateWithoutApology'")
        noted = {row[0] for row in cursor.fetchall()}
    apologised = set(simulated().filter(apology_signed_at__isnull=False).values_list("id", flat=True))
    assert late
    assert late - apologised == noted & set(ended.values_list("id", flat=True)) - apologised
    assert not simulated().filter(completed_at__lt=F("accepted_at")).exists()
    assert not simulated().filter(returned_at__lt=F("completed_at")).exists()


def test_what_rows_say_happened_the_log_says_too(offices, db):
    ids = list(simulated().values_list("id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, name, at, (body::jsonb->>'at')::timestamptz, body::jsonb->'payload'->>'due_at' FROM event"
            " WHERE kind = 'dossier' AND key = ANY(%s) ORDER BY key, sequence",
            [ids],
        )
        told = cursor.fetchall()
    assert not [one for one in told if one[2] != one[3]]
    assert told == sorted(told, key=lambda one: (one[0], one[2]))  # nothing happens before what came before it
    last = {(key, name): at for key, name, at, _, _ in told}
    promised = {key: due for key, name, _, _, due in told if name == "DueSet"}
    for dossier in simulated().filter(submitted_at__isnull=False):
        assert dossier.submitted_at == last[dossier.id, "DossierSubmitted"]
        assert dossier.accepted_at == last.get((dossier.id, "DossierAccepted"))
        assert dossier.completed_at == last.get((dossier.id, "DossierCompleted"))
        assert dossier.returned_at == last.get((dossier.id, "ResultReturned"))
        if dossier.due_at is not None:
            assert dossier.due_at == datetime.fromisoformat(promised[dossier.id])


def test_ratings_are_rows_and_events_and_nothing_happens_in_the_future(offices, db):
    rated = set(Rating.objects.filter(dossier__in=simulated()).values_list("dossier_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, at FROM event WHERE kind = 'dossier' AND name = 'DossierRated'")
        told = {key for key, _ in cursor.fetchall()}
        cursor.execute("SELECT max(at) FROM event WHERE kind = 'dossier'")
        assert cursor.fetchone()[0] <= NOW
    assert rated == told & set(simulated().values_list("id", flat=True))
    ended = simulated().filter(returned_at__isnull=False).count()
    assert 0.15 * ended < len(rated) < 0.5 * ended


def test_the_same_seed_on_the_same_day_plans_the_same_history(offices, db):
    patterns = reading.read_all(offices[:1], most=1000, accounts_only=False)
    first = date(2025, 11, 18)
    working = {offices[0].unit: run.working_of(offices[0].unit, first, NOW.date())}
    by_unit = {office.unit: office for office in offices}

    def plans(seed):
        crowd = Crowd([offices[0].province], 50, seed)
        shop = Workshop(patterns, working, by_unit, seed)
        planner = province.Planner(shop, offices, crowd, seed=seed, first=first, now=NOW)
        return [plan for window in planner.windows(60) for plan in window], crowd.citizen(7)

    assert plans(5) == plans(5)
    assert plans(5) != plans(6)


def test_a_province_files_online_as_often_as_published_and_its_communes_differ():
    habits = lifelike.habits_of([str(n) for n in range(75)], seed=1)
    shares = [one.online for one in habits]
    whole = sum(one.online * one.weight for one in habits) / sum(one.weight for one in habits)
    assert abs(whole - 0.585) < 0.005
    assert 0.35 <= min(shares) < 0.5 < 0.7 < max(shares) <= 0.85
    assert all(
        0.005 <= one.late <= 0.09 and 0.25 <= one.rated <= 0.4 and 0.88 <= one.satisfied <= 0.97 for one in habits
    )


def test_fates_lateness_and_sessions_stay_within_their_bounds():
    chance = random.Random(3)
    habits = lifelike.habits_of(["a"], seed=1)[0]
    may, tet = date(2026, 5, 12), date(2026, 2, 12)
    drawn = [lifelike.wanted(chance, habits, may, 0.5) for _ in range(20_000)]
    fates = Counter(one.fate.split()[0] for one in drawn)
    assert 0.03 < fates["supplemented"] / len(drawn) < 0.12
    late = sum(is_late(one) for one in drawn) / len(drawn)
    worse = sum(is_late(lifelike.wanted(chance, habits, tet, 0.5)) for _ in range(20_000)) / 20_000
    assert 0 < late < 0.12
    assert worse > 1.8 * late
    begun = statistics.median(lifelike.seconds(chance, "online", 0.0) for _ in range(5000))
    ended = [lifelike.seconds(chance, "online", 1.0) for _ in range(5000)]
    assert 330 < begun < 400
    assert 220 < statistics.median(ended) < 270
    assert max(ended) > 3000
    direct = statistics.mean(lifelike.used(chance, habits, "direct", 5) for _ in range(5000))
    assert statistics.mean(lifelike.used(chance, habits, "online", 5) for _ in range(5000)) < direct
