"""A form that comes back says what is wrong accessibly, and keeps what was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsers import Browsers
from tests.journeys.looking import EVERYTHING, NARROW, problems, too_wide
from tests.journeys.network import Network


def wrong_password(page: Page) -> None:
    page.goto("/people/sign-in")
    page.get_by_label("Mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("not the password")
    page.locator("main").get_by_role("button", name="Sign in").click()


def bare_request(page: Page) -> None:
    page.goto("/organizations/points-eau/SN/join")
    page.get_by_label("A few words").fill("Please.")
    page.get_by_label("Your name").evaluate("field => field.form.noValidate = true")
    page.get_by_role("button", name="Ask to join").click()


def note_without_anything(page: Page) -> None:
    page.goto("/notes/new")
    page.get_by_role("textbox", name="Context").fill("Kept words")
    page.get_by_role("button", name="Send for review").click()


def group_without_anything(page: Page) -> None:
    page.goto("/peer-groups/new")
    page.get_by_label("People, at least").fill("40")
    page.get_by_label("Name").evaluate("field => field.form.noValidate = true")
    page.get_by_role("button", name="Propose the group").last.click()


def changing_a_password_wrongly(page: Page) -> None:
    page.goto("/people/account")
    page.get_by_label("Password you have now").fill("not the password")
    page.get_by_label("New password").fill("a long and good password")
    page.get_by_role("button", name="Change the password").click()


def search_without_a_name(page: Page) -> None:
    page.goto("/search?q=spare+parts")
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role("button", name="Save the search").click()


def thanks_without_a_word(page: Page) -> None:
    page.goto("/search?q=tariffs")
    page.get_by_role("link", name="Tariffs among members").first.click()
    page.get_by_role("link", name="Thank the authors").first.click()
    page.get_by_role("button", name="Say thank you").click()


def hiding_without_a_reason(page: Page) -> None:
    page.goto("/desk/reports")
    page.get_by_role("button", name="Hide it").first.click()


FORMS: list[tuple[str, Callable[[Page], None]]] = [
    ("stranger", wrong_password),
    ("stranger", bare_request),
    ("contributor", note_without_anything),
    ("contributor", group_without_anything),
    ("contributor", changing_a_password_wrongly),
    ("contributor", search_without_a_name),
    ("outsider", thanks_without_a_word),
    ("coordinator", hiding_without_a_reason),
]


@pytest.mark.parametrize(("persona", "refused"), FORMS, ids=[form.__name__ for _, form in FORMS])
def test_refused_form(browsers: Browsers, network: Network, persona: str, refused: Callable[[Page], None]) -> None:
    member = None if persona == "stranger" else getattr(network.cast, persona)
    page = browsers.of(member, viewport=NARROW, reduced_motion="reduce")
    refused(page)
    expect(page.locator(".error, .flash-coral, .error-list").first).to_be_visible()
    page.emulate_media(color_scheme="dark")
    assert problems(page, EVERYTHING) == []
    assert too_wide(page, "en") == set()


def test_refused_note_keeps_every_word_and_leads_to_each_problem(either_way: Browsers, network: Network) -> None:
    page = either_way.of(network.cast.contributor)
    note_without_anything(page)
    expect(page.get_by_role("textbox", name="Context")).to_have_value("Kept words")
    page.locator(".error-list").get_by_role("link", name="Title").click()
    expect(page.get_by_label("Title")).to_be_focused()
