"""The dossiers of a whole family in one place, by the person each is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.dossiers.queries import About, MyDossier

_ROLE = {
    "submitter": "người nộp",
    "owner": "chủ hồ sơ",
    "subject": "người được làm giấy",
    "representative": "người được ủy quyền",
}


def roles_words(about: About | None) -> str:
    """Say what the reader is in a dossier.

    >>> roles_words(About("A", frozenset(), True, ("owner", "submitter")))
    'Bạn là người nộp, chủ hồ sơ.'
    """
    words = ", ".join(words for role, words in _ROLE.items() if about and role in about.roles)
    return f"Bạn là {words}." if words else ""


@dataclass
class Group:
    """The dossiers about one person; `key` is where the page jumps to."""

    name: str
    is_me: bool
    keys: set[str] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)
    key: str = ""

    @property
    def count(self) -> int:
        """How many dossiers."""
        return len(self.rows)


def grouped(
    rows: Sequence[MyDossier], people: Mapping[int, About], lines: Mapping[int, dict[str, Any]], me: str
) -> list[Group]:
    """Return the dossiers by the person each is about, the reader's own first, then as they come.

    Two are of one person when any of his keys is the same: a number in one, name and birth in the other.
    """
    groups: list[Group] = []
    for row in rows:
        about = people.get(row.id)
        keys = set(about.keys) if about else set()
        is_me = about is None or about.is_me
        found = [g for g in groups if (is_me and g.is_me) or g.keys & keys]
        if not found:
            groups.append(Group(me if about is None or is_me else proper(about.name), is_me))
            found = groups[-1:]
        group = found[0]
        for other in found[1:]:  # this dossier tells that they are one
            group.rows += other.rows
            group.keys |= other.keys
            group.is_me = group.is_me or other.is_me
            groups.remove(other)
        group.keys |= keys
        group.rows.append({**lines[row.id], "role": roles_words(about)})
    groups.sort(key=lambda g: not g.is_me)
    for number, group in enumerate(groups, start=1):
        group.key = f"nguoi-{number}"
    return groups


def proper(name: str) -> str:
    """Return a name typed in capitals as people write it.

    >>> proper("PHẠM MINH KHUÊ"), proper("Công ty TNHH Mẫu")
    ('Phạm Minh Khuê', 'Công ty TNHH Mẫu')
    """
    return name.title() if name.isupper() else name
