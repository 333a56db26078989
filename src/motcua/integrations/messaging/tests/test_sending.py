"""Mails over a real connection to a real server: taken, refused, slow, gone in the middle; and never twice."""

from __future__ import annotations

import asyncio
import email
from datetime import datetime, timedelta
from email.policy import default
from types import SimpleNamespace

import pytest

from motcua.identity.models import Unit, UnitName
from motcua.integrations.messaging.sink import server as servers
from motcua.integrations.messaging.sink.store import Store
from motcua.integrations.messaging.smtp import Server, Smtp
from motcua.notifications import sending, services
from motcua.notifications.models import Delivery
from motcua.notifications.rules import Reach
from motcua.notifications.services import About
from motcua.platform.clock.now import ZONE, moved_to

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
LATER = timedelta(minutes=4)  # past the minutes in which news is gathered
CODE = "G07.31.01-261116-0001"


class Post:
    """A mail server that does as it is told; `taken` is what it has told a sender that it took."""

    def __init__(self):
        self.taken, self.refuses, self.slow, self.drops, self.spoils = [], {}, {}, set(), None

    async def handle_RCPT(self, server, session, envelope, address, options):
        await asyncio.sleep(self.slow.get("RCPT", 0))
        if "RCPT" in self.drops:
            server.transport.abort()
            return "421 gone"
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.rcpt_tos[0], email.message_from_bytes(envelope.content, policy=default)))
        await asyncio.sleep(self.slow.get("DATA", 0))
        if "DATA" in self.drops:
            server.transport.abort()
        return "250 OK"

    def texts(self):
        return [message.get_content() for _, message in self.taken]


@pytest.fixture
def post():
    """The server, and a mailer that knows it and has no patience."""
    handler = Post()
    with servers.listening(handler) as port:
        handler.port = port
        handler.mailer = Smtp(Server("127.0.0.1", port, "none", "mot-cua@xa.example", timeout=0.5, last_timeout=0.5))
        yield handler


@pytest.fixture
def house(db, monkeypatch, settings, post):
    """A committee, and ways to tell its people something and to send what is due, with the worker's login."""
    settings.DB_STEP_DOWN_TO = "motcua_web"
    unit = Unit.objects.create(slug="mau", kind="committee", since=MONDAY.date(), contact={"phone": "0912000999"})
    UnitName.objects.create(unit=unit, name="UBND xã Mẫu", short_name="Xã Mẫu", since=MONDAY.date())
    monkeypatch.setattr("motcua.notifications.ports._mailer", lambda: post.mailer)

    def tell(email="an@thu.example", *, code="declined", phone="", at=MONDAY, secrecy=0, n=1, reason="Giấy mờ"):
        about = About(n, f"{CODE[:-1]}{n}", unit.id, unit.id, secrecy, "Cấp bản sao trích lục")
        told = {"code": about.dossier_code, "reason": reason, "answer_by": "17:00", "due": "20/11"}
        reach = [Reach(n, None, "Lê Thị An", email, phone)]
        services.tell([n], code, dossier_id=n, facts=told, once=f"{n}:{code}:{at}", now=at, about=about, reach=reach)

    def send(after=LATER, mailer=None):
        with moved_to(MONDAY + after):
            return sending.send_due(mailer or post.mailer, now=lambda: MONDAY + after)

    return SimpleNamespace(tell=tell, send=send, unit=unit)


def states(channel="email"):
    return list(Delivery.objects.filter(channel=channel).order_by("id").values_list("state", flat=True))


def test_a_mail_tells_what_happened_and_where_to_read_it(house, post):
    house.tell(reason="Giấy của 031198999003 mờ\n.\n..Hết")
    assert house.send() == sending.Count(sent=1)
    ((to, message),) = post.taken
    text = message.get_content()
    assert to == "an@thu.example"
    assert message["Subject"] == f"Hồ sơ {CODE} chưa được tiếp nhận"
    assert message["From"] == "Xã Mẫu <mot-cua@xa.example>"
    assert f"/ho-so/{CODE}/" in text
    assert "Lý do: Giấy của (số đã giấu) mờ\n.\n..Hết" in text.replace("\r\n", "\n")
    assert "Lê Thị An" not in text
    lead = Delivery.objects.get(channel="email")
    assert message["Message-ID"] == f"<{lead.id}@xa.example>"
    assert (lead.state, lead.done_at) == ("sent", MONDAY + LATER)


