"""From a data folder to a running database: the choice made once, then kept."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from . import binaries, choice, outside, roles
from .accounts import account_for_new_cluster, recorded_account, system_state
from .cluster import SUPERUSER, Cluster
from .errors import PostgresRefused

URL_VARIABLE = "DATABASE_URL"
DATABASE = "motcua"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that answers, and how each role reaches it."""

    kind: str  # "url", "wheel" or "system"
    version: str
    started: bool  # by this call; False when it was running already
    cluster: Cluster | None = field(repr=False)  # None when DATABASE_URL names a server of the administrator
    folder: Path = field(repr=False)

    def dsn(self, role: str, database: str = DATABASE) -> str:
        """Return the postgresql:// address of `database` for one of roles.ROLES."""
        if self.cluster is None:
            return outside.dsn(self.folder, role)
        word = roles.passwords(self.folder)[role]
        host = quote(str(self.cluster.socket_folder), safe="")
        return f"postgresql://{role}:{quote(word, safe='')}@/{quote(database, safe='')}?host={host}&port=5432"

    def database(self, name: str = DATABASE) -> bool:
        """Make the database `name` ready for migrations, unless it is; return whether it was new."""
        if self.cluster is None:
            return False
        new = roles.create_database(self.dsn(SUPERUSER, "postgres"), name)
        if new:
            roles.furnish(self.dsn(SUPERUSER, name))
        return new

    def environment(self, database: str = DATABASE) -> dict[str, str]:
        """Return the three addresses as the settings read them."""
        return {
            "MOTCUA_DB_OWNER": self.dsn(roles.OWNER, database),
            "MOTCUA_DB_WEB": self.dsn(roles.WEB, database),
            "MOTCUA_DB_JOB": self.dsn(roles.JOB, database),
        }

    def stop(self) -> None:
        """Stop our own cluster; a server of the administrator is left alone."""
        if self.cluster is not None:
            with _locked(self.folder):
                self.cluster.stop()


def ensure(data_dir: Path | str, *, throw_away: bool = False, heed_url: bool = True) -> Server:
    """Return a running server for `data_dir`, making or starting it when needed.

    `DATABASE_URL` wins when set (unless `heed_url` is False). Otherwise the choice
    recorded in `<data_dir>/postgres` decides, and the first start records it: the
    wheel's programs, else a server's on this machine. Several processes may call this
    at once. `throw_away` is for test servers: faster, and not safe against power loss.

    Raises PostgresRefused with a sentence for the administrator.
    """
    folder = _private_folder(Path(data_dir))
    url = os.environ.get(URL_VARIABLE) if heed_url else None
    if url:
        version = outside.prepare(folder, url)
        if choice.read(folder) is None:
            choice.write(folder, choice.Choice("url", bin="", major=int(version.split(".")[0]), home="", user=None))
        return Server("url", version, started=False, cluster=None, folder=folder)
    with _locked(folder):
        cluster = _known(folder)
        if cluster is None or (throw_away and not cluster.exists):
            cluster = _made(folder, throw_away=throw_away)
        _present(cluster, folder)
        started = cluster.start(throw_away=throw_away)
        server = Server(cluster.binaries.kind, cluster.binaries.version, started, cluster, folder)
        if started:
            _finish(server, throw_away=throw_away)
        return server


def find(data_dir: Path | str) -> Server | None:
    """Return the server of `data_dir` if our own cluster there is running, else None; starts nothing."""
    folder = Path(data_dir).resolve() / "postgres"
    chosen = choice.read(folder)
    cluster = _known(folder) if chosen is not None and chosen.kind != "url" else None
    if cluster is None or not cluster.answers():
        return None
    return Server(cluster.binaries.kind, cluster.binaries.version, started=False, cluster=cluster, folder=folder)


@contextmanager
def running(data_dir: Path | str, *, throw_away: bool = False, heed_url: bool = True) -> Iterator[Server]:
    """Offer a server for a while; stop it afterwards only if it was not running before."""
    server = ensure(data_dir, throw_away=throw_away, heed_url=heed_url)
    try:
        yield server
    finally:
        if server.started:
            server.stop()


def _known(folder: Path) -> Cluster | None:
    chosen = choice.read(folder)
    if chosen is None:
        return None
    if chosen.kind == "url":
        raise PostgresRefused(
            f"Thư mục dữ liệu {folder.parent} dùng máy chủ PostgreSQL bên ngoài. Xin đặt lại biến {URL_VARIABLE}.",
            f"The data folder {folder.parent} uses a server of its own; set {URL_VARIABLE} again.",
        )
    account = recorded_account(chosen.user)
    found = binaries.for_existing_cluster(chosen.kind, Path(chosen.bin), chosen.major)
    if account.user is not None:
        found = binaries.copied_for_everyone(found, system_state())
    return Cluster(Path(chosen.home), found, account)


def _present(cluster: Cluster, folder: Path) -> Cluster:
    if not cluster.exists:
        raise PostgresRefused(
            f"Không thấy dữ liệu PostgreSQL trong {cluster.home}. Xin khôi phục từ bản sao lưu; "
            f"hoặc, nếu muốn bắt đầu lại từ đầu, xóa {folder} rồi chạy lại.",
            f"The PostgreSQL data in {cluster.home} are missing; restore a backup, or delete {folder} to start empty.",
        )
    return cluster


def _made(folder: Path, *, throw_away: bool) -> Cluster:
    account = account_for_new_cluster()
    found = binaries.for_new_cluster()
    home = folder
    if account.user is not None:
        state = system_state()
        found = binaries.copied_for_everyone(found, state)
        home = state / hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]
        state.mkdir(mode=0o755, parents=True, exist_ok=True)
    cluster = Cluster(home, found, account)
    if cluster.exists:
        _set_aside(cluster, throw_away=throw_away)
    cluster.create(roles.passwords(folder)[SUPERUSER], throw_away=throw_away)
    if home != folder:
        (home / "belongs-to").write_text(f"{folder.parent}\n", "utf-8")  # for whoever finds it when the data are gone
    choice.write(
        folder,
        choice.Choice(kind=found.kind, bin=str(found.folder), major=found.major, home=str(home), user=account.user),
    )
    return cluster


def _set_aside(cluster: Cluster, *, throw_away: bool) -> None:
    # The data folder was deleted or never finished; without its passwords this cluster
    # cannot be used, but it may hold dossiers: keep it under another name.
    cluster.stop()
    if throw_away:
        shutil.rmtree(cluster.home)
    elif cluster.account.user is None:
        cluster.data.rename(cluster.home / time.strftime("cluster-left-%Y%m%d-%H%M%S"))
    else:
        cluster.home.rename(cluster.home.with_name(f"{cluster.home.name}-left-{time.strftime('%Y%m%d-%H%M%S')}"))


def _finish(server: Server, *, throw_away: bool) -> None:
    """Bring roles to what this version of motcua expects; a test server's templates get what a database gets."""
    admin = server.dsn(SUPERUSER, "postgres")
    roles.create_roles(admin, roles.passwords(server.folder), owner_may_create_databases=throw_away)
    if throw_away:
        # Django's test runner makes its databases itself, as copies of template1 (never of
        # template0, which has neither the extensions nor the grants).
        roles.furnish(server.dsn(SUPERUSER, "template1"))
        roles.let_owner_step_down(admin)
    else:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")


def _private_folder(data_dir: Path) -> Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    folder = data_dir.resolve() / "postgres"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time decide about this folder's server."""
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
