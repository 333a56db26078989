"""What the person sees: findable without marks, safe against hostile text, and bound by its own policy."""

import re

import pytest

from motcua.integrations.vneid.simulator import server
from motcua.integrations.vneid.simulator.clients import Client
from motcua.integrations.vneid.simulator.provider import Settings

from .support import CLIENT, REDIRECT_URI, Browser, asked, names_on, settings_for

HOSTILE = "\"><script>alert('x')</script>"


def test_the_page_lists_everybody_and_says_that_it_is_a_simulation(browser):
    page = browser.ask().text

    assert len(names_on(page)) == 23
    assert "VNeID mô phỏng, chỉ có người bịa" in page
    assert '<html lang="vi">' in page


@pytest.mark.parametrize(
    ("sought", "names"),
    [
        ("tien", ["Phạm Văn Tiến"]),
        ("031198999003", ["Lê Thu Trang"]),
        ("  cẩm GIANG   cha ", ["Phạm Văn Dũng", "Lê Đình Hòa"]),
        ("không ai cả", []),
    ],
)
def test_searching_keeps_the_request_and_shows_only_the_found(browser, sought, names):
    page = browser.ask(q=sought).text

    assert names_on(page) == names
    for value in asked().values():
        assert page.count(f'value="{value.replace("&", "&amp;")}"') == 3  # refuse, search and choose carry it
    assert ("Chưa tìm thấy ai" in page) == (names == [])


def test_the_page_needs_no_script_and_carries_no_style_of_its_own(browser):
    reply = browser.ask()
    policy = reply.headers["Content-Security-Policy"]

    assert "<script" not in reply.text
    assert "<style" not in reply.text
    assert not re.search(r"\s(style|on\w+)=", reply.text)
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_policy_lets_the_form_lead_back_to_this_client_only(browser):
    assert browser.ask().headers["Content-Security-Policy"].endswith("form-action 'self' http://127.0.0.1:18189")
    assert browser.ask(client_id="nobody").headers["Content-Security-Policy"].endswith("form-action 'self'")


@pytest.mark.parametrize("name", ["q", "state", "nonce", "login_hint", "redirect_uri", "client_id"])
def test_hostile_text_stays_text(browser, name):
    reply = browser.ask(**{name: HOSTILE})

    assert "<script" not in reply.text
    assert "&lt;script&gt;" in reply.text


def test_the_clients_name_is_text_too(key_folder):
    client = Client("a", "b", (REDIRECT_URI,), name="<b>Xã</b>")
    with server.running(lambda issuer: Settings(issuer, (client,), key_folder)) as simulator:
        browser = Browser(simulator.issuer)
        with browser.http:
            assert "&lt;b&gt;Xã&lt;/b&gt; sẽ nhận" in browser.ask(client_id="a").text


def test_asking_by_post_shows_the_same_page(browser):
    reply = browser.http.post(f"{browser.issuer}/authorize", data=asked())

    assert reply.status_code == 200
    assert names_on(reply.text) == names_on(browser.ask().text)


def test_the_style_and_the_mark_are_served_with_their_types(browser):
    for link, kind in (("vneid.css", "text/css; charset=utf-8"), ("mark.svg", "image/svg+xml")):
        reply = browser.http.get(f"{browser.issuer}/static/{link}")
        assert (reply.status_code, reply.headers["Content-Type"]) == (200, kind)
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "broken",
    [
        {"client_id": ""},
        {"secret": ""},
        {"redirect_uris": ("https://a.example/*",)},
        {"redirect_uris": ("https://a.example/#x",)},
        {"redirect_uris": ("javascript:alert(1)",)},
        {"logout_uris": ("/relative",)},
    ],
)
def test_a_client_that_cannot_be_safe_is_not_registered(broken):
    fields = {"client_id": "a", "secret": "b", "redirect_uris": (REDIRECT_URI,)} | broken
    with pytest.raises(ValueError, match=r"client|address"):
        Client(**fields)


@pytest.mark.parametrize("issuer", ["127.0.0.1:1", "http://a.example/", "http://a.example/x", "http://a.example?x"])
def test_an_issuer_is_scheme_host_and_port_only(tmp_path, issuer):
    with pytest.raises(ValueError, match="issuer"):
        settings_for(issuer, tmp_path)


def test_a_registration_without_clients_is_refused(tmp_path):
    with pytest.raises(ValueError, match="client"):
        Settings("http://a.example", (), tmp_path)
    assert CLIENT.secret not in repr(CLIENT)
