"""Submission under fire: kill -9 at every named point, many hands on one draft, twelve thousand codes a day.

Everything here runs as on the box: a server of its own, programs with the login of the web
role, committed transactions, real files. The programs stand in tests/fire/.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from motcua.config.supervisor import box as boxes
from motcua.platform import postgres

FIRE = Path(__file__).parent / "fire"


@dataclass
class Ground:
    """A data folder with its own server, seeded."""

    data: Path
    server: postgres.Server

    def environment(self, role: str) -> dict[str, str]:
        """Return what a program in `role` gets: no word of tests, so that it works as on the box."""
        common = boxes.environment(boxes.Box(self.data, port=0), self.server, role)
        return {k: v for k, v in common.items() if k != "MOTCUA_TESTING"} | {"MOTCUA_LOG_LEVEL": "ERROR"}

    def run(self, program: str, *words: object, role: str = "web") -> dict:
        """Run a program of tests/fire to its end and return the last line it says."""
        command = [sys.executable, "-W", "error", str(FIRE / program), *map(str, words)]
        done = subprocess.run(command, env=self.environment(role), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        lines = done.stdout.splitlines()
        return json.loads(lines[-1]) if lines else {}

    def verify(self) -> subprocess.CompletedProcess[str]:
        """Run the command an administrator runs after trouble."""
        command = [sys.executable, "-m", "motcua.config.cli", "verify", "log", "files", "--data", str(self.data)]
        return subprocess.run(command, env=self.environment("owner"), capture_output=True, text=True, check=False)

    def rows(self, query: str) -> list[tuple]:
        """Read as the administrator: no row is hidden."""
        with psycopg.connect(self.server.dsn(postgres.OWNER)) as connection:
            return connection.execute(query).fetchall()

    def kill_server(self) -> None:
        """kill -9 of the postmaster, then what `motcua up` does at the next start."""
        os.kill(int((self.server.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGKILL)
        self.server = postgres.ensure(self.data, heed_url=False)


@pytest.fixture(scope="module")
def ground(tmp_path_factory) -> Iterator[Ground]:
    """A box's own server, flushing to the disk as on the box, with two communes and three procedures."""
    data = tmp_path_factory.mktemp("ground")
    server = postgres.ensure(data, throw_away=True, heed_url=False)  # hundreds of new tables: nobody waits for flushes
    try:
        server.database()
        Ground(data, server).run("seeding.py", role="owner")
        server.stop()
        yield Ground(data, postgres.ensure(data, heed_url=False))
    finally:
        server.stop()
        shutil.rmtree(server.cluster.home, ignore_errors=True)  # beside the data folder when root runs the tests


def fire(ground: Ground, count: int, *, longest: int, server_dies: tuple[int, ...] = ()) -> None:
    """Submit `count` dossiers under fire and look at everything afterwards."""
    seed = random.SystemRandom().randrange(10**6)
    seed = int(os.environ.get("MOTCUA_FIRE_SEED", seed))
    print(f"MOTCUA_FIRE_SEED={seed}")
    folder = ground.data / f"fire-{count}"
    folder.mkdir()
    plan = folder / "plan.json"
    ground.run("submitting.py", "prepare", plan, count)
    fallen: list[int] = []
    killer = threading.Thread(target=kill_server_at, args=(ground, folder, server_dies, fallen))
    killer.start()
    began = time.monotonic()
    told = ground.run("submitting.py", "fire", plan, folder, seed, longest)
    seconds = time.monotonic() - began
    killer.join()
    print(f"{told['acknowledged']} acknowledged in {seconds:.1f} s, {sum(told['deaths'].values())} deaths:", told)
    assert told["acknowledged"] == count
    assert len(fallen) == len(server_dies), f"seed {seed}: the database was killed at {fallen}"
    assert all(told["deaths"].values()), f"seed {seed}: a point was never hit: {told['deaths']}"
    assert ground.run("submitting.py", "check", plan, folder)["checked"] == count
    jobs = [job["draft"] for job in json.loads(plan.read_text("utf-8"))]
    found = ground.rows(
        "SELECT d.draft_id, count(*), count(DISTINCT d.code), sum((SELECT count(*) FROM dossier_code c"
        " WHERE c.dossier_id = d.id AND c.code = d.code)), min((SELECT count(*) FROM dossier_access a"
        " WHERE a.dossier_id = d.id AND a.scope IS NOT NULL)), min((SELECT count(*) FROM dossier_access a"
        " WHERE a.dossier_id = d.id AND a.person_id IS NOT NULL)), min((SELECT count(*) FROM dossier_access a"
        " WHERE a.dossier_id = d.id AND a.is_turn)) FROM dossier d GROUP BY d.draft_id"
    )
    mine = [row for row in found if row[0] in set(jobs)]
    assert len(mine) == count
    for draft, dossiers, codes, coded, offices, persons, turns in mine:
        assert (dossiers, codes, coded) == (1, 1, 1), draft
        assert offices >= 2, draft  # the receiving unit, and those who oversee
        assert persons >= 1, draft
        assert turns >= 1, draft  # somebody has it on his list
    verified = ground.verify()
    assert verified.returncode == 0, verified.stdout + verified.stderr


