"""One barrier at a time: the predicate taken away, or row-level security never stepped down to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from motcua.documents import ports
from motcua.dossiers import access


@contextmanager
def without_predicate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(access, "restrict", lambda rows, who, **_: rows)
        patch.setattr(access.VisibleAccess, "visible_to", lambda self, who: self.all())
        patch.setitem(ports._restrict, "dossier", lambda rows, who: rows)
        patch.setitem(ports._restrict, "draft", lambda rows, who: rows)
        yield


def told(found: Iterator[str]) -> None:
    faults = list(found)
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:60])
