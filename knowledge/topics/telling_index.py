"""Which notes the index must read again when topics change: those tagged with them or with anything below."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import NoteTopic
from knowledge.outbox import notes_changed
from knowledge.topics.models import TopicBroader

BATCH = 500


def topics_changed(session: Session, topic_ids: Collection[int]) -> int:
    """Tell the index about every note under these topics, a batch at a time. Gives the number of notes."""
    notes: set[int] = set()
    for batch in batches(sorted(topic_ids)):
        below = select(TopicBroader.topic_id).where(TopicBroader.broader_id.in_(batch)).cte("below", recursive=True)
        below = below.union(select(TopicBroader.topic_id).join(below, TopicBroader.broader_id == below.c.topic_id))
        tagged = NoteTopic.topic_id.in_(batch) | NoteTopic.topic_id.in_(select(below.c.topic_id))
        notes |= set(session.scalars(select(NoteTopic.note_id).where(tagged)))
    for batch in batches(sorted(notes)):
        notes_changed(session, batch)
        session.flush()
    return len(notes)


def batches(items: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
