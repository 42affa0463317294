"""How long a note holds: what its authors say, what an editor confirms, and who is asked when the day comes near.

A note is to be looked at again on the earlier of "valid until" and a date of review that lies ahead. "Still valid" moves that
day on without touching the text; new dates in a later revision count instead.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes import news
from knowledge.notes.content import PracticeContent
from knowledge.notes.errors import NoteNotPublished
from knowledge.notes.models import Note, NoteReminder, NoteState, Revision
from knowledge.notes.validation import as_day
from knowledge.outbox import note_changed
from knowledge.permissions import Action, Actor, require

NOTICE_AHEAD = timedelta(days=30)
CONFIRMED_FOR = timedelta(days=365)
SOON, DUE = "soon", "due"


def day_in(content: PracticeContent, published: date) -> date | None:
    """The day until which a text published on `published` holds by its own words; None when it names none."""
    review = as_day(content.review_date)
    days = [as_day(content.valid_until), review if review is not None and review > published else None]
    return min((day for day in days if day is not None), default=None)


def place_validity(note: Note, before: Revision | None, revision: Revision, published: date) -> None:
    """The day on the note when `revision` takes the place of `before`. A confirmation stands until other dates are published."""
    old = before.practice() if before is not None else PracticeContent()
    new = revision.practice()
    if (old.valid_until, old.review_date) != (new.valid_until, new.review_date):
        note.confirmed_until = note.confirmed_at = note.confirmed_by_id = None
    note.valid_until = note.confirmed_until or day_in(new, published)


def is_to_be_confirmed(note: Note) -> bool:
    """Whether the day is past or so near that its owners have been asked."""
    return note.is_published and note.valid_until is not None and note.valid_until <= clock.today() + NOTICE_AHEAD


def confirm_valid(session: Session, actor: Actor, note: Note) -> None:
    """Say that a published note still holds, for a year from today. Raises `NoteNotPublished`."""
    require(actor, Action.CONFIRM_NOTE, note)
    if not note.is_published:
        raise NoteNotPublished(note.permalink)
    note.valid_until = note.confirmed_until = clock.today() + CONFIRMED_FOR
    note.confirmed_at, note.confirmed_by_id = clock.now(), actor.member_id
    note_changed(session, note.id)
    session.flush()


def remind_owners(session: Session, most: int) -> int:
    """Ask the owners of at most `most` notes whose day is near or past; each stage of a day once. Returns how many were asked."""
    today = clock.today()
    asked = 0
    for stage, near in ((DUE, Note.valid_until <= today), (SOON, comes_near(today))):
        for note in session.scalars(unasked(stage, near).limit(most - asked).with_for_update(of=Note)):
            session.add(NoteReminder(note_id=note.id, day=note.valid_until, stage=stage))
            news.tell_validity(session, note, stage)
            asked += 1
    session.flush()
    return asked


def comes_near(today: date) -> ColumnElement[bool]:
    return (Note.valid_until > today) & (Note.valid_until <= today + NOTICE_AHEAD)


def unasked(stage: str, near: ColumnElement[bool]) -> Select[tuple[Note]]:
    reminded = select(NoteReminder.note_id).where(
        NoteReminder.note_id == Note.id, NoteReminder.day == Note.valid_until, NoteReminder.stage == stage
    )
    return (
        select(Note)
        .where(Note.state == NoteState.PUBLISHED, near, ~reminded.exists())
        .order_by(Note.valid_until, Note.id)
    )
