"""A PDF under its narrow policy still shows inside a page of ours."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings
from PIL import Image

from motcua.documents import views
from motcua.documents.tests import files


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _red(made) -> None:
    made.pages[0].obj.Contents = made.make_stream(b"1 0 0 rg 0 0 1000 1000 re f")


@pytest.fixture
def address() -> Iterator[str]:
    """A page under the house's policy with the PDF in a frame, sent with the header the view sends."""
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    of_page = "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())

    def app(environ, start):
        if environ["PATH_INFO"] == "/tep":
            head = [
                ("Content-Type", "application/pdf"),
                ("Content-Security-Policy", views._SHOWN["application/pdf"]),
                ("Content-Disposition", "inline; filename=a.pdf"),
                ("X-Content-Type-Options", "nosniff"),
                ("X-Frame-Options", "SAMEORIGIN"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
            ]
            start("200 OK", head)
            return [files.pdf(dress=_red)]
        start("200 OK", [("Content-Type", "text/html"), ("Content-Security-Policy", of_page)])
        return [b"<iframe src=/tep width=600 height=500></iframe>"]

    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.browser
def test_a_pdf_shows_in_a_frame_of_the_desk(address):
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        for _ in range(40):
            page.wait_for_timeout(250)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            red = sum(count for count, colour in picture.getcolors(1 << 24) if colour[0] > 200 and max(colour[1:]) < 60)
            if red > 20_000:
                break
        browser.close()
    assert red > 20_000
