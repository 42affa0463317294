"""From a search to a note: by the words of another language, narrowed by a facet, with what was found made visible."""

import re

from playwright.sync_api import expect

from tests.journeys.browsers import Browsers
from tests.journeys.network import Network


def test_search_in_one_language_narrowed_leads_to_the_note_in_another(either_way: Browsers, network: Network) -> None:
    page = either_way.of(viewport={"width": 1280, "height": 900})
    page.goto("/")
    box = page.locator("main").get_by_role("search")
    box.get_by_role("searchbox").fill("depot mobile")
    box.get_by_role("button", name="Search").click()
    cards = page.locator(".note-card")
    expect(cards.filter(has_text="A mobile depot for spare parts")).to_be_visible()
    expect(cards.filter(has_text="Un dépôt mobile")).to_be_visible()
    page.get_by_role("checkbox", name="français").check()
    page.get_by_role("button", name="Narrow").click()
    expect(page).to_have_url(re.compile("language=fr"))
    expect(cards).to_have_count(1)
    cards.get_by_role("link", name="Un dépôt mobile").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Un dépôt mobile pour les pièces de rechange")


def test_what_was_looked_for_is_marked_in_the_hits(either_way: Browsers, network: Network) -> None:
    page = either_way.of()
    page.goto("/search?q=pieces+de+rechange")
    marked = page.locator(".note-card", has_text="Un dépôt mobile").locator("mark")
    expect(marked.first).to_be_visible()
    assert {"pièces", "rechange"} <= {words.casefold() for words in marked.all_inner_texts()}


def test_stranger_finds_what_a_misspelling_meant_and_nothing_of_members(either_way: Browsers, network: Network) -> None:
    stranger, member = either_way.of(), either_way.of(network.cast.outsider)
    for page, title in ((stranger, "No note matches"), (member, "Tariffs among members")):
        page.goto("/search?q=tariffs")
        expect(page.locator("main")).to_contain_text(title)
    stranger.goto("/search?q=registr")
    expect(stranger.locator("main")).to_contain_text("register")


def test_results_go_on_over_pages(either_way: Browsers, network: Network) -> None:
    page = either_way.of()
    page.goto("/search?q=register")
    expect(page.locator(".note-card")).to_have_count(20)
    page.get_by_role("navigation").get_by_role("link", name="Next").click()
    expect(page.locator(".note-card")).to_have_count(3)
