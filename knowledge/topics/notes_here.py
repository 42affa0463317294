"""The notes of a topic and of everything below it: those a coordinator features first, then the newest."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.notes.cards import NoteCard, cards_for
from knowledge.notes.listing import one_of_each_group
from knowledge.notes.models import Note, NoteTopic
from knowledge.paging import PAGE_SIZE, Page
from knowledge.permissions import Actor, readable_by
from knowledge.topics.featuring import featured_ids
from knowledge.topics.hierarchy import under
from knowledge.topics.models import Topic


@dataclass(frozen=True)
class TopicNotes:
    """Featured notes in their order, and a page of the others."""

    featured: list[NoteCard]
    page: Page[NoteCard]


def notes_of_topic(session: Session, actor: Actor, topic: Topic, languages: Sequence[str], page: int = 1) -> TopicNotes:
    """What the actor may read under the topic, each set of translations once. At most seven queries."""
    featured = featured_ids(session, actor, topic)
    tagged = select(NoteTopic.note_id).where(NoteTopic.topic_id.in_(under(topic.id)))
    conditions = [readable_by(actor), Note.id.in_(tagged), Note.id.not_in(featured)]
    found = one_of_each_group(conditions, languages)
    date, note_id = found.selected_columns.published_at, found.selected_columns.id
    newest = found.add_columns(func.count().over()).order_by(date.desc(), note_id.desc()).limit(PAGE_SIZE)
    rows = session.execute(newest.offset((page - 1) * PAGE_SIZE)).all()
    if not rows and page > 1:
        return notes_of_topic(session, actor, topic, languages)
    others = [row[0] for row in rows]
    cards = {card.id: card for card in cards_for(session, actor, [*featured, *others])}
    return TopicNotes(
        [cards[note_id] for note_id in featured if note_id in cards],
        Page([cards[note_id] for note_id in others if note_id in cards], page, rows[0][-1] if rows else 0),
    )
