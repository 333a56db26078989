"""Who carries a mail out of the house: fulfilled in config/wiring.py, never known here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """One mail to one address. `id` makes its Message-ID: sent again, a receiver may know it as the same."""

    id: int
    to: str
    sender_name: str
    subject: str
    text: str


class NotSent(Exception):
    """A mail was certainly not taken over. The message is for the administrator and names no content."""


class NotNow(NotSent):
    """This mail was put off; another try may succeed."""


class Unreachable(NotNow):
    """Nobody answers, or nobody lets us in: no other mail would get through either."""


class Refused(NotSent):
    """The server will never take this mail for this address."""


class Unclear(Exception):
    """The connection broke after the whole mail was handed over and before the answer: it may have been taken."""


class Mailer(Protocol):
    """Carries mails to a server."""

    def send(self, mail: Mail, *, handing: Callable[[], None]) -> None:
        """Hand over one mail. `handing` is called right before its text goes out: what it raises stops the mail.

        Raises NotNow, Unreachable, Refused or Unclear; returns when the server has said that it took the mail.
        """
        ...


_mailer: Callable[[], Mailer | None] = lambda: None  # noqa: E731 - replaced by the composition root


def use_mailer(make: Callable[[], Mailer | None]) -> None:
    """Say who carries mails; `make` returns None where the installation has no mail server."""
    global _mailer
    _mailer = make


def mailer() -> Mailer | None:
    """Return who carries mails, None where no server is set up: then people are called."""
    return _mailer()
