"""A note crosses a language: translated with its source beside the form, published by review, behind when the source moves on,
brought up to date again."""

import re
from dataclasses import replace

from playwright.sync_api import FloatRect, Locator, Page, expect

from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import publish_note
from knowledge.notes.writing import save_revision
from tests import factories
from tests.journeys.browsers import Browsers
from tests.journeys.looking import EVERYTHING, NARROW, WIDE, problems, too_wide
from tests.journeys.network import Network, Writing, snapshot
from tests.journeys.site import Site
from tests.journeys.steps import flash


def test_a_translation_is_published_falls_behind_and_is_brought_up_to_date(
    either_way: Browsers, site: Site, network: Network
) -> None:
    title, mine = f"Meters by telephone, {either_way.mark}", f"Contadores por teléfono, {either_way.mark}"
    with site.session() as session:
        session.expire_on_commit = False
        writer = factories.member(session, f"Rosa Quispe {either_way.mark}", team=network.cast.lima)
        source = Writing(session, network.cast).published(snapshot(title), audience=AudienceKind.PUBLIC)
    page = either_way.of(writer, viewport=WIDE)
    begin(page, source, title)
    look(page)
    if either_way.script:
        judge(page)
    write(page, mine)
    address = re.sub(r"/edit.*", "", page.url)
    publish(either_way.of(network.cast.lima_editor), mine)
    stranger = either_way.of()
    stranger.goto(f"/notes/{source.permalink}")
    stranger.get_by_role("navigation", name="Languages of this note").get_by_role("link", name="español").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text(mine)
    expect(stranger.locator("main")).not_to_contain_text("Behind its source")
    revise(site, network, source)
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text("1 field changed")
    bring_up_to_date(page, mine)
    publish(either_way.of(network.cast.lima_editor), mine)
    stranger.goto(address)
    expect(stranger.locator("main")).to_contain_text("Dos meses, no uno.")
    expect(stranger.locator("main")).not_to_contain_text("Behind its source")


def begin(page: Page, source: Note, title: str) -> None:
    page.goto(f"/notes/{source.permalink}")
    page.get_by_role("link", name="Translate").click()
    page.get_by_label("Into which language").select_option("es")
    page.get_by_role("button", name="Start the translation").click()
    flash(page, "Your translation is begun")
    expect(page.locator("main")).to_contain_text(f"A translation of {title}")


def look(page: Page) -> None:
    """The source stands beside the field, and above it on a telephone."""
    field, source = (
        page.locator("#challenge"),
        page.locator(".words-beside", has_text="The register was kept on paper."),
    )
    field.scroll_into_view_if_needed()
    before, after = boxes(field, source)
    assert after["x"] >= before["x"] + before["width"]
    page.set_viewport_size(NARROW)
    below, above = boxes(field, source)
    assert above["y"] + above["height"] <= below["y"]
    source.locator("summary").click()
    expect(source.locator(".text")).to_be_hidden()
    source.locator("summary").click()
    page.set_viewport_size(WIDE)


def judge(page: Page) -> None:
    """What axe, which needs scripts, finds in the form with its source."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert problems(page, EVERYTHING) == []
    assert too_wide(page, "en") == set()
    page.set_viewport_size(WIDE)


def boxes(*things: Locator) -> list[FloatRect]:
    return [box for thing in things if (box := thing.bounding_box()) is not None]


def write(page: Page, title: str) -> None:
    expect(page.locator("#countries")).to_contain_text("Senegal")
    page.get_by_label("Title").fill(title)
    page.get_by_role("textbox", name="The challenge").fill("El registro se llevaba en papel.")
    page.locator("#what_we_did-0").get_by_label("What it was").fill("Contar")
    page.locator("#what_did_not_work-0").get_by_role("textbox", name="What did not work").fill("Era demasiado largo.")
    page.get_by_role("button", name="Send for review").click()
    flash(page, "Sent for review")


def publish(page: Page, title: str) -> None:
    """The editor of the translating team, from the desk."""
    page.goto("/desk")
    page.get_by_role("region", name="For you to review").get_by_role("link", name=title).click()
    page.get_by_role("button", name="Approve and publish revision").click()
    flash(page, "Published")


def revise(site: Site, network: Network, source: Note) -> None:
    """Its own team publishes the source anew."""
    with site.session() as session:
        note, cast = session.get_one(Note, source.id), network.cast
        standing = proposal_at(session, note, note.latest_number)
        words = replace(standing.content, challenge="The register was kept on paper for two months.")
        proposal = replace(standing, content=words)
        save_revision(session, cast.actor(cast.contributor), note, proposal, note.latest_number)
        publish_note(session, cast.actor(cast.editor), note)


def bring_up_to_date(page: Page, title: str) -> None:
    """From the notice to what changed, to the form, with the word that it is up to date sent along."""
    page.goto("/notices")
    page.get_by_role("button", name=f"Open: What “{title}” is a translation of was published anew").click()
    change = page.get_by_role("region", name="The challenge")
    expect(change.locator("ins")).to_have_text(re.compile("for two months"))
    page.get_by_role("link", name="Change the translation").click()
    expect(page.locator(".words-beside", has_text="for two months").locator("summary")).to_contain_text("changed")
    page.get_by_role("textbox", name="The challenge").fill("Dos meses, no uno.")
    page.get_by_label("This translation is up to date with its source now").check()
    page.get_by_role("button", name="Send for review").click()
    flash(page, "Sent for review")
