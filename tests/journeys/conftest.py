"""A site that runs, and browsers on it. One Chromium and one seeded site serve all journeys of a test process."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.browsers import WAITS_MS, Browsers
from tests.journeys.network import Network, build_network
from tests.journeys.site import Site, running_site

MAILED_TO = {
    "invitation": "invited@example.org",
    "together": "writes@example.org",
    "request": "asking@example.org",
    "password": "outsider",
    "address": "moved@example.org",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    place = shutil.which("chromium")
    assert place is not None, "the journeys need Chromium: make services"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    expect.set_options(timeout=WAITS_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site") / "home") as running:
        yield running


@pytest.fixture(scope="session")
def network(site: Site) -> Network:
    """The people, notes, topics and groups of the site, written once."""
    with site.session() as session:
        session.expire_on_commit = False
        built = build_network(session)
    for name, address in MAILED_TO.items():
        link = site.link_in_letter(address if "@" in address else getattr(built.cast, address).email)
        built.links[name] = parse_qs(urlsplit(link).query)["link"][0]
    return built


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """An installation in which nobody has an account yet."""
    with running_site(tmp_path / "home") as running:
        yield running


@pytest.fixture
def browsers(chromium: Browser, site: Site, network: Network) -> Iterator[Browsers]:
    """Opens browsers with the site's scripts; none may have complained in the end."""
    opened = Browsers(chromium, site)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def either_way(browsers: Browsers, request: pytest.FixtureRequest) -> Browsers:
    """The same once with the site's scripts and once without."""
    browsers.script = request.param
    return browsers


@pytest.fixture
def page(browsers: Browsers) -> Page:
    """A stranger's browser."""
    return browsers.of()


@pytest.fixture
def plain_page(browsers: Browsers) -> Page:
    """A stranger's browser that runs no scripts."""
    return browsers.of(script=False)
