"""How long a note holds: its day, the owners who are asked, the one click, and what readers are told."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import NotAllowed
from knowledge.notes.errors import NoteNotPublished
from knowledge.notes.models import Note
from knowledge.notes.publishing import publish_note
from knowledge.notes.validity import confirm_valid, remind_owners
from knowledge.notes.writing import save_revision
from knowledge.notices.models import Notice
from knowledge.outbox import IndexChange
from tests.conftest import SignIn
from tests.notes.proposals import published, snapshot, written
from tests.personas import Cast

DAY = date(2030, 6, 30)


def at(monkeypatch: pytest.MonkeyPatch, year: int, month: int, day: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(year, month, day, 12, tzinfo=UTC))


@pytest.fixture
def note(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Note:
    """Holds until the end of June 2030; published in January of that year."""
    at(monkeypatch, 2030, 1, 15)
    made = published(session, cast, valid_until=DAY.isoformat())
    session.commit()
    return made


def asked(session: Session) -> list[tuple[str, int]]:
    rows = session.execute(select(Notice.kind, Notice.member_id).where(Notice.kind.like("note_valid_%")))
    return sorted((kind, member) for kind, member in rows.tuples())


def test_owners_and_authors_are_asked_thirty_days_before_and_on_the_day_each_once(
    session: Session, cast: Cast, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = sorted([cast.contributor.id, cast.editor.id, cast.focal_point.id])
    at(monkeypatch, 2030, 5, 30)
    assert remind_owners(session, 50) == 0
    at(monkeypatch, 2030, 5, 31)
    assert remind_owners(session, 50) == 1
    at(monkeypatch, 2030, 6, 2)
    assert remind_owners(session, 50) == 0
    assert asked(session) == [("note_valid_soon", member) for member in people]
    at(monkeypatch, 2030, 6, 30)
    assert remind_owners(session, 50) == 1
    at(monkeypatch, 2030, 8, 1)
    assert remind_owners(session, 50) == 0
    assert asked(session) == [(f"note_valid_{stage}", member) for stage in ("due", "soon") for member in people]


def test_a_worker_that_was_away_asks_once_and_not_twice(
    session: Session, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 2031, 1, 1)
    assert remind_owners(session, 50) == 1
    assert {kind for kind, _ in asked(session)} == {"note_valid_due"}


def test_reminders_come_in_bounded_batches(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 2030, 1, 15)
    for _ in range(3):
        published(session, cast, valid_until=DAY.isoformat())
    at(monkeypatch, 2030, 6, 30)
    assert [remind_owners(session, 2) for _ in range(3)] == [2, 1, 0]


def test_a_date_of_review_that_lies_ahead_counts_and_one_that_is_past_does_not(session: Session, cast: Cast) -> None:
    ahead = published(session, cast, review_date="2990-02-01", valid_until="2999-01-01")
    assert ahead.valid_until == date(2990, 2, 1)
    past = published(session, cast, review_date="2020-02-01", valid_until="2999-01-01")
    assert past.valid_until == date(2999, 1, 1)
    assert published(session, cast, review_date="2020-02-01").valid_until is None


def test_still_valid_moves_the_day_a_year_on_and_asks_again_then(
    session: Session, cast: Cast, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, 2030, 6, 30)
    remind_owners(session, 50)
    rows = len(session.scalars(select(IndexChange)).all())
    confirm_valid(session, cast.actor(cast.editor), note)
    assert note.valid_until == date(2031, 6, 30)
    assert len(session.scalars(select(IndexChange)).all()) == rows + 1
    assert remind_owners(session, 50) == 0
    at(monkeypatch, 2031, 6, 1)
    assert remind_owners(session, 50) == 1


def test_a_confirmation_outlives_a_new_revision_until_it_brings_other_dates(
    session: Session, cast: Cast, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = cast.actor(cast.editor)
    at(monkeypatch, 2030, 6, 30)
    confirm_valid(session, editor, note)
    for title, until, day in (
        ("Clearer words", "2030-06-30", date(2031, 6, 30)),
        ("A shorter life", "2030-12-31", date(2030, 12, 31)),
    ):
        save_revision(session, editor, note, snapshot(cast, title=title, valid_until=until), note.latest_number)
        publish_note(session, editor, note)
        assert note.valid_until == day, title
    assert note.confirmed_at is None


def test_only_who_publishes_may_confirm_and_only_what_is_published(session: Session, cast: Cast, note: Note) -> None:
    for member in (cast.contributor, cast.lima_editor, cast.coordinator):
        with pytest.raises(NotAllowed):
            confirm_valid(session, cast.actor(member), note)
    with pytest.raises(NoteNotPublished):
        confirm_valid(session, cast.actor(cast.editor), written(session, cast))


def test_the_page_says_so_and_an_editor_settles_it_with_one_click(
    session: Session, cast: Cast, note: Note, browse_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/notes/{note.permalink}"
    at(monkeypatch, 2030, 6, 15)
    assert "Does this note still hold?" not in browse_as(cast.outsider).get(address).text
    asked_author = browse_as(cast.contributor).get(address).text
    assert "Does this note still hold?" in asked_author and "still-valid" not in asked_author
    at(monkeypatch, 2030, 7, 1)
    reader, editor = browse_as(cast.outsider), browse_as(cast.editor)
    assert "This note may be out of date." in reader.get(address).text
    assert f'action="{address}/still-valid"' in editor.get(address).text
    answer = editor.post(f"{address}/still-valid", follow_redirects=True)
    assert "you will be asked again in a year" in answer.text
    page = reader.get(address).text
    assert "This note may be out of date." not in page
    assert "Confirmed as still valid" in page and "July 1, 2030" in page
