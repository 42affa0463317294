"""Every page is accessible, fits a telephone, breaks no policy and is light. WCAG 2.2 AA by axe, in both colours and directions."""

from typing import Any

import pytest
from flask import url_for
from playwright.sync_api import Page, Response

from tests.journeys.browsers import Browsers
from tests.journeys.looking import EVERYTHING, NARROW, WHAT_A_VIEW_CHANGES, WIDE, problems, too_wide
from tests.journeys.network import Network
from tests.journeys.pages import NOT_PAGES, ON_AN_EMPTY_SITE, PAGES, Visit
from tests.journeys.site import Site

MOST_BYTES, MOST_REQUESTS = 60_000, 6


def test_every_page_is_listed(site: Site) -> None:
    """A new GET route stands in `pages.py`, so that it cannot be forgotten here."""
    listed = {visit.endpoint for visit in PAGES + ON_AN_EMPTY_SITE} | set(NOT_PAGES)
    routes = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert routes - listed == set(), "routes without a visit"
    assert listed - routes == set(), "visits without a route"


@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_page(visit: Visit, site: Site, browsers: Browsers, network: Network) -> None:
    page = browsers.of(member_of(network, visit), viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    path = path_of(site, network, visit)
    carried = weigh(page, path, visit.status)
    found = look_in_every_view(page, site, path)
    assert (sorted(found), carried) == ([], "light")


@pytest.mark.parametrize("visit", ON_AN_EMPTY_SITE, ids=str)
def test_page_of_an_empty_site(visit: Visit, empty_site: Site, browsers: Browsers, network: Network) -> None:
    browsers.site = empty_site
    test_page(visit, empty_site, browsers, network)


def member_of(network: Network, visit: Visit) -> Any:
    return None if visit.persona == "stranger" else getattr(network.cast, visit.persona)


def path_of(site: Site, network: Network, visit: Visit) -> str:
    with site.app.test_request_context():
        return url_for(visit.endpoint, **visit.values(network))


def weigh(page: Page, path: str, status: int) -> str:
    """Open the page for the first time; "light" or what it carried beyond the measure."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    answer = page.goto(path, wait_until="load")
    assert answer is not None
    assert answer.status == status
    size = sum(answer.request.sizes()["responseBodySize"] for answer in answers)
    if size < MOST_BYTES and len(answers) <= MOST_REQUESTS:
        return "light"
    return f"{size} bytes in {len(answers)} requests: {[answer.url for answer in answers]}"


def look_in_every_view(page: Page, site: Site, path: str) -> set[str]:
    """All rules wide in light colours, and narrow, dark and in Arabic; contrast and size of targets in the other views."""
    found = {f"1280 light {problem}" for problem in problems(page, EVERYTHING)}
    page.emulate_media(color_scheme="dark")
    found |= {f"1280 dark {problem}" for problem in problems(page, WHAT_A_VIEW_CHANGES)}
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="light")
    found |= {f"360 light {problem}" for problem in problems(page, WHAT_A_VIEW_CHANGES)} | too_wide(page, "en")
    page.context.add_cookies([{"name": "language", "value": "ar", "url": site.url}])
    page.emulate_media(color_scheme="dark")
    page.goto(path)
    assert page.locator("html").get_attribute("dir") == "rtl"
    return found | {f"360 dark ar {problem}" for problem in problems(page, EVERYTHING)} | too_wide(page, "ar")
