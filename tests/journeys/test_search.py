"""From a search to a note: by the words of another language, narrowed by a facet, with what was found made visible."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.browsers import Browsers
from tests.journeys.network import Network


def test_search_in_one_language_narrowed_leads_to_the_note_in_another(either_way: Browsers, network: Network) -> None:
    page = either_way.of(viewport={"width": 1280, "height": 900})
    page.goto("/")
    box = page.locator("main").get_by_role("search")
    box.locator("[type=search]").fill("depot mobile")
    box.get_by_role("button", name="Search").click()
    cards = page.locator(".note-card")
    expect(cards.filter(has_text="A mobile depot for spare parts")).to_be_visible()
    page.get_by_role("checkbox", name="français").check()
    page.get_by_role("button", name="Narrow").click()
    expect(page).to_have_url(re.compile("language=fr"))
    expect(cards).to_have_count(1)
    cards.get_by_role("link", name="Un dépôt mobile").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Un dépôt mobile pour les pièces de rechange")


def test_what_was_looked_for_is_marked_in_the_hits(either_way: Browsers, network: Network) -> None:
    for locale, title, words in (
        ("fr-FR", "Un dépôt mobile", {"pièces de rechange"}),
        ("en-GB", "A mobile depot", {"spare parts"}),  # the same note for another reader, through the name of its topic
    ):
        page = either_way.of(locale=locale)
        page.goto("/search?q=pieces+de+rechange")
        marked = page.locator(".note-card", has_text=title).locator("mark")
        expect(marked.first).to_be_visible()
        assert words <= {word.casefold() for word in marked.all_inner_texts()}


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


def test_topics_are_drilled_down_and_all_values_are_within_reach(either_way: Browsers, network: Network) -> None:
    page = either_way.of(viewport={"width": 1280, "height": 900})
    page.goto("/search")
    page.get_by_role("checkbox", name="Water supply").check()
    page.get_by_role("button", name="Narrow").click()
    expect(page).to_have_url(re.compile("topic="))
    below = page.locator("li", has=page.get_by_role("checkbox", name="Water supply")).locator("ul")
    expect(below.get_by_role("checkbox", name="Hand pumps")).to_be_visible()
    page.get_by_role("link", name="Take away Topic: Water supply").click()
    expect(page.get_by_role("checkbox", name="Water supply")).not_to_be_checked()
    page.goto("/search/choices/country?q=register")
    page.get_by_role("checkbox", name="Senegal").check()
    page.get_by_role("button", name="Narrow").click()
    expect(page).to_have_url(re.compile("q=register&country=SN|country=SN&q=register"))


def test_the_translation_in_ones_language_is_shown_with_what_matched(either_way: Browsers, network: Network) -> None:
    page = either_way.of(locale="en-GB")
    page.goto("/search?q=dépôt")
    card = page.locator(".note-card", has_text="A mobile depot for spare parts")
    expect(card).to_contain_text("Also in: français")
    expect(page.locator(".note-card", has_text="Un dépôt mobile pour")).to_have_count(0)
    expect(card.locator("mark").first).to_be_visible()


def test_a_search_that_finds_nothing_leads_on(either_way: Browsers, network: Network) -> None:
    page = either_way.of()
    page.goto("/search?q=register+AND+dragons&language=en")
    expect(page.get_by_role("heading", name="No note matches all of this yet")).to_be_visible()
    page.get_by_role("link", name="Without the word dragons").click()
    expect(page.locator(".note-card")).to_have_count(20)


def test_the_keyboard_reaches_the_box_a_suggestion_and_the_results(page: Page, network: Network) -> None:
    page.goto("/topics")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search notes")
    expect(box).to_be_focused()
    box.press_sequentially("mobile")
    listed = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(listed.first).to_contain_text("A mobile depot")
    expect(page.get_by_role("status").first).to_contain_text("suggestion")
    box.press("ArrowDown")
    expect(listed.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == listed.first.get_attribute("id")
    box.press("Escape")
    expect(listed).to_have_count(0)
    expect(box).to_have_value("mobile")
    box.press("ArrowDown")
    expect(listed.first).to_be_visible()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=mobile"))
    page.locator("#q").press("Tab")
    for _ in range(3):
        if page.evaluate("document.activeElement.textContent") == "Skip to the results":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_be_focused()


def test_a_chosen_suggestion_opens(page: Page, network: Network) -> None:
    page.goto("/")
    box = page.locator("main").get_by_role("combobox")
    box.press_sequentially("hand pu")
    listed = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(listed.first).to_contain_text("Hand pumps")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/search\\?topic="))
    expect(page.get_by_label("Choices made")).to_contain_text("Hand pumps")


def test_the_slash_stays_a_letter_in_a_field_and_can_be_switched_off(page: Page, network: Network) -> None:
    page.goto("/")
    box = page.locator("main").get_by_role("combobox")
    box.press_sequentially("a/b")
    expect(box).to_have_value("a/b")
    page.goto("/help")
    page.get_by_role("checkbox", name=re.compile("leads to the search field")).uncheck()
    page.goto("/")
    page.locator("main").press("/")
    expect(page.locator("main").get_by_role("combobox")).not_to_be_focused()


def test_a_members_last_searches_stay_in_the_browser_until_signing_out(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.outsider)
    page.goto("/search?q=register&page=2")
    page.goto("/search?q=depot")
    page.goto("/")
    box = page.locator("main").get_by_role("combobox")
    box.press("ArrowDown")
    recent = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(recent).to_have_count(3)
    expect(recent.nth(0)).to_contain_text("depot")
    expect(recent.nth(1)).to_contain_text("register")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/search\\?q=depot$"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('recent'))") == []


def test_a_strangers_searches_are_kept_nowhere(page: Page, network: Network) -> None:
    page.goto("/search?q=register")
    page.goto("/")
    page.locator("main").get_by_role("combobox").press("ArrowDown")
    assert page.evaluate("Object.keys(localStorage)") == []
