"""Numbers of our size reach the server whole, wherever Django announces them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Value

from motcua.platform.ids import new_id
from motcua.platform.models import EventValue, Serial

pytestmark = pytest.mark.django_db


def test_an_id_in_an_expression_is_not_cut_to_four_bytes():
    number = new_id()
    assert number > 1 << 32
    Serial.objects.create(series="x")
    assert Serial.objects.annotate(told=Value(number)).values_list("told", flat=True).get() == number


@pytest.mark.parametrize("number", [-(1 << 63), -(1 << 31) - 1, -1, 0, 1 << 15, 1 << 31, (1 << 63) - 1])
def test_every_width_comes_back_as_it_went(number):
    Serial.objects.create(series="x", last=number)
    assert Serial.objects.filter(last=Value(number)).values_list("last", flat=True).get() == number


def test_one_of_a_list_is_one_statement_for_lists_of_any_length():
    ids = [new_id() for _ in range(3)]
    told = [str(EventValue.objects.filter(key__any_of=some).query).partition("ANY")[0] for some in (ids, ids[:1], [])]
    assert len(set(told)) == 1
    Serial.objects.create(series="x", last=ids[1])
    assert Serial.objects.filter(last__any_of=ids).exists()
    assert not Serial.objects.filter(last__any_of=[]).exists()


def test_plans_are_kept_by_the_server():
    settings = connection.settings_dict["OPTIONS"]
    assert settings["server_side_binding"]
    for _ in range(settings["prepare_threshold"] + 2):
        list(Serial.objects.filter(series="x"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%\"serial\"%%'")
        assert cursor.fetchone()[0] >= 1
