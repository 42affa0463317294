"""What people do on several pages, with the site's scripts and without."""

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD


def sign_in(page: Page, address: str, password: str = PASSWORD) -> None:
    """Through the form, as people do."""
    page.goto("/people/sign-in")
    page.get_by_label("Mail address").fill(address)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def choose(page: Page, picker: str, typed: str, label: str) -> None:
    """Find a topic or a country in the picker with this id, and take it."""
    fieldset = page.locator(f"#{picker}")
    query = fieldset.locator(f"#{picker}-query")
    if query.get_attribute("role") == "combobox":
        query.press_sequentially(typed)
        expect(fieldset.get_by_role("option", name=label).first).to_be_visible()
        query.press("ArrowDown")
        query.press("Enter")
        expect(fieldset.locator(".chip", has_text=label)).to_be_visible()
        return
    query.fill(typed)
    fieldset.get_by_role("button", name="Find").click()
    page.locator(f"#{picker}").get_by_label(label).first.check()


def write_snapshot(page: Page, title: str, audience: str = "public") -> None:
    """Fill in what a snapshot needs, on the page of a new note."""
    page.goto("/notes/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Who may read it").select_option(audience)
    choose(page, "countries", "Mali", "Mali")
    page.get_by_role("textbox", name="The challenge").fill("Pumps stood still for **months**.")
    page.locator("#what_we_did-0").get_by_label("What it was").fill("A van with parts")
    page.locator("#what_we_did-0").get_by_role("textbox", name="How it was done").fill("It goes to the weekly markets.")
    page.locator("#what_did_not_work-0").get_by_role("textbox", name="What did not work").fill(
        "Credit was never paid back."
    )


def flash(page: Page, words: str) -> None:
    """The site says this, on the page that follows."""
    expect(page.locator("main")).to_contain_text(words)
