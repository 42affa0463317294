"""A team elsewhere takes a note up, then stops and says why; the author is told; with the site's scripts and without."""

from playwright.sync_api import expect

from tests.journeys.browsers import Browsers
from tests.journeys.network import Network
from tests.journeys.steps import flash


def test_a_team_takes_a_note_up_and_tells_what_came_of_it(either_way: Browsers, network: Network) -> None:
    note = network.full if either_way.script else network.french
    adopter = either_way.of(network.cast.lima_editor if either_way.script else network.cast.coordinator)
    adopter.goto(f"/notes/{note.permalink}")
    adopter.get_by_role("link", name="We are using this").first.click()
    adopter.get_by_label("We use it and changed it").check()
    adopter.get_by_role("textbox", name="What happened").fill("Eight villages, and it holds.")
    adopter.get_by_role("button", name="Add a result").click()
    adopter.locator("#results-1").get_by_label("Indicator").fill("Pumps at work")
    adopter.get_by_role("button", name="Tell it").click()
    expect(adopter.locator(".error").first).to_be_visible()
    expect(adopter.get_by_role("textbox", name="What happened")).to_have_value("Eight villages, and it holds.")
    adopter.get_by_label("Since when").fill("2024-05")
    adopter.get_by_label("Better than before").check()
    adopter.get_by_role("group", name="Markets that people attend").get_by_label("No", exact=True).check()
    adopter.get_by_role("button", name="Tell it").click()
    flash(adopter, "The authors have been told")
    expect(adopter.locator("main")).to_contain_text("Eight villages, and it holds.")
    expect(adopter.locator("main")).to_contain_text("Did not hold")
    author = either_way.of(network.cast.contributor)
    author.goto("/notices")
    expect(author.locator("main")).to_contain_text("and their team take up")
    author.goto(f"/notes/{note.permalink}")
    expect(author.get_by_role("heading", name="Taken up in")).to_be_visible()
    author.get_by_role("link", name="Where it travelled").click()
    expect(author.get_by_role("img", name="Lineage of the note")).to_be_visible()
