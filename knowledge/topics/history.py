"""The kinds of change to a topic, writing them down, and reading from them what people changed by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.people.models import Member
from knowledge.permissions import Actor
from knowledge.topics.models import LabelKind, Topic, TopicChange
from knowledge.topics.vocabulary import Label

CHANGES_PER_PAGE = 20
T = TypeVar("T")


class Change(StrEnum):
    """`TopicChange.what`, with what its detail holds."""

    CREATED = "created"
    IMPORTED = "imported"  # scheme
    UPDATED = "updated"  # by a newer edition: as LABELS and PLACE, notes: languages
    GONE = "gone"  # no longer in the vocabulary's newer edition, but in use here
    LABELS = "labels"  # added, removed: lists of [language, kind, text]
    PLACE = "place"  # broader_added, broader_removed, related_added, related_removed: topic ids; because: id of a merged topic
    NOTES = "notes"  # languages
    MERGED = "merged"  # into: id, notes, members, groups: how many followed
    ABSORBED = "absorbed"  # merged: id; added: labels taken over
    RETIRED = "retired"
    RESTORED = "restored"
    FEATURED = "featured"  # note: id
    UNFEATURED = "unfeatured"  # note: id
    FEATURED_ORDER = "featured_order"


def record(session: Session, actor: Actor, topic_id: int, what: Change, **detail: Any) -> None:
    """Write a change into the topic's history, in the same transaction."""
    session.add(TopicChange(topic_id=topic_id, member_id=actor.member_id, what=what, detail=detail))


def version_of(session: Session, topic: Topic) -> int:
    """How often the topic was changed; a form carries it along and so notices that somebody else was faster."""
    return session.scalar(select(func.count()).select_from(TopicChange).where(TopicChange.topic_id == topic.id)) or 0


def changes_of(session: Session, topic: Topic, page: int) -> tuple[list[tuple[TopicChange, Member | None]], int]:
    """A page of the topic's history, the newest first, with who did it; and how many changes there are."""
    rows = session.execute(
        select(TopicChange, Member)
        .outerjoin(Member, Member.id == TopicChange.member_id)
        .where(TopicChange.topic_id == topic.id)
        .order_by(TopicChange.id.desc())
        .limit(CHANGES_PER_PAGE)
        .offset((page - 1) * CHANGES_PER_PAGE)
    )
    return [(change, member) for change, member in rows], version_of(session, topic)


@dataclass
class HandMade:
    """What people changed on one topic, which an import therefore leaves as it is."""

    labels_added: set[Label] = field(default_factory=set)
    labels_removed: set[Label] = field(default_factory=set)
    broader_added: set[int] = field(default_factory=set)
    broader_removed: set[int] = field(default_factory=set)
    related_added: set[int] = field(default_factory=set)
    related_removed: set[int] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    state: Change | None = None

    def follow(self, change: TopicChange) -> None:
        detail = change.detail
        if change.what in (Change.LABELS, Change.ABSORBED, Change.CREATED):
            move(as_labels(detail.get("added", ())), self.labels_added, self.labels_removed)
            move(as_labels(detail.get("removed", ())), self.labels_removed, self.labels_added)
        if change.what in (Change.PLACE, Change.CREATED):
            for relation, added, removed in (
                ("broader", self.broader_added, self.broader_removed),
                ("related", self.related_added, self.related_removed),
            ):
                move(detail.get(f"{relation}_added", ()), added, removed)
                move(detail.get(f"{relation}_removed", ()), removed, added)
        if change.what == Change.NOTES:
            self.notes |= set(detail.get("languages", ()))
        if change.what in (Change.RETIRED, Change.RESTORED):
            self.state = Change(change.what)


def as_labels(rows: Iterable[Sequence[str]]) -> set[Label]:
    return {(language, LabelKind(kind), text) for language, kind, text in rows}


def move(items: Iterable[T], into: set[T], out_of: set[T]) -> None:
    into |= set(items)
    out_of -= set(items)


def hand_made(session: Session) -> dict[int, HandMade]:
    """Everything that members (not imports) ever changed, by topic; folded from the history in its order."""
    made: dict[int, HandMade] = {}
    for change in session.scalars(
        select(TopicChange).where(TopicChange.member_id.is_not(None)).order_by(TopicChange.id)
    ):
        made.setdefault(change.topic_id, HandMade()).follow(change)
    return made