def kill_server_at(ground: Ground, folder: Path, marks: tuple[int, ...], fallen: list[int]) -> None:
    """Kill the database when so many are acknowledged; write down how many were each time it was back."""

    def count() -> int:
        return sum(len(f.read_text().splitlines()) for f in folder.glob("*.acks"))

    for mark in marks:
        until = time.monotonic() + 600
        while count() < mark:
            if time.monotonic() > until:
                return
            time.sleep(0.05)
        ground.kill_server()
        fallen.append(count())


def test_a_kill_at_any_point_of_a_submission_loses_nothing_that_was_acknowledged(ground):
    fire(ground, 60, longest=3)


@pytest.mark.long
def test_five_hundred_submissions_survive_kills_of_workers_and_of_the_database(ground):
    fire(ground, 500, longest=7, server_dies=(150, 350))


def test_eight_hands_on_one_draft_make_one_dossier_and_all_get_its_code(ground):
    plan = ground.data / "same.json"
    ground.run("submitting.py", "prepare", plan, 1)
    told = ground.run("submitting.py", "same", plan, 8)
    assert set(told["codes"]) == {told["later"]}  # the eight, and the replay an hour later
    draft = json.loads(plan.read_text("utf-8"))[0]["draft"]
    assert ground.rows(f"SELECT count(*) FROM dossier WHERE draft_id = {int(draft)}") == [(1,)]
    assert ground.verify().returncode == 0
    spoil_a_file(ground, draft)
    said = ground.verify()  # the proof can fail
    assert said.returncode == 1
    assert "changed" in said.stdout


def test_what_a_second_device_was_told_is_kept_is_in_the_dossier(ground):
    """It changes an answer and adds a file after the check and before the dossier: kept and in it, or refused."""
    plan = ground.data / "meanwhile.json"
    ground.run("submitting.py", "prepare", plan, 1)
    told = ground.run("submitting.py", "meanwhile", plan)
    assert told["ended"] == 0
    assert told["said"] == ["draft_closed", "step_not_allowed"]
    assert told["phone"] == "0900000001"
    assert told["files"] == 2


def rush(ground: Ground, *, day: int, each: int, given: int = 0) -> None:
    """Take 4 × `each` codes of one commune at once, after `given` of that day, past the four digits."""
    if given:
        prefix = ground.rows("SELECT code FROM unit_code WHERE system = 'dossier_prefix' AND unit_id = (SELECT id"
                             " FROM unit WHERE kind = 'committee' ORDER BY slug LIMIT 1)")[0][0]  # fmt: skip
        with psycopg.connect(ground.server.dsn(postgres.OWNER)) as connection:
            series = f"code/{prefix}/202611{day:02}"
            connection.execute("INSERT INTO serial (series, last) VALUES (%s, %s)", (series, given))
    told = ground.run("rushing.py", "rush", day, 4, each)
    print(told)
    print(f"p95 of the other commune: beside a rush / alone {_p95(told, 'rush') / told['alone_ms']['p95']:.2f},")
    print(f"beside a rush / beside as many readers {_p95(told, 'rush') / _p95(told, 'readers'):.2f}")
    assert told["taken"] == told["unique"] == 4 * each
    assert (told["first"], told["last"]) == (given + 1, given + 4 * each)  # nobody was killed: no gap either
    assert told["widths"] == {"9999": 4, "10000": 5, "last": 5}
    assert len(told["heads"]) == 1  # beyond the width it grows: neither wraps nor takes another day


def test_codes_are_unique_and_grow_beyond_four_digits_when_four_processes_take_them(ground):
    rush(ground, day=18, each=150, given=9700)


def _p95(told: dict, beside: str) -> float:
    return told[f"beside_{beside}_ms"]["p95"]


@pytest.mark.long
def test_twelve_thousand_codes_of_one_commune_in_one_day(ground):
    rush(ground, day=19, each=3000)


def test_the_day_of_a_code_begins_at_midnight_in_viet_nam(ground):
    heads = [code.rsplit("-", 1)[0].rsplit("-", 1)[1] for code in ground.run("rushing.py", "night")]
    assert heads == ["261123", "261124", "261124"]


def test_a_rush_in_one_commune_locks_nothing_of_another(ground):
    """Times tell of the machine; a lock held for good tells of the design."""
    *quiet, crowded = ground.run("rushing.py", "held")
    assert [int(code.rsplit("-", 1)[1]) for code in quiet] == [1, 2, 3]
    assert crowded == "waits"


def test_an_open_submission_keeps_nobody_from_a_code_and_a_gap_is_allowed(ground):
    serials = [int(code.rsplit("-", 1)[1]) for code in ground.run("rushing.py", "open")]
    assert serials == [1, 2, 3]


def spoil_a_file(ground: Ground, draft: int) -> None:
    query = f"SELECT t.blob_id FROM attachment t JOIN dossier d ON d.id = t.holder_id WHERE d.draft_id = {int(draft)}"
    sha256 = ground.rows(query)[0][0]
    path = ground.data / "blobs" / sha256[:2] / sha256[2:4] / sha256
    path.write_bytes(path.read_bytes()[:-1] + b"#")
