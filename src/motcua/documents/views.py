"""Files over HTTP: the original to take away, the cleaned rendition to look at."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_GET

from motcua.documents import queries, store
from motcua.documents.names import disposition
from motcua.platform.clock.now import now
from motcua.platform.text import instant_vi
from motcua.web.routes import signed_in

# Several browsers do not start their PDF viewer inside a sandbox, so a PDF gets the narrowest policy with which
# it shows everywhere; it was refused at the door if it runs anything, and the rendition has no actions left.
_SHOWN = {"application/pdf": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"}
_SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'self'"


@require_GET
@signed_in()  # type: ignore[arg-type]  # a stream of bytes is a response too
def original(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """Give the file byte for byte, always as a download."""
    return _answer(request, attachment_id, "original")


@require_GET
@signed_in()  # type: ignore[arg-type]  # a stream of bytes is a response too
def view(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """Show the cleaned rendition in the browser."""
    return _answer(request, attachment_id, "view")


def _answer(request: HttpRequest, attachment_id: int, rendition: queries.Rendition) -> HttpResponseBase:
    """Send the file; a result that was replaced says so first, and is given to who still wants it."""
    opened = queries.open_attachment(request.who, attachment_id, rendition, now=now())  # type: ignore[attr-defined]
    if opened.replaced_at is None or request.GET.get("ban-cu") == "1":
        return _sent(request, opened)
    opened.file.close()
    context = {
        "name": opened.name,
        "at": instant_vi(opened.replaced_at),
        "new": queries.result_in_place_of(request.who, attachment_id),  # type: ignore[attr-defined]
    }
    return render(request, "documents/replaced.html", context)


def _sent(request: HttpRequest, opened: queries.Opened) -> HttpResponseBase:
    tag = quote_etag(opened.tag)
    response: HttpResponseBase
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        opened.file.close()
        response = HttpResponseNotModified()
    else:
        body = FileResponse(opened.file, content_type=opened.content_type)
        body.block_size = store.CHUNK
        body["Content-Length"] = str(opened.size)
        body["Content-Disposition"] = disposition(opened.name, is_attachment=opened.rendition == "original")
        response = body
    is_shown = opened.rendition == "view"
    response["Content-Security-Policy"] = _SHOWN.get(opened.content_type, _SANDBOX) if is_shown else _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # Kept by this browser alone and asked for again each time: every opening is judged and logged anew.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = tag
    return response
