"""The queue: a press draws one number, two officers never call the same one, priority, machines without an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.counter import hall, queue, visits
from motcua.counter.models import QueueLink, Ticket
from motcua.counter.queue_rules import Group, usual_plan
from motcua.dossiers.tests.conftest import MONDAY, as_web, office
from motcua.platform.clock.now import moved_to
from motcua.platform.errors import Conflict, Forbidden, Invalid
from motcua.platform.principal import NOBODY, acting_as

__all__ = ["as_web", "office"]
pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def drawn(office, as_web):
    """Return a function that draws numbers at the door, one for each letter; small letters are of priority."""

    def draw(letters, at=MONDAY):
        with as_web(office.cg["motcua1"]) as who:
            return [
                queue.give(who, one.upper(), is_priority=one.islower(), press=f"{at}-{n}", now=at)
                for n, one in enumerate(letters)
            ]

    return draw


def calls(who, desk=1, at=MONDAY):
    """Call the next and be done with it; the number called."""
    called = queue.call_next(who, desk=desk, now=at)
    if called is not None:
        queue.done(who, called.id, now=at)
    return called and called.label


def test_a_press_draws_one_number_and_says_how_many_wait_before(office, as_web):
    with as_web(office.cg["motcua1"]) as who:
        first = queue.give(who, "A", is_priority=False, press="x", now=MONDAY)
        assert queue.give(who, "A", is_priority=False, press="x", now=MONDAY) == first
        second = queue.give(who, "A", is_priority=False, press="y", now=MONDAY)
        urgent = queue.give(who, "A", is_priority=True, press="z", now=MONDAY)
        told = [queue.slip(who, one, MONDAY.date())[0] for one in (first, second, urgent)]
    assert [(slip.label, slip.ahead) for slip in told] == [("A001", 0), ("A002", 1), ("A003", 0)]


def test_numbers_begin_anew_each_day_each_group_and_each_commune(drawn, office, as_web):
    drawn("AAB")
    drawn("A", at=TUESDAY)
    with as_web(office.xt["motcua1"]) as who:
        queue.give(who, "A", is_priority=False, press="x", now=MONDAY)
        assert Ticket.objects.count() == 1  # another commune's are not to be seen
    kept = Ticket.objects.values_list("day", "letter", "number").order_by("taken_at", "id")
    assert [(day.day, letter, number) for day, letter, number in kept if day == TUESDAY.date()] == [(17, "A", 1)]
    assert sorted((letter, n) for day, letter, n in kept if day != TUESDAY.date()) == [
        ("A", 1), ("A", 1), ("A", 2), ("B", 1)]  # fmt: skip


def test_a_desk_calls_its_own_groups_priority_first_and_then_one_in_turn(drawn, office, as_web):
    drawn("AAaaaB")
    with as_web(office.cg["motcua1"]) as who:
        told = [calls(who, at=MONDAY + timedelta(minutes=n)) for n in range(6)]
        assert told == ["A003", "A004", "A001", "A005", "A002", None]
        assert [calls(who, desk=3), calls(who, desk=3)] == ["B001", None]


def test_pressing_next_twice_calls_one_and_one_number_is_called_at_a_time(drawn, office, as_web):
    first, second = drawn("AA")
    with as_web(office.cg["motcua1"]) as who:
        assert queue.call_next(who, desk=1, now=MONDAY).id == first
        assert queue.call_next(who, desk=1, now=MONDAY).id == first
        with pytest.raises(Conflict):
            queue.call_again(who, second, desk=1, now=MONDAY)
        assert queue.call_again(who, first, desk=1, now=MONDAY).call_count == 2


def test_who_was_not_there_is_called_again_later_and_nobody_acts_on_anothers_number(drawn, office, as_web):
    (one,) = drawn("A")
    with as_web(office.cg["motcua1"]) as who:
        queue.call_next(who, desk=1, now=MONDAY)
        assert queue.miss(who, one, now=MONDAY)
        assert not queue.miss(who, one, now=MONDAY)
        assert queue.call_next(who, desk=1, now=MONDAY) is None
    with as_web(office.cg["motcua2"]) as who:
        assert [t.label for t in queue.at_desk(who, 2, MONDAY.date()).missed] == ["A001"]
        assert queue.call_again(who, one, desk=2, now=TUESDAY) is None  # yesterday's is over
        assert queue.call_again(who, one, desk=2, now=MONDAY).desk == 2
    with as_web(office.cg["motcua1"]) as who:
        assert not queue.done(who, one, now=MONDAY)
        assert queue.begin_visit(who, one, now=MONDAY) is None


def test_a_visit_begins_from_a_number_and_its_end_ends_both(drawn, office, as_web):
    one, two = drawn("AA")
    with as_web(office.cg["motcua1"]) as who:
        queue.call_next(who, desk=1, now=MONDAY)
        visit = queue.begin_visit(who, one, now=MONDAY)
        assert queue.begin_visit(who, one, now=MONDAY) == visit
        queue.call_next(who, desk=1, now=MONDAY)
        other = queue.begin_visit(who, two, now=MONDAY)
        assert other != visit  # the first one's visit is not taken for an empty one
        visits.end(who, visit, now=MONDAY + timedelta(minutes=9))
    rows = {row.id: row for row in Ticket.objects.all()}
    assert (rows[one].state, rows[one].ended_at) == ("done", MONDAY + timedelta(minutes=9))
    assert (rows[two].state, rows[two].begun_at, rows[two].visit_id) == ("serving", MONDAY, other)


def test_only_who_gives_out_work_arranges_the_queue_and_a_wrong_plan_is_refused(office, as_web):
    plan = replace(usual_plan(), groups=(Group("T", "Tư pháp", (1,)),))
    with as_web(office.cg["motcua1"]) as who, pytest.raises(Forbidden):
        queue.set_plan(who, plan, now=MONDAY)
    with as_web(office.cg["quanly"]) as who:
        queue.set_plan(who, plan, now=MONDAY)
        with pytest.raises(Invalid) as refused:
            queue.set_plan(who, replace(plan, groups=()), now=TUESDAY)
    assert refused.value.faults == ("no_group",)
    with as_web(office.cg["motcua1"]) as who, pytest.raises(Invalid):
        queue.give(who, "A", is_priority=False, press="x", now=MONDAY)


def machine(office, as_web, kind):
    with as_web(office.cg["motcua1"]) as who:
        return hall.make_link(who, kind, name="Sảnh", prints=True, now=MONDAY)


def test_a_machine_sees_numbers_and_desks_of_its_place_until_its_link_is_revoked(drawn, office, as_web, settings):
    key, screen = machine(office, as_web, "kiosk"), machine(office, as_web, "display")
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with acting_as(NOBODY):
        one = hall.take(key, "A", is_priority=False, press="p", now=MONDAY)
        assert hall.take(key, "A", is_priority=False, press="p", now=MONDAY) == one
        assert hall.take(screen, "A", is_priority=False, press="q", now=MONDAY) is None
        assert hall.slip(key.upper().replace("-", " "), one, MONDAY.date()).label == "A001"
        assert hall.slip(key, one, TUESDAY.date()) is None
        assert hall.look(screen, MONDAY.date()).waiting == {"A": 1}
        assert not Ticket.objects.exists()
        assert not QueueLink.objects.exists()
    with as_web(office.cg["motcua2"]) as who:
        queue.call_next(who, desk=2, now=MONDAY)
    with acting_as(NOBODY):
        newest = hall.look(screen, MONDAY.date()).newest
        assert (newest.label, newest.say) == ("A001", "Mời số A 1 đến Quầy 2")
    with as_web(office.xt["motcua1"]) as who:
        assert not hall.revoke(who, QueueLink.objects.values_list("id", flat=True).first() or 1, now=MONDAY)
    with as_web(office.cg["motcua2"]) as who:
        for link in hall.links(who, MONDAY.date()):
            assert hall.revoke(who, link.id, now=MONDAY)
    with acting_as(NOBODY):
        assert hall.look(screen, MONDAY.date()) is None
        assert hall.take(key, "A", is_priority=False, press="r", now=MONDAY) is None


def test_the_screen_is_told_nothing_new_while_nothing_is_new(office, as_web, client, settings):
    key, screen = machine(office, as_web, "kiosk"), machine(office, as_web, "display")
    settings.DB_STEP_DOWN_TO = "motcua_web"
    with moved_to(MONDAY):
        assert client.get("/hang-cho/").status_code == 404
        assert client.get("/hang-cho/mo/k7m2-p9xq-4trs/").status_code == 404
        assert client.get(f"/hang-cho/mo/{key}/").headers["Location"] == "/hang-cho/"
        assert client.get(f"/hang-cho/mo/{screen}/").headers["Location"] == "/hang-cho/man-hinh/"
        first = client.get("/hang-cho/man-hinh/tin/")
        tag = {"If-None-Match": first.headers["ETag"]}
        again = client.get("/hang-cho/man-hinh/tin/", headers=tag)
        assert (again.status_code, again.content) == (304, b"")
        press = {"group": "A", "press": "once"}
        tickets = [client.post("/hang-cho/", press).headers["Location"] for _ in range(2)]
        assert len(set(tickets)) == 1  # a double press
        assert "A001" in client.get(tickets[0]).content.decode()
        assert client.get("/hang-cho/man-hinh/tin/", headers=tag).status_code == 200
