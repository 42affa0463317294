"""A coordinator adds a topic, changes its labels, scope notes and place, retires and restores it. Every change is kept in its history."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, or_, select, text
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Conflict, Invalid
from knowledge.permissions import Action, Actor, require
from knowledge.topics.hierarchy import ancestors
from knowledge.topics.history import Change, record, version_of
from knowledge.topics.labels import lookup_key
from knowledge.topics.lookup import resolve
from knowledge.topics.models import LabelKind, Topic, TopicBroader, TopicLabel, TopicRelated
from knowledge.topics.names import LanguageRow, checked_labels, checked_notes
from knowledge.topics.telling_index import topics_changed
from knowledge.topics.vocabulary import Label

# A lock on the topic's row alone, labels that were loaded beside it left out; others may go on referring to it.
ONE_AT_A_TIME = {"key_share": True, "of": Topic}


class TopicChanged(Conflict):
    """Somebody changed the topic since the form was opened. `version` is the number to confirm with."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the topic is at change {version}")
        self.version = version


class ClosesCycle(Invalid):
    """The topic would come to stand, over some steps, under itself. `broader_id` is where."""

    def __init__(self, broader_id: int) -> None:
        super().__init__({"broader": "cycle"})
        self.broader_id = broader_id


def add_topic(session: Session, actor: Actor, rows: Sequence[LanguageRow], broader_ids: Sequence[int] = ()) -> Topic:
    """A new topic with these labels, under these topics. Raises `Invalid` as `checked_labels` does."""
    require(actor, Action.CURATE_TOPICS)
    labels = checked_labels(rows)
    topic = Topic()
    session.add(topic)
    session.flush()
    put_labels(session, topic, labels)
    above = resolve(session, broader_ids)
    session.add_all([TopicBroader(topic_id=topic.id, broader_id=broader_id) for broader_id in above])
    record(session, actor, topic.id, Change.CREATED, added=as_rows(labels), broader_added=above)
    session.flush()
    return topic


def change_labels(session: Session, actor: Actor, topic: Topic, rows: Sequence[LanguageRow], version: int) -> None:
    """Give the topic exactly these labels. Raises `Invalid` (see `checked_labels`) and `TopicChanged`."""
    open_for_change(session, actor, topic, version)
    wanted = checked_labels(rows)
    current = {(label.language, LabelKind(label.kind), label.text) for label in topic.labels}
    added, removed = wanted - current, current - wanted
    if not added and not removed:
        return
    gone = [label.id for label in topic.labels if (label.language, LabelKind(label.kind), label.text) in removed]
    session.execute(delete(TopicLabel).where(TopicLabel.id.in_(gone)))
    put_labels(session, topic, added)
    record(session, actor, topic.id, Change.LABELS, added=as_rows(added), removed=as_rows(removed))
    session.flush()
    topics_changed(session, [topic.id])


def change_scope_notes(
    session: Session, actor: Actor, topic: Topic, rows: Sequence[tuple[str, str]], version: int
) -> None:
    """Say what the topic covers, by (language, text). Raises `Invalid` as `checked_notes` does, and `TopicChanged`."""
    open_for_change(session, actor, topic, version)
    wanted, current = checked_notes(rows), dict(topic.notes_by_language)
    changed = sorted(x for x in wanted.keys() | current.keys() if wanted.get(x) != current.get(x))
    if changed:
        topic.notes_by_language = wanted
        record(session, actor, topic.id, Change.NOTES, languages=changed)
        session.flush()


