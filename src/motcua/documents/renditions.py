"""Cleaned copies for viewers, made on first sight and cached beside the store, never in it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings

from motcua.documents import guard, store

VERSION = "1"  # raise when cleaning.py changes: old copies are then made anew


def view_of(sha256: str, content_type: str) -> IO[bytes]:
    """Open the cleaned copy of a kept file, making it if need be. FileNotFoundError when the file itself is gone.

    A PDF that carries a signature is opened as it is.
    """
    place = _place(sha256)
    try:
        return place.open("rb")
    except FileNotFoundError:
        pass
    if content_type == "application/pdf" and _is_signed(sha256):
        return store.open(sha256)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    descriptor, name = tempfile.mkstemp(dir=place.parent)
    os.close(descriptor)
    try:
        guard.clean(store.path_of(sha256), content_type, Path(name))
        os.replace(name, place)
    finally:
        Path(name).unlink(missing_ok=True)
    return place.open("rb")


def erase(sha256: str) -> None:
    """Forget the copies of a file that is erased."""
    for version in _folder().glob("*"):
        (version / sha256[:2] / sha256).unlink(missing_ok=True)


def _is_signed(sha256: str) -> bool:
    """Tell whether a PDF carries a signature, by the bytes every signature must leave uncompressed.

    A signed digest covers the file around a gap, and /ByteRange says where the gap is:
    it stands in the clear in the part appended by the signer. A file that only pretends
    gets shown as it came in, past the same door as every other.
    """
    before = b""
    for piece in store.pieces(sha256):
        if b"/ByteRange" in before + piece:
            return True
        before = piece[-16:]
    return False


def _folder() -> Path:
    return Path(settings.BLOB_FOLDER).with_name("renditions")


def _place(sha256: str) -> Path:
    return _folder() / VERSION / sha256[:2] / sha256
