"""What was typed when the sign-in had run out: laid aside with the session, and back on the page after the sign-in.

Only the same browser gets it back, once, at the same address, and only a person whom that page lets in. It goes with
the session (12 hours at most); files are not kept, the page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpResponse

from motcua.identity.requests import Request

_KEY = "typed"
_MOST = 100_000  # characters: the longest form has a tenth of it
_BUTTONS = frozenset({"csrfmiddlewaretoken", "find", "add", "remove", "later", "keep"})
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Kept:
    """The boxes of a page as they were sent, and whether files went with them that must be chosen again."""

    posted: dict[str, list[str]]
    had_files: bool

    @property
    def sentence(self) -> str:
        """What the page says about it."""
        told = "Bạn đã đăng nhập lại. Phần vừa khai còn nguyên"
        return f"{told}, chỉ cần chọn lại tệp." if self.had_files else f"{told}, làm tiếp được ngay."


def keeps_typing(view: View) -> View:
    """Let a page that takes typing lay it aside when nobody is signed in any more; stands outside `signed_in`."""

    @wraps(view)
    def kept(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.who is None and request.method == "POST":
            posted = {name: values for name, values in request.POST.lists() if name not in _BUTTONS}
            if sum(len(name) + sum(map(len, values)) for name, values in posted.items()) <= _MOST:
                request.session[_KEY] = {"path": request.path, "posted": posted, "files": bool(request.FILES)}
        return view(request, *args, **kwargs)

    return kept


def holds_typing(request: Request) -> bool:
    """Tell whether something typed waits for the sign-in."""
    return _KEY in request.session


def kept_typing(request: Request) -> Kept | None:
    """Return what was laid aside for this page, once; what belongs to another page is thrown away."""
    if request.method != "GET" or _KEY not in request.session:
        return None
    told = request.session.pop(_KEY)
    return Kept(told["posted"], told["files"]) if told["path"] == request.path else None
