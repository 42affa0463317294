"""The coordinator's table in a browser: move, swap, keep together, seek again, undo, take along; with scripts and without."""

import csv
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsers import Browsers
from tests.journeys.looking import EVERYTHING, NARROW, problems, too_wide
from tests.journeys.network import Network, solved_round
from tests.journeys.site import Site
from tests.journeys.steps import flash


def test_a_coordinator_changes_a_proposal_by_hand(
    either_way: Browsers, site: Site, network: Network, tmp_path: Path
) -> None:
    with site.session() as session:
        session.expire_on_commit = False
        found = solved_round(session, network.cast, [network.pumps, network.spares], everybody=True)
    page = either_way.of(network.cast.coordinator, reduced_motion="reduce")
    page.goto(f"/rounds/{found.permalink}/proposal")
    page.get_by_role("link", name="Table").click()
    size = [group(page, number).get_by_role("link", name="Move or swap").count() for number in (1, 2)]
    large, small = (1, 2) if size[0] > size[1] else (2, 1)
    name = move_somebody(page, large, small, either_way.script)
    swap_two(page)
    undo_and_do_again(page, name, large, small)
    keep_one_alone(page, either_way.script)
    either_way.complaints.clear()  # Chromium reports the answer that refused it
    kept = keep_a_group(page)
    seek_again(page, site)
    expect(page.get_by_text("kept", exact=True)).to_have_count(kept)
    take_along(page, tmp_path / "groups.csv")
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.locator("main")).to_contain_text("the same people in both")
    page.get_by_role("button", name="Take the first again").click()
    flash(page, "This result stands now")


def group(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=f"Group {number}", exact=True)


def looked_at(page: Page) -> Locator:
    """The change as it is looked at: in a dialog, or on a page of its own."""
    return page.locator("#change")


def move_somebody(page: Page, large: int, small: int, script: bool) -> str:
    """Out of the larger group into the other; with the script the effect follows the choice at once."""
    link = group(page, large).get_by_role("link", name="Move or swap").first
    name = link.inner_text().removeprefix("Move or swap").strip()
    link.click()
    expect(looked_at(page).get_by_role("heading", name=f"Another place for {name}")).to_be_visible()
    assert page.locator("dialog").count() == int(script)
    looked_at(page).get_by_label("Move to").select_option(f"Group {small}")
    if not script:
        looked_at(page).get_by_role("button", name="Show the effect").click()
    expect(looked_at(page).get_by_role("table", name="The whole proposal")).to_be_visible()
    if script:
        assert problems(page, EVERYTHING) == []
    looked_at(page).get_by_role("button", name="Make this change").click()
    flash(page, f"{name} moves to group {small}.")
    expect(group(page, small)).to_contain_text(name)
    return name


def swap_two(page: Page) -> None:
    group(page, 1).get_by_role("link", name="Move or swap").first.click()
    looked_at(page).get_by_role("link", name="change places").first.click()
    expect(page.locator("#effect").get_by_role("heading", name="change places")).to_be_visible()
    looked_at(page).get_by_role("button", name="Make this change").click()
    flash(page, "change places.")


def undo_and_do_again(page: Page, name: str, large: int, small: int) -> None:
    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
        flash(page, "The step is undone.")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(group(page, large)).to_contain_text(name)
    page.get_by_role("button", name="Do again").click()
    flash(page, "The step is done again.")
    expect(group(page, small)).to_contain_text(name)


def keep_one_alone(page: Page, script: bool) -> None:
    """Which cannot be: it is said where one looks, and with the script nothing that was ticked is lost."""
    group(page, 1).get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Keep those ticked in group 1").click()
    expect(looked_at(page)).to_contain_text("One person alone cannot be kept together with anybody")
    looked_at(page).get_by_role("link", name="Back to the table").click()
    expect(looked_at(page)).to_have_count(0)
    expect(group(page, 1).get_by_role("checkbox", checked=True)).to_have_count(int(script))
    group(page, 1).get_by_role("checkbox").first.uncheck()


def keep_a_group(page: Page) -> int:
    """All of group 1; how many that is."""
    group(page, 1).get_by_role("link", name="Keep all").click()
    looked_at(page).get_by_role("button", name="Make this change").click()
    flash(page, "The searches that follow keep together")
    kept = page.get_by_text("kept", exact=True)
    expect(kept.first).to_be_visible()
    return kept.count()


def seek_again(page: Page, site: Site) -> None:
    page.get_by_label("Seconds at most").fill("3")
    page.get_by_role("button", name="Seek again around those kept").click()
    expect(page.get_by_role("heading", name="Groups are being sought")).to_be_visible()
    site.follow_up()
    page.goto(page.url)
    page.get_by_role("link", name="Table").click()
    expect(group(page, 1)).to_be_visible()


def take_along(page: Page, path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(path)
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 11


def test_on_a_line_that_breaks_a_change_is_not_passed_over_in_silence(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.coordinator)
    page.goto(f"/rounds/{network.proposed_round.permalink}/table")
    page.route(
        "**/table/change*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_()
    )
    page.get_by_role("link", name="Move or swap").first.click()
    expect(page.get_by_role("heading", name="Another place for")).to_be_visible()
    assert "/table/change" in page.url
    browsers.complaints.clear()  # Chromium reports the line that broke


def test_the_table_fits_a_telephone(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.coordinator, viewport=NARROW)
    page.goto(f"/rounds/{network.proposed_round.permalink}/table")
    page.get_by_role("link", name="Move or swap").first.click()
    expect(page.locator("dialog #change")).to_be_visible()
    assert too_wide(page, "en") == set()
    page.get_by_role("link", name="Back to the table").first.click()
    expect(page.locator("dialog")).to_have_count(0)
