"""Words are not lost while they are written: two people at once, a closed tab, a network that is gone, a keyboard alone."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsers import Browsers
from tests.journeys.network import Network
from tests.journeys.site import Site
from tests.journeys.steps import choose, flash

AUTOSAVES_WITHIN_MS = 11_000
WAIT = "Waiting for the figures of the rainy season."


def started(page: Page, title: str) -> str:
    """A draft with a title, saved once; ends on its form. Returns the form's address."""
    page.goto("/notes/new")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Save draft").click()
    flash(page, "Saved as revision 1")
    return page.url


def test_second_of_two_writers_sees_both_texts_and_loses_nothing(either_way: Browsers, network: Network) -> None:
    first = either_way.of(network.cast.contributor)
    address = started(first, f"Two hands, {either_way.mark}")
    second = either_way.of(network.cast.editor)
    second.goto(address)
    save_with(first, "Their words about wells", "A lake")
    challenge(second).fill("My words about pumps")
    second.get_by_label("Place").fill("A river")
    second.get_by_label("Sector").fill("Water")
    second.get_by_role("button", name="Save draft").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Two texts to put together")
    for words in ("Their words about wells", "My words about pumps", "A lake", "A river"):
        expect(second.get_by_text(words, exact=True).first).to_be_visible()
    contested = second.get_by_role("region", name="The challenge")
    contested.get_by_role("radio", name="What I write here:").check()
    contested.get_by_role("textbox").last.fill("Our words about wells and pumps")
    second.get_by_role("region", name="Place").get_by_role("radio", name="Theirs").check()
    second.get_by_role("button", name="Save on top of theirs").click()
    flash(second, "Both texts are put together and saved")
    first.goto(address)
    expect(challenge(first)).to_have_value("Our words about wells and pumps")
    expect(first.get_by_label("Place")).to_have_value("A lake")
    expect(first.get_by_label("Sector")).to_have_value("Water")


def save_with(page: Page, words: str, place: str) -> None:
    challenge(page).fill(words)
    page.get_by_label("Place").fill(place)
    page.get_by_role("button", name="Save draft").click()
    flash(page, "Saved as revision 2")


def challenge(page: Page) -> Locator:
    return page.get_by_role("textbox", name="The challenge")


def test_what_was_typed_is_there_after_the_tab_was_closed(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.contributor)
    page.clock.install()
    page.goto("/notes/new")
    page.get_by_label("Title").fill("Closed in a hurry")
    challenge(page).fill(WAIT)
    page.clock.run_for(AUTOSAVES_WITHIN_MS)
    expect(page.locator("[data-saved-at]")).to_contain_text("Draft kept")
    expect(page).to_have_url(re.compile(r"/notes/\w{10}/edit$"))
    context = page.context
    page.close()
    again = context.new_page()
    again.goto("/desk")
    again.get_by_role("link", name="Closed in a hurry").click()
    expect(challenge(again)).to_have_value(WAIT)


def test_leaving_the_page_sends_what_was_typed_last(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.contributor)
    address = started(page, "Left at once")
    challenge(page).fill(WAIT)
    page.goto("/topics")
    page.wait_for_function(
        "async ([address, words]) => (await (await fetch(address)).text()).includes(words)", arg=[address, WAIT]
    )
    page.goto(address)
    expect(challenge(page)).to_have_value(WAIT)


def test_words_outlive_a_network_that_is_gone(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.contributor)
    page.clock.install()
    address = started(page, "Far from any mast")
    page.context.set_offline(True)
    challenge(page).fill(WAIT)
    page.clock.run_for(AUTOSAVES_WITHIN_MS)
    expect(page.locator("[data-saved-at]")).to_contain_text("Your words are kept in this browser")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    again.get_by_role("button", name="Put them into the form").click()
    expect(challenge(again)).to_have_value(WAIT)
    browsers.complaints.clear()  # Chromium reports the network that was gone


def test_topics_are_chosen_with_the_keyboard_alone(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.contributor)
    started(page, "By keyboard")
    query = page.locator("#topics-query")
    query.focus()
    page.keyboard.type("pompes")
    options = page.locator("#topics").get_by_role("option")
    expect(options).to_have_count(1)
    expect(query).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(query).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")
    chips = page.locator("#topics .chip")
    expect(chips).to_have_text([re.compile("Hand pumps")])
    choose(page, "topics", "eau", "Water supply")
    expect(chips).to_have_count(2)
    page.keyboard.press("Backspace")
    expect(chips).to_have_count(1)
    page.keyboard.type("zzz")
    expect(page.locator("#topics [data-status]")).to_contain_text("No topic has this label")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#topics .chip")).to_have_text([re.compile("Hand pumps")])


def test_rows_come_and_go_and_keep_what_stands_in_the_others(either_way: Browsers, network: Network) -> None:
    page = either_way.of(network.cast.contributor)
    started(page, f"Rows, {either_way.mark}")
    page.locator("#results-0").get_by_label("Indicator").fill("first")
    page.get_by_role("button", name="Add a result").click()
    page.locator("#results-1").get_by_label("Indicator").fill("second")
    page.locator("#results-0").get_by_role("button", name="Remove").click()
    left = page.locator("#results > [data-row]")
    expect(left).to_have_count(1)
    expect(left.get_by_label("Indicator")).to_have_value("second")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#results-0").get_by_label("Indicator")).to_have_value("second")


def test_markdown_is_previewed_as_it_will_be_read(either_way: Browsers, site: Site, network: Network) -> None:
    page = either_way.of(network.cast.contributor)
    page.goto("/notes/new")
    challenge(page).fill("Nothing **worked** <script>alert(1)</script>")
    button = page.get_by_role("group", name="Formatting, The challenge").get_by_role("button", name="Preview")
    if either_way.script:
        button.click()
        shown = page
    else:
        with page.context.expect_page() as opened:
            button.click()
        shown = opened.value
    expect(shown.locator("strong", has_text="worked")).to_be_visible()
    expect(shown.locator("main")).not_to_contain_text("alert(1)")
