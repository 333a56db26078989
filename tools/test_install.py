#!/usr/bin/env python3
"""Install and run motcua as a stranger would: `make test-install`, as root on Debian or Ubuntu.

A throw-away ordinary user with a closed home clones the repository and says `make run`;
stops; starts again without network; meets a taken port; meets another PostgreSQL. Then
root does the same. Prints figures; the exit code is 0 only when everything held. What it
makes (user, folders, servers) is gone afterwards.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_START, SECOND_START = 180.0, 10.0  # seconds to the first page: the promise of `make run`
CLONE_NEWNET = 0x40000000
PROGRAMS = ("postgres", "initdb", "pg_ctl", "pg_isready")
FIGURES: list[tuple[str, str]] = []


class Failed(Exception):
    """A promise did not hold."""


class Person:
    """Somebody who uses motcua: an ordinary user, or root."""

    def __init__(self, name: str, home: Path, port: int) -> None:
        self.name, self.home, self.port = name, home, port
        self.entry = pwd.getpwnam(name)
        self.clone = home / "motcua"
        self.extra_path = ""
        self.state = home.parent / "state"  # of a server started by root

    @property
    def environment(self) -> dict[str, str]:
        # His own pip configuration is the system's; what we were given for pip and proxies we pass on.
        passed = ("PIP_", "SSL_", "REQUESTS_", "HTTP_", "HTTPS_", "NO_PROXY", "http_", "https_", "no_proxy")
        kept = {name: value for name, value in os.environ.items() if name.startswith(passed)}
        path = f"{self.extra_path}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        own = {"HOME": str(self.home), "USER": self.name, "LOGNAME": self.name, "LANG": "C.UTF-8", "PATH": path}
        return kept | own | {"MOTCUA_SYSTEM_STATE": str(self.state)}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self.environment, cwd=self.clone, text=True, capture_output=True, check=False, **self._drop
        )

    def start(self, *command: str, log: Path, offline: bool = False) -> subprocess.Popen[bytes]:
        """Start a command in a session of its own, as a terminal would; offline means a network with loopback alone."""
        drop = self._drop
        if offline:
            names = (str(self.entry.pw_uid), str(self.entry.pw_gid))
            command = (sys.executable, str(Path(__file__).resolve()), "--offline", *names, *command)
            drop = {}
        with log.open("wb") as file:
            return subprocess.Popen(
                command,
                env=self.environment,
                cwd=self.clone,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **drop,
            )

    def processes(self) -> list[str]:
        """Return what this person's folders keep busy: the command of every process that works in them."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                mine = folder.stat().st_uid == self.entry.pw_uid and self.entry.pw_uid != 0
                if command and (mine or str(self.home) in command or str(self.state) in command):
                    found.append(f"{folder.name} {command}")
        return found

    @property
    def _drop(self) -> dict:
        return {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}


def main() -> int:
    """Run every step; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--port", type=int, default=18300, help="first of three free ports")
    parser.add_argument("--keep", action="store_true", help="leave user and folders for a look")
    args = parser.parse_args()
    if os.geteuid() != 0:
        print("Cần quyền root: sudo make test-install", file=sys.stderr)
        return 2
    failed = False
    with a_stranger(args.port, keep=args.keep) as stranger:
        failed |= not holds("ordinary user", stranger)
    with root_elsewhere(args.port, keep=args.keep) as root:
        failed |= not holds("root", root)
    width = max(len(name) for name, _ in FIGURES)
    print("\n" + "\n".join(f"{name:{width}}  {value}" for name, value in FIGURES))
    return 1 if failed else 0


def holds(who: str, person: Person) -> bool:
    """Go through all steps for one person and note what came out."""
    print(f"\n== {who}: {person.clone}", flush=True)
    try:
        clone(person)
        promise_first_start(who, person)
        promise_second_start_without_network(who, person)
        promise_taken_port_is_told(who, person)
        promise_another_postgresql_changes_nothing(who, person)
    except Failed as failure:
        FIGURES.append((f"{who}: FAILED", str(failure).split("\n", 1)[0]))
        print(f"FAILED: {failure}", flush=True)
        return False
    finally:
        for line in person.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(line.split()[0]), signal.SIGKILL)
    return True


def clone(person: Person) -> None:
    """Put a fresh clone of what is committed into the person's home."""
    subprocess.run(
        ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(person.clone)],
        env=os.environ | {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"},
        check=True,
    )
    if person.entry.pw_uid:
        subprocess.run(["chown", "-R", f"{person.entry.pw_uid}:{person.entry.pw_gid}", str(person.clone)], check=True)


