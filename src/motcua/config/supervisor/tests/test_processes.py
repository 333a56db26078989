from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import motcua
from motcua.config.supervisor import processes
from motcua.config.supervisor.processes import Keeper, Program


def program(log: Path, code: str) -> Program:
    return Program("Chương trình", [sys.executable, "-c", code], dict(os.environ), log)


def until(true, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_program_that_dies_starts_again_after_growing_pauses_and_each_death_is_one_line(tmp_path, said):
    log = tmp_path / "log"
    keeper = Keeper(program(log, "print('here'); raise SystemExit(3)"), said.append)
    keeper.start(time.monotonic())
    clock, pauses = time.monotonic(), []
    for _ in range(7):
        until(lambda: keeper._process.poll() is not None)
        clock += 1
        keeper.tend(clock)
        pauses.append(keeper._again_at - clock)
        keeper.tend(clock + pauses[-1] - 0.01)
        assert keeper._again_at is not None, "it came back before its pause was over"
        clock += pauses[-1]
        keeper.tend(clock)
    until(lambda: keeper._process.poll() is not None)
    keeper.stop()
    assert pauses == pytest.approx([1, 2, 4, 8, 16, 30, 30])
    assert len(said) == 7
    assert "mã 3" in said[0]
    assert keeper.last_words() == "\n".join(["here"] * 8)


def test_a_death_after_a_steady_life_is_forgiven(tmp_path, said):
    keeper = Keeper(program(tmp_path / "log", ""), said.append)
    keeper.start(time.monotonic())
    keeper.deaths = 5
    until(lambda: keeper._process.poll() is not None)
    keeper.tend(time.monotonic() + processes.STEADY_AFTER + 1)
    assert keeper.deaths == 1


def test_stopping_lets_a_program_finish_and_does_not_call_that_a_death(tmp_path, said):
    code = "import signal, sys, time\nsignal.signal(15, lambda *_: sys.exit(print('bye')))\nprint('up'); time.sleep(60)"
    keeper = Keeper(
        program(tmp_path / "log", f"import sys; sys.stdout.reconfigure(line_buffering=True)\n{code}"), said.append
    )
    keeper.start(time.monotonic())
    until(lambda: "up" in keeper.last_words())
    keeper.stop()
    keeper.tend(time.monotonic())
    assert keeper.last_words() == "up\nbye"
    assert said == []
    assert keeper.pid is None


def test_a_program_that_does_not_listen_is_ended_with_all_it_started(tmp_path, said):
    code = (
        "import signal, subprocess, sys, time\nsignal.signal(15, signal.SIG_IGN)\n"
        "print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    )
    keeper = Keeper(program(tmp_path / "log", code), said.append)
    keeper.start(time.monotonic())
    until(keeper.last_words)
    child = int(keeper.last_words())
    keeper.stop(patience=0.2)
    until(lambda: not alive(child))
    assert len(said) == 1


def test_programs_end_when_their_keeper_is_killed(tmp_path):
    log = tmp_path / "log"
    code = f"""
import os, time
from pathlib import Path
from motcua.config.supervisor.processes import Keeper, Program
keeper = Keeper(Program("x", ["sleep", "60"], dict(os.environ), Path({str(log)!r})), print)
keeper.start(time.monotonic())
print(keeper.pid, flush=True)
time.sleep(60)
"""
    environment = os.environ | {"PYTHONPATH": str(Path(next(iter(motcua.__path__))).parent)}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert alive(child)
        os.kill(parent.pid, signal.SIGKILL)
    until(lambda: not alive(child))


def test_a_log_does_not_grow_for_ever(tmp_path, said, monkeypatch):
    monkeypatch.setattr(processes, "LARGEST_LOG", 1000)
    log = tmp_path / "log"
    code = "import sys, time\nsys.stdout.write('x' * 2000); sys.stdout.flush(); time.sleep(60)"
    keeper = Keeper(program(log, code), said.append)
    keeper.start(time.monotonic())
    until(lambda: log.stat().st_size == 2000)
    keeper.tend(time.monotonic())
    keeper.stop()
    assert log.stat().st_size == 0
    assert (tmp_path / "log.1").stat().st_size == 2000
