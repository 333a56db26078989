"""What the tests of these pages do: sign in, read a page as words, send a form on with what it hides."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client

from motcua.dossiers.models import Dossier

PASSWORD = "Motcua-2026"  # of the demonstration's people, whom the test world is made of
ADD = "/quan-tri/lich/them-ngay/"
HOURS = "/quan-tri/lich/gio-lam-viec/"
POWER_CUT = {
    "unit": "cam-giang", "on-day": "18", "on-month": "11", "on-year": "2026", "kind": "local_off", "as_weekday": "",
    "name": "Cắt điện toàn xã", "source": "Thông báo 12/TB-UBND", "mark": "C",
}  # fmt: skip


def as_owner() -> None:
    """Look at the rows as they are: the last request left the web role, which sees no dossier."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def dates_of(code: str) -> Any:
    """Return the date promised and the one promised first."""
    as_owner()
    return Dossier.objects.values_list("due_at", "original_due_at").get(code=code)


def signed_in(username: str) -> Client:
    """Return a browser with an officer signed in."""
    client = Client()
    assert client.post("/can-bo/dang-nhap/", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def text(response: Any, status: int = 200) -> str:
    """Return the words of a page, its status checked."""
    assert response.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def hidden(response: Any) -> dict[str, str]:
    """Return what a page's forms hide."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: unescape(value) for name, value in found}
