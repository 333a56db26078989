from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import motcua
from motcua.config.supervisor import instance

HOLD = """
import signal, sys, time
from pathlib import Path
from motcua.config.supervisor import instance
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
with instance.claimed(Path(sys.argv[1]), "http://127.0.0.1:1"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def held(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(Path(next(iter(motcua.__path__))).parent)}
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_one_data_folder_has_one_box_and_the_second_is_told_where_it_runs(tmp_path, held):
    assert instance.current(tmp_path) == instance.Instance(held.pid, "http://127.0.0.1:1")
    with pytest.raises(instance.AlreadyRunning) as refused, instance.claimed(tmp_path, "http://127.0.0.1:2"):
        pass
    assert refused.value.instance.address == "http://127.0.0.1:1"


def test_stopping_ends_the_recorded_process_and_waits_for_it(tmp_path, held):
    assert instance.stop(tmp_path, patience=10)
    assert held.wait(5) == 0
    assert instance.current(tmp_path) is None
    assert not (tmp_path / instance.NAME).exists()


def test_a_killed_box_leaves_a_number_that_nobody_acts_upon(tmp_path, held):
    held.kill()
    held.wait()
    innocent = subprocess.Popen(["sleep", "60"])
    try:
        record = json.loads((tmp_path / instance.NAME).read_text())
        (tmp_path / instance.NAME).write_text(json.dumps(record | {"pid": innocent.pid}))
        assert instance.stop(tmp_path, patience=1)
        time.sleep(0.1)
        assert innocent.poll() is None
        with instance.claimed(tmp_path, "http://127.0.0.1:3"):
            assert json.loads((tmp_path / instance.NAME).read_text())["pid"] == os.getpid()
    finally:
        innocent.kill()
        innocent.wait()


def test_nothing_runs_on_a_folder_that_does_not_exist(tmp_path):
    assert instance.current(tmp_path / "none") is None
    assert instance.stop(tmp_path / "none", patience=0)
