"""Two agencies write one note together, an editor reviews it in dialogue, both say yes, and it is published."""

import re

from playwright.sync_api import Page, expect

from knowledge.people.models import Member
from tests import factories
from tests.journeys.browsers import Browsers
from tests.journeys.network import Network
from tests.journeys.site import Site
from tests.journeys.steps import flash, write_snapshot


def test_two_agencies_write_review_and_publish_one_note(either_way: Browsers, site: Site, network: Network) -> None:
    title = f"One box for two shores, {either_way.mark}"
    with site.session() as session:
        session.expire_on_commit = False
        partner = factories.member(session, f"Ruth Condori {either_way.mark}", team=network.cast.lima)
    author, coauthor = either_way.of(network.cast.contributor), either_way.of(partner)
    dakar, lima = either_way.of(network.cast.editor), either_way.of(network.cast.lima_editor)
    write_snapshot(author, title)
    author.get_by_role("button", name="Save draft").click()
    flash(author, "Saved as revision 1")
    address = re.sub(r"/edit.*", "", author.url)
    invite(author, partner)
    join(coauthor, title)
    coauthor.get_by_label("Place").fill("Two villages and an island")
    coauthor.get_by_role("button", name="Send for review").click()
    flash(coauthor, "Sent for review")
    ask_about_the_challenge(lima, title)
    answer_and_mend(author, address, title)
    agree(dakar, address)
    expect(dakar.locator("main")).to_contain_text("Dirección del Lago, Peru")
    expect(dakar.locator("main")).to_contain_text("Waited for")
    stranger = either_way.of()
    stranger.goto(address)
    expect(stranger.locator("main")).not_to_contain_text(title)
    settle_and_publish(lima, address)
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(title)
    expect(stranger.get_by_role("list", name="Owners, equally")).to_contain_text("Dirección del Lago")
    expect(stranger.locator("main")).not_to_contain_text("How many months?")
    author.goto("/notices")
    expect(author.locator("main")).to_contain_text(f"published {title}")


def invite(page: Page, partner: Member) -> None:
    page.get_by_role("link", name="Write it with others").click()
    page.get_by_label("Part of a member's name").fill(partner.name)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("listitem").filter(has_text=partner.name).get_by_role("button", name="Invite").click()
    flash(page, "The invitation is on its way")


def join(page: Page, title: str) -> None:
    """From the notice to the desk, and in with the team."""
    page.goto("/notices")
    page.get_by_role("button", name="Open: Awa Ndour invites you to write a note together").click()
    invitation = page.get_by_role("region", name=title)
    invitation.get_by_role("radio", name="becomes an owner").check()
    invitation.get_by_role("button", name="Accept").click()
    flash(page, "You write this note too now")


def ask_about_the_challenge(page: Page, title: str) -> None:
    page.goto("/desk")
    page.get_by_role("link", name=title).click()
    challenge = page.get_by_role("region", name="The challenge")
    challenge.locator("summary", has_text="Comment").click()
    challenge.get_by_label("Your comment").fill("How many months?")
    challenge.get_by_role("button", name="Comment").click()
    flash(page, "Your comment is there")


def answer_and_mend(page: Page, address: str, title: str) -> None:
    page.goto("/notices")
    page.get_by_role("button", name=f"Open: Lucía Paredes commented on “{title}”").click()
    challenge = page.get_by_role("region", name="The challenge")
    challenge.locator("summary", has_text="Reply").click()
    challenge.get_by_label("Your reply").fill("Six; I write it down.")
    challenge.get_by_role("button", name="Reply").click()
    flash(page, "Your comment is there")
    page.goto(f"{address}/edit")
    page.get_by_role("textbox", name="The challenge").fill("Pumps stood still for six months.")
    page.get_by_role("button", name="Save draft").click()
    flash(page, "Saved as revision")


def agree(page: Page, address: str) -> None:
    page.goto(f"{address}/review")
    page.get_by_role("button", name="Agree to revision").click()
    flash(page, "Your yes is noted")


def settle_and_publish(page: Page, address: str) -> None:
    page.goto(f"{address}/review")
    challenge = page.get_by_role("region", name="The challenge")
    expect(challenge).to_contain_text("Six; I write it down.")
    challenge.locator("summary", has_text="The text has changed since").click()
    expect(challenge.locator("blockquote")).to_contain_text("Pumps stood still for")
    challenge.get_by_role("button", name="Mark as settled").click()
    expect(page.get_by_role("region", name="The challenge")).to_contain_text("Settled")
    page.get_by_role("button", name="Approve and publish revision").click()
    flash(page, "Published")
