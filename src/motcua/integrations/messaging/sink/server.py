"""Listening for mails, and showing them: both in threads, until the block ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from . import pages
from .store import Store

CSS = Path(__file__).with_name("sink.css")
LARGEST = 1024 * 1024  # bytes of a mail


class Keeping:
    """Takes every mail for everybody and keeps it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002
        """Keep a mail; the sender hears that it was taken once it lies in the folder."""
        content = envelope.content
        self.store.keep(envelope.rcpt_tos, content if isinstance(content, bytes) else (content or "").encode())
        return "250 2.0.0 kept, delivered to nobody"


@contextmanager
def listening(handler: Any, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Speak SMTP on a port (0: any free one) through an aiosmtpd handler; yields the port."""
    controller = Controller(
        handler, hostname=host, port=port or _free_port(host), data_size_limit=LARGEST, ready_timeout=10
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def showing(store: Store, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Show what is kept on a page; yields the port."""

    class Page(BaseHTTPRequestHandler):
        timeout = 30

        def do_GET(self) -> None:
            if self.path == "/sink.css":
                self._say(200, "text/css; charset=utf-8", CSS.read_bytes())
            elif self.path == "/":
                self._say(200, "text/html; charset=utf-8", pages.mails(store.newest()).encode())
            else:
                self._say(404, "text/plain; charset=utf-8", "Không có trang này.\n".encode())

        def _say(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((host, port), Page) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


def _free_port(host: str) -> int:
    import socket

    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])
