"""Several clients at once: processes of their own with connections of their own, beginning at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

PATIENCE = 300.0


def rate(shares: list[list[tuple[int, int]]]) -> float:
    """Submit drafts (draft, account), a share for each client; return submissions a second of all together.

    Each client first imports, connects and submits the first of its share; the clock starts when all are ready.
    """
    clients = [
        subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in shares
    ]
    try:
        for client, share in zip(clients, shares, strict=True):
            _say(client, json.dumps(share))
        for client in clients:
            _heard(client)
        began = time.perf_counter()
        for client in clients:
            _say(client, "go")
        done = sum(int(_heard(client)) for client in clients)
        return done / (time.perf_counter() - began)
    finally:
        for client in clients:
            client.communicate(timeout=PATIENCE)


def _say(client: subprocess.Popen[str], word: str) -> None:
    if client.stdin is None:
        raise BrokenPipeError
    client.stdin.write(word + "\n")
    client.stdin.flush()


def _heard(client: subprocess.Popen[str]) -> str:
    line = client.stdout.readline() if client.stdout else ""
    if not line:
        raise RuntimeError("a client ended early")
    return line


def main() -> None:
    """Be one client: a share on standard input, "ready", "go", then how many were submitted."""
    import django

    django.setup()
    from motcua.config.bench.submitting import submitting_of
    from motcua.identity import queries as identity
    from motcua.platform.clock.now import today

    share: list[list[int]] = json.loads(sys.stdin.readline())
    people: dict[int, Any] = {account: identity.person_of(account, today()) for _, account in share}
    (first, account), *rest = share
    submitting_of(first, people[account])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for draft, account in rest:
        submitting_of(draft, people[account])
    sys.stdout.write(f"{len(rest)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
