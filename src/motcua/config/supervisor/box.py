"""What the box consists of, and which secrets each of its programs gets to see."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from motcua.config import data_set
from motcua.config.secrets import read_or_make_secret
from motcua.platform import postgres, training
from motcua.platform.postgres.choice import write_private

from . import freshness, instance
from .processes import Program

HOST = "127.0.0.1"
VNEID_CLIENT = "motcua"
SINK_SENDER = "mot-cua@trinh-dien.example"
MAIL_SECRETS = ("MOTCUA_SMTP_USER", "MOTCUA_SMTP_PASSWORD")
KEPT_FROM_CHILDREN = ("DATABASE_URL", "MOTCUA_DB_OWNER", "MOTCUA_DB_WEB", "MOTCUA_DB_JOB", "MOTCUA_DB_ROLE")


class NotPrepared(Exception):
    """The database could not be brought up to date; the message is the end of its log."""


@dataclass(frozen=True)
class Box:
    """One box: its folder, its port, and what it was asked to include."""

    data: Path
    port: int
    demo: bool = True
    vneid_port: int | None = None  # of the VNeID simulator; None leaves sign-in to the administrator's own settings
    training: bool = False  # a data set to practise on, kept apart from every real one
    mail_ports: tuple[int, int] | None = None  # of the sink: SMTP and its page; None leaves mails to those settings

    runs_at: str = ""  # the address of a box that runs on this folder already, for commands beside it

    @property
    def address(self) -> str:
        if self.runs_at:
            return self.runs_at
        named = "MOTCUA_TRAINING_URL" if self.training else "MOTCUA_URL"  # the real house has another address
        return os.environ.get(named) or f"http://{HOST}:{self.port}"

    @property
    def kind(self) -> data_set.Kind:
        return "training" if self.training else "real"

    @property
    def logs(self) -> Path:
        return self.data / "log"


@dataclass(frozen=True)
class Prepared:
    people: str  # who can sign in, as `seed_demo` told it
    vneid_callback: str  # path, empty when sign-in by VNeID is not wired


def default_data(*, training: bool = False) -> Path:
    """Return the data folder when nobody names one: MOTCUA_DATA, else `var` in the current folder.

    That of training lies beside it, under a name of its own.
    """
    data = Path(os.environ.get("MOTCUA_DATA") or "var").resolve()
    return data.with_name(f"{data.name}-tap-huan") if training else data


def environment(box: Box, server: postgres.Server, role: str) -> dict[str, str]:
    """Return what a program in `role` (owner, web, job) may know: exactly one address of the database."""
    common = {name: value for name, value in os.environ.items() if name not in KEPT_FROM_CHILDREN}
    return common | {
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": _import_path(),
        "MOTCUA_DATA": str(box.data),
        "MOTCUA_SECRET_KEY_FILE": os.environ.get("MOTCUA_SECRET_KEY_FILE") or str(box.data / "secret_key"),
        "MOTCUA_URL": box.address,
        "MOTCUA_DEMO": "1" if box.demo else "0",
        "MOTCUA_TRAINING": "1" if box.training else "",
        "MOTCUA_DB_ROLE": role,
        f"MOTCUA_DB_{role.upper()}": server.environment()[f"MOTCUA_DB_{role.upper()}"],
        **_vneid(box),
        **_mail(box, role),
        **_apart(box),
    }


def _apart(box: Box) -> dict[str, str]:
    """Return what training must not take over from the settings of the real house on the same machine."""
    if not box.training:
        return {}
    return {
        "MOTCUA_SECRET_KEY_FILE": str(box.data / "secret_key"),
        "MOTCUA_DIGESTS": str(box.data / "digests"),
        "MOTCUA_VNEID_CLAIMS": "",
    } | ({} if box.vneid_port else {"MOTCUA_VNEID_ISSUER": f"http://{HOST}:8001"})


def prepare(box: Box, server: postgres.Server) -> Prepared:
    """Bring database, static files and first data up to date, in a process of its own, when anything changed."""
    data_set.check_database(server.dsn(postgres.OWNER), box.kind)
    kept = box.data / "prepared.json"
    mark = _mark(box, server)
    try:
        known = json.loads(kept.read_text("utf-8"))
        if known.pop("mark") == mark:
            return Prepared(**known)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        pass  # a first start, or a note of another version
    kept.unlink(missing_ok=True)
    prepared = _prepare(box, server)
    write_private(kept, {**asdict(prepared), "mark": _mark(box, server)})
    return prepared


def programs(box: Box, server: postgres.Server, prepared: Prepared) -> list[Program]:
    """Return the programs of the box: the web, which starts and stops first, then its helpers."""
    simulators = [vneid(box, prepared.vneid_callback)] if box.vneid_port and prepared.vneid_callback else []
    sinks = [sink(box)] if box.mail_ports else []
    return [web(box, server), *simulators, *sinks, worker(box, server), follower(box, server)]


def web(box: Box, server: postgres.Server) -> Program:
    cores = len(os.sched_getaffinity(0))
    workers = os.environ.get("MOTCUA_WEB_WORKERS") or str(min(4, max(2, cores)))
    command = [
        sys.executable, "-m", "granian",
        "--interface", "wsgi",
        "--host", HOST,
        "--port", str(box.port),
        "--workers", workers,
        "--blocking-threads", "4",
        "--respawn-failed-workers",
        "--workers-kill-timeout", "5",
        "--no-ws",
        "motcua.config.wsgi:application",
    ]  # fmt: skip
    return Program("Trang web", command, environment(box, server, "web"), box.logs / "web.log")


def worker(box: Box, server: postgres.Server) -> Program:
    command = [sys.executable, "-m", "motcua.config.manage", "procrastinate", "worker"]
    return Program("Công việc nền", command, environment(box, server, "job"), box.logs / "worker.log")


def follower(box: Box, server: postgres.Server) -> Program:
    """Return what keeps the figures: it follows the events and counts what they changed."""
    command = [sys.executable, "-m", "motcua.config.manage", "follow_events"]
    return Program("Số liệu", command, environment(box, server, "job"), box.logs / "figures.log")


def vneid(box: Box, callback: str) -> Program:
    """Return the VNeID simulator: it knows its client's secret and nothing of the database."""
    known = {name: value for name, value in os.environ.items() if name not in KEPT_FROM_CHILDREN}
    command = [
        sys.executable, "-m", "motcua.integrations.vneid.simulator",
        "--host", HOST,
        "--port", str(box.vneid_port),
        "--data", str(box.data / "vneid-simulator"),
        "--client-id", VNEID_CLIENT,
        "--redirect-uri", box.address + callback,
        "--logout-uri", box.address + "/",
    ]  # fmt: skip
    if box.training:
        command += ["--client-name", f"Một cửa điện tử ({training.WORDS})"]
    own = {"PYTHONUNBUFFERED": "1", "PYTHONPATH": _import_path(), **_vneid(box)}
    return Program("VNeID mô phỏng", command, known | own, box.logs / "vneid.log")


