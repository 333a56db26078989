"""A large photo over a weak line: it goes in pieces while the person types, and survives the line."""

from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import expect

from .people import sign_in_citizen

PROCEDURE = "1.001193"
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

# What a page of ours may ask of the interface for programs, with the token of the page it stands on.
_ASK = """async ([method, path, body]) => {
  const token = (await (await fetch('/api/session')).json()).csrf_token
  const answer = await fetch(path, {method, body: body && JSON.stringify(body),
    headers: {'X-CSRFToken': token, 'Content-Type': 'application/json'}})
  return await answer.json()
}"""


@pytest.fixture
def large(tmp_path):
    """A photo of about three megabytes."""
    path = tmp_path / "giấy chứng sinh.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(path, "JPEG", quality=80)
    assert 2_000_000 < path.stat().st_size < 6_000_000
    return path


def test_a_large_photo_goes_in_pieces_and_outlives_a_broken_line(visit, large):
    citizen = visit("dan-mang-yeu")
    page = citizen.page
    citizen.go(f"/xa/cam-giang/nop/{PROCEDURE}/")
    sign_in_citizen(citizen, "Phạm Văn Tiến")
    wanted = {"procedure": PROCEDURE, "commune": "cam-giang", "for_other": True}  # a draft nobody has begun
    begun = page.evaluate(_ASK, ["POST", "/api/drafts", wanted])
    draft = f"/api/drafts/{begun['id']}"
    page.evaluate(_ASK, ["PATCH", draft, {"answers": {"case": "standard"}}])

    citizen.go(f"/nop/{begun['id']}/files/")
    pieces = []
    page.on("request", lambda sent: sent.method == "PATCH" and pieces.append(sent))
    line = page.locator(".vn-file__list")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    weak = {"offline": False, "latency": 40, "downloadThroughput": 400_000, "uploadThroughput": 400_000}
    network.send("Network.emulateNetworkConditions", weak)
    page.locator("[name=file_birth_notice]").set_input_files(large)
    expect(line).to_contain_text("%")
    citizen.look("dang-gui")
    network.send("Network.emulateNetworkConditions", {**weak, "offline": True})
    expect(line).to_contain_text("mạng yếu")
    cut = len(pieces)
    page.get_by_role("button", name="Tiếp tục").click()  # the page waits for line and file by itself
    expect(page.get_by_role("button", name="Đang gửi nốt tệp…")).to_be_visible()
    network.send("Network.emulateNetworkConditions", {**weak, "uploadThroughput": -1})
    page.wait_for_url(lambda address: "/files/" not in address)
    citizen.faults = [fault for fault in citizen.faults if "ERR_INTERNET_DISCONNECTED" not in fault]  # we cut it

    assert len(pieces) > cut > 1
    (kept,) = page.evaluate(_ASK, ["GET", draft, None])["files"]
    assert kept["name"] == "giấy chứng sinh.jpg"
    assert kept["size"] == large.stat().st_size
    citizen.go(f"/nop/{begun['id']}/files/")
    assert page.locator(".vn-file__list li").count() == 1
    page.evaluate(_ASK.replace("return await answer.json()", "return answer.status"), ["DELETE", draft, None])


@pytest.fixture
def at_files(visit):
    """Begin a draft and stand on its page of files; `at_files(name)` gives the visitor and the draft's number."""

    def come(name):
        citizen = visit(name)
        citizen.go(f"/xa/cam-giang/nop/{PROCEDURE}/")
        sign_in_citizen(citizen, "Phạm Văn Tiến")
        wanted = {"procedure": PROCEDURE, "commune": "cam-giang", "for_other": True}
        begun = citizen.page.evaluate(_ASK, ["POST", "/api/drafts", wanted])
        citizen.page.evaluate(_ASK, ["PATCH", f"/api/drafts/{begun['id']}", {"answers": {"case": "standard"}}])
        citizen.go(f"/nop/{begun['id']}/files/")
        return citizen, begun["id"]

    return come


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_draft_that_takes_no_file_any_more_says_so_and_lets_the_person_go_on(at_files, large, status):
    citizen, _ = at_files(f"khong-nhan-tep-{status}")
    page = citizen.page
    page.route("**/api/drafts/*/uploads", lambda route: route.fulfill(status=status, json={"code": "x"}))
    page.locator("[name=file_birth_notice]").set_input_files(large)
    expect(page.locator("[data-picked].vn-error-text")).to_contain_text("giấy chứng sinh.jpg: ")
    expect(page.locator(".vn-file__list")).not_to_contain_text("đang thử lại")
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(lambda address: "/files/" not in address)
    citizen.faults = [fault for fault in citizen.faults if str(status) not in fault]  # we refused it


def test_who_leaves_for_later_waits_for_no_file(at_files, large):
    citizen, _ = at_files("de-sau-khong-cho")
    page = citizen.page
    page.route("**/api/drafts/*/uploads", lambda _: None)  # the line swallows it
    page.locator("[name=file_birth_notice]").set_input_files(large)
    page.get_by_role("button", name="Để sau").click()
    page.wait_for_url(lambda address: "/files/" not in address, timeout=10_000)
    citizen.faults = []
