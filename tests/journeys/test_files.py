"""A picture and a table join a note: dragged or chosen with the script, sent with the form without it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.attachments.samples import CSV, picture
from tests.journeys.browsers import Browsers
from tests.journeys.looking import EVERYTHING, NARROW, problems, too_wide
from tests.journeys.network import Network
from tests.journeys.steps import flash, write_snapshot

SAYS = "Wells on a map"


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