def promise_first_start(who: str, person: Person) -> None:
    with running(person, "make", "run", f"ARGS=--port {person.port}", limit=FIRST_START) as seconds:
        FIGURES.append((f"{who}: first page of a first `make run`", f"{seconds:.1f} s (≤ {FIRST_START:.0f})"))
        secrets_are_private(person)
        server = postmaster(person)
        owner = Path(f"/proc/{server}").stat().st_uid
        if owner == 0:
            raise Failed("PostgreSQL runs as root")
        FIGURES.append((f"{who}: PostgreSQL runs as", pwd.getpwuid(owner).pw_name))


def promise_second_start_without_network(who: str, person: Person) -> None:
    with running(person, "make", "run", f"ARGS=--port {person.port}", limit=SECOND_START, offline=True) as seconds:
        FIGURES.append((f"{who}: second start, no network", f"{seconds:.1f} s (≤ {SECOND_START:.0f})"))


def promise_taken_port_is_told(who: str, person: Person) -> None:
    with socket.create_server(("127.0.0.1", person.port)):
        refused = person.run("make", "run", f"ARGS=--port {person.port}")
    told = refused.stdout + refused.stderr
    expected = (f"Cổng {person.port}", f"Port {person.port}", f"--port {person.port + 1}")
    if not refused.returncode or not all(words in told for words in expected):
        raise Failed(f"a taken port is not told:\n{told}")
    FIGURES.append((f"{who}: taken port", "told in Vietnamese and English, another one named"))


def promise_another_postgresql_changes_nothing(who: str, person: Person) -> None:
    chosen = person.clone / "var" / "postgres" / "choice.json"
    before = chosen.read_bytes()
    other, kind = another_postgresql(person)
    person.extra_path = f"{other}:"
    with running(person, "make", "run", f"ARGS=--port {person.port}", limit=FIRST_START):
        program = Path(f"/proc/{postmaster(person)}/exe").resolve()
        if other in program.parents or chosen.read_bytes() != before:
            raise Failed(f"the choice of PostgreSQL changed: {program}")
    FIGURES.append((f"{who}: another PostgreSQL on PATH ({kind})", "changes nothing"))


@contextlib.contextmanager
def running(person: Person, *command: str, limit: float, offline: bool = False):
    """Start, wait for the first page, offer the seconds it took; then Ctrl-C, and nothing may be left."""
    log = person.home.parent / f"run-{time.monotonic_ns()}.log"
    began = time.monotonic()
    process = person.start(*command, log=log, offline=offline)
    try:
        first_page(process, person.port, limit, log, offline=offline)
        yield time.monotonic() - began
        os.killpg(process.pid, signal.SIGINT)
        began = time.monotonic()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            raise Failed("Ctrl-C did not end it within 40 s\n" + log.read_text()) from None
        deadline = time.monotonic() + 5
        while (left := person.processes()) and time.monotonic() < deadline:
            time.sleep(0.2)
        if left:
            raise Failed("processes are left after Ctrl-C:\n" + "\n".join(left))
        print(f"   stopped in {time.monotonic() - began:.1f} s", flush=True)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(40)


