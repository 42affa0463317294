"""Files that arrive: who may send them, how many and how much, and that nobody else waits while they are looked at."""

import io
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db, limiter
from app.files import MOST_AT_ONCE
from app.notes import from_document, receiving
from knowledge.base import write_intent
from knowledge.notes.attachments import attaching, store
from knowledge.notes.attachments.attaching import MOST_FILES
from knowledge.notes.attachments.models import Attachment
from knowledge.notes.attachments.store import FileStore
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.validation import MOST_IN_A_FIELD
from knowledge.people.models import Member
from tests.attachments.samples import CSV, HONEST, MB, lying
from tests.attachments.test_belonging import a_day_later
from tests.attachments.test_pages import TYPED, attachments, files, post, sent
from tests.conftest import SignIn
from tests.factories import PASSWORD
from tests.notes.proposals import published, written
from tests.notes.test_from_document import document
from tests.personas import Cast

JSON = {"Accept": "application/json"}
PUMPS = ("pumps.csv", CSV)
Watch = Callable[[Any, str], None]


@pytest.fixture
def another_writes_during(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Before each call of a function of the site, somebody else saves something; told to wait, they are refused."""
    numbers = count(1)

    def watching(module: Any, name: str) -> None:
        function = getattr(module, name)

        def after_another_wrote(*arguments: Any) -> Any:
            with write_intent():
                session.execute(
                    update(Member).where(Member.id == cast.outsider.id).values(name=f"Meanwhile {next(numbers)}")
                )
                session.commit()
            return function(*arguments)

        monkeypatch.setattr(module, name, after_another_wrote)

    return watching


def saved_meanwhile(session: Session, cast: Cast) -> bool:
    session.rollback()
    return cast.outsider.name.startswith("Meanwhile")


def test_nobody_waits_while_a_word_document_is_read(
    browse_as: SignIn, session: Session, cast: Cast, another_writes_during: Watch
) -> None:
    another_writes_during(from_document, "read_word")
    browser = browse_as(cast.contributor)
    answer = post(browser, "/notes/import", files(("note.docx", document(("Heading1", "A depot"), ("Normal", "Far.")))))
    assert answer.status_code == 200 and 'value="A depot"' in answer.text
    assert saved_meanwhile(session, cast)


def test_nobody_waits_while_pictures_are_shrunk_that_follow_a_refused_file(
    browse_as: SignIn, session: Session, cast: Cast, another_writes_during: Watch
) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    another_writes_during(receiving, "check_received")
    chosen = (("run.exe", b"MZ"), ("map.png", HONEST["map.png"]), ("other.exe", b"MZ"))
    answer = post(browser, f"/notes/{note.permalink}/edit", sent(cast, *chosen))
    assert answer.status_code == 422 and "run.exe: Files of this kind" in answer.text and "other.exe:" in answer.text
    assert saved_meanwhile(session, cast)
    answer = post(browser, f"/notes/{note.permalink}/edit", sent(cast, PUMPS, ("map.png", HONEST["map.png"])))
    assert answer.status_code == 303 and len(attachments(session)) == 2, "what others wrote meanwhile is no hindrance"


@pytest.fixture
def no_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(_incoming: Any, name: str) -> None:
        raise AssertionError(f"{name} was opened")

    monkeypatch.setattr(receiving, "check_received", opened)


@pytest.mark.usefixtures("no_file_is_opened")
def test_more_files_than_are_taken_at_once_are_refused_unopened(
    browse_as: SignIn, session: Session, cast: Cast, store: FileStore
) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    many = [(f"{n}.csv", CSV) for n in range(MOST_AT_ONCE + 1)]
    answer = post(browser, f"/notes/{note.permalink}/edit", sent(cast, *many))
    assert answer.status_code == 422 and TYPED in answer.text
    assert f"At most {MOST_AT_ONCE} files can be sent at once" in answer.text
    answer = post(browser, "/notes/import", files(PUMPS, PUMPS))
    assert answer.status_code == 422 and "Please choose one file." in answer.text
    assert lying(store.root) == set()


@pytest.mark.usefixtures("no_file_is_opened")
def test_files_of_who_may_not_write_are_refused_unopened(browse_as: SignIn, session: Session, cast: Cast) -> None:
    note = published(session, cast, audience=AudienceKind.PUBLIC)
    for member, addresses in (
        (cast.lima_editor, (f"/notes/{note.permalink}/files", f"/notes/{note.permalink}/edit")),
        (cast.outsider, ("/notes/new", "/notes/import")),
    ):
        for address in addresses:
            assert post(browse_as(member), address, files(PUMPS)).status_code == 403


def test_the_file_that_a_note_could_not_keep_is_refused_when_it_comes(
    browse_as: SignIn, session: Session, cast: Cast, store: FileStore
) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    address = f"/notes/{note.permalink}/files"
    answer = post(browser, address, files(PUMPS) | {"rows": str(MOST_FILES)}, headers=JSON)
    assert answer.status_code == 422
    assert answer.json["problem"] == f"A note has at most {MOST_FILES} pictures and files."
    assert attachments(session) == [] and lying(store.root) == set()
    assert post(browser, address, files(PUMPS) | {"rows": str(MOST_FILES - 1)}, headers=JSON).status_code == 200


def test_a_member_adds_so_much_a_day_and_goes_on_the_next(
    browse_as: SignIn, session: Session, cast: Cast, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over all notes, so that nobody fills the disk by beginning new ones; others are not held back by it."""
    note, other = written(session, cast), written(session, cast, title="Another")
    session.add(Attachment(note_id=other.id, key="0" * 26, name="a.pdf", size=MB, added_by_id=cast.contributor.id))
    session.commit()
    monkeypatch.setattr(attaching, "MOST_IN_A_DAY", MB + len(CSV))
    address = f"/notes/{note.permalink}/files"
    answer = post(browse_as(cast.contributor), address, files(PUMPS, PUMPS), headers=JSON)
    assert answer.status_code == 422 and answer.json["problem"].startswith("You can add at most 1 MB of files within")
    assert len(attachments(session)) == 1 and lying(store.root) == set(), "all or nothing"
    assert post(browse_as(cast.editor), address, files(PUMPS), headers=JSON).status_code == 200
    a_day_later(monkeypatch)
    assert post(browse_as(cast.contributor), address, files(PUMPS, PUMPS), headers=JSON).status_code == 200


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_files_leave_room_on_the_disk_for_what_is_written(
    browse_as: SignIn, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _place: Disk(100 * MB, 0, 100 * MB))
    answer = post(browser, f"/notes/{note.permalink}/edit", sent(cast, PUMPS))
    assert answer.status_code == 503 and TYPED in answer.text
    assert "There is no room for files on this site just now" in answer.text
    assert attachments(session) == []


def test_files_of_a_request_that_is_refused_do_not_stay_behind(
    browse_as: SignIn, session: Session, cast: Cast, store: FileStore
) -> None:
    """Else they would fill the disk and count for nobody."""
    note, browser = written(session, cast), browse_as(cast.contributor)
    data = sent(cast, PUMPS) | {"challenge": "x" * (MOST_IN_A_FIELD + 1)}
    assert post(browser, f"/notes/{note.permalink}/edit", data).status_code == 422
    assert attachments(session) == [] and lying(store.root) == set()


@pytest.fixture
def limited(home: Path, database_url: str, session: Session, cast: Cast) -> Iterator[Flask]:
    """The site with its limits on, on the same database."""
    environment = {
        "CAUSEWAY_HOME": str(home),
        "CAUSEWAY_BASE_URL": "http://localhost",
        "CAUSEWAY_DATABASE_URL": database_url,
    }
    app = create_app(read_settings(environment), TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=True)
    with app.app_context():
        limiter.reset()
    yield app
    with app.app_context():
        limiter.reset()
        db.engine.dispose()


def signed_in(app: Flask, member: Member) -> FlaskClient:
    browser = app.test_client()
    browser.post("/people/sign-in", data={"email": member.email, "password": PASSWORD})
    return browser


def forms_with_files(note: Note, cast: Cast) -> list[tuple[str, dict[str, Any]]]:
    """Each form that takes files; an empty field before a file changes nothing."""
    hidden = {"files": [(io.BytesIO(b""), ""), (io.BytesIO(CSV), "pumps.csv")]}
    return [
        (f"/notes/{note.permalink}/files", files(PUMPS)),
        (f"/notes/{note.permalink}/edit", sent(cast, PUMPS)),
        ("/notes/new", sent(cast, PUMPS, revision=0)),
        ("/notes/import", files(("note.md", b"# A"))),
        ("/notes/preview", {"text": "A"} | hidden),
        ("/notes/preview", {"text": "A", "another": (io.BytesIO(CSV), "pumps.csv")}),
    ]


def test_files_are_counted_together_whichever_form_they_come_with(
    limited: Flask, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = written(session, cast)
    forms = forms_with_files(note, cast)
    monkeypatch.setattr(receiving, "HOW_OFTEN", f"{len(forms)} per hour")
    browser = signed_in(limited, cast.contributor)
    for address, data in forms:
        assert post(browser, address, data).status_code < 400, address
    for address, data in forms_with_files(note, cast):
        assert post(browser, address, data).status_code == 429, address
    assert browser.post("/notes/preview", data={"text": "A"}).status_code == 200, "forms without files go on"
    assert browser.post("/notes/new", data=sent(cast, ("", b""), revision=0)).status_code == 303
    assert post(signed_in(limited, cast.editor), f"/notes/{note.permalink}/files", files(PUMPS)).status_code == 200


def test_translations_are_begun_as_often_as_people_write_and_no_oftener(
    limited: Flask, session: Session, cast: Cast
) -> None:
    note = published(session, cast, audience=AudienceKind.PUBLIC)
    browser = signed_in(limited, cast.lima_editor)
    answers = [browser.post(f"/notes/{note.permalink}/translate", data={"language": "none"}) for _ in range(21)]
    assert answers[0].status_code == 422 and answers[-1].status_code == 429


def test_a_word_document_with_far_too_many_words_is_too_long(
    browse_as: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_document, "MOST_IN_A_NOTE", 100)
    content = document(*[("Normal", "Far away.")] * 50)
    answer = post(browse_as(cast.contributor), "/notes/import", files(("note.docx", content)))
    assert answer.status_code == 422 and "too long" in answer.text


def test_a_draft_that_cannot_be_kept_says_why(browse_as: SignIn, session: Session, cast: Cast) -> None:
    """To the script, which would say otherwise that it waits for the network."""
    note, browser = written(session, cast), browse_as(cast.contributor)
    for address in ("/notes/new/draft", f"/notes/{note.permalink}/draft"):
        answer = browser.post(address, data={"challenge": "x" * (MOST_IN_A_FIELD + 1)}, headers=JSON)
        assert answer.status_code == 422
        assert answer.json["problem"].startswith("The challenge: This is too long: at most 200,000 characters")
    gone = {"attachments-0-file": "0" * 26, "attachments-0-name": "a.pdf"}
    answer = browser.post(f"/notes/{note.permalink}/draft", data=gone, headers=JSON)
    assert answer.json["problem"].startswith("Pictures and files: This file is no longer kept here.")
