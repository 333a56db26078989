"""The dossiers of a whole family in one place, by the person each is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def grouped(
    rows: Sequence[MyDossier], people: Mapping[int, About], lines: Mapping[int, dict[str, Any]], me: str
) -> list[dict[str, Any]]:
    """Return {"name", "is_me", "key", "rows"} of each person, the reader first, then by the newest dossier.

    Two dossiers are of one person when any of his keys is the same: a number in one, name and birth in the other.
    """
    groups: list[dict[str, Any]] = []
    for row in rows:
        about = people.get(row.id)
        keys = set(about.keys) if about else set()
        is_me = about is None or about.is_me
        found = [g for g in groups if (is_me and g["is_me"]) or g["keys"] & keys]
        group = (
            found[0]
            if found
            else {"name": me if is_me or about is None else about.name, "is_me": is_me, "keys": set(), "rows": []}
        )
        if not found:
            groups.append(group)
        for other in found[1:]:  # joined by this one
            group["rows"] += other["rows"]
            group["keys"] |= other["keys"]
            group["is_me"] = group["is_me"] or other["is_me"]
            groups.remove(other)
        group["keys"] |= keys
        group["rows"].append({**lines[row.id], "role": roles_words(about)})
    groups.sort(key=lambda g: not g["is_me"])
    for number, group in enumerate(groups, start=1):
        group["key"] = f"nguoi-{number}"
        group["count"] = len(group["rows"])
        group["name"] = proper(group["name"])
    return groups


def proper(name: str) -> str:
    """Return a name typed in capitals as people write it.

    >>> proper("PHẠM MINH KHUÊ"), proper("Công ty TNHH Mẫu")
    ('Phạm Minh Khuê', 'Công ty TNHH Mẫu')
    """
    return name.title() if name.isupper() else name
