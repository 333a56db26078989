"""Why the database cannot be offered, in words the person at the keyboard can act on."""

from __future__ import annotations


class PostgresRefused(Exception):
    """The database cannot be started or used, and a person has to decide something.

    `vi` is for the administrator of the commune, `en` for whoever he asks for help;
    both say what is wrong and what to do next.
    """

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")
        self.vi = vi
        self.en = en
