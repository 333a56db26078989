"""A person signs in with a real browser: without scripts, by keyboard alone, and back at the client."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright

from motcua.integrations.vneid.simulator import server
from motcua.integrations.vneid.simulator.clients import Client
from motcua.integrations.vneid.simulator.provider import Settings

from .support import asked

pytestmark = pytest.mark.browser


class _ClientSite(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write("Đã về".encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def client_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _ClientSite) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{site.server_port}/callback"
        site.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def address(client_site, key_folder) -> Iterator[str]:
    client = Client("motcua", "s", (client_site,))
    with server.running(lambda issuer: Settings(issuer, (client,), key_folder)) as simulator:
        yield f"{simulator.issuer}/authorize?{urlencode(asked(redirect_uri=client_site))}"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    path = shutil.which("chromium")
    assert path, "Chromium is missing: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def open_page(chromium: Chromium, width: int = 360, *, scripts: bool = True) -> Page:
    return chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts).new_page()


def test_searching_and_choosing_by_keyboard_without_scripts(chromium, address, client_site):
    page = open_page(chromium, scripts=False)
    page.goto(address)

    page.keyboard.press("Tab")  # Từ chối
    page.keyboard.press("Tab")
    page.keyboard.type("do thi hanh")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=do+thi+hanh**")
    page.get_by_role("button", name="Đỗ Thị Hạnh").press("Enter")

    page.wait_for_url(f"{client_site}?**")
    came_back = parse_qs(urlsplit(page.url).query)
    assert came_back["state"] == [asked()["state"]]
    assert came_back["code"]


def test_declining_comes_back_too(chromium, address, client_site):
    page = open_page(chromium, scripts=False)
    page.goto(address)

    page.get_by_role("button", name="Từ chối").click()

    page.wait_for_url(f"{client_site}?**")
    assert parse_qs(urlsplit(page.url).query)["error"] == ["access_denied"]


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways_and_every_button_can_be_hit(chromium, address, width):
    page = open_page(chromium, width)
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    heights = page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=hidden])')].map(e => e.offsetHeight)"
    )
    assert len(heights) == 26
    assert min(heights) >= 44


@pytest.mark.parametrize("path", ["", "&q=tien", "&q=zzz", "&scope=openid&redirect_uri=x"])
def test_axe_finds_nothing(chromium, address, path):
    page = open_page(chromium)
    page.goto(address + path)

    results = Axe().run(page)

    assert results.violations_count == 0, results.generate_report()