def test_of_a_confidential_dossier_the_code_alone_leaves_the_house(house, post):
    house.tell(secrecy=1, phone="0912000412")
    house.send()
    ((_, message),) = post.taken
    assert CODE in message["Subject"]
    assert "tiếp nhận" not in message["Subject"] + message.get_content()
    row = Delivery.objects.get(channel="email")
    assert "Giấy mờ" not in f"{row.heading}{row.text}{row.instead}"
    assert "trích lục" not in str(row.instead)


def test_what_is_told_within_some_minutes_goes_in_one_mail(house, post):
    for n in (1, 2, 3):
        house.tell(n=n, at=MONDAY + timedelta(seconds=50 * n))
    assert house.send(timedelta(minutes=2)) == sending.Count()  # it may still become more
    assert house.send() == sending.Count(sent=1)
    assert house.send(LATER * 2) == sending.Count()
    ((_, message),) = post.taken
    assert message["Subject"] == "3 tin mới về hồ sơ của bạn"
    assert [f"/ho-so/{CODE[:-1]}{n}/" in message.get_content() for n in (1, 2, 3)] == [True] * 3
    assert set(states()) == {"sent"}


def test_while_the_server_is_down_mails_wait_longer_and_longer_and_then_arrive_once(house, post):
    house.tell()
    house.tell("binh@thu.example", n=2)
    nobody = Smtp(Server("127.0.0.1", servers._free_port("127.0.0.1"), "none", "mot-cua@xa.example"))
    assert house.send(mailer=nobody) == sending.Count(put_off=1)  # the second is not even tried
    first = Delivery.objects.get(address="an@thu.example", channel="email")
    assert (first.state, first.attempts) == ("waiting", 1)
    assert first.not_before == MONDAY + LATER + timedelta(minutes=1)
    assert house.send(LATER + timedelta(minutes=1), mailer=nobody).put_off == 1
    assert house.send(timedelta(hours=1)) == sending.Count(sent=2)
    assert sorted(to for to, _ in post.taken) == ["an@thu.example", "binh@thu.example"]


def test_after_three_days_without_success_a_mail_is_given_up_and_the_person_called(house, post):
    house.tell(phone="0912000412")
    post.refuses["an@thu.example"] = "451 try later"
    assert house.send().put_off == 1
    assert house.send(timedelta(hours=73)) == sending.Count(dead=1)
    assert states() == ["dead"]
    assert states("call") == ["waiting"]
    assert house.send(timedelta(hours=80)) == sending.Count()


def test_one_refused_address_stops_no_other_and_is_called_instead(house, post):
    post.refuses["an@thu.example"] = "550 5.1.1 no such user"
    house.tell(phone="0912000412")
    house.tell("binh@thu.example", n=2, phone="0912000413")
    assert house.send() == sending.Count(sent=1, dead=1)
    assert [to for to, _ in post.taken] == ["binh@thu.example"]
    dead = Delivery.objects.get(state="dead")
    assert "550 5.1.1 no such user" in dead.last_error
    call = Delivery.objects.get(channel="call")
    assert (call.address, call.name, call.dossier_code) == ("0912000412", "Lê Thị An", CODE)
    assert "phiếu từ chối" in call.text


@pytest.mark.parametrize("fault", ["slow", "drops"])
def test_what_breaks_before_the_text_is_handed_over_is_tried_again(house, post, fault):
    house.tell()
    if fault == "slow":
        post.slow["RCPT"] = 2
    else:
        post.drops.add("RCPT")
    assert house.send().put_off == 1
    post.slow.clear(), post.drops.clear()
    assert house.send(LATER * 2) == sending.Count(sent=1)
    assert len(post.taken) == 1


@pytest.mark.parametrize("fault", ["slow", "drops"])
def test_what_breaks_before_the_answer_is_never_sent_twice_by_itself(house, post, fault):
    house.tell(phone="0912000412")
    if fault == "slow":
        post.slow["DATA"] = 2
    else:
        post.drops.add("DATA")
    assert house.send() == sending.Count(unclear=1)
    post.slow.clear(), post.drops.clear()
    assert house.send(timedelta(hours=5)) == sending.Count()
    assert len(post.taken) == 1  # it had arrived
    assert states() == ["unclear"]
    assert states("call") == ["waiting"]


