"""Where topics are used: notes, members, groups, rounds, featured notes. The one place that counts and moves those uses."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, aliased

from knowledge.notes.models import NoteTopic
from knowledge.peer_groups.models import GroupTopic
from knowledge.people.models import MemberTopic
from knowledge.rounds.models import RoundTopic, SignUpTopic
from knowledge.topics.models import FeaturedNote, Topic, TopicBroader

# Each table of uses with the columns that, beside the topic, tell one use from another.
USES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (NoteTopic, ("note_id",)),
    (MemberTopic, ("member_id", "interest")),
    (GroupTopic, ("group_id",)),
    (RoundTopic, ("round_id",)),
    (SignUpTopic, ("signup_id", "interest")),
    (FeaturedNote, ("note_id",)),
)


@dataclass(frozen=True)
class Usage:
    """How many things carry a topic; `notes` counts those of every audience and is for coordinators alone."""

    notes: int
    members: int
    groups: int
    subtopics: int


def usage_of(session: Session, topic_id: int) -> Usage:
    counts = [
        select(func.count(func.distinct(column))).where(topic == topic_id).scalar_subquery()
        for column, topic in (
            (NoteTopic.note_id, NoteTopic.topic_id),
            (MemberTopic.member_id, MemberTopic.topic_id),
            (GroupTopic.group_id, GroupTopic.topic_id),
            (TopicBroader.topic_id, TopicBroader.broader_id),
        )
    ]
    return Usage(*session.execute(select(*counts)).one())


def used_among(session: Session, topic_ids: Collection[int]) -> set[int]:
    """Those of the topics that a note, a member or a group carries, or under which a topic outside them stands."""
    used: set[int] = set()
    for table, _ in USES:
        used |= set(session.scalars(select(table.topic_id).where(table.topic_id.in_(topic_ids)).distinct()))
    below = (
        select(TopicBroader.broader_id)
        .join(Topic, Topic.id == TopicBroader.topic_id)
        .where(TopicBroader.broader_id.in_(topic_ids), TopicBroader.topic_id.not_in(topic_ids))
        .where(Topic.retired_at.is_(None), Topic.merged_into_id.is_(None))
    )
    return used | set(session.scalars(below.distinct()))


def move_uses(session: Session, source_id: int, target_id: int) -> None:
    """Let everything that carries the source carry the target; what carries both keeps one."""
    for table, columns in USES:
        twin = aliased(table)
        same = [getattr(twin, column) == getattr(table, column) for column in columns]
        both = select(twin.topic_id).where(twin.topic_id == target_id, *same).correlate(table).exists()
        session.execute(delete(table).where(table.topic_id == source_id, both), execution_options=QUIET)
        session.execute(
            update(table).where(table.topic_id == source_id).values(topic_id=target_id), execution_options=QUIET
        )
    session.expire_all()


QUIET = {"synchronize_session": False}