def sink(box: Box) -> Program:
    """Return the mail server of the demonstration: it keeps every mail, delivers none and knows nothing of us."""
    port, page_port = box.mail_ports or (0, 0)
    known = {name: value for name, value in os.environ.items() if name not in {*KEPT_FROM_CHILDREN, *MAIL_SECRETS}}
    command = [
        sys.executable, "-m", "motcua.integrations.messaging.sink",
        "--host", HOST,
        "--port", str(port),
        "--page-port", str(page_port),
        "--data", str(box.data / "mails"),
    ]  # fmt: skip
    own = {"PYTHONUNBUFFERED": "1", "PYTHONPATH": _import_path()}
    return Program("Hộp thư trình diễn", command, known | own, box.logs / "mails.log")


def on_folder(data: Path) -> Box:
    """Return the box of a command that serves no page: what the folder says it is, at the address of one that runs."""
    held = instance.current(data)
    training_folder = data_set.of_folder(data) == "training"
    return Box(data, port=8000, training=training_folder, runs_at=held.address if held else "")


@contextmanager
def server_of(data: Path) -> Iterator[postgres.Server]:
    """Offer a folder's server; training has one of its own, whatever DATABASE_URL names."""
    with postgres.running(data, heed_url=data_set.of_folder(data) != "training") as server:
        yield server


@contextmanager
def opened(data: Path, role: str = "owner") -> Iterator[postgres.Server]:
    """Offer a command its database and a ready Django, as `role`; stop the server only if it did not run before."""
    with server_of(data) as server:
        server.database()
        box = on_folder(data)
        data_set.check_database(server.dsn(postgres.OWNER), box.kind)
        os.environ.update(environment(box, server, role))
        import django

        django.setup()
        yield server


def port_is_free(port: int) -> bool:
    """Tell whether nobody listens on `port`; a connection that just ended does not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port_after(port: int) -> int:
    """Return the next port nobody listens on."""
    return next(each for each in range(port + 1, 65536) if port_is_free(each))


def _mark(box: Box, server: postgres.Server) -> str:
    return freshness.mark(data=box.data, owner=server.dsn(postgres.OWNER), asked=(box.demo, box.kind))


def _prepare(box: Box, server: postgres.Server) -> Prepared:
    box.logs.mkdir(parents=True, exist_ok=True)
    answer, log = box.data / "prepared.answer", box.logs / "prepare.log"
    command = [sys.executable, "-m", "motcua.config.supervisor.prepare", str(answer)]
    with log.open("wb") as file:
        done = subprocess.run(
            command + (["--demo"] if box.demo else []),
            env=environment(box, server, "owner"),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise NotPrepared("\n".join(log.read_text("utf-8", "replace").splitlines()[-25:]))
    told = Prepared(**json.loads(answer.read_text("utf-8")))
    answer.unlink()
    return told


def _vneid(box: Box) -> dict[str, str]:
    if box.vneid_port is None:
        return {}
    return {
        "MOTCUA_VNEID_ISSUER": f"http://{HOST}:{box.vneid_port}",
        "MOTCUA_VNEID_CLIENT_ID": VNEID_CLIENT,
        "MOTCUA_VNEID_CLIENT_SECRET": read_or_make_secret(box.data / "vneid_client_secret"),
    }


def _mail(box: Box, role: str) -> dict[str, str]:
    """Return where mails go: in a demonstration to the sink or nowhere, for its people are invented, not their hosts.

    The web process decides whether there is a mail server, and only the worker signs in to it.
    """
    if box.mail_ports:
        told = {
            "MOTCUA_SMTP_HOST": HOST,
            "MOTCUA_SMTP_PORT": str(box.mail_ports[0]),
            "MOTCUA_SMTP_TLS": "none",
            "MOTCUA_SMTP_FROM": SINK_SENDER,
        }
        return told | dict.fromkeys(MAIL_SECRETS, "")
    if box.demo:
        return {"MOTCUA_SMTP_HOST": "", **dict.fromkeys(MAIL_SECRETS, "")}
    return {} if role == "job" else dict.fromkeys(MAIL_SECRETS, "")


def _import_path() -> str:
    import motcua

    own = str(Path(next(iter(motcua.__path__))).parent)
    return os.pathsep.join([own, *filter(None, [os.environ.get("PYTHONPATH")])])
