"""A group is proposed, people of three countries are invited or ask, and it becomes active when its rule is met."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from knowledge.organizations.models import Team
from knowledge.people.models import Member
from tests import factories
from tests.journeys.browsers import Browsers
from tests.journeys.network import Network
from tests.journeys.site import Site
from tests.journeys.steps import choose, flash


@dataclass(frozen=True)
class Five:
    """Five people of three organizations in three countries, and a third of the first, for whom its rule has no place."""

    dakar: list[Member]
    lima: list[Member]
    nairobi: Member


def five_people(session: Session, mark: str) -> Five:
    def team(name: str, country: str) -> Team:
        return factories.team(session, factories.organization(session, f"{name} {mark}"), country)

    dakar, lima, nairobi = team("Puits", "SN"), team("Bombas", "PE"), team("Maji", "KE")
    return Five(
        dakar=[factories.member(session, f"{name} {mark}", dakar) for name in ("Aminata", "Cheikh", "Fatou")],
        lima=[factories.member(session, f"{name} {mark}", lima) for name in ("Rosa", "Julio")],
        nairobi=factories.member(session, f"Wanjiku {mark}", nairobi),
    )


def test_group_of_three_countries_comes_together(either_way: Browsers, site: Site, network: Network) -> None:
    with site.session() as session:
        session.expire_on_commit = False
        people = five_people(session, either_way.mark)
    proposer = either_way.of(people.dakar[0])
    address = propose(proposer, f"Meters that last, {either_way.mark}")
    says(proposer, "2 more countries, 2 more organizations, 4 more people")
    ask_and_be_let_in(either_way.of(people.dakar[1]), proposer, address)
    third = either_way.of(people.dakar[2])
    third.goto(address)
    third.get_by_role("button", name="Ask to join").click()
    flash(third, "as many people of this organization")
    for member in people.lima:
        invite(proposer, address, member)
        accept(either_way.of(member), member, address)
    proposer.goto(address)
    says(proposer, "one more country, one more organization, one more person")
    invite(proposer, address, people.nairobi)
    last = either_way.of(people.nairobi)
    accept(last, people.nairobi, address)
    expect(last.locator("main")).to_contain_text("Nothing: the group meets its rule and is at work.")
    expect(last.get_by_role("heading", name="5 people, 3 countries")).to_be_visible()
    talk(last, proposer, address)
    assert any("complete and active" in letter["Subject"] for letter in site.letters_to(people.lima[0].email))


def propose(page: Page, name: str) -> str:
    page.goto("/peer-groups")
    page.get_by_role("link", name="Propose a group").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Purpose").fill("Find out why meters stop within a year.")
    choose(page, "topics", "Hand p", "Hand pumps")
    page.get_by_role("button", name="Propose the group").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def says(page: Page, missing: str) -> None:
    expect(page.locator("main")).to_contain_text(f"The group needs {missing}.")


def ask_and_be_let_in(page: Page, inside: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("A few words to the group").fill("I change meters every day.")
    page.get_by_role("button", name="Ask to join").click()
    flash(page, "The group was asked")
    inside.goto(address)
    expect(inside.locator("blockquote")).to_have_text("I change meters every day.")
    inside.get_by_role("button", name="Let Cheikh").click()
    page.goto("/notices")
    expect(page.locator("main")).to_contain_text("you belong to the peer group")


def invite(page: Page, address: str, member: Member) -> None:
    page.goto(address)
    page.get_by_label("Part of a name").fill(member.name.lower())
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("listitem").filter(has_text=member.name).get_by_role("button", name="Invite").click()
    flash(page, "The invitation is on its way")


def accept(page: Page, member: Member, address: str) -> None:
    """From the notice to the place."""
    page.goto("/notices")
    page.get_by_role("button", name="Open:").first.click()
    expect(page).to_have_url(address)
    page.get_by_role("button", name="Take the place").click()
    flash(page, "Welcome to the group")


def talk(page: Page, other: Page, address: str) -> None:
    page.goto(f"{address}/discussion")
    page.get_by_label("Your words").fill("Who has **counted** theirs?")
    page.get_by_role("button", name="Say it to the group").click()
    other.goto(f"{address}/discussion")
    expect(other.locator("strong", has_text="counted")).to_be_visible()
