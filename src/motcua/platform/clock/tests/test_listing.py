"""The calendar as those who manage it read it; every kind of change has its sentence."""

from __future__ import annotations

import string
from datetime import date, datetime

import pytest

from motcua.platform import clock
from motcua.platform.clock import listing
from motcua.platform.clock.now import ZONE
from motcua.platform.events import Actor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)


class Keeper:
    actor = Actor(kind="officer", account_id=1, label="Tạ Minh Đức")

    def may(self, permission):
        return permission == "calendar.national"

    def may_over(self, permission, unit_id):
        return (permission, unit_id) == ("calendar.manage", UNIT)


KEEPER = Keeper()
UNIT = 7
WHATS = {"loaded", "day_added", "day_switched", "shifts_set", "notice_loaded"}  # of CalendarChanged's docstring


@pytest.fixture(autouse=True)
def changed():
    """Change the calendar in every way there is."""
    clock.load_calendar(NOW)
    on, by = date(2026, 11, 18), {"who": KEEPER, "now": NOW}
    clock.add_day(on, "local_off", "Cắt điện", unit_id=UNIT, source="TB 12", mark="C", **by)
    clock.switch_day(on, unit_id=UNIT, is_active=False, source="TB 13", **by)
    hours = {1: [["08:00", "12:00"]]}
    clock.set_shifts(hours, unit_id=UNIT, purpose="reception", valid_from=on, source="QĐ 5", mark="C", **by)
    clock.load_notice(2027, source="TB 2027", mark="C2", **by)


def test_every_change_is_told_in_words_newest_first():
    assert set(listing.sentences()) == WHATS
    told = listing.changes(UNIT)
    assert [line.sentence for line in told][:3] == [
        "Năm 2027: đã nạp thông báo lịch nghỉ",
        "Đặt giờ tiếp nhận và trả kết quả từ 18/11/2026",
        "Tắt dòng của 18/11/2026: Cắt điện",
    ]
    assert [(line.source, line.actor) for line in told][3] == ("TB 12", "Tạ Minh Đức")
    assert told[3].sentence == "Thêm ngày nghỉ riêng của đơn vị 18/11/2026: Cắt điện"
    assert told[-1].sentence.startswith("Nạp lịch đi kèm phần mềm: ")
    assert all("{" not in line.sentence for line in told)


def test_sentences_ask_only_for_plain_names():
    for words in listing.sentences().values():
        for _, field, _, _ in string.Formatter().parse(words):
            assert field is None or field.isidentifier()


def test_a_unit_sees_the_countrys_rows_and_its_own_and_no_other_units():
    own = [line for line in listing.days_of(2026, UNIT) if line.unit_id is not None]
    assert [(line.on, line.kind, line.is_active) for line in own] == [(date(2026, 11, 18), "local_off", False)]
    assert [line for line in listing.days_of(2026, UNIT + 1) if line.unit_id is not None] == []
    assert len(listing.days_of(2026, None)) > 10
    assert {line.on.year for line in listing.days_of(2026, None)} == {2026}


def test_shifts_and_notices_are_listed_with_source_and_mark():
    first, own = (line for line in listing.shifts_of(UNIT) if line.purpose == "reception")
    assert (first.unit_id, first.valid_from, own.unit_id, own.valid_from) == (None, None, UNIT, date(2026, 11, 18))
    assert own.weekdays == {1: (("08:00", "12:00"),)}
    year = next(line for line in listing.notices() if line.year == 2027)
    assert (year.is_loaded, year.source, year.mark) == (True, "TB 2027", "C2")
