"""Mails in a folder: one file each, as it came, the newest kept."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

KEPT = 500


@dataclass(frozen=True)
class Kept:
    """One mail: `key` is the name of its file, `to` the addresses of the envelope."""

    key: str
    to: Sequence[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """The words of the mail."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body is not None else ""


class Store:
    """A folder of mails; several threads may write."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = threading.Lock()
        self._last = max((int(path.stem) for path in self._files()), default=0)

    def keep(self, to: Sequence[str], content: bytes) -> None:
        """Write a mail down, with the addresses it was really for; whole or not at all."""
        with self._lock:
            self._last += 1
            path = self.folder / f"{self._last:08}.eml"
            half = path.with_suffix(".part")
            half.write_bytes(b"".join(b"X-Sink-To: %s\r\n" % one.encode() for one in to) + content)
            os.replace(half, path)
            for old in self._files()[:-KEPT]:
                old.unlink(missing_ok=True)

    def newest(self, limit: int = 100) -> list[Kept]:
        """Return the newest mails, the last one first."""
        return [self._read(path) for path in reversed(self._files()[-limit:])]

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"))

    def _read(self, path: Path) -> Kept:
        message = BytesParser(EmailMessage, policy=default).parsebytes(path.read_bytes())
        return Kept(path.stem, [str(one) for one in message.get_all("X-Sink-To", [])], message)
