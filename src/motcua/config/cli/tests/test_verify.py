"""`motcua verify numbers`: what it prints and how it ends."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

import pytest

from motcua.config.cli import verify
from motcua.dossiers.tests.conftest import MONDAY
from motcua.monitoring import cells
from motcua.monitoring.models import Cell, DossierFact
from motcua.monitoring.periods import Period

pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2026-11")
LATER = MONDAY + timedelta(days=3)


def test_the_command_names_what_differs_and_ends_with_one(office, submitted, kept, tmp_path, capsys, monkeypatch):
    submitted(office.trang)
    kept()
    cells.make(office.unit, NOVEMBER, now=LATER)
    fact = DossierFact.objects.get()
    monkeypatch.setattr("motcua.platform.clock.now.now", lambda: LATER)
    asked = Namespace(subjects=["numbers"], digest=None, key=None, write_digest=None)
    assert verify.check(asked, tmp_path) == 0
    told = capsys.readouterr().out
    assert "số liệu: toàn vẹn." in told
    assert "con số với kết quả tính lại từ sổ sự kiện" in told
    Cell.objects.update(is_dirty=True)
    DossierFact.objects.filter(pk=fact.pk).update(channel=3)
    assert verify.check(asked, tmp_path) == 1
    told = capsys.readouterr().out
    assert f"SAI  hồ sơ {fact.pk}, channel: hệ thống 3, tính lại 2" in told
    assert "Để ngoài 1 ô số liệu đang chờ đếm lại." in told