class Killed(BaseException):
    """The worker's end: nothing catches it."""


def killed_at(post, *, before):
    """A mailer whose worker dies right before or right after the mail is handed over."""

    def send(mail, *, handing):
        if before:
            raise Killed
        handing()
        post.mailer.send(mail, handing=lambda: None)
        raise Killed

    return SimpleNamespace(send=send)


def test_a_worker_killed_before_handing_over_loses_nothing(house, post):
    house.tell()
    with pytest.raises(Killed):
        house.send(mailer=killed_at(post, before=True))
    assert states() == ["claimed"]
    assert house.send(LATER + timedelta(minutes=5)) == sending.Count()  # he might still be at it
    assert house.send(LATER + timedelta(minutes=16)) == sending.Count(sent=1)
    assert len(post.taken) == 1


def test_a_worker_killed_while_handing_over_does_not_make_the_next_one_send_it_twice(house, post):
    house.tell(phone="0912000412")
    with pytest.raises(Killed):
        house.send(mailer=killed_at(post, before=False))
    assert house.send(LATER + timedelta(minutes=16)) == sending.Count(unclear=1)
    assert house.send(timedelta(hours=5)) == sending.Count()
    assert len(post.taken) == 1
    assert states("call") == ["waiting"]


def test_a_claim_that_ran_out_hands_nothing_over(house, post):
    house.tell()
    Delivery.objects.filter(channel="email").update(not_before=MONDAY)

    def slow(mail, *, handing):
        Delivery.objects.filter(channel="email").update(claimed_at=MONDAY + timedelta(hours=1))  # another has it now
        post.mailer.send(mail, handing=handing)

    house.send(mailer=SimpleNamespace(send=slow))
    assert post.taken == []


def test_an_address_no_mail_can_carry_is_refused_and_not_tried_again(house, post):
    house.tell()
    Delivery.objects.filter(channel="email").update(address="an@thu.example\r\nBcc: moi@nguoi.example")
    assert house.send() == sending.Count(dead=1)
    assert post.taken == []


def test_encryption_that_was_asked_for_is_never_left_out(house, post):
    house.tell()
    server = Server("127.0.0.1", post.port, "starttls", "mot-cua@xa.example", timeout=0.5)
    assert house.send(mailer=Smtp(server)).put_off == 1
    assert post.taken == []


def test_sent_once_more_by_an_administrator_it_is_the_same_mail_without_newer_news(house, post):
    post.drops.add("DATA")
    house.tell()
    house.send()
    post.drops.clear()
    house.tell(n=2, at=MONDAY + LATER)
    row = Delivery.objects.get(state="unclear")
    manager = SimpleNamespace(may_over=lambda _permission, unit: unit == house.unit.id, account_id=1)
    services.send_again(row.id, who=manager, now=MONDAY + LATER)
    assert house.send(LATER * 3) == sending.Count(sent=2)
    first, again, other = (message["Message-ID"] for _, message in post.taken)
    assert first == again != other


def test_the_sink_keeps_a_mail_as_it_came_and_shows_it(house, tmp_path):
    from urllib.request import ProxyHandler, build_opener

    house.tell(reason="Giấy <mờ>")
    store = Store(tmp_path)
    with servers.listening(servers.Keeping(store)) as port, servers.showing(store) as page:
        mailer = Smtp(Server("127.0.0.1", port, "none", "mot-cua@xa.example"))
        assert house.send(mailer=mailer) == sending.Count(sent=1)
        shown = build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{page}/").read().decode()
    (kept,) = Store(tmp_path).newest()
    assert kept.to == ["an@thu.example"]
    assert "Lý do: Giấy <mờ>" in kept.text
    assert "Giấy &lt;mờ&gt;" in shown
    assert f"/ho-so/{CODE}/" in shown


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_every_mail_once(house):
    from threading import Thread

    from django.db import connection

    for n in range(1, 21):
        house.tell(f"nguoi{n}@thu.example", n=n)
    sent = []

    def work():
        try:
            mailer = SimpleNamespace(send=lambda mail, *, handing: (handing(), sent.append(mail.to)))
            sending.send_due(mailer, now=lambda: MONDAY + LATER)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(sent) == sorted(f"nguoi{n}@thu.example" for n in range(1, 21))
    assert set(states()) == {"sent"}
