"""Which text of the source a translation says: remembered when it begins, moved on by its authors, compared at each publication."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from knowledge import clock
from knowledge.notes.content import PracticeContent
from knowledge.notes.models import Note, Revision
from knowledge.notes.translating.models import SourceMark


def changed_fields(before: PracticeContent, after: PracticeContent) -> tuple[str, ...]:
    """The fields that say something else, in the content's order. Empty lines say nothing."""
    was, now = before.to_json(), after.to_json()
    return tuple(name for name in was if lines_of(was[name]) != lines_of(now[name]))


def lines_of(value: Any) -> Any:
    return [line for line in value.split("\n") if line.strip()] if isinstance(value, str) else value


def is_latest(
    mark: type[SourceMark], upto: InstrumentedAttribute[int] | BindParameter[int] | int
) -> ColumnElement[bool]:
    """The SQL condition that this mark is the one on which revision `upto` of its note rests, as to the mark's source."""
    other = aliased(SourceMark)
    latest = select(func.max(other.number)).where(
        other.note_id == mark.note_id, other.source_id == mark.source_id, other.number <= upto
    )
    return mark.number == latest.correlate(mark, Note).scalar_subquery()


def mark_of(session: Session, note: Note, number: int) -> SourceMark | None:
    """The mark on which this revision of the note rests, as to the source it has now."""
    of_note = (SourceMark.note_id == note.id, SourceMark.source_id == note.translation_of_id)
    return session.scalar(select(SourceMark).where(*of_note, is_latest(SourceMark, number)))


def remember_source(session: Session, note: Note, source: Note, number: int) -> None:
    """When the note first names this source: its revision `number` says what the source says now."""
    known = select(SourceMark.number).where(SourceMark.note_id == note.id, SourceMark.source_id == source.id).limit(1)
    if source.published_revision is not None and session.scalar(known) is None:
        put_mark(session, note, source, number, source.published_revision)


def put_mark(
    session: Session, note: Note, source: Note, number: int, said: Revision, member_id: int | None = None
) -> SourceMark:
    """Revision `number` of the note says what revision `said` of the source says, whatever was marked for it before."""
    mark = session.get(SourceMark, (note.id, number))
    if mark is None:
        mark = SourceMark(note_id=note.id, number=number)
        session.add(mark)
    mark.source_id, mark.source_number, mark.marked_by_id = source.id, said.number, member_id
    mark.marked_at, mark.behind_since = clock.now(), None
    if source.published_revision is not None:
        compare_mark(mark, said, source.published_revision, published_after(session, source, said.number))
    session.flush()
    return mark


def carry_mark(session: Session, note: Note, restored: int, number: int) -> None:
    """A revision that brings back the words of another rests on the same text of the source."""
    mark = mark_of(session, note, restored)
    source = session.get(Note, mark.source_id) if mark is not None else None
    said = published_revision(session, source, mark.source_number) if mark is not None and source is not None else None
    if source is not None and said is not None:
        put_mark(session, note, source, number, said)


def published_revision(session: Session, source: Note, number: int) -> Revision | None:
    query = select(Revision).where(Revision.note_id == source.id, Revision.number == number)
    return session.scalar(query.where(Revision.published_at.is_not(None)))


def published_after(session: Session, source: Note, number: int) -> datetime | None:
    """When the source was first published with a revision later than this."""
    query = select(Revision.published_at).where(Revision.note_id == source.id, Revision.number > number)
    return session.scalar(query.where(Revision.published_at.is_not(None)).order_by(Revision.published_at).limit(1))


def compare_mark(mark: SourceMark, said: Revision, published: Revision, since: datetime | None) -> None:
    """Write on the mark whether the published text says something else than what it rests on; `since` unless it did before."""
    mark.behind_fields = len(changed_fields(said.practice(), published.practice()))
    mark.behind_since = (mark.behind_since or since or clock.now()) if mark.behind_fields else None


def sources_published(session: Session, notes: Iterable[Note], at: datetime) -> None:
    """Compare every translation of these notes with what was published just now."""
    published = {note.id: note.published_revision for note in notes if note.published_revision is not None}
    marks = session.scalars(select(SourceMark).where(SourceMark.source_id.in_(published))).all() if published else ()
    wanted = {(mark.source_id, mark.source_number) for mark in marks}
    if not wanted:
        return
    sources, numbers = zip(*wanted, strict=True)
    query = select(Revision).where(Revision.note_id.in_(set(sources)), Revision.number.in_(set(numbers)))
    said = {(revision.note_id, revision.number): revision for revision in session.scalars(query)}
    for mark in marks:
        revision = said.get((mark.source_id, mark.source_number))
        if revision is not None:
            compare_mark(mark, revision, published[mark.source_id], at)
    session.flush()
