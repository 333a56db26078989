"""A simulated history: true chains, true files, nobody's name of before, days counted by the clock."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta

import pytest
from django.db import connection

from motcua.config.cli import simulate, verify
from motcua.config.demo import dossiers as demo
from motcua.config.simulation import reading, run
from motcua.config.simulation.offices import office_of
from motcua.config.simulation.writing import IDS_EACH
from motcua.dossiers import queries
from motcua.dossiers.models import Access, Dossier, DossierCode, Party
from motcua.dossiers.rules.states import FINAL, Status
from motcua.identity import queries as identity
from motcua.identity.models import Account, Person, Unit
from motcua.platform import clock, events
from motcua.platform.clock.now import ZONE, moved_to
from motcua.platform.principal import acting_as

NOW = datetime(2026, 11, 18, 16, 30, tzinfo=ZONE)  # a Wednesday
COUNT = 300


@pytest.fixture(scope="module")
def history(world, django_db_blocker, tmp_path_factory):
    """Three hundred dossiers of four months, beside the sixty the services wrote."""
    from django.test.utils import override_settings

    folder = tmp_path_factory.mktemp("blobs")
    with django_db_blocker.unblock(), override_settings(BLOB_FOLDER=folder), moved_to(NOW):
        demo.make(now=NOW, history=False)
        written = set(Dossier.objects.values_list("id", flat=True))
        args = argparse.Namespace(dossiers=COUNT, months=4, seed=3, workers=0, communes=None)
        assert simulate.fill(args) == 0
        yield written


def asked(**wanted):
    return argparse.Namespace(
        **{"subjects": ["log", "files"], "digest": None, "key": None, "write_digest": None} | wanted
    )


def test_the_log_and_the_files_of_a_simulated_history_verify(history, db, tmp_path, capsys):
    assert Dossier.objects.count() == len(history) + COUNT
    assert verify.check(asked(write_digest=tmp_path / "out"), tmp_path) == 0, capsys.readouterr().out
    written = next((tmp_path / "out").iterdir())
    assert verify.check(asked(subjects=["log"], digest=written), tmp_path) == 0


def test_a_dossier_cut_out_with_its_head_is_named_by_the_digest_only(history, db, tmp_path, capsys):
    args = asked(subjects=["log"], write_digest=tmp_path)
    assert verify.check(args, tmp_path) == 0
    gone = Dossier.objects.exclude(id__in=history).first().id
    with connection.cursor() as cursor:
        for table in ("event_value", "event", "stream_head"):
            cursor.execute(f"DELETE FROM {table} WHERE kind = 'dossier' AND key = %s", [gone])
    assert verify.check(asked(subjects=["log"], digest=next(tmp_path.glob("log-*.json"))), tmp_path) == 1
    told = capsys.readouterr().out
    assert f"dossier {gone}, event" in told
    assert "the whole stream is missing: the digest knew" in told
    assert "the dossier has no events" in told


def test_every_dossier_is_found_by_its_code_and_by_its_people(history, db):
    made = Dossier.objects.exclude(id__in=history)
    assert DossierCode.objects.filter(dossier__in=made).count() == COUNT
    assert not made.exclude(id__in=Access.objects.filter(scope__isnull=False).values("dossier_id")).exists()
    assert not made.exclude(id__in=Access.objects.filter(person_id__isnull=False).values("dossier_id")).exists()
    submitters = Party.objects.filter(dossier__in=made, role="submitter")
    names = dict(Person.objects.values_list("id", "full_name"))
    linked = [p for p in submitters if p.person_id]  # some forms know who submits only by account
    assert len(linked) > COUNT / 2
    assert {names[p.person_id].upper() for p in linked} == {p.name.upper() for p in linked}
    assert submitters.values("name").distinct().count() > COUNT / 4


def test_nobody_of_a_pattern_is_named_in_its_repetitions(history, db):
    made = Dossier.objects.exclude(id__in=history)
    before = {p.name.upper() for p in Party.objects.filter(dossier_id__in=history)}
    numbers = set(Party.objects.filter(dossier_id__in=history).values_list("personal_number", flat=True)) - {""}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(body, ' ') FROM event WHERE kind = 'dossier' AND key = ANY(%s)",
            [list(made.values_list("id", flat=True))],
        )
        text = cursor.fetchone()[0]
    assert not [number for number in numbers if number in text]
    again = {p.name.upper() for p in Party.objects.filter(dossier__in=made)}
    assert len(again & before) < len(before) / 2  # common names meet, patterns do not come back


def test_promises_are_what_the_clock_counts_on_those_days(history, db):
    from motcua.catalogue import queries as catalogue
    from motcua.dossiers.services.promising import limit_of, policy_of

    accepted = [d for d in Dossier.objects.exclude(id__in=history).filter(pauses=None) if d.accepted_at and d.due_at]
    assert len(accepted) > COUNT / 3
    for dossier in accepted:
        pack = catalogue.pack_of_version(dossier.terms_version_id)
        calendar = clock.calendar_of(dossier.committee_id, "processing")
        due = clock.due(limit_of(pack, dossier.case)[0], dossier.accepted_at, [], calendar, policy_of(pack))
        assert due.at == dossier.due_at
        promised = [e for e in events.history(("dossier", dossier.id)) if e.name == "DueSet"]
        assert promised[-1].payload["arithmetic"][0]["on"] == dossier.accepted_at.astimezone(ZONE).date().isoformat()


def test_nothing_happens_in_the_future_and_old_dossiers_are_mostly_over(history, db):
    made = Dossier.objects.exclude(id__in=history)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM event WHERE kind = 'dossier'")
        assert cursor.fetchone()[0] <= NOW + timedelta(minutes=1)
    old = made.filter(submitted_at__lt=NOW - timedelta(days=40))
    assert old.filter(status__in=FINAL).count() > 0.9 * old.count()
    assert {Status.RETURNED, Status.DECLINED} <= {Status(s) for s in made.values_list("status", flat=True)}


def test_an_officer_finds_a_simulated_dossier_under_row_level_security(history, db, settings):
    settings.DB_STEP_DOWN_TO = "motcua_web"
    unit = Unit.objects.get(slug="cam-giang").id
    code = (
        Dossier.objects.exclude(id__in=history).filter(committee_id=unit).order_by("id").values_list("code").last()[0]
    )
    owner = Party.objects.filter(dossier__code=code, role="owner").first()
    who = identity.person_of(Account.objects.get(username="quanly.cg").id, NOW.date())
    with acting_as(who.principal):
        assert queries.page(who, code).code == code
        assert code in {row.code for row in queries.search(who, " ".join(owner.name.split()[-2:]))}
    elsewhere = identity.person_of(Account.objects.get(username="quanly.xt").id, NOW.date())
    with acting_as(elsewhere.principal):
        assert queries.page(elsewhere, code) is None
        assert code not in {row.code for row in queries.search(elsewhere, owner.name)}


def test_the_same_seed_gives_the_same_plans_and_another_seed_others(history, db):
    units = list(Unit.objects.filter(kind="committee").order_by("id").values_list("id", flat=True))
    offices = [office_of(unit, NOW.date()) for unit in units]
    assert max(pattern.ids for pattern in reading.read_all(offices, most=60)) < IDS_EACH
    with pytest.raises(run.NothingToRepeat):
        run.run([0], dossiers=1, months=1, seed=1, now=NOW, workers=0, say=lambda _: None)
