"""The public figures as anybody gets them: how long a page takes, and what a first visit weighs over the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from motcua.config.bench import statements
from motcua.config.bench.house import House, NoOfficers, backend
from motcua.config.bench.measuring import Times, repeat

HOW = "in process: django.test.Client through every middleware and view, web login, nobody signed in"
BUDGET = 60 * 1024  # bytes of a first visit: page, styles, scripts, fonts, icons


def public(house: House, *, seconds: float, **_: Any) -> dict[str, Any]:
    """The pages of a commune and of a province, their procedures, files and what says how it is counted."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    addresses = _addresses(house)
    total, pages = Times(), {}
    for name, url in addresses.items():
        with statements.caught() as asked:
            first = client.get(url)
        if first.status_code != 200:
            raise RuntimeError(f"{url}: {first.status_code}")

        def once(url: str = url) -> None:
            client.get(url)

        times = repeat(once, seconds=seconds / len(addresses), backend=backend())
        page = {**times.told(), "queries_first": len(asked), "page_bytes": len(_pressed(first.content, 5))}
        if first["Content-Type"].startswith("text/html"):
            page["first_visit_bytes"] = page["page_bytes"] + sum(_weights(first.content.decode()))
        pages[name] = {"url": url, **page}
        total += times
    heaviest = max(page.get("first_visit_bytes", 0) for page in pages.values())
    return {**total.told(), "pages": pages, "heaviest_first_visit": heaviest, "budget_bytes": BUDGET, "how": HOW}


def _addresses(house: House) -> dict[str, str]:
    """The commune with most dossiers in a month that is over, that month, its year, its province, and the index."""
    row = house.db.execute(
        "SELECT u.slug, c.period, (SELECT v.slug FROM unit_parent p JOIN unit v ON v.id = p.parent_id"
        " WHERE p.unit_id = u.id AND v.kind = 'province' LIMIT 1)"
        " FROM figure_cell c JOIN unit u ON u.id = c.unit_id"
        " WHERE u.kind = 'committee' AND c.period ~ '^\\d{4}-\\d{2}$' AND c.last < current_date"
        " ORDER BY (c.counts #>> '{dossiers.received,n}')::bigint DESC NULLS LAST LIMIT 1"
    ).fetchone()
    if row is None:
        raise NoOfficers("nothing is counted")
    slug, month, province = row
    commune = f"/cong-khai/{slug}/"
    made = {
        "month": f"{commune}?ky={month}",
        "year": f"{commune}?ky={month[:4]}",
        "procedures": f"{commune}thu-tuc/?ky={month}",
        "csv": f"{commune}so-lieu.csv?ky={month}",
        "index": "/cong-khai/",
        "about": "/cong-khai/du-lieu/",
    }
    return made | ({"province": f"/cong-khai/{province}/?ky={month}"} if province else {})


def _weights(page: str) -> Iterator[int]:
    """Yield what each file a first visit fetches weighs: text pressed as the server keeps it, fonts as they are.

    Fonts and the second weight come by the styles, whatever the page: both weights, both of the digits.
    """
    from django.contrib.staticfiles import finders

    named = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page)) | _FONTS
    for name in sorted(named):
        path = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name))
        if path is None:
            raise FileNotFoundError(name)
        with open(path, "rb") as file:
            body = file.read()
        yield len(body) if name.endswith(".woff2") else len(_pressed(body, 11))


_FONTS = {
    f"vendor/{family}/{family}-{weight}.woff2" for family in ("be-vietnam-pro", "motcua-so") for weight in (400, 600)
}


def _pressed(body: bytes, quality: int) -> bytes:
    import brotli

    return brotli.compress(body, quality=quality)
