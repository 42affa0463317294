"""Files through the pages: with the form as a browser without scripts sends it, one by one as the script does, and back out."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.http import parse_options_header

from app.commands.worker import jobs, work_once
from knowledge import clock
from knowledge.notes.attachments.models import Attachment
from knowledge.notes.attachments.store import FileStore, Incoming, NoRoom
from knowledge.notes.content import Attached
from knowledge.notes.models import AudienceKind, Draft, Note
from knowledge.notes.publishing import publish_note
from search_index.note_texts import plain_texts
from tests.attachments.conftest import Attach, SaveFiles
from tests.attachments.samples import CSV, HONEST, MB, PDF, bomb, lying
from tests.attachments.test_belonging import NEXT_DAY
from tests.conftest import SignIn
from tests.notes.proposals import as_sent, published, snapshot, written
from tests.personas import Cast
from tests.queries import CountQueries

TYPED = "Words typed before the file was chosen."


def files(*named: tuple[str, bytes]) -> dict[str, Any]:
    return {"files": [(io.BytesIO(content), name) for name, content in named]}


def sent(cast: Cast, *named: tuple[str, bytes], revision: int = 1, **more: str) -> dict[str, Any]:
    """The editor's form with something typed and these files chosen."""
    return as_sent(snapshot(cast), revision, lessons=TYPED, **more) | files(*named)


def post(browser: FlaskClient, address: str, data: dict[str, Any], **more: Any) -> Any:
    return browser.post(address, data=data, content_type="multipart/form-data", **more)


def attachments(session: Session) -> list[Attachment]:
    session.rollback()
    return list(session.scalars(select(Attachment).order_by(Attachment.id)))


def test_files_sent_with_the_form_become_rows_of_the_draft(browse_as: SignIn, session: Session, cast: Cast) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    two = (("map.png", HONEST["map.png"]), ("../../pumps.csv", CSV))
    answer = post(browser, f"/notes/{note.permalink}/edit", sent(cast, *two, attach="files"), follow_redirects=True)
    assert "2 files are with your draft" in answer.text and TYPED in answer.text
    assert [each.name for each in attachments(session)] == ["map.png", "pumps.csv"]
    for number, each in enumerate(attachments(session)):
        assert f'name="attachments-{number}-file" type="hidden" value="{each.key}"' in answer.text
        assert f"/notes/{note.permalink}/files/{each.key}" in answer.text


@pytest.mark.parametrize("button", [{"save": "draft"}, {"then": "publish"}, {"then": "review"}])
def test_a_new_note_takes_files_whatever_button_was_pressed(
    browse_as: SignIn, session: Session, cast: Cast, button: dict[str, str]
) -> None:
    """Nothing goes out before the pictures were looked at: the words are a draft, and the form is there again."""
    data = sent(cast, ("map.png", HONEST["map.png"]), revision=0, **button)
    answer = post(browse_as(cast.contributor), "/notes/new", data, follow_redirects=True)
    assert "The file is with your draft" in answer.text and TYPED in answer.text
    note = session.scalars(select(Note)).one()
    assert note.latest_number == 0 and note.submitted_at is None
    assert len(session.scalars(select(Draft)).one().content["attachments"]) == 1


def rows_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(attachments-\d+-\w+)" type="hidden" value="([^"]*)"', page))


def test_words_are_given_then_saved_then_published_and_readers_see_both(
    browse_as: SignIn, session: Session, cast: Cast
) -> None:
    note, editor = written(session, cast, audience=AudienceKind.PUBLIC), browse_as(cast.editor)
    address = f"/notes/{note.permalink}/edit"
    both = (("map.png", HONEST["map.png"]), ("pumps.csv", CSV))
    page = post(editor, address, sent(cast, *both), follow_redirects=True).text
    kept = as_sent(snapshot(cast, audience=AudienceKind.PUBLIC), 1) | rows_of(page)
    refused = editor.post(address, data=kept | {"then": "publish"})
    assert refused.status_code == 422 and "Please say what the picture shows" in refused.text
    assert 'href="#attachments-0-words"' in refused.text
    told = {"attachments-0-words": "Wells <b>on</b> a map", "attachments-1-words": "Pumps by district"}
    editor.post(address, data=kept | told | {"then": "publish"})
    reading = browse_as(None).get(f"/notes/{note.permalink}").text
    assert 'alt="Wells &lt;b&gt;on&lt;/b&gt; a map"' in reading and "Pumps by district" in reading
    for each in attachments(session):
        assert f"/notes/{note.permalink}/files/{each.key}" in reading and each.name in reading


def test_a_file_is_taken_off_without_the_script(
    browse_as: SignIn, session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast)
    save_files(note, attach(note), attach(note, "pumps.csv"))
    browser, address = browse_as(cast.contributor), f"/notes/{note.permalink}/edit"
    kept = as_sent(snapshot(cast), 2) | rows_of(browser.get(address).text)
    page = browser.post(address, data=kept | {"remove": "attachments-0"}).text
    assert "pumps.csv" in page and "map.png" not in page
    page = browser.post(address, data=as_sent(snapshot(cast), 2) | rows_of(page) | {"remove": "attachments-0"}).text
    assert rows_of(page) == {}


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("empty.pdf", b"", 422, "The file is empty."),
        ("run.exe", b"MZ", 422, "Files of this kind are not taken"),
        ("photo.jpg", PDF, 422, "not what its name says"),
        ("plan.docx", bomb(301), 422, "unpacks to more than 300 MB"),
        ("large.pdf", PDF + b" " * 20 * MB, 413, "at most 20 MB"),
    ],
)
def test_refused_files_are_told_at_the_field_and_nothing_typed_is_lost(
    browse_as: SignIn,
    session: Session,
    cast: Cast,
    store: FileStore,
    name: str,
    content: bytes,
    status: int,
    words: str,
) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    honest = ("pumps.csv", CSV)
    answer = post(browser, f"/notes/{note.permalink}/edit", sent(cast, honest, (name, content), save="draft"))
    assert answer.status_code == status and TYPED in answer.text
    problem = re.search(r'<p class="error" id="files-error">(.*?)</p>', answer.text)
    assert problem is not None and name in problem[1] and words in problem[1]
    assert attachments(session) == [] and lying(store.root) == set(), "all or nothing"
    said = post(
        browser, f"/notes/{note.permalink}/files", files((name, content)), headers={"Accept": "application/json"}
    )
    assert said.status_code == status and words in said.json["problem"]


