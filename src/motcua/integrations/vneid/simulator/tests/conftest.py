from collections.abc import Iterator

import pytest

from motcua.integrations.vneid.simulator import server
from motcua.integrations.vneid.simulator.server import Simulator

from .support import Browser, Clock, settings_for


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory):
    return tmp_path_factory.mktemp("vneid") / "data"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulator(key_folder, clock) -> Iterator[Simulator]:
    with server.running(lambda issuer: settings_for(issuer, key_folder, allow_faults=True), clock=clock) as answering:
        yield answering


@pytest.fixture
def browser(simulator) -> Iterator[Browser]:
    browser = Browser(simulator.issuer)
    with browser.http:
        yield browser