def first_page(process: subprocess.Popen[bytes], port: int, limit: float, log: Path, *, offline: bool) -> None:
    """Wait for a whole page with status 200."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failed(f"`make run` ended with {process.returncode}:\n{log.read_text()}")
        answer = fetch_inside(process.pid, port) if offline else fetch(port)
        if answer:
            print(f"   first page: {answer}", flush=True)
            return
        time.sleep(0.1)
    raise Failed(f"no page within {limit:.0f} s:\n{log.read_text()}")


def fetch(port: int) -> str:
    """Return what came back from the first page, or an empty string."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            body = answer.read()
            return f"{answer.status} {answer.headers['Content-Type']} {len(body)} bytes" if b"</html>" in body else ""
    except (OSError, urllib.error.HTTPError):
        return ""


def fetch_inside(pid: int, port: int) -> str:
    """Fetch from inside the network of process `pid`."""
    command = [sys.executable, str(Path(__file__).resolve()), "--fetch-inside", str(pid), str(port)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def postmaster(person: Person) -> int:
    """Return the process number of the person's PostgreSQL."""
    places = [*person.clone.glob("var/postgres/cluster/postmaster.pid"), *person.state.glob("*/cluster/postmaster.pid")]
    if len(places) != 1:
        raise Failed(f"expected one PostgreSQL, found {places}")
    return int(places[0].read_text().split()[0])


def secrets_are_private(person: Person) -> None:
    """Check that nobody else can look into the data folder or read a secret in it."""
    data = person.clone / "var"
    loose = [
        path for path in (data, *data.glob("*secret*"), *data.glob("postgres/*.json")) if path.stat().st_mode & 0o77
    ]
    if loose:
        raise Failed(f"open to others: {loose}")


def another_postgresql(person: Person) -> tuple[Path, str]:
    """Return a folder with the programs of another PostgreSQL: Debian's when it is installed, else a decoy."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if found:
        return found[-1], f"Debian's {found[-1].parent.name}"
    decoy = person.home.parent / "other-postgresql"
    decoy.mkdir(mode=0o755)
    for name in PROGRAMS:  # enough to be found and believed, and to fail when it is ever used
        (decoy / name).write_text(
            '#!/bin/sh\n[ "$1" = --version ] && echo "postgres (PostgreSQL) 17.9" && exit 0\nexit 1\n'
        )
        (decoy / name).chmod(0o755)
    return decoy, "a decoy 17.9"


@contextlib.contextmanager
def a_stranger(port: int, *, keep: bool):
    """Offer an ordinary user with a home that nobody else can enter; remove both afterwards."""
    name = f"motcua-try-{os.getpid()}"
    with a_place(keep=keep) as place:
        subprocess.run(["useradd", "--create-home", "--home-dir", str(place / "home"), name], check=True)
        try:
            home = place / "home"
            home.chmod(0o700)
            yield Person(name, home, port)
        finally:
            if not keep:
                subprocess.run(["userdel", name], check=True)


@contextlib.contextmanager
def root_elsewhere(port: int, *, keep: bool):
    """Offer root with a closed home, and a system state folder that goes away."""
    with a_place(keep=keep) as place:
        home = place / "home"
        home.mkdir(mode=0o700)
        yield Person("root", home, port)


@contextlib.contextmanager
def a_place(*, keep: bool):
    """Offer an empty folder that everybody may pass through."""
    place = Path(tempfile.mkdtemp(prefix="motcua-try-", dir="/var/tmp"))
    place.chmod(0o755)
    try:
        yield place
    finally:
        if keep:
            print(f"kept: {place}")
        else:
            shutil.rmtree(place)


def go_offline(uid: int, gid: int, command: list[str]) -> None:
    """Leave every network but a loopback of our own, become the user, run the command."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "this system does not let root make a network of its own")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:  # lo is down in a new network
        fcntl.ioctl(control, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=2)
    except OSError:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        os.execvp(command[0], command)
    raise SystemExit("the network is still there")


def join_network(pid: int) -> None:
    """Enter the network of process `pid`."""
    with open(f"/proc/{pid}/ns/net") as network:
        if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "cannot enter the network")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--offline"]:
        go_offline(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    elif sys.argv[1:2] == ["--fetch-inside"]:
        join_network(int(sys.argv[2]))
        print(fetch(int(sys.argv[3])))
    else:
        sys.exit(main())