def test_a_disk_that_fills_says_so_and_keeps_nothing_half(
    browse_as: SignIn, session: Session, cast: Cast, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)

    class FullDisk(io.FileIO):
        def write(self, _data: Any) -> int:
            raise OSError(28, "No space left on device")

    def on_a_full_disk(self: Incoming) -> FullDisk:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return FullDisk(self.path, "w+b")

    def no_place(self: FileStore, _path: Path) -> str:
        raise NoRoom("No space left on device")

    for where, what, broken in ((Incoming, "open_file", on_a_full_disk), (FileStore, "keep", no_place)):
        with monkeypatch.context() as patch:
            patch.setattr(where, what, broken)
            answer = post(browser, f"/notes/{note.permalink}/edit", sent(cast, ("pumps.csv", CSV)))
        assert answer.status_code == 503 and TYPED in answer.text
        assert "There is no room for files on this site just now" in answer.text
        assert attachments(session) == [] and lying(store.root) == set()


def test_the_script_sends_one_file_and_gets_its_row(browse_as: SignIn, session: Session, cast: Cast) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    answer = post(browser, f"/notes/{note.permalink}/files", files(("map.png", HONEST["map.png"])) | {"row": "3"})
    assert answer.status_code == 200
    (kept,) = attachments(session)
    assert f'name="attachments-3-file" type="hidden" value="{kept.key}"' in answer.json["html"]
    begun = browser.post("/notes/new/draft", data=as_sent(snapshot(cast)), headers={"Accept": "application/json"})
    assert begun.json["upload_url"].endswith("/files"), "a note that autosave began takes files"


def test_only_its_writers_send_files_to_a_note(
    browse_as: SignIn, session: Session, cast: Cast, store: FileStore
) -> None:
    note = published(session, cast, audience=AudienceKind.PUBLIC)
    for member, status in ((None, 401), (cast.lima_editor, 403), (cast.administrator, 403)):
        answer = post(browse_as(member), f"/notes/{note.permalink}/files", files(("pumps.csv", CSV)))
        assert answer.status_code == status
    assert attachments(session) == [] and lying(store.root) == set()


def test_who_is_not_signed_in_sends_nothing(browse_as: SignIn, session: Session, cast: Cast, store: FileStore) -> None:
    note = written(session, cast)
    for address in (f"/notes/{note.permalink}/files", f"/notes/{note.permalink}/edit", "/notes/new"):
        assert post(browse_as(None), address, files(("report.pdf", PDF))).status_code == 401
    assert not store.root.exists()


def read(browser: FlaskClient, note: Note, row: Attached) -> Any:
    return browser.get(f"/notes/{note.permalink}/files/{row.file}")


