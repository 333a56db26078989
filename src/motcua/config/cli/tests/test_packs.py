"""`motcua packs`: what a helper does with procedures from the command line."""

from __future__ import annotations

from contextlib import nullcontext
from copy import deepcopy
from datetime import timedelta

import pytest

from motcua.catalogue.models import Layer, Version
from motcua.catalogue.testing import NOW, PACKS, publish_some
from motcua.config.cli import REFUSED, main, packs
from motcua.platform.clock.now import moved_to

BIRTH = "1.001193"


@pytest.fixture
def database(db, monkeypatch):
    """The test database stands in for the one the command would start."""
    monkeypatch.setattr(packs.boxes, "opened", lambda *_, **__: nullcontext())
    publish_some(BIRTH)
    with moved_to(NOW + timedelta(days=1)):
        yield


def upgrade() -> None:
    old = Layer.objects.get(procedure=BIRTH, level="national")
    content = deepcopy(old.content)
    content["procedure"]["decision"] = "999/QĐ-BTP"
    Layer.objects.create(
        procedure=BIRTH, level="national", content=content, digest="y", valid_from=old.valid_from, source="mới",
        added_at=NOW + timedelta(hours=1),
    )  # fmt: skip


def test_check_finds_no_error_in_the_packs_we_ship(capsys):
    assert main(["packs", "check", str(PACKS)]) == 0
    assert "0 lỗi" in capsys.readouterr().out


def test_check_refuses_a_folder_without_packs(tmp_path, capsys):
    assert main(["packs", "check", str(tmp_path)]) == REFUSED
    assert "Không có gói nào" in capsys.readouterr().err


@pytest.mark.usefixtures("database")
def test_diff_shows_what_publish_then_does(capsys):
    assert main(["packs", "diff"]) == 0
    assert "Không có gì chờ công bố." in capsys.readouterr().out
    upgrade()
    main(["packs", "diff", BIRTH])
    told = capsys.readouterr().out
    assert "2 bản chờ công bố." in told
    assert "999/QĐ-BTP" in told
    assert main(["packs", "publish", BIRTH]) == 0
    assert "2 phiên bản mới" in capsys.readouterr().out
    main(["packs", "publish"])
    assert "Không có gì mới" in capsys.readouterr().out


@pytest.mark.usefixtures("database")
def test_publish_may_name_the_day_it_begins(capsys):
    upgrade()
    main(["packs", "publish", "--from", "2027-01-01"])
    days = Version.objects.filter(procedure=BIRTH).values_list("valid_from", flat=True)
    assert [str(day) for day in days].count("2027-01-01") == 2


@pytest.mark.usefixtures("database")
def test_what_is_exported_is_imported_as_unchanged(tmp_path, capsys):
    assert main(["packs", "export", str(tmp_path / "out")]) == 0
    assert main(["packs", "import", str(tmp_path / "out")]) == 0
    assert "0 lớp mới, 2 lớp không đổi, 0 danh mục mới" in capsys.readouterr().out
    assert main(["packs", "export", str(tmp_path / "out")]) == REFUSED


@pytest.mark.usefixtures("database")
def test_import_says_what_it_cannot_read(tmp_path, capsys):
    assert main(["packs", "import", str(tmp_path)]) == REFUSED
    assert "Không đọc được gói" in capsys.readouterr().err
