"""Every address of the product."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("motcua.desk.urls")),
    path("", include("motcua.documents.urls")),
    path("api/", include("motcua.config.api")),
    path("tai-khoan/vneid/", include("motcua.integrations.vneid.urls")),
]
PARTS = ("motcua.citizen", "motcua.citizen.catalogue", "motcua.citizen.disclosure", "motcua.console")
for module in (f"{part}.urls" for part in PARTS):
    if find_spec(module.rpartition(".")[0]) is not None and find_spec(module) is not None:
        urlpatterns.append(path("", include(module)))
if settings.DEBUG or settings.TESTING:
    urlpatterns.append(path("", include("motcua.web.urls")))
