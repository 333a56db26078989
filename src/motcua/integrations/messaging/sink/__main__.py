"""Command line of the sink; see the package's docstring for an example."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from .server import Keeping, listening, showing
from .store import Store


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m motcua.integrations.messaging.sink",
        description="A mail server that keeps every mail and delivers none.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on; anybody who reaches it reads every mail")
    add("--port", type=int, default=8025, help="of SMTP")
    add("--page-port", type=int, default=8026, help="of the page that shows the mails")
    add("--data", type=Path, required=True, metavar="DIR", help="where the mails are kept")
    chosen = parser.parse_args(arguments)
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    store = Store(chosen.data)
    try:
        with (
            listening(Keeping(store), host=chosen.host, port=chosen.port) as port,
            showing(store, host=chosen.host, port=chosen.page_port) as page,
        ):
            sys.stdout.write(f"Hộp thư trình diễn: SMTP {chosen.host}:{port}, http://{chosen.host}:{page}/\n")
            sys.stdout.flush()
            ended.wait()
    except OSError as error:
        sys.stderr.write(f"Hộp thư trình diễn không chạy được: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
