"""The demonstration: what its past was made of, in the order of time, by the services alone."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
import yaml

from motcua.config.demo import dossiers as demo
from motcua.config.paths import DEMO
from motcua.dossiers.models import Dossier, DossierCode, Party, Result
from motcua.platform import events
from motcua.platform.clock.now import ZONE, moved_to

NOW = datetime(2026, 11, 18, 16, 30, tzinfo=ZONE)


@pytest.fixture
def few(tmp_path, monkeypatch):
    """The file of the demonstration with a few dossiers of its past only."""
    told = yaml.safe_load((DEMO / "dossiers.yaml").read_text("utf-8"))
    told["plans"] = [plan for plan in told["plans"] if plan["ago"] == [20]]
    told["history"] |= {"dossiers": 9, "slow": 0}
    told["history"]["kinds"] = [
        kind | {"share": share} for kind, share in zip(told["history"]["kinds"], (5, 3, 0, 2, 0), strict=True)
    ]
    (tmp_path / "dossiers.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    monkeypatch.setattr(demo, "DEMO", tmp_path)
    return len(told["plans"]) + 9


def test_numbers_and_codes_run_with_the_days_and_every_name_is_its_own(world, more_packs, few, db, settings, tmp_path):
    more_packs("2.000815")
    settings.BLOB_FOLDER = tmp_path / "blobs"
    with moved_to(NOW):
        assert demo.make_commune("cam-giang", now=NOW) == few
        assert demo.make_commune("cam-giang", now=NOW) == 0  # a second start finds them
    rows = list(Dossier.objects.order_by("submitted_at"))
    assert len(rows) == few == DossierCode.objects.count()
    assert [row.code for row in rows] == sorted(row.code for row in rows)
    results = list(Result.objects.exclude(number="").order_by("approved_at").values_list("number", flat=True))
    assert len(results) >= 4  # what has a book of ours
    of_book: dict[str, list[int]] = {}
    for number in results:
        first, sign = re.match(r"(\d+)(.*)", number).groups()
        of_book.setdefault(sign, []).append(int(first))
    for sign, numbers in of_book.items():
        assert numbers == list(range(1, len(numbers) + 1)), sign
    owners = Party.objects.filter(role="owner", dossier__in=rows[: few - 1]).values_list("name", flat=True)
    assert len(set(owners)) >= 9
    for row in rows:
        history = events.history(("dossier", row.id))
        assert [e.at for e in history] == sorted(e.at for e in history)
        assert history[-1].at <= NOW
