"""Serving the simulator on a port: from the command line, or inside a test.

with running(settings_for) as simulator:
    ...  # simulator.issuer is its address
"""

import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import structlog

from . import provider as providers
from .app import application
from .provider import Provider, Settings

log = structlog.get_logger("motcua.vneid.simulator")

STALLED_SECONDS = 30


class _Handler(WSGIRequestHandler):
    timeout = STALLED_SECONDS

    def log_message(self, *args: object) -> None:
        """Say nothing: the application logs each request, without its query."""


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """A threaded WSGI server: one slow answer does not hold up the next. Port 0 takes any free port."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int) -> None:
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        # The standard library looks the host's name up in DNS here, which stalls a start without network.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            # Browsers open connections ahead of need and let them fall: that is a line, not a traceback.
            log.info("connection.dropped", reason=type(error).__name__)
        else:
            super().handle_error(request, client_address)

    @property
    def address(self) -> str:
        host = f"[{self.server_name}]" if ":" in self.server_name else self.server_name
        return f"http://{host}:{self.server_port}"


@dataclass
class Simulator:
    """A simulator that is answering. Tests may read `provider` and set `provider.faults`."""

    issuer: str
    provider: Provider


@contextmanager
def running(
    settings_for: Callable[[str], Settings],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    clock: Callable[[], float] | None = None,
) -> Iterator[Simulator]:
    """Serve in a thread until the block ends. `settings_for` gets the address, known only once the port is bound."""
    with Server(host, port) as server:
        settings = settings_for(server.address)
        provider = providers.start(settings, **({"clock": clock} if clock else {}))
        server.set_app(application(provider))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Simulator(settings.issuer, provider)
        finally:
            server.shutdown()
            thread.join()