def test_a_file_is_sent_to_be_kept_and_never_to_be_run(
    browse_as: SignIn, session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    for name, media_type in (("report.pdf", "application/pdf"), ("map.png", "image/png"), ("pumps.csv", "text/csv")):
        row = attach(note, name)
        session.commit()
        answer = read(browser, note, row)
        assert answer.mimetype == media_type and answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert "public" not in answer.headers["Cache-Control"] and "max-age" not in answer.headers["Cache-Control"]
    assert read(browser, note, row).data == CSV


def test_what_a_browser_has_is_not_sent_again_but_asked_for_each_time(
    browse_as: SignIn, session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast, audience=AudienceKind.PUBLIC)
    row = attach(note)
    save_files(note, row)
    publish_note(session, cast.actor(cast.editor), note)
    session.commit()
    address, browser = f"/notes/{note.permalink}/files/{row.file}", browse_as(None)
    tag = browser.get(address).headers["ETag"]
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304
    note.readers.clear()
    session.commit()
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize("key", ["..", "%2e%2e%2f%2e%2e%2fcauseway.db", "incoming", "0" * 26, "a\0b", "x" * 300])
def test_no_address_leads_to_another_file(browse_as: SignIn, session: Session, cast: Cast, key: str) -> None:
    note = written(session, cast)
    assert browse_as(cast.contributor).get(f"/notes/{note.permalink}/files/{key}").status_code == 404


def test_a_name_from_the_right_is_shown_and_sent_safely(
    browse_as: SignIn, session: Session, cast: Cast, attach: Attach
) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    name = "خطة\u202efdp.; filename=x.html;.pdf"
    answer = post(browser, f"/notes/{note.permalink}/files", files((name, PDF)))
    (kept,) = attachments(session)
    assert "\u202e" not in answer.json["html"] and f"<bdi>{kept.name}</bdi>" in answer.json["html"]
    found = browser.get(f"/notes/{note.permalink}/files/{kept.key}")
    told = parse_options_header(found.headers["Content-Disposition"])
    assert told == ("attachment", {"filename": kept.name}) and kept.name.endswith(".pdf")


def test_a_file_that_is_gone_from_the_disk_leaves_the_note_alive(
    browse_as: SignIn, session: Session, cast: Cast, attach: Attach, save_files: SaveFiles, store: FileStore
) -> None:
    note = written(session, cast, audience=AudienceKind.PUBLIC)
    picture, table = attach(note), attach(note, "pumps.csv")
    save_files(note, picture, table)
    publish_note(session, cast.actor(cast.editor), note)
    session.commit()
    store.remove(picture.file)
    store.remove(table.file)
    page = browse_as(None).get(f"/notes/{note.permalink}")
    assert page.status_code == 200 and page.text.count("This file is missing on the server") == 2
    assert "<img" not in page.text and "Pumps stood still" in page.text
    answer = read(browse_as(None), note, table)
    assert answer.status_code == 404 and "This file is missing" in answer.text


def test_files_add_no_query_to_the_page_of_a_note(
    browse_as: SignIn, session: Session, cast: Cast, attach: Attach, save_files: SaveFiles, count_queries: CountQueries
) -> None:
    note = written(session, cast, audience=AudienceKind.PUBLIC)
    publish_note(session, cast.actor(cast.editor), note)
    session.commit()
    reader, writer = browse_as(cast.lima_editor), browse_as(cast.contributor)
    pages = ((reader, f"/notes/{note.permalink}"), (writer, f"/notes/{note.permalink}/edit"))
    counted: list[list[int]] = []
    for rows in ((), tuple(attach(note, name) for name in ("map.png", "report.pdf", "pumps.csv"))):
        save_files(note, *rows)
        publish_note(session, cast.actor(cast.editor), note)
        session.commit()
        counted.append([])
        for browser, address in pages:
            with count_queries() as queries:
                assert browser.get(address).status_code == 200
            counted[-1].append(len(queries))
    assert counted[0] == counted[1] and max(counted[1]) <= 12


def test_what_changed_names_files_and_their_words(
    browse_as: SignIn, session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast)
    row = attach(note)
    save_files(note, row)
    page = browse_as(cast.editor).get(f"/notes/{note.permalink}/changes?from=1&to=2").text
    assert "What map.png shows" in page and row.file not in page
    review = browse_as(cast.editor).get(f"/notes/{note.permalink}/review").text
    assert "What map.png shows" in review


def test_the_markdown_file_of_a_note_names_its_files_with_what_they_show(
    browse_as: SignIn, session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast, audience=AudienceKind.PUBLIC)
    picture, table = attach(note), attach(note, "pumps.csv")
    save_files(note, replace(picture, words="Wells *on* a map"), replace(table, words=""))
    publish_note(session, cast.actor(cast.editor), note)
    session.commit()
    text = browse_as(None).get(f"/notes/{note.permalink}.md").text
    at = f"http://localhost/notes/{note.permalink}/files"
    listed = f"- [map.png]({at}/{picture.file}): Wells \\*on\\* a map\n- [pumps.csv]({at}/{table.file})\n"
    assert f"\n\n## Pictures and files\n\n{listed}\n## Cite this note\n" in text


def test_words_of_files_are_not_searched(session: Session, cast: Cast, attach: Attach, save_files: SaveFiles) -> None:
    note = written(session, cast)
    save_files(note, attach(note))
    assert not any("map.png" in text for text in plain_texts(note.revisions[-1].practice()).values())


def test_the_worker_removes_what_was_never_saved(
    browse_as: SignIn, session: Session, cast: Cast, store: FileStore, monkeypatch: pytest.MonkeyPatch, app: Any
) -> None:
    note = written(session, cast)
    post(browse_as(cast.contributor), f"/notes/{note.permalink}/files", files(("pumps.csv", CSV)))
    assert len(lying(store.root)) == 1
    then = clock.now() + NEXT_DAY
    monkeypatch.setattr(clock, "now", lambda: then)
    with app.app_context():
        work_once([job for job in jobs(app) if job.name == "files"])
    assert lying(store.root) == set()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0
