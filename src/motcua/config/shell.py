"""What every page's frame needs: whose house this is and who is signed in."""

from __future__ import annotations

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Template context of every page."""
    return {"who": getattr(request, "who", None)}
