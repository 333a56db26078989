"""One box for all journeys of a run, one Chromium for each file of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from .box import Box, running
from .visitor import DESK, PHONE, Visitor


@pytest.fixture(scope="session")
def box() -> Iterator[Box]:
    with running() as box:
        yield box


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is missing: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(box: Box, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Let people come with a browser; what their pages got wrong fails the test at its end."""
    came: list[Visitor] = []

    def come(name: str, *, desk: bool = False, **how: bool) -> Visitor:
        came.append(Visitor(chromium, box.address, name, DESK if desk else PHONE, **how))
        return came[-1]

    yield come
    for visitor in came:
        visitor.leave()
    faults = [f"{visitor.name}: {fault}" for visitor in came for fault in visitor.faults]
    report = getattr(request.node, "report", None)
    if report is not None and report.failed:
        print("\n".join(faults))
        print(box.last_words())
    else:
        assert faults == [], "\n".join(faults) + "\n" + box.last_words()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.when == "call":
        item.report = report
    return report
