"""From the first visit to the first published note, which a stranger reads; and the first start of an empty site."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import Browsers
from tests.journeys.network import Network
from tests.journeys.site import Site, running_site
from tests.journeys.steps import flash, sign_in, write_snapshot

NEW_PASSWORD = "a van full of spare parts"


def test_stranger_asks_to_join_writes_and_is_read(either_way: Browsers, site: Site, network: Network) -> None:
    who = f"mariama.{either_way.mark}@example.org"
    title = f"Spare parts come to the market, {either_way.mark}"
    author = either_way.of()
    ask_to_join(author, who, site)
    let_in(either_way.of(), network, who)
    author.goto(site.link_in_letter(who, "Welcome"))
    author.get_by_label("New password").fill(NEW_PASSWORD)
    author.get_by_role("button", name="password").click()
    expect(author.get_by_role("button", name="Sign out")).to_be_visible()
    write_snapshot(author, title)
    author.get_by_role("button", name="Send for review").click()
    flash(author, "Sent for review")
    editor = either_way.of()
    sign_in(editor, network.cast.editor.email)
    publish_from_notices(editor, title)
    assert any("published" in letter["Subject"] for letter in site.letters_to(who))
    author.goto("/notices")
    author.get_by_role("button", name=f"Open: Mamadou Faye published “{title}”").click()
    expect(author.get_by_role("heading", level=1)).to_have_text(title)
    stranger = either_way.of()
    stranger.goto(author.url)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(title)
    expect(stranger.locator("article")).to_contain_text("It goes to the weekly markets.")
    expect(stranger.locator("strong", has_text="months")).to_be_visible()


def ask_to_join(page: Page, who: str, site: Site) -> None:
    """From the home page to the team, and through the letter that confirms the address."""
    page.goto("/")
    page.get_by_role("link", name="Organizations").first.click()
    page.get_by_role("link", name="Agence des points d'eau").first.click()
    page.locator("main").get_by_role("link", name="Senegal").first.click()
    page.get_by_role("link", name="Ask to join").click()
    page.get_by_label("Your name").fill("Mariama Sarr")
    page.get_by_label("Mail address").fill(who)
    page.get_by_label("A few words to the team").fill("I repair pumps in Matam.")
    page.get_by_role("button", name="Ask to join").click()
    flash(page, f"A letter is on its way to {who}")
    page.goto(site.link_in_letter(who, "Confirm"))
    page.get_by_role("button", name="Confirm the address and send").click()
    flash(page, "The team's focal points have your request")


def let_in(page: Page, network: Network, who: str) -> None:
    """The focal point finds the request among the notices and accepts it."""
    sign_in(page, network.cast.focal_point.email)
    page.goto("/notices")
    page.get_by_role("button", name="Open: Mariama Sarr asks to join").first.click()
    request = page.get_by_role("listitem").filter(has_text=who)
    expect(request).to_contain_text("I repair pumps in Matam.")
    request.get_by_role("button", name="Let in").click()
    flash(page, "Mariama Sarr is in the team")


def publish_from_notices(page: Page, title: str) -> None:
    page.goto("/notices")
    page.get_by_role("button", name=f"Open: Mariama Sarr asks for a review of “{title}”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Publish revision").click()
    flash(page, "Published")


def test_invited_person_comes_in_by_one_link_that_works_once(
    either_way: Browsers, site: Site, network: Network
) -> None:
    who = f"ousmane.{either_way.mark}@example.org"
    focal_point = either_way.of(network.cast.focal_point)
    focal_point.goto("/organizations/points-eau/SN/invitations")
    focal_point.get_by_label("Mail address").fill(who)
    focal_point.get_by_role("button", name="Send the invitation").click()
    flash(focal_point, f"An invitation is on its way to {who}")
    link = site.link_in_letter(who)
    invited = either_way.of()
    invited.goto(link)
    invited.get_by_label("Your name").fill("Ousmane Ba")
    invited.get_by_label("New password").fill(NEW_PASSWORD)
    invited.get_by_role("button", name="Join the team").click()
    flash(invited, "Welcome")
    invited.goto("/desk")
    expect(invited.get_by_role("link", name="Agence des points d'eau, Senegal")).to_be_visible()
    again = either_way.of()
    again.goto(link)
    expect(again.locator("main")).to_contain_text("used")


def test_empty_site_leads_through_its_first_start(
    either_way: Browsers, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running_site(tmp_path_factory.mktemp("first") / "home") as empty:
        either_way.site = empty
        page = either_way.of()
        page.goto("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Welcome. Nobody is here yet.")
        page.get_by_label("Setup token").fill((empty.home / "setup_token").read_text())
        page.get_by_label("Your name").fill("Ada Obi")
        page.get_by_label("Mail address").fill("ada@example.org")
        page.get_by_label("New password").fill("short")
        page.get_by_label("Name of the organization").fill("Water Network")
        page.get_by_label("Country of the first team").select_option("NG")
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_label("Your name")).to_have_value("Ada Obi")
        page.get_by_label("New password").fill(NEW_PASSWORD)
        page.get_by_role("button", name="Begin").click()
        flash(page, "Causeway is ready")
        page.goto("/organizations/water-network/NG/invitations")
        expect(page.get_by_role("button", name="Send the invitation")).to_be_visible()
        page.goto("/people/first")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Welcome. Nobody is here yet.")
        either_way.close()
