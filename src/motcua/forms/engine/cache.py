"""Parsed forms by digest: a version never changes, so neither does what is parsed from it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from motcua.forms.engine.model import Form

MOST = 256  # forms kept in one process; the commune's daily ones are far fewer
_kept: OrderedDict[str, Form] = OrderedDict()
_lock = Lock()


def form_of(digest: str, make: Callable[[], tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Form:
    """The form of a digest that covers its document and its code lists; `make` returns both when it is not kept yet."""
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
            return _kept[digest]
    form = Form.parse(*make())
    with _lock:
        _kept[digest] = form
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return form
