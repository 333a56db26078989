"""Classes of secrecy: their numbers and what each is about."""

from __future__ import annotations

from functools import lru_cache

from motcua.identity.models import SecrecyClass


@lru_cache(maxsize=1)
def _classes() -> dict[str, int]:
    return dict(SecrecyClass.objects.values_list("key", "number"))


def secrecy_number(key: str | None) -> int:
    """Return the number of a class of secrecy by its key in packs; 0 for None (ordinary).

    An unknown key is a fault of the pack: it must never fall back to "ordinary".
    """
    if not key:
        return 0
    if key not in _classes():
        _classes.cache_clear()
    return _classes()[key]


def secrecy_names() -> dict[int, str]:
    """Return what each class of secrecy is about, by number; one query."""
    return dict(SecrecyClass.objects.values_list("number", "name"))
