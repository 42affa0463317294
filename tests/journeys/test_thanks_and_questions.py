"""A reader thanks and asks, an author answers, a third reports, a coordinator hides; with the site's scripts and without."""

import re

from playwright.sync_api import expect

from tests.journeys.browsers import Browsers
from tests.journeys.network import Network
from tests.journeys.steps import flash


def test_a_reader_thanks_and_asks_and_hears(either_way: Browsers, network: Network) -> None:
    at, mark = f"/notes/{network.french.permalink}", either_way.mark
    reader = either_way.of(network.cast.lima_editor if either_way.script else network.cast.outsider)
    reader.goto(at)
    reader.get_by_role("link", name="Thank the authors").first.click()
    reader.get_by_label("In a few words").fill(f"It saved us a year, {mark} scripts.")
    reader.get_by_role("button", name="Say thank you").click()
    flash(reader, "Your thanks are there.")
    reader.goto(at)
    expect(reader.get_by_role("link", name="Thank the authors")).to_have_count(0)
    reader.get_by_label("Ask the authors").fill(f"Who decides {mark} scripts?")
    reader.get_by_role("button", name="Ask", exact=True).click()
    flash(reader, "You are told when somebody answers.")
    author = either_way.of(network.cast.contributor)
    author.goto("/notices")
    expect(author.locator("main")).to_contain_text(f"Who decides {mark} scripts?")
    author.goto(reader.url)
    author.get_by_role("button", name="Answer").click()
    expect(author.locator(".error")).to_contain_text("Please write a few words here.")
    author.get_by_label("Your answer").fill("A woman of the **committee**.")
    author.get_by_role("button", name="Answer").click()
    flash(author, "Your answer is there")
    reader.goto("/notices")
    expect(reader.locator("main")).to_contain_text("answered your question about")
    reader.get_by_role("button", name=re.compile("^Open: .*answered your question")).first.click()
    reader.get_by_role("button", name="This helped").click()
    expect(reader.get_by_text("Helpful", exact=True)).to_be_visible()
    hide_it(either_way, network, reader.url)


def hide_it(either_way: Browsers, network: Network, question: str) -> None:
    """A colleague reports the answer, a coordinator hides it, and its author is told why and not by whom."""
    colleague = either_way.of(network.cast.focal_point)
    colleague.goto(question)
    colleague.get_by_role("link", name="Report (Awa Ndour)").click()
    colleague.get_by_label("What is wrong with them").fill(f"It names a person, {either_way.mark} scripts.")
    colleague.get_by_role("button", name="Report").click()
    flash(colleague, "The coordinators have been told.")
    coordinator = either_way.of(network.cast.coordinator)
    coordinator.goto("/desk")
    coordinator.get_by_role("link", name="Look at reports").click()
    reported = coordinator.locator("section", has_text=f"It names a person, {either_way.mark} scripts.").last
    reported.get_by_label("Why it is hidden").fill("Names of villagers stay out.")
    reported.get_by_role("button", name="Hide it").click()
    flash(coordinator, "Its writer has been told why.")
    colleague.reload()
    expect(colleague.locator("main")).not_to_contain_text("A woman of the")
    author = either_way.of(network.cast.contributor)
    author.goto("/notices")
    expect(author.locator("main")).to_contain_text("Names of villagers stay out.")
    expect(author.locator("main")).not_to_contain_text("Khady")
