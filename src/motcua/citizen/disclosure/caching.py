"""Pages that may be kept by whoever carries them: the same for everybody who is not signed in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

KEPT_SECONDS = 900


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the answer be kept a quarter of an hour, and answer 304 when it is still the same.

    To somebody signed in the frame of the page is his own: nothing is kept then. A view may set `seed` on its answer
    where the bytes of a file change although what it says does not.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.who is not None or response.status_code != 200:  # type: ignore[attr-defined]
            return response
        said = getattr(response, "seed", response.content)
        etag = f'W/"{hashlib.sha256(said).hexdigest()[:32]}"'
        response["ETag"] = etag
        patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
        same = get_conditional_response(request, etag=etag, response=response)
        return same if same is not None else response  # type: ignore[return-value]

    return answered