def change_place(
    session: Session, actor: Actor, topic: Topic, broader_ids: Sequence[int], related_ids: Sequence[int], version: int
) -> None:
    """Put the topic under exactly these topics, beside exactly those. Raises `ClosesCycle` and `TopicChanged`."""
    hold_hierarchy(session, actor)
    open_for_change(session, actor, topic, version)
    current_broader, current_related = broader_of(session, topic.id), related_of(session, topic.id)
    broader = set(resolve(session, broader_ids, keep=current_broader))
    related = set(resolve(session, related_ids, keep=current_related)) - {topic.id}
    for broader_id in sorted(broader):
        if broader_id == topic.id or topic.id in ancestors(session, [broader_id]):
            raise ClosesCycle(broader_id)
    if broader == current_broader and related == current_related:
        return
    set_broader(session, topic.id, current_broader, broader)
    set_related(session, topic.id, current_related, related)
    record(
        session,
        actor,
        topic.id,
        Change.PLACE,
        broader_added=sorted(broader - current_broader),
        broader_removed=sorted(current_broader - broader),
        related_added=sorted(related - current_related),
        related_removed=sorted(current_related - related),
    )
    session.flush()
    if broader != current_broader:
        topics_changed(session, [topic.id])


def retire_topic(session: Session, actor: Actor, topic: Topic, version: int) -> None:
    """Take the topic out of choice. What carries it goes on carrying it."""
    open_for_change(session, actor, topic, version)
    if topic.retired_at is None:
        topic.retired_at = clock.now()
        record(session, actor, topic.id, Change.RETIRED)
        session.flush()
        topics_changed(session, [topic.id])


def restore_topic(session: Session, actor: Actor, topic: Topic, version: int) -> None:
    """Offer a retired topic for choice again."""
    open_for_change(session, actor, topic, version)
    if topic.retired_at is not None:
        topic.retired_at = None
        record(session, actor, topic.id, Change.RESTORED)
        session.flush()
        topics_changed(session, [topic.id])


def open_for_change(session: Session, actor: Actor, topic: Topic, version: int) -> None:
    """The actor may curate, the topic was not merged away, and nobody changed it since `version`; else raise."""
    require(actor, Action.CURATE_TOPICS)
    session.refresh(topic, with_for_update=ONE_AT_A_TIME)
    current = version_of(session, topic)
    if topic.merged_into_id is not None or current != version:
        raise TopicChanged(current)


def hold_hierarchy(session: Session, actor: Actor) -> None:
    """Let nobody else place topics until the commit, or two changes that are right alone could close a cycle together.

    Taken before any topic is held, or two who wait for each other would never end.
    """
    require(actor, Action.CURATE_TOPICS)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE topic_broader IN SHARE ROW EXCLUSIVE MODE"))


def put_labels(session: Session, topic: Topic, labels: Iterable[Label]) -> None:
    session.add_all(
        [
            TopicLabel(topic_id=topic.id, language=language, kind=kind, text=words, folded=lookup_key(words))
            for language, kind, words in sorted(labels)
        ]
    )
    session.flush()
    session.expire(topic, ["labels"])


def as_rows(labels: Iterable[Label]) -> list[list[str]]:
    return [[language, str(kind), words] for language, kind, words in sorted(labels)]


def broader_of(session: Session, topic_id: int) -> set[int]:
    return set(session.scalars(select(TopicBroader.broader_id).where(TopicBroader.topic_id == topic_id)))


def related_of(session: Session, topic_id: int) -> set[int]:
    pairs = session.execute(
        select(TopicRelated.topic_id, TopicRelated.related_id).where(
            or_(TopicRelated.topic_id == topic_id, TopicRelated.related_id == topic_id)
        )
    )
    return {other for pair in pairs for other in pair} - {topic_id}


def set_broader(session: Session, topic_id: int, current: set[int], wanted: set[int]) -> None:
    gone = TopicBroader.broader_id.in_(current - wanted)
    session.execute(delete(TopicBroader).where(TopicBroader.topic_id == topic_id, gone))
    session.add_all([TopicBroader(topic_id=topic_id, broader_id=x) for x in sorted(wanted - current)])
    session.flush()


def set_related(session: Session, topic_id: int, current: set[int], wanted: set[int]) -> None:
    for other in current - wanted:
        low, high = sorted((topic_id, other))
        session.execute(delete(TopicRelated).where(TopicRelated.topic_id == low, TopicRelated.related_id == high))
    pairs = [sorted((topic_id, other)) for other in sorted(wanted - current)]
    session.add_all([TopicRelated(topic_id=low, related_id=high) for low, high in pairs])
    session.flush()
