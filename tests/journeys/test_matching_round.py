"""A round from its opening to an active group: on the coordinator's screen and on a telephone, with scripts and without."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.rounds.confirming import answer
from knowledge.rounds.models import MatchingRound
from tests.journeys.browsers import Browsers
from tests.journeys.looking import NARROW
from tests.journeys.network import Network
from tests.journeys.site import Site
from tests.journeys.steps import choose, flash
from tests.rounds.calling import people, sign_up


def test_from_an_open_round_to_an_active_group(either_way: Browsers, site: Site, network: Network) -> None:
    coordinator = either_way.of(network.cast.coordinator)
    name = f"Pumps that last, {either_way.mark}"
    address = open_a_round(coordinator, name)
    with site.session() as session:
        session.expire_on_commit = False
        found = session.scalars(select(MatchingRound).where(MatchingRound.name == name)).one()
        others = people(session, 5, ("PE", "KE", "NP", "FR", "MA"))
        person = others.pop()
        for member in others:
            needs, offers = (network.pumps.id,), (network.spares.id,)
            sign_up(session, network.cast, found, member, needs=needs, offers=offers, avoids=(network.cast.editor.id,))
    phone = either_way.of(person, viewport=NARROW)
    sign_up_on_a_phone(phone, address, painted=either_way.script)
    coordinator.goto(f"{address}/sign-ups")
    expect(coordinator.locator("main")).to_contain_text("5 people take part.")
    expect(coordinator.locator("main")).to_contain_text(person.name)
    propose_groups(coordinator, site, address)
    accept(phone, address)
    with site.session() as session:
        for member in others:
            own = session.get_one(Member, member.id)
            answer(session, actor_for(session, own), session.get_one(MatchingRound, found.id), accepts=True)
    phone.reload()
    phone.get_by_role("link", name="To the group").click()
    expect(phone.get_by_role("heading", name="First meeting, proposed")).to_be_visible()
    expect(phone.locator("main")).to_contain_text("Nothing: the group meets its rule and is at work.")


def open_a_round(page: Page, name: str) -> str:
    page.goto("/rounds")
    page.get_by_role("link", name="Begin a round").click()
    page.get_by_label("Name of the round").fill(name)
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_label("Name of the round")).to_have_value(name)
    page.get_by_label("Purpose").fill("Parts within a week.")
    choose(page, "topics", "Hand p", "Hand pumps")
    page.get_by_label("Sign-up closes").fill("2090-03-01T18:00")
    page.get_by_label("First week of meetings").fill("2090-03-15")
    expect(page.get_by_label("Minutes of a meeting")).to_have_value("90")
    return saved_and_opened(page)


def saved_and_opened(page: Page) -> str:
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("main")).to_contain_text("three years away")
    page.get_by_label("Sign-up closes").fill(page.evaluate("new Date(Date.now() + 9e8).toISOString().slice(0, 16)"))
    page.get_by_label("First week of meetings").fill(
        page.evaluate("new Date(Date.now() + 2e9).toISOString().slice(0, 10)")
    )
    page.get_by_role("button", name="Save").last.click()
    flash(page, "kept as a draft")
    address = page.url
    page.get_by_role("button", name="Open it for sign-up").click()
    flash(page, "The round is open")
    return address


def sign_up_on_a_phone(page: Page, address: str, painted: bool) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign up").click()
    flash(page, "We began with what your profile says")
    page.get_by_role("button", name="Sign up").last.click()
    expect(page.locator("#hours-error")).to_be_visible()
    choose(page, "needs", "Spare p", "Spare parts")
    choose(page, "offers", "Hand p", "Hand pumps")
    page.get_by_label("Your time zone").select_option("UTC")
    if painted:
        paint(page)
    else:
        for hour in range(9, 13):
            page.locator(f"input[name=hours][value='{48 + hour}']").check()
    page.get_by_label("Those in my group may see").check()
    page.get_by_role("button", name="Sign up").last.click()
    flash(page, "You are signed up")


def paint(page: Page) -> None:
    """Wednesday from nine by a stroke of the mouse, the hour after by the keyboard."""

    def box(hour: int) -> tuple[float, float]:
        place = page.locator(f"input[name=hours][value='{48 + hour}']")
        place.scroll_into_view_if_needed()
        rect = place.bounding_box()
        assert rect is not None
        return rect["x"] + rect["width"] / 2, rect["y"] + rect["height"] / 2

    box(6)
    page.mouse.move(*box(9))
    page.mouse.down()
    page.mouse.move(*box(10), steps=4)
    page.mouse.move(*box(11), steps=4)
    page.mouse.up()
    page.locator("input[name=hours][value='59']").focus()
    page.keyboard.press("Shift+ArrowDown")
    chosen = page.eval_on_selector_all("input[name=hours]:checked", "boxes => boxes.map(box => Number(box.value))")
    assert sorted(chosen) == [57, 58, 59, 60]


def propose_groups(page: Page, site: Site, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="End sign-up now").click()
    page.get_by_role("button", name="End sign-up").click()
    flash(page, "Sign-up has ended")
    page.get_by_role("link", name="Form the groups").click()
    page.get_by_label("Seconds at most").fill("5")
    page.get_by_role("button", name="Form the groups").click()
    expect(page.get_by_role("heading", name="Groups are being sought")).to_be_visible()
    site.follow_up()
    page.goto(f"{address}/proposal")
    expect(page.get_by_role("heading", name="1 group proposed")).to_be_visible()
    page.get_by_role("button", name="Propose the groups").click()
    flash(page, "Everybody has been told")


def accept(page: Page, address: str) -> None:
    """From the notice to the answer."""
    page.goto("/notices")
    page.get_by_role("button", name="Open:").first.click()
    expect(page).to_have_url(f"{address}/my-group")
    expect(page.locator("main")).to_contain_text("Learns about Spare parts from")
    page.get_by_role("button", name="Accept the place").click()
    flash(page, "You accepted")
