"""The versions of a note in its languages: the one they are all made from, which there are, and which is being written."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from knowledge.languages import is_language
from knowledge.notes.models import Note, NoteState
from knowledge.notes.projection import permalink_in
from knowledge.notes.proposal import Proposal
from knowledge.notes.validation import Problems
from knowledge.permissions import Action, Actor, may, readable_by

# What permissions ask of a note.
ITS_PEOPLE = (
    joinedload(Note.readers),
    joinedload(Note.owners),
    joinedload(Note.authors),
    joinedload(Note.joining),
)


def note_named(session: Session, address: str) -> Note | None:
    """The note that an address or a permalink leads to, with its people. One query."""
    query = select(Note).where(Note.permalink == permalink_in(address)).options(*ITS_PEOPLE)
    return session.scalars(query).unique().one_or_none()


def note_by_id(session: Session, note_id: int | None) -> Note | None:
    """The same by its id; no query for none."""
    query = select(Note).where(Note.id == note_id).options(*ITS_PEOPLE)
    return session.scalars(query).unique().one_or_none() if note_id is not None else None


def closed_links(session: Session, actor: Actor, links: Mapping[str, str]) -> set[str]:
    """Of these addresses the names of those that lead to a note of which the actor may not know. At most one query."""
    wanted = {name: permalink_in(address) for name, address in links.items() if address}
    query = select(Note).where(Note.permalink.in_(wanted.values())).options(*ITS_PEOPLE)
    found = session.scalars(query).unique().all() if wanted else ()
    closed = {note.permalink for note in found if not may(actor, Action.READ_NOTE, note)}
    return {name for name, permalink in wanted.items() if permalink in closed}


def is_open_source(actor: Actor, note: Note | None) -> bool:
    """Whether the actor may begin a translation of it, as far as the text goes."""
    return note is not None and note.is_published and may(actor, Action.READ_NOTE, note)


def source_for(session: Session, actor: Actor, version: Note) -> Note:
    """What a translation of this version is linked to: the note that the whole set was made from, so that all follow one text.

    Where that one is withdrawn or not for the actor, the version itself.
    """
    if version.translation_of_id is None:
        return version
    source = note_by_id(session, version.translation_of_id)
    return source if source is not None and is_open_source(actor, source) else version


def source_named(session: Session, actor: Actor, address: str) -> Note | None:
    """The same by an address that was typed; None for one that leads to nothing the actor may translate."""
    version = note_named(session, address) if address else None
    return source_for(session, actor, version) if version is not None and is_open_source(actor, version) else None


def in_its_set(source: Note) -> ColumnElement[bool]:
    return (Note.id == source.id) | (Note.translation_group == (source.translation_group or source.permalink))


def versions_of(session: Session, actor: Actor, source: Note) -> Sequence[Note]:
    """The published versions that the actor may read, the source first. One query."""
    query = select(Note).where(in_its_set(source), readable_by(actor))
    return session.scalars(query.order_by(Note.id != source.id, Note.language, Note.id)).all()


def versions_in_work(session: Session, actor: Actor, source: Note) -> Sequence[Note]:
    """Those not yet published on which the actor works; of others nobody learns before they are published. One query."""
    query = select(Note).where(
        Note.translation_of_id == source.id, Note.state.in_([NoteState.DRAFT, NoteState.SUBMITTED])
    )
    found = session.scalars(query.options(*ITS_PEOPLE).order_by(Note.language, Note.id)).unique()
    return [note for note in found if may(actor, Action.EDIT_NOTE, note)]


def language_problems(session: Session, actor: Actor, source: Note, language: str, but: int | None = None) -> Problems:
    """Why there can be no version in this language beside those the actor may read. `but` is the id of the version itself."""
    if not is_language(language):
        return {"language": "unknown_language"}
    taken = {note.id: note.language for note in versions_of(session, actor, source) if note.id != but}
    if taken.get(source.id) == language:
        return {"language": "same_language"}
    return {"language": "language_taken"} if language in taken.values() else {}


def translation_problems(session: Session, actor: Actor, note: Note, proposal: Proposal) -> Problems:
    """A translation names another published note that the actor may read, in a language that has no version yet.

    A source that stands already may stay when it is withdrawn or closed to the actor, and so may what is published.
    """
    if not proposal.translation_of:
        return {}
    source = note_named(session, proposal.translation_of)
    stands = source is not None and source.id == note.translation_of_id
    if source is None or not (stands or is_open_source(actor, source)):
        return {"translation_of": "unknown_note"}
    if note.id is not None and note.id in (source.id, source.translation_of_id):
        return {"translation_of": "itself"}
    if stands and note.is_published and note.language == proposal.language:
        return {}
    return language_problems(session, actor, source, proposal.language, note.id)


def hold_set(session: Session, proposal: Proposal) -> None:
    """Lock the source, so that two versions in one language are not published at the same moment."""
    if proposal.translation_of:
        session.execute(
            select(Note.id).where(Note.permalink == permalink_in(proposal.translation_of)).with_for_update()
        )
