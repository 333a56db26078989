"""Which way news goes: whom a mail reaches, whom a call."""

from __future__ import annotations

import pytest

from motcua.notifications.rules import Reach, plan
from motcua.notifications.wording import faults_of, fill, invented, places, templates

AN = Reach(1, None, "An", "an@thu.example", "0912000412")
BINH = Reach(2, None, "Bình", "", "0912000413")
FIRM = Reach(None, 9, "Công ty Mẫu", "AN@thu.example")


def went(to, **how):
    told = plan(to, **({"mails": True, "calls": True, "mail_works": True} | how))
    return [(one.channel, one.to.name) for one in told if one.channel != "account"], told


def test_one_address_of_two_people_gets_one_mail():
    assert went([AN, FIRM])[0] == [("email", "An")]
    assert [p.to.name for p in went([AN, FIRM])[1] if p.channel == "account"] == ["An", "Công ty Mẫu"]


def test_a_mail_that_does_not_arrive_is_followed_by_one_call_to_the_first_who_left_a_number():
    told = went([FIRM, BINH])[1]
    assert [p.instead.name for p in told if p.channel == "email"] == ["Bình"]


@pytest.mark.parametrize("email", ["", "khong-phai-thu", "an@localhost", "an@thu.example\nBcc: x@y.example"])
def test_who_typed_no_usable_address_is_called(email):
    assert went([Reach(1, None, "An", email, "0912000412")])[0] == [("call", "An")]


def test_news_that_is_not_worth_a_call_makes_none():
    assert went([BINH], calls=False)[0] == []
    assert went([AN], calls=False)[1][-1].instead is None


def test_every_template_can_be_filled_and_tells_its_source():
    for words in templates().values():
        for text in (words.heading, words.sentence, words.call):
            assert "{" not in fill(text, invented()), words.code
        assert words.mark
        assert words.source
        assert not faults_of(words.code, heading=words.heading, sentence=words.sentence, call=words.call)
        assert places(words.sentence) <= set(invented())


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("heading", "Hồ sơ có tin"),
        ("sentence", "Gửi trước {ngay}"),
        ("sentence", "{deadline.__class__}"),
        ("sentence", ""),
        ("call", "Mời {count"),
    ],
)
def test_words_that_could_not_be_said_are_refused(field, text):
    shipped = templates()["supplement_asked"]
    words = {"heading": shipped.heading, "sentence": shipped.sentence, "call": shipped.call} | {field: text}
    assert [name for name, _ in faults_of("supplement_asked", **words)] == [field]
