"""The part of an import that meets topics which a newer edition no longer has."""

from sqlalchemy import select, update

from knowledge import clock
from knowledge.permissions import Actor
from knowledge.topics.history import Change, HandMade, record
from knowledge.topics.import_work import Import
from knowledge.topics.models import Topic, TopicChange
from knowledge.topics.usage import used_among


def retire_gone(work: Import, actor: Actor) -> None:
    """Retire what the file's schemes no longer hold, if nothing uses it; what is used stays, and that is told once."""
    missing = missing_topics(work)
    if not missing:
        return
    used = used_among(work.session, missing)
    used |= {topic for topic in missing if work.by_hand.get(topic, HandMade()).state == Change.RESTORED}
    told = set(
        work.session.scalars(
            select(TopicChange.topic_id).where(TopicChange.topic_id.in_(used), TopicChange.what == Change.GONE)
        )
    )
    unused = sorted(missing.keys() - used)
    work.session.execute(update(Topic).where(Topic.id.in_(unused)).values(retired_at=clock.now()))
    for topic_id in unused:
        record(work.session, actor, topic_id, Change.RETIRED, gone=True)
    for topic_id in sorted(used - told):
        record(work.session, actor, topic_id, Change.GONE)
    work.report.gone.extend(missing[topic_id] for topic_id in unused)
    work.report.gone_in_use.extend(missing[topic_id] for topic_id in sorted(used - told))


def missing_topics(work: Import) -> dict[int, str]:
    """Topics in use of the file's schemes that the file does not name: their URI by id."""
    schemes = list(work.vocabulary.schemes)
    rows = work.session.execute(
        select(Topic.id, Topic.uri).where(
            Topic.scheme.in_(schemes),
            Topic.uri.is_not(None),
            Topic.retired_at.is_(None),
            Topic.merged_into_id.is_(None),
        )
    )
    named = work.vocabulary.concepts.keys() | work.vocabulary.left_out
    return {row.id: row.uri for row in rows if row.uri not in named}
