"""PostgreSQL on the box: found, made, started, stopped, with three roles (architecture, section 4).

`ensure(data_dir)` is the one door; see docs/decisions/0001-database-on-the-box.md for why.
"""

from .errors import PostgresRefused
from .lifecycle import DATABASE, Server, ensure, find, running
from .roles import JOB, OWNER, WEB

__all__ = ["DATABASE", "JOB", "OWNER", "WEB", "PostgresRefused", "Server", "ensure", "find", "running"]
