from __future__ import annotations

from pathlib import Path

import pytest

from motcua.catalogue.packs.checking import Vocabulary
from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.model import Pack

ROOT = Path(__file__).parents[5]


@pytest.fixture(scope="session")
def library() -> Library:
    """The committed packs."""
    return Library(ROOT / "packs")


@pytest.fixture(scope="session")
def packs(library: Library) -> dict[str, Pack]:
    """Every national pack by code, read once."""
    return {pack.code: pack for pack in library.packs()}


@pytest.fixture(scope="session")
def words(library: Library) -> Vocabulary:
    return Vocabulary.of(library)
