"""A server of the administrator, named by DATABASE_URL: we check it and add only what it allows."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from . import roles
from .binaries import OLDEST_MAJOR
from .errors import PostgresRefused

VARIABLES = {roles.OWNER: "MOTCUA_DB_OWNER", roles.WEB: "MOTCUA_DB_WEB", roles.JOB: "MOTCUA_DB_JOB"}


def prepare(folder: Path, url: str) -> str:
    """Check the server behind `url` and return its version; raises PostgresRefused with what to do.

    The role in `url` is the owner. Web and job roles come from MOTCUA_DB_WEB and
    MOTCUA_DB_JOB, or are created when the owner may create roles.
    """
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            number = connection.info.server_version
            if number // 10000 < OLDEST_MAJOR:
                raise PostgresRefused(
                    f"Máy chủ trong DATABASE_URL là PostgreSQL {number // 10000}; cần {OLDEST_MAJOR} trở lên.",
                    f"The server in DATABASE_URL is PostgreSQL {number // 10000}; {OLDEST_MAJOR} or newer is needed.",
                )
            encoding = connection.execute("SHOW server_encoding").fetchone()
            if encoding != ("UTF8",):
                raise PostgresRefused(
                    "Cơ sở dữ liệu trong DATABASE_URL không dùng bảng mã UTF8. Xin tạo lại với ENCODING 'UTF8'.",
                    "The database in DATABASE_URL is not encoded in UTF8; create it anew with ENCODING 'UTF8'.",
                )
            _ensure_roles(connection, folder)
            roles.furnish(
                url,
                owner=connection.info.user,
                web=_user(dsn(folder, roles.WEB)),
                job=_user(dsn(folder, roles.JOB)),
            )
            return f"{number // 10000}.{number % 10000}"
    except psycopg.OperationalError as trouble:
        raise PostgresRefused(
            "Không kết nối được tới máy chủ trong DATABASE_URL. Xin kiểm tra địa chỉ, mật khẩu và tường lửa.",
            f"Cannot connect to the server in DATABASE_URL: {trouble}",
        ) from None


def dsn(folder: Path, role: str) -> str:
    """Return the address for one role: what the administrator set, else DATABASE_URL with the role we made."""
    given = os.environ.get(VARIABLES[role])
    url = os.environ["DATABASE_URL"]
    if given or role == roles.OWNER:
        return given or url
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    word = quote(roles.passwords(folder)[role], safe="")
    return urlunsplit(parts._replace(netloc=f"{role}:{word}@{host}"))


def _ensure_roles(connection: psycopg.Connection, folder: Path) -> None:
    missing = [role for role in (roles.WEB, roles.JOB) if not os.environ.get(VARIABLES[role])]
    known = {name for (name,) in connection.execute("SELECT rolname::text FROM pg_roles")}
    if (folder / roles.PASSWORDS).exists():
        missing = [role for role in missing if role not in known]
    if not missing:
        return
    (may_create, database) = connection.execute(
        "SELECT rolsuper OR rolcreaterole, current_database()::text FROM pg_roles WHERE rolname = current_user"
    ).fetchone() or (False, "")
    if not may_create or any(role in known for role in missing):
        wanted = "; ".join(f"CREATE ROLE {role} LOGIN PASSWORD '…'" for role in missing)
        variables = ", ".join(VARIABLES[role] for role in missing)
        raise PostgresRefused(
            f"Máy chủ trong DATABASE_URL chưa có tài khoản cho trang web và công việc nền. "
            f"Xin nhờ quản trị chạy: {wanted}; rồi đặt {variables}.",
            f"The server in DATABASE_URL lacks the web and job roles; have them made ({wanted}) and set {variables}.",
        )
    words = roles.passwords(folder)
    for role in missing:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(words[role])
            )
        )
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(role))
        )


def _user(address: str) -> str:
    return str(conninfo_to_dict(address)["user"])
