"""Notes that a coordinator shows first on a topic's page, in an order of their choice."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid
from knowledge.notes.models import Note
from knowledge.permissions import Action, Actor, readable_by, require
from knowledge.topics.curating import open_for_change
from knowledge.topics.history import Change, record
from knowledge.topics.models import FeaturedNote, Topic

MOST_FEATURED = 12


def featured_ids(session: Session, actor: Actor, topic: Topic) -> list[int]:
    """The featured notes that the actor may read, in their order."""
    return list(
        session.scalars(
            select(FeaturedNote.note_id)
            .join(Note, Note.id == FeaturedNote.note_id)
            .where(FeaturedNote.topic_id == topic.id, readable_by(actor))
            .order_by(FeaturedNote.position, FeaturedNote.note_id)
            .limit(MOST_FEATURED)
        )
    )


def feature_note(session: Session, actor: Actor, topic: Topic, note: Note, version: int) -> None:
    """Show the note on the topic's page, after those shown already. Raises `Invalid` (`featured`: `too_many`) beyond 12."""
    open_for_change(session, actor, topic, version)
    require(actor, Action.READ_NOTE, note)
    current = all_featured(session, topic)
    if note.id in current:
        return
    if len(featured_ids(session, actor, topic)) >= MOST_FEATURED:
        raise Invalid({"featured": "too_many"})
    session.add(FeaturedNote(topic_id=topic.id, note_id=note.id, position=len(current)))
    record(session, actor, topic.id, Change.FEATURED, note=note.id)
    session.flush()


def unfeature_note(session: Session, actor: Actor, topic: Topic, note: Note, version: int) -> None:
    """Show the note among the others again."""
    open_for_change(session, actor, topic, version)
    require(actor, Action.READ_NOTE, note)
    current = all_featured(session, topic)
    if note.id in current:
        session.execute(delete(FeaturedNote).where(FeaturedNote.topic_id == topic.id, FeaturedNote.note_id == note.id))
        number(session, topic, [note_id for note_id in current if note_id != note.id])
        record(session, actor, topic.id, Change.UNFEATURED, note=note.id)
        session.flush()


def move_featured(session: Session, actor: Actor, topic: Topic, note: Note, places: int, version: int) -> None:
    """Move a featured note by so many places, up if negative, past those that the actor may not read."""
    open_for_change(session, actor, topic, version)
    require(actor, Action.READ_NOTE, note)
    seen = featured_ids(session, actor, topic)
    if note.id not in seen:
        return
    at = seen.index(note.id)
    to = max(0, min(len(seen) - 1, at + places))
    if to == at:
        return
    order = [note_id for note_id in all_featured(session, topic) if note_id != note.id]
    order.insert(order.index(seen[to]) + (1 if to > at else 0), note.id)
    number(session, topic, order)
    record(session, actor, topic.id, Change.FEATURED_ORDER)
    session.flush()


def all_featured(session: Session, topic: Topic) -> list[int]:
    return list(
        session.scalars(
            select(FeaturedNote.note_id)
            .where(FeaturedNote.topic_id == topic.id)
            .order_by(FeaturedNote.position, FeaturedNote.note_id)
        )
    )


def number(session: Session, topic: Topic, order: Sequence[int]) -> None:
    for position, note_id in enumerate(order):
        featured = session.get(FeaturedNote, (topic.id, note_id))
        if featured is not None:
            featured.position = position
