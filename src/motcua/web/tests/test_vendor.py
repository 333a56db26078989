"""What others wrote is exactly what we recorded, and nothing that may not leave GOV.UK is among it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "static/vendor"


def locked() -> list[dict]:
    return json.loads((VENDOR / "vendor.lock.json").read_text(encoding="utf-8"))


def test_every_vendored_file_is_the_one_that_was_recorded():
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "vendor.lock.json"
    }
    recorded = {name: digest for entry in locked() for name, digest in entry["sha256"].items()}
    assert found == recorded


def test_every_package_keeps_its_licence_beside_it():
    for entry in locked():
        folder = VENDOR / next(iter(entry["sha256"])).split("/")[0]
        texts = [path for path in folder.iterdir() if path.name in ("LICENSE", "OFL.txt")]
        assert len(texts) == 1
        assert len(texts[0].read_text(encoding="utf-8")) > 500


def test_no_licence_of_the_vendored_packages_binds_the_product():
    assert {entry["licence"] for entry in locked()} <= {"MIT", "0BSD", "OFL-1.1"}


def test_neither_the_govuk_font_nor_its_crest_is_in_the_stylesheet():
    css = (VENDOR / "govuk-frontend/govuk.css").read_text(encoding="utf-8")
    assert not [word for word in ("GDS", "crest", "crown", "@font-face") if word in css]


def test_the_changed_font_does_not_carry_the_name_of_the_original():
    assert "Be Vietnam" not in "".join(path.name for path in (VENDOR / "motcua-so").iterdir())
