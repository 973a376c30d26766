import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import chromium
from tests.journeys import walker
from tests.journeys.server import Site, load_samples
from tests.once import made_once


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The platform, started as `make run` starts it, with the sample programmes."""
    folder: Path = tmp_path_factory.mktemp("site")
    shutil.copytree(made_once("samples", load_samples), folder, dirs_exist_ok=True)
    running = Site(folder)
    running.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def axe_by_night(request: pytest.FixtureRequest) -> None:
    """By day every page is looked at once with axe, apart from the stories; by night also on every step of a story."""
    walker.LOOKS_WITH_AXE = request.node.get_closest_marker("night") is not None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
