"""What work took is counted from visits, and each number has a list of exactly as many rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.dossiers.rules.supplements import Verdict
from motcua.dossiers.services import supplementing
from motcua.dossiers.services.common import locked, pack_of
from motcua.dossiers.services.judging import to_judge
from motcua.monitoring.periods import Period
from motcua.monitoring.queries import behind, emulation, walking
from motcua.monitoring.queries.walking import Asked
from motcua.monitoring.tests.conftest import HOUR, MONDAY, followed

pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2026-11")
LATER = MONDAY + timedelta(days=3)


@pytest.fixture
def month(office, walked, submitted, as_web):
    """One dossier led to its end, one on the leader's desk, one asked for completion before acceptance."""
    whole = walked()
    under_way = walked(until="forwarded")
    asked = submitted(office.trang)
    with as_web(office.cg["motcua1"]) as who:
        dossier = locked(asked, who)
        things = to_judge(dossier, pack_of(dossier), who)
        verdicts = [
            Verdict(thing.kind, thing.key, is_good=n > 0, reason="" if n else "other", message="" if n else "Ghi rõ.")
            for n, thing in enumerate(things)
        ]
        supplementing.ask_supplement(asked, verdicts, who=who, now=MONDAY + HOUR)
    followed()
    return whole, under_way, asked


def asked(office, procedure=""):
    return Asked((office.unit,), NOVEMBER, procedure)


def test_stations_count_what_was_left_and_what_is_there(office, as_web, month):
    with as_web(office.cg["quanly"]) as who:
        lines = {line.key: line for line in walking.stations(asked(office), LATER)}
        assert {key: line.visits for key, line in lines.items()} == {
            "receiving": 2, "handling": 3, "deciding": 2, "numbering": 1, "returning": 1,
        }  # fmt: skip
        assert (lines["deciding"].back, lines["deciding"].open, lines["deciding"].open_idle) == (1, 1, 1)
        assert lines["receiving"].open == 1
        assert lines["returning"].shared == 0
        assert lines["handling"].median == pytest.approx(3600, abs=1)  # an hour, an hour, and an hour of the return
        by_step = walking.stations(asked(office, "2.000635"), LATER)
        assert sum(line.visits for line in by_step) == 9
        for line in lines.values():
            for what, count in (("luot", line.visits), ("qua", line.over), ("tra-lai", line.back), ("dang", line.open),
                                ("chua-nhan", line.open_idle), ("dang-qua", line.open_over)):  # fmt: skip
                found = behind.visits(asked(office), what, line.key, who=who, now=LATER)
                assert (found.total, len(found.rows) + found.hidden) == (count, count), (line.key, what)
                assert found.hidden == 0


def test_returns_name_where_from_and_where_to(office, as_web, month):
    with as_web(office.cg["quanly"]) as who:
        (line,) = walking.returns(asked(office))
        assert (line.key, line.to_key, line.visits, line.dossiers) == ("deciding", "handling", 1, 1)
        found = behind.visits(
            asked(office), "tra-lai", "deciding", who=who, now=LATER, to_key="handling", unit=line.unit_id
        )
        assert [row.code for row in found.rows] == [month[0]]


def test_ways_are_of_what_ended_and_open_their_dossiers(office, as_web, month):
    with as_web(office.cg["quanly"]) as who:
        ways = walking.walked(asked(office))
        (one,) = ways.variants
        assert one.path == "receiving>handling>deciding<>handling>deciding>numbering>returning"
        assert (ways.dossiers, ways.ways, one.dossiers) == (1, 1, 1)
        assert one.median == pytest.approx(6.5 * 3600 - 1.5 * 3600, abs=3600)  # 09:00 to 16:30, without the noon
        assert behind.of_path(asked(office), one.path, who=who).rows[0][0] == month[0]


def test_what_was_asked_again_is_counted_for_readers_and_listed_for_who_may_open(office, as_web, month):
    with as_web(office.cg["quanly"]) as who:
        (line,), items = walking.supplements(asked(office))
        assert (line.asked, items, line.reasons) == (1, 1, (("other", 1),))
        found = behind.of_item(asked(office, line.procedure), line.kind, line.key, who=who)
        assert (found.total, found.hidden, found.rows[0][0]) == (1, 0, month[2])
    for somebody in (office.cg["hotich"], office.xt["quanly"]):
        with as_web(somebody):
            assert walking.supplements(asked(office)) == ([], 0)


def test_everybody_has_his_own_counts_and_they_are_those_the_manager_reads(office, as_web, month):
    with as_web(office.cg["quanly"]):
        people = {one.of: one for one in emulation.people((office.unit,), NOVEMBER)}
        units = emulation.units((office.unit,), NOVEMBER)
    told = {}
    for name in ("motcua1", "hotich", "chutich", "vanthu"):
        with as_web(office.cg[name]) as who:
            told[name] = emulation.mine(who, NOVEMBER)
            for key in (*emulation.DOSSIERS, *emulation.STAYS, *emulation.SUMS, "on_time", "assisted"):
                count = told[name].on_time if key == "on_time" else told[name][key]
                found = emulation.done(key, "account_id", who.account_id, None, NOVEMBER, who=who)
                assert found.total == count, (name, key)
                assert sum(1 for _ in found.rows) <= count
            others = {one.of for one in emulation.people((office.unit,), NOVEMBER)}
            if name in ("hotich", "vanthu"):
                assert others == {who.account_id}
            assert people[who.account_id] == told[name]
    assert (told["motcua1"]["received"], told["motcua1"]["online"], told["motcua1"]["returned"]) == (2, 2, 1)
    assert (told["hotich"]["handled"], told["chutich"]["signed"], told["vanthu"]["numbered"]) == (2, 1, 1)
    assert told["hotich"].on_time + told["hotich"]["late"] == told["hotich"]["measured"] == 3
    assert sum(one["handled"] for one in units) == 2
    with as_web(office.xt["quanly"]):
        assert emulation.people((office.unit,), NOVEMBER) == []
