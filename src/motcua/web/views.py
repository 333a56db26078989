"""The gallery: every component on a page, for our own eyes and for the accessibility tests."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.web import gallery as samples
from motcua.web.routes import public


@public
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    return _show(request, "web/gallery/citizen.html", samples.citizen())


@public
@require_GET
def desk_gallery(request: HttpRequest) -> HttpResponse:
    return _show(request, "web/gallery/desk.html", samples.desk())


@public
@require_GET
def panes_gallery(request: HttpRequest) -> HttpResponse:
    return _show(request, "web/gallery/panes.html", samples.panes())


def _show(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    if not (settings.DEBUG or getattr(settings, "TESTING", False)):
        raise Http404
    return render(request, template, context)
