"""The whole way of a note: written by two agencies, reviewed in dialogue, in three languages that know when they are behind,
taken up in a third country, which tells what it changed and how it went, and thanks the authors.
"""

import re

from playwright.sync_api import Page, expect

from tests import factories
from tests.journeys.browsers import Browsers
from tests.journeys.network import Network
from tests.journeys.site import Site
from tests.journeys.steps import flash, write_snapshot
from tests.journeys.test_translating import publish as publish_translation
from tests.journeys.test_writing_together import (
    agree,
    answer_and_mend,
    ask_about_the_challenge,
    join,
    settle_and_publish,
)

WORDS = {
    "es": ("Una caja para dos orillas", "Las bombas pararon durante seis meses.", "español"),
    "fr": ("Une caisse pour deux rives", "Les pompes sont restées six mois à l'arrêt.", "français"),
}


def test_two_agencies_three_languages_and_a_third_country(either_way: Browsers, site: Site, network: Network) -> None:
    title, cast = f"A box across the lake, {either_way.mark}", network.cast
    with site.session() as session:
        session.expire_on_commit = False
        partner = factories.member(session, f"Ana Mamani {either_way.mark}", team=cast.lima)
        adopter = factories.member(session, f"Wanjiru Otieno {either_way.mark}", team=network.nairobi)
    author, lima = either_way.of(cast.contributor), either_way.of(cast.lima_editor)
    dakar, spanish = either_way.of(cast.editor), either_way.of(partner)
    address = write_with_another_agency(author, spanish, title, partner.name)
    ask_about_the_challenge(lima, title)
    answer_and_mend(author, address, title)
    agree(dakar, address)
    settle_and_publish(lima, address)
    for translator, editor, language in ((spanish, lima, "es"), (author, dakar, "fr")):
        translate(translator, address, language, either_way.mark)
        publish_translation(editor, f"{WORDS[language][0]}, {either_way.mark}")
    revise(author, dakar, lima, address)
    site.follow_up()
    reader = either_way.of(adopter)
    read_in_three_languages(reader, address, title, either_way.mark)
    take_up_and_thank(reader, address)
    hear_of_it(author, address)


def write_with_another_agency(author: Page, coauthor: Page, title: str, name: str) -> str:
    """The address of the note that both sent for review."""
    write_snapshot(author, title)
    author.get_by_role("button", name="Save draft").click()
    flash(author, "Saved as revision 1")
    address = re.sub(r"/edit.*", "", author.url)
    author.get_by_role("link", name="Write it with others").click()
    author.get_by_label("Part of a member's name").fill(name)
    author.get_by_role("button", name="Find").click()
    author.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="Invite").click()
    flash(author, "The invitation is on its way")
    join(coauthor, title)
    coauthor.get_by_role("button", name="Send for review").click()
    flash(coauthor, "Sent for review")
    return address


def translate(page: Page, address: str, language: str, mark: str) -> None:
    """From the note's page, with its words beside the form, to the translating team's editors."""
    title, challenge, _name = WORDS[language]
    page.goto(address)
    page.get_by_role("link", name="Translate").click()
    page.get_by_label("Into which language").select_option(language)
    page.get_by_role("button", name="Start the translation").click()
    expect(page.locator(".words-beside", has_text="Pumps stood still for six months.")).to_be_visible()
    page.get_by_label("Title").fill(f"{title}, {mark}")
    page.get_by_role("textbox", name="The challenge").fill(challenge)
    page.locator("#what_we_did-0").get_by_label("What it was").fill("1 VAN")
    page.locator("#what_did_not_work-0").get_by_role("textbox", name="What did not work").fill("Microcredit.")
    page.get_by_role("button", name="Send for review").click()
    flash(page, "Sent for review")


def revise(author: Page, dakar: Page, lima: Page, address: str) -> None:
    """The original says more; both agencies say yes to it again."""
    author.goto(f"{address}/edit")
    author.get_by_role("textbox", name="The challenge").fill("Pumps stood still for six months of the year.")
    author.get_by_role("button", name="Send for review").click()
    flash(author, "Sent for review")
    agree(dakar, address)
    lima.goto(f"{address}/review")
    lima.get_by_role("button", name="Approve and publish revision").click()
    flash(lima, "Published")


def read_in_three_languages(page: Page, address: str, title: str, mark: str) -> None:
    """One hit for the set; the reader changes the language in place and is told that the translations are behind."""
    page.goto("/search?q=" + title.split(",")[0].replace(" ", "+"))
    expect(page.get_by_role("link", name=title, exact=True)).to_have_count(1)
    expect(page.get_by_role("link", name=WORDS["es"][0])).to_have_count(0)
    for words, _challenge, language in WORDS.values():
        page.goto(address)
        page.get_by_role("navigation", name="Languages of this note").get_by_role("link", name=language).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{words}, {mark}")
        expect(page.locator("main")).to_contain_text("1 field changed")


def take_up_and_thank(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="We are using this").first.click()
    page.get_by_label("We use it and changed it").check()
    page.get_by_label("Since when").fill("2025-02")
    page.get_by_role("textbox", name="What happened").fill("A bicycle instead of a van.")
    page.get_by_label("Better than before").check()
    page.get_by_role("button", name="Tell it").click()
    flash(page, "The authors have been told")
    page.goto(address)
    page.get_by_role("link", name="Thank the authors").first.click()
    page.get_by_label("In a few words").fill("Thirty villages have water every day.")
    page.get_by_role("button", name="Say thank you").click()
    flash(page, "Your thanks are there.")


def hear_of_it(author: Page, address: str) -> None:
    author.goto("/notices")
    expect(author.locator("main")).to_contain_text("and their team take up")
    expect(author.locator("main")).to_contain_text("Thirty villages have water every day.")
    author.goto(address)
    expect(author.locator("main")).to_contain_text("A bicycle instead of a van.")
    expect(author.get_by_role("heading", name="Taken up in")).to_be_visible()
    author.get_by_role("link", name="Where it travelled").click()
    expect(author.get_by_role("table")).to_contain_text("Kenya")
