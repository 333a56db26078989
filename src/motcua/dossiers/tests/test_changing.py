"""What goes with a dossier to another form, and how paid money settles there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.rules.acts import Act, Holding, Situation, allowed, aside, choices
from motcua.dossiers.rules.changing import fit
from motcua.dossiers.rules.states import Status
from motcua.forms.engine.model import Field
from motcua.forms.engine.model import Option as Choice
from motcua.payments.rules import settle


def form_with(*fields):
    """A form as `fit` reads it: fields by key, all of the ordinary class but those that say otherwise."""

    class Small:
        def __init__(self):
            self.fields = {field.key: field for field in fields}
            self.by_fact = lambda fact: next((f for f in fields if f.fact == fact), None)
            self.secrecy_of = lambda field: field.sensitive

    return Small()


def value(text):
    return {"value": text, "source": "applicant"}


def test_an_answer_goes_to_the_same_key_or_the_same_fact_of_the_same_kind_and_class():
    old = form_with(
        Field("name", "Tên", "text", "g"),
        Field("father", "Cha", "text", "g", fact="father.name"),
        Field("count", "Số", "number", "g"),
        Field("secret", "Kín", "text", "g", sensitive="hiv"),
        Field("way", "Cách", "choice", "g", options=(Choice("a", "A"), Choice("b", "B"))),
        Field("promise", "Cam đoan", "declaration", "g"),
    )
    new = form_with(
        Field("name", "Họ tên", "text", "g"),
        Field("dad", "Người cha", "text", "g", fact="father.name"),
        Field("count", "Số", "text", "g"),
        Field("secret", "Kín", "text", "g"),
        Field("way", "Cách", "choice", "g", options=(Choice("a", "A"),)),
        Field("promise", "Cam đoan", "declaration", "g"),
    )
    answers = {
        "name": value("Lan"), "father": value("Nam"), "count": value(3), "secret": value("x"), "way": value("b"),
        "promise": value(True), "unknown": value("y"), "case": value("k1"),
    }  # fmt: skip
    fitted = fit(old, new, answers)
    assert fitted.kept == {"name": value("Lan"), "dad": value("Nam")}
    assert set(fitted.dropped) == {"count", "secret", "way", "promise", "unknown", "case"}
    assert fit(old, new, {"way": value("a")}).kept == {"way": value("a")}
    assert fit(None, new, answers).kept == {}


@given(paid=st.none() | st.integers(0, 10**7).map(Decimal), new=st.none() | st.integers(0, 10**7).map(Decimal),
       owes=st.booleans())  # fmt: skip
def test_money_never_appears_and_never_vanishes(paid, new, owes):
    told = settle(paid=paid, new=new, owes=owes)
    due = Decimal(0) if not owes else new
    if due is None:
        assert told.outcome == "unknown"
        return
    had = paid or Decimal(0)
    assert (
        had
        + (told.amount if told.outcome in {"owes_new", "owes_rest"} else 0)
        - (told.amount if told.outcome == "refund" else 0)
        == due
    )


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("holding", [None, *Holding])
def test_what_stands_beside_is_never_on_the_rail_and_what_is_offered_is_what_is_allowed(status, holding):
    now = Situation(
        status, holding, is_mine=True, has_next=True, has_previous=True, was_accepted=True, decides=True, manages=True,
        handles=True, numbers=True, opinion_open=True, opinion_for_me=True, has_duplicate=True, correction="proposed",
    )  # fmt: skip
    rail, beside = {c.act for c in choices(now)}, aside(now)
    assert not rail & {c.act for c in beside}
    assert all((allowed(c.act, now) == "") == c.allowed for c in beside)
    if status in {Status.DECLINED, Status.STOPPED}:
        assert {c.act for c in beside if c.allowed} <= {Act.WRITE_NOTE, Act.MARK_DIFFERENT}
