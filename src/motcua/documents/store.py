"""Bytes on the disk by their SHA-256: written whole and flushed before anybody is told they arrived.

Layout under `settings.BLOB_FOLDER`: `ab/cd/<sha256>` for kept files, `.incoming/` for what
is still arriving. A transfer is always made: knowing a hash saves nobody a byte and opens
nothing (architecture 5, "Documents"). Who may read is decided elsewhere, by attachments.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

CHUNK = 256 * 1024
_INCOMING = ".incoming"


class TooMuch(Exception):
    """More arrives than the limit allows; `seen` bytes had come when we stopped."""

    def __init__(self, seen: int) -> None:
        super().__init__(seen)
        self.seen = seen


@dataclass(frozen=True)
class Staged:
    """A file that has arrived and is not kept yet."""

    path: Path
    sha256: str
    size: int

    def discard(self) -> None:
        """Forget it; harmless after `keep`."""
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Stored:
    """One kept file as the disk tells it."""

    sha256: str
    size: int
    changed_at: float


def receive(pieces: Iterable[bytes], *, limit: int) -> Staged:
    """Write what arrives to the incoming folder, hashing it on the way; TooMuch beyond `limit` bytes."""
    descriptor, name = tempfile.mkstemp(dir=incoming())
    path, size, hasher = Path(name), 0, hashlib.sha256()
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > limit:
                    raise TooMuch(size)
                hasher.update(piece)
                file.write(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Staged(path, hasher.hexdigest(), size)


def staged(path: Path) -> Staged:
    """Return a file of the incoming folder, hashed as it stands on the disk."""
    hasher, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            hasher.update(piece)
            size += len(piece)
    return Staged(path, hasher.hexdigest(), size)


def keep(staged: Staged) -> None:
    """Move a staged file to its place for good: file flushed, renamed, both folders flushed.

    When the same bytes are there already the new copy takes the place of the old one, so
    a copy that rotted on the disk is healed and the sweeper sees a fresh file. Only after
    this may the transaction that mentions the file commit.
    """
    place = _place(staged.sha256)
    _make_folder(place.parent)
    _flush(staged.path)
    os.chmod(staged.path, 0o640)
    os.replace(staged.path, place)
    _flush(place.parent)


def open(sha256: str) -> IO[bytes]:
    """Open a kept file for reading. FileNotFoundError when it is gone."""
    return _place(sha256).open("rb")


def path_of(sha256: str) -> Path:
    """Return where a kept file stands."""
    return _place(sha256)


def erase(sha256: str) -> None:
    """Delete a kept file; the caller has made sure that nothing refers to it."""
    _place(sha256).unlink(missing_ok=True)


def pieces(sha256: str) -> Iterator[bytes]:
    """Yield a kept file in pieces of at most 256 KB."""
    with open(sha256) as file:
        while piece := file.read(CHUNK):
            yield piece


def is_whole(sha256: str) -> bool | None:
    """Tell whether the bytes still have their hash; None when the file is gone."""
    hasher = hashlib.sha256()
    try:
        for piece in pieces(sha256):
            hasher.update(piece)
    except FileNotFoundError:
        return None
    return hasher.hexdigest() == sha256


def stored() -> Iterator[Stored]:
    """Yield every kept file on the disk, in no order."""
    root = Path(settings.BLOB_FOLDER)
    for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        try:
            told = path.stat()
        except FileNotFoundError:  # swept while we walk
            continue
        yield Stored(path.name, told.st_size, told.st_mtime)


def sweep_incoming(before: datetime) -> int:
    """Delete what began to arrive and was left before an instant; return how many."""
    count = 0
    for path in incoming().iterdir():
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def incoming() -> Path:
    """Return the folder of what is arriving: the same file system as the kept files, so a rename is whole."""
    folder = Path(settings.BLOB_FOLDER) / _INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    return folder


def _place(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256")
    return Path(settings.BLOB_FOLDER) / sha256[:2] / sha256[2:4] / sha256


def _make_folder(folder: Path) -> None:
    """Make the two levels and flush each parent, so that a new folder survives a power cut too."""
    for one in (folder.parent, folder):
        if not one.is_dir():
            one.mkdir(parents=True, exist_ok=True, mode=0o750)
            _flush(one.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
