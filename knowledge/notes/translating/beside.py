"""What stands beside a note, as far as a reader may know of it: its other languages, its source, what it was adapted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from knowledge.notes.models import Note, NoteState, Revision
from knowledge.notes.translating.marking import is_latest
from knowledge.notes.translating.models import SourceMark
from knowledge.permissions import Actor, readable_by, tombstone_for


@dataclass(frozen=True)
class Translation:
    """The same note in another language."""

    id: int
    permalink: str
    language: str
    title: str
    is_original: bool


@dataclass(frozen=True)
class Source:
    """What the note is a translation of. `withdrawn_at` and perhaps `successor` when it was taken away.

    `now` is the number of its published revision, `said` of the one that the translation says, 0 where that is not known.
    """

    note: Translation
    now: int = 0
    said: int = 0
    behind_since: datetime | None = None
    behind_fields: int = 0
    withdrawn_at: datetime | None = None
    successor: Translation | None = None

    @property
    def is_behind(self) -> bool:
        return self.behind_since is not None and self.withdrawn_at is None


@dataclass(frozen=True)
class Beside:
    """Only what the reader may know of."""

    translations: Sequence[Translation] = ()
    source: Source | None = None
    adapted_from: Translation | None = None


def notes_beside(session: Session, actor: Actor, note: Note, number: int) -> Beside:
    """What stands beside revision `number` of the note. One query."""
    if not note.translation_group and note.translation_of_id is None and note.adapted_from_id is None:
        return Beside()
    rows = session.execute(around(actor, note, number)).all()
    named = {
        row.id: Translation(row.id, row.permalink, row.language, row.title, row.id == note.translation_of_id)
        for row in rows
    }
    return Beside(
        translations=[named[row.id] for row in rows if is_version(note, row)],
        source=next((source_seen(row, named) for row in rows if row.id == note.translation_of_id), None),
        adapted_from=named.get(note.adapted_from_id or 0),
    )


def around(actor: Actor, note: Note, number: int) -> Select[Any]:
    """All of it that the actor may read, with a mark at the source; and of a source that is gone, what takes its place."""
    gone, original = aliased(Note), aliased(Note)
    of_source = select(original.translation_group).where(original.id == note.translation_of_id).scalar_subquery()
    together = (Note.translation_group == (note.translation_group or of_source)) & (Note.id != note.id)
    follows = select(gone.successor_id).where(gone.id == note.translation_of_id, gone.state == NoteState.WITHDRAWN)
    is_source = Note.id == note.translation_of_id
    mark = (SourceMark.note_id == note.id) & (SourceMark.source_id == Note.id) & is_latest(SourceMark, number)
    facts = (Note.id, Note.permalink, Note.language, Note.title, Note.state, Note.withdrawn_at, Note.successor_id)
    marked = (SourceMark.source_number, SourceMark.behind_since, SourceMark.behind_fields)
    return (
        select(*facts, *marked, Revision.number, together.label("is_together"))
        .select_from(Note)
        .outerjoin(SourceMark, mark & is_source)
        .outerjoin(Revision, (Revision.id == Note.published_revision_id) & is_source)
        .where(
            together | is_source | (Note.id == note.adapted_from_id) | (Note.id == follows.scalar_subquery()),
            readable_by(actor) | (is_source & tombstone_for(actor)),
        )
        .order_by(Note.language, Note.id)
    )


def is_version(note: Note, row: Row[Any]) -> bool:
    """Of what is beside the note only its other languages."""
    of_the_set = row.is_together or row.id == note.translation_of_id
    return bool(row.state == NoteState.PUBLISHED and of_the_set)


def source_seen(row: Row[Any], named: Mapping[int, Translation]) -> Source:
    is_gone = row.state == NoteState.WITHDRAWN
    return Source(
        note=named[row.id],
        now=row.number or 0,
        said=row.source_number or 0,
        behind_since=row.behind_since,
        behind_fields=row.behind_fields or 0,
        withdrawn_at=row.withdrawn_at if is_gone else None,
        successor=named.get(row.successor_id or 0) if is_gone else None,
    )
