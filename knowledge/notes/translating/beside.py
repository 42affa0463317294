"""What stands beside a note, as far as a reader may know of it: its other languages, its source, what it was adapted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Integer, Row, Select, String, bindparam, case, func, select, union_all
from sqlalchemy.orm import Session, aliased

from knowledge.notes.models import Note, NoteState, Revision
from knowledge.notes.translating.marking import is_latest
from knowledge.notes.translating.models import SourceMark
from knowledge.permissions import Actor, audience_terms, carries_one_of


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
    about: dict[str, Any] = {
        "this": note.id,
        "number": number,
        "group": note.translation_group,
        "source": note.translation_of_id,
    }
    about |= {"adapted": note.adapted_from_id, "terms": sorted(audience_terms(actor))}
    rows = session.execute(around(), about).all()
    named = {
        row.id: Translation(row.id, row.permalink, row.language, row.title, row.id == note.translation_of_id)
        for row in rows
    }
    return Beside(
        translations=[named[row.id] for row in rows if is_version(note, row)],
        source=next((source_seen(row, named) for row in rows if row.id == note.translation_of_id), None),
        adapted_from=named.get(note.adapted_from_id or 0),
    )


@cache
def around() -> Select[Any]:
    """All of it that the reader may read, with a mark at the source; and of a source that is gone, what takes its place.

    The statement is kept, for a note `this`, its revision `number`, its `group`, `source` and `adapted` note, or None, and
    the reader's `terms`.
    """
    this, number, source = (bindparam(name, type_=Integer) for name in ("this", "number", "source"))
    terms: BindParameter[Any] = bindparam("terms", expanding=True)
    version, gone, original = aliased(Note), aliased(Note), aliased(Note)
    of_source = select(original.translation_group).where(original.id == source).scalar_subquery()
    group = func.coalesce(bindparam("group", type_=String), of_source)
    wanted = union_all(
        select(version.id).where(version.translation_group == group),
        select(version.id).where(version.id.in_([source, bindparam("adapted", type_=Integer)])),
        select(gone.successor_id).where(gone.id == source, gone.state == NoteState.WITHDRAWN),
    ).subquery()
    is_source = Note.id == source
    mark = (SourceMark.note_id == this) & (SourceMark.source_id == Note.id) & is_latest(SourceMark, number)
    facts = (Note.id, Note.permalink, Note.language, Note.title, Note.state, Note.withdrawn_at, Note.successor_id)
    marked = (SourceMark.source_number, SourceMark.behind_since, SourceMark.behind_fields)
    published, withdrawn = carries_one_of(Note, terms), carries_one_of(Note, terms, NoteState.WITHDRAWN)
    readable = case((is_source, published | withdrawn), else_=published)  # not by OR, which SQLite reads by state
    return (
        select(*facts, *marked, Revision.number, (Note.translation_group == group).label("is_together"))
        .select_from(Note)
        .outerjoin(SourceMark, mark & is_source)
        .outerjoin(Revision, (Revision.id == Note.published_revision_id) & is_source)
        .where(Note.id.in_(select(wanted)), Note.id != this, readable)
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
