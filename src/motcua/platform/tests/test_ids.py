"""Ids: none twice, always growing, whatever the clock does."""

from __future__ import annotations

from motcua.platform import ids


def test_a_process_makes_no_id_twice_however_many_fall_into_a_millisecond(monkeypatch):
    at = 1_800_000_000_000_000_000
    monkeypatch.setattr(ids, "_last", 0)  # and given back at the end
    monkeypatch.setattr(ids.time, "time_ns", lambda: at)
    made = [ids.new_id() for _ in range(20_000)]
    assert made == sorted(set(made))
    monkeypatch.setattr(ids.time, "time_ns", lambda: at - 3_600_000_000_000)  # the clock is set back an hour
    assert ids.new_id() > made[-1]
    monkeypatch.setattr(ids.time, "time_ns", lambda: at + 1_000_000_000)
    later = ids.new_id()
    assert made[-1] < later < 2**63


def test_two_processes_seldom_meet(monkeypatch):
    at = 1_800_000_000_000_000_000
    monkeypatch.setattr(ids.time, "time_ns", lambda: at)
    starts = set()
    for _ in range(200):
        monkeypatch.setattr(ids, "_last", 0)
        starts.add(ids.new_id())
    assert len(starts) > 195
