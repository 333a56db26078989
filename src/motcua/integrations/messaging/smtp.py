"""Handing a mail to an SMTP server, step by step, so that it is known when it can no longer be taken back.

`smtplib.send_message` would tell one story for everything that breaks. Here the last step stands alone: until the
final line of the text has left, the server cannot have taken the mail (RFC 5321, 4.1.1.4); after it only the
server's answer tells, and without one nobody knows.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from django.conf import settings

from motcua.notifications.ports import Mail, NotNow, Refused, Unclear, Unreachable
from motcua.platform import training
from motcua.platform.clock.now import now


@dataclass(frozen=True)
class Server:
    """Where mails go and who we say we are. `tls`: starttls (asked for, never skipped), tls (from the start), none."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str = ""
    timeout: float = 20.0
    last_timeout: float = 120.0


def from_settings() -> Smtp | None:
    """Return who carries mails, None where no server is named."""
    if not settings.SMTP_HOST:
        return None
    if training.is_on() and settings.SMTP_HOST not in settings.LOOPBACK:
        raise Unreachable("training lets no mail leave the machine")
    own_host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return Smtp(
        Server(
            host=settings.SMTP_HOST,
            port=settings.SMTP_PORT,
            tls=settings.SMTP_TLS,
            sender=settings.SMTP_FROM or f"khong-tra-loi@{own_host}",
            user=settings.SMTP_USER,
            password=settings.SMTP_PASSWORD,
            timeout=settings.SMTP_TIMEOUT,
            last_timeout=settings.SMTP_LAST_TIMEOUT,
        )
    )


class Smtp:
    """Carries mails to one server, one connection a mail."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def send(self, mail: Mail, *, handing: Callable[[], None]) -> None:
        """Hand over one mail; see `notifications.ports.Mailer`."""
        try:
            text = message_of(mail, self.server.sender).as_bytes(policy=POLICY)
        except (MessageError, ValueError) as error:
            raise Refused(f"the mail cannot be written: {type(error).__name__}") from error
        with self._connected() as smtp:
            self._envelope(smtp, mail.to)
            handing()
            _hand_over(smtp, text, self.server.last_timeout)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self.server
        try:
            if server.tls == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=server.timeout, context=ssl.create_default_context()
                )
            else:
                smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_why(error)) from error
        try:
            try:
                if server.tls == "starttls":
                    smtp.starttls(context=ssl.create_default_context())
                if server.user:
                    smtp.login(server.user, server.password)
                smtp.ehlo_or_helo_if_needed()
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable(_why(error)) from error
            yield smtp
        finally:
            smtp.close()  # not QUIT: an answer to it would tell nothing, and waiting for one holds up the next mail

    def _envelope(self, smtp: smtplib.SMTP, to: str) -> None:
        """Say from whom and for whom, and be asked for the text. What fails here has handed over nothing."""
        try:
            code, said = smtp.mail(self.server.sender)
            if code != 250:  # it does not want us, whoever the mail is for
                raise Unreachable(_answer("MAIL FROM", code, said))
            code, said = smtp.rcpt(to)
            if code not in (250, 251):
                raise (Refused if 500 <= code < 600 else NotNow)(_answer("RCPT TO", code, said))
            code, said = smtp.docmd("DATA")
            if code != 354:
                raise (Refused if 500 <= code < 600 else NotNow)(_answer("DATA", code, said))
        except UnicodeEncodeError as error:
            raise Refused("the address is not one this server understands") from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(_why(error)) from error


def _hand_over(smtp: smtplib.SMTP, text: bytes, last_timeout: float) -> None:
    quoted = re.sub(rb"(?m)^\.", b"..", text)  # RFC 5321, 4.5.2: a line of one period would end the text
    if not quoted.endswith(b"\r\n"):
        quoted += b"\r\n"
    try:
        smtp.send(quoted)
    except (OSError, smtplib.SMTPException) as error:
        raise NotNow(_why(error)) from error  # the line that ends the text has not left
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(last_timeout)
        smtp.send(b".\r\n")
        code, said = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear(_why(error)) from error
    if code != 250:
        raise (Refused if 500 <= code < 600 else NotNow)(_answer("text", code, said))


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """Return the mail as it travels: plain text in quoted-printable, seven bits all the way."""
    message = EmailMessage(policy=POLICY)
    message["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2]}>"
    message["Date"] = format_datetime(now())
    message["From"] = formataddr((mail.sender_name, sender))
    message["To"] = mail.to
    words = training.words()
    message["Subject"] = f"[{words}] {mail.subject}" if words else mail.subject
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers to it
    message["Content-Language"] = "vi"
    message.set_content(f"{words}\n\n{mail.text}" if words else mail.text, cte="quoted-printable")
    return message


def _why(error: Exception) -> str:
    """Say what broke without what was being sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(type(error).__name__, error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError | socket.timeout):
        return "no answer in time"
    return f"{type(error).__name__}: {error}"[:200]


def _answer(step: str, code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{step}: {code} {' '.join(text.split())}"[:300]
