"""A picture and a table join a note: dragged or chosen with the script, sent with the form without it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from knowledge.notes.attachments.attaching import MOST_FILES
from tests.attachments.samples import CSV, picture
from tests.journeys.browsers import Browsers
from tests.journeys.looking import EVERYTHING, NARROW, problems, too_wide
from tests.journeys.network import Network
from tests.journeys.steps import flash, write_snapshot

SAYS = "Wells on a map"
FILL_UP = """(rows, most) => {
    for (let n = 0; n < most; n += 1) rows.append(Object.assign(document.createElement("p"), { id: `attachments-${n}` }));
}"""


@pytest.fixture
def chosen(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "map of wells.png", tmp_path / "pumps.csv", tmp_path / "program.exe"]
    for path, content in zip(paths, (picture("PNG", (900, 500)), CSV, b"MZ"), strict=True):
        path.write_bytes(content)
    return paths


def test_files_join_a_note_and_reach_its_readers(either_way: Browsers, network: Network, chosen: list[Path]) -> None:
    page = either_way.of(network.cast.editor, viewport=NARROW, reduced_motion="reduce")
    write_snapshot(page, f"With a map, {either_way.mark}")
    send(page, chosen[:2], either_way.script)
    expect(page.get_by_label("Title")).to_have_value(f"With a map, {either_way.mark}")
    assert not either_way.script or problems(page, EVERYTHING) == []
    assert not either_way.script or too_wide(page, "en") == set()
    page.get_by_role("group", name="map of wells.png").get_by_label("Description").fill(SAYS)
    page.locator(".save-bar").get_by_role("button", name="Publish").click()
    flash(page, "Published")
    reader = either_way.of(None)
    reader.goto(page.url)
    expect(reader.get_by_role("img", name=SAYS)).to_have_js_property("naturalWidth", 900)
    with reader.expect_download() as download:
        reader.get_by_role("link", name="pumps.csv").click()
    assert Path(download.value.path()).read_bytes() == CSV
    reader.emulate_media(media="print")
    expect(reader.get_by_role("img", name=SAYS)).to_be_visible()
    expect(reader.get_by_role("heading", name="The challenge")).to_be_visible()
    expect(reader.locator(".note-actions").first).to_be_hidden()


def send(page: Page, paths: list[Path], script: bool) -> None:
    page.locator("#files").set_input_files(paths)
    if not script:
        page.get_by_role("button", name="Add these files").click()
        flash(page, "2 files are with your draft")
    expect(page.locator("[data-attachment]")).to_have_count(len(paths))


def test_a_refused_file_is_told_beside_the_others(browsers: Browsers, network: Network, chosen: list[Path]) -> None:
    page = browsers.of(network.cast.contributor)
    page.goto("/notes/new")
    page.get_by_label("Title").fill("One of three is refused")
    page.locator("#files").set_input_files(chosen)
    expect(page.locator("[data-attachment]")).to_have_count(2)
    expect(page.locator("[data-uploads] .error")).to_contain_text("program.exe: Files of this kind are not taken")
    page.get_by_role("button", name="Take it off the note pumps.csv").click()
    expect(page.locator("[data-attachment]")).to_have_count(1)
    page.get_by_role("button", name="Save draft").click()
    flash(page, "Saved as revision 1")
    expect(page.locator("[data-attachment]")).to_have_count(1)
    assert problems(page, EVERYTHING) == []
    browsers.complaints.clear()  # Chromium reports the answer that refused the program


def held_back(page: Page, address: str) -> list[Route]:
    """From here on what the page asks of such an address waits until the test lets it go on."""
    routes: list[Route] = []
    page.route(address, lambda route: routes.append(route))
    return routes


def begin(page: Page, title: str) -> None:
    """A note that was saved once, open in the editor."""
    page.goto("/notes/new")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Save draft").click()
    flash(page, "Saved as revision 1")


def press_while_it_is_sent(page: Page, path: Path) -> Route:
    """Choose the file, and save while it is on its way."""
    routes = held_back(page, "**/files")
    with page.expect_request("**/files"):
        page.locator("#files").set_input_files(path)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("[data-upload-buttons]")).to_have_text(
        "Files are still on their way. This goes on by itself when they have arrived."
    )
    expect(page.get_by_text("Sending")).to_be_visible()
    return routes[0]


def test_a_note_saved_while_a_file_is_sent_has_the_file(
    browsers: Browsers, network: Network, chosen: list[Path]
) -> None:
    page = browsers.of(network.cast.contributor)
    begin(page, "Saved in a hurry")
    on_its_way = press_while_it_is_sent(page, chosen[1])
    page.get_by_label("Title").fill("Saved in a hurry, and changed while waiting")
    on_its_way.continue_()
    flash(page, "Saved as revision 2")
    expect(page.get_by_role("group", name="pumps.csv")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Saved in a hurry, and changed while waiting")


def test_a_file_that_is_refused_meanwhile_is_told_before_the_note_is_saved(
    browsers: Browsers, network: Network, chosen: list[Path]
) -> None:
    page = browsers.of(network.cast.contributor, viewport=NARROW)
    begin(page, "Saved with a program")
    press_while_it_is_sent(page, chosen[2]).continue_()
    expect(page.locator("[data-upload-buttons]")).to_contain_text("A file could not be added, so we stopped")
    expect(page.locator("[data-uploads] .error")).to_contain_text("program.exe: Files of this kind are not taken")
    assert problems(page, EVERYTHING) == []
    assert too_wide(page, "en") == set()
    page.get_by_label("Title").fill("Saved without the program")
    page.get_by_role("button", name="Save draft").click()
    flash(page, "Saved as revision 2")
    browsers.complaints.clear()  # Chromium reports the answer that refused the program


def test_a_file_is_said_to_be_with_the_draft_when_it_is(
    browsers: Browsers, network: Network, chosen: list[Path]
) -> None:
    page = browsers.of(network.cast.contributor)
    begin(page, "With a table")
    said = page.locator("[data-upload-status]")
    page.route("**/draft", lambda route: route.abort())
    page.locator("#files").set_input_files(chosen[1])
    expect(said).to_have_text("pumps.csv has arrived. It is not with your draft yet, and will be sent with your words.")
    page.unroute("**/draft")
    page.locator("#files").set_input_files(chosen[0])
    expect(said).to_have_text("map of wells.png is with your draft.")
    other = browsers.of(network.cast.contributor)
    other.goto(page.url)
    expect(other.locator("[data-attachment]")).to_have_count(2)
    browsers.complaints.clear()  # Chromium reports the draft that was not sent


def test_a_form_that_is_full_takes_no_more_files(browsers: Browsers, network: Network, chosen: list[Path]) -> None:
    page = browsers.of(network.cast.contributor)
    begin(page, "With forty files")
    page.locator("[data-attachments]").evaluate(FILL_UP, MOST_FILES)
    page.locator("#files").set_input_files(chosen[1])
    expect(page.locator("[data-uploads] .error")).to_contain_text(f"A note has at most {MOST_FILES} pictures and files")
    expect(page.get_by_role("group", name="pumps.csv")).to_have_count(0)
    browsers.complaints.clear()  # Chromium reports the answer that refused the file


def test_a_draft_that_cannot_be_kept_says_why(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.contributor)
    begin(page, "Far too long")
    page.get_by_role("textbox", name="The challenge").fill("x" * 200_001)
    page.locator("form[data-autosave-url]").evaluate("form => form.saveNow()")
    expect(page.locator("[data-saved-at]")).to_contain_text("The challenge: This is too long: at most 200,000")
    browsers.complaints.clear()  # Chromium reports the answer that refused the draft


def test_words_kept_in_the_browser_come_back_to_their_own_file(
    browsers: Browsers, network: Network, chosen: list[Path]
) -> None:
    """Though the other file was taken off elsewhere meanwhile, and the rows are numbered anew."""
    page = browsers.of(network.cast.contributor)
    begin(page, "Two pictures")
    again, later = (chosen[0].with_name(name) for name in ("wells in May.png", "line.png"))
    again.write_bytes(chosen[0].read_bytes())
    later.write_bytes(chosen[0].read_bytes())
    send(page, [chosen[0], again], script=True)
    page.get_by_role("button", name="Save draft").click()
    flash(page, "Saved as revision 2")
    page.route("**/draft", lambda route: route.abort())
    page.get_by_role("group", name=chosen[0].name).get_by_label("Description").fill("All wells")
    page.get_by_role("group", name=again.name).get_by_label("Description").fill("Wells that were dry")
    page.get_by_role("group", name=again.name).get_by_label("It only decorates").check()
    page.wait_for_function(
        "() => Object.values(localStorage).some((copy) => copy.includes('dry') && copy.includes('decorative'))"
    )
    elsewhere = browsers.of(network.cast.contributor)
    elsewhere.goto(page.url)
    elsewhere.get_by_role("button", name=f"Take it off the note {chosen[0].name}").click()
    elsewhere.locator("#files").set_input_files(later)
    expect(elsewhere.locator("[data-attachment]")).to_have_count(2)
    elsewhere.get_by_role("group", name=later.name).get_by_label("It only decorates").check()
    elsewhere.get_by_role("button", name="Save draft").click()
    flash(elsewhere, "Saved as revision 3")
    page.reload()
    page.get_by_role("button", name="Put them into the form").click()
    mine, theirs = (page.get_by_role("group", name=path.name) for path in (again, later))
    expect(mine.get_by_label("Description")).to_have_value("Wells that were dry")
    expect(mine.get_by_label("It only decorates")).to_be_checked()
    expect(theirs.get_by_label("Description")).to_have_value("")
    expect(theirs.get_by_label("It only decorates")).to_be_checked()
    browsers.complaints.clear()  # Chromium reports the drafts that were not sent


def test_dropped_files_are_sent(browsers: Browsers, network: Network) -> None:
    page = browsers.of(network.cast.contributor)
    page.goto("/notes/new")
    page.get_by_label("Title").fill("Dropped")
    dropped = page.evaluate_handle(
        "() => { const all = new DataTransfer(); all.items.add(new File(['a,b\\n1,2\\n'], 'dropped.csv')); return all; }"
    )
    page.locator("[data-upload]").dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.get_by_role("group", name="dropped.csv")).to_be_visible()


def test_a_document_becomes_a_note(either_way: Browsers, network: Network, tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("# From a file\n\n## The challenge\n\nPumps stood still.\n\n## Weather\n\nIt rained.\n")
    page = either_way.of(network.cast.contributor, viewport=NARROW, reduced_motion="reduce")
    page.goto("/notes/new")
    page.get_by_role("link", name="Begin with a Word or Markdown document").click()
    page.get_by_label("The document").set_input_files(path)
    page.get_by_role("button", name="See what goes where").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What goes where")
    page.emulate_media(color_scheme="dark")
    assert not either_way.script or problems(page, EVERYTHING) == []
    assert not either_way.script or too_wide(page, "en") == set()
    page.get_by_label("Goes into: Weather").select_option(label="Risks")
    page.get_by_role("button", name="Continue in the editor").click()
    expect(page.get_by_label("Title")).to_have_value("From a file")
    expect(page.get_by_role("textbox", name="The challenge")).to_have_value("Pumps stood still.")
    page.get_by_role("button", name="Save draft").click()
    flash(page, "Saved as revision 1")
    expect(page.locator("#risks")).to_have_value("### Weather\n\nIt rained.")
