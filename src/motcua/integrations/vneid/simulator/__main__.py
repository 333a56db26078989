"""Command line of the simulator; see the package's docstring for an example."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from . import people
from .clients import Client
from .faults import Fault, UnknownFault
from .people import BadPeopleFile
from .provider import Settings
from .server import running

SECRET_VARIABLE = "MOTCUA_VNEID_CLIENT_SECRET"  # noqa: S105  the name of the variable, not a secret


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; return the exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.fault and not chosen.faults:
        parser.error("--fault needs --faults")

    def settings_for(address: str) -> Settings:
        client = Client(
            chosen.client_id,
            chosen.client_secret or os.environ.get(SECRET_VARIABLE, ""),
            tuple(chosen.redirect_uri),
            tuple(chosen.logout_uri),
            chosen.client_name,
        )
        return Settings(
            issuer=(chosen.issuer or address).rstrip("/"),
            clients=(client,),
            data=chosen.data,
            people=chosen.people,
            code_seconds=chosen.code_seconds,
            allow_faults=chosen.faults,
        )

    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    try:
        with running(settings_for, host=chosen.host, port=chosen.port) as simulator:
            if chosen.fault:
                simulator.provider.faults.replace(_switches(chosen.fault))
            sys.stdout.write(f"VNeID mô phỏng: {simulator.issuer}\n")
            sys.stdout.flush()
            ended.wait()
    except (BadPeopleFile, UnknownFault, ValueError, OSError) as error:
        sys.stderr.write(f"VNeID mô phỏng không chạy được: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m motcua.integrations.vneid.simulator",
        description="An OpenID Connect provider that stands in for VNeID, with invented people.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on; anybody who reaches it can sign in as anybody")
    add("--port", type=int, default=8010, help="0 takes a free one")
    add("--issuer", help="the public address, when a proxy stands in front; default: host and port")
    add("--data", type=Path, required=True, metavar="DIR", help="where the signing key is kept")
    add("--people", type=Path, default=people.SHIPPED, metavar="FILE", help="default: the people shipped with motcua")
    add("--client-id", required=True)
    add("--client-secret", help=f"default: the environment variable {SECRET_VARIABLE}, which ps does not show")
    add("--client-name", default="Một cửa điện tử", help="the application's name as people read it")
    add("--redirect-uri", action="append", required=True, metavar="URI", help="exact; may be given several times")
    add("--logout-uri", action="append", default=[], metavar="URI", help="where people may return to after logout")
    add("--code-seconds", type=float, default=30, help="how long a code lives")
    add("--faults", action="store_true", help="allow failures to be switched on at /_faults")
    names = ", ".join(fault.value for fault in Fault)
    add("--fault", action="append", default=[], metavar="NAME", help=f"start with this on: {names}; slow=SECONDS")
    return parser


def _switches(named: list[str]) -> dict[str, object]:
    switches: dict[str, object] = {}
    for text in named:
        name, equals, value = text.partition("=")
        switches[name] = float(value) if equals else (10.0 if name == Fault.SLOW else True)
    return switches


if __name__ == "__main__":
    sys.exit(main())
