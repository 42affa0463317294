"""Merging two topics into one: what carries the one carries the other, and the old address leads to the new."""

from dataclasses import asdict

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.permissions import Actor
from knowledge.topics.curating import (
    ONE_AT_A_TIME,
    as_rows,
    broader_of,
    hold_hierarchy,
    open_for_change,
    put_labels,
    related_of,
    set_broader,
    set_related,
)
from knowledge.topics.hierarchy import ancestors
from knowledge.topics.history import Change, record
from knowledge.topics.models import LabelKind, Topic, TopicBroader
from knowledge.topics.telling_index import topics_changed
from knowledge.topics.usage import move_uses, usage_of
from knowledge.topics.vocabulary import Label


def merge_topics(session: Session, actor: Actor, source: Topic, target: Topic, version: int) -> None:
    """Let `target` stand for `source`: notes, interests, groups, featured notes, labels and subtopics follow.

    Addresses of topics merged into the source before lead to the target too. `version` is the source's. Raises
    `TopicChanged`, or `Invalid` for `target`: `merge_itself`, or `merge_unusable` when it is retired or merged itself.
    """
    hold_hierarchy(session, actor)
    open_for_change(session, actor, source, version)
    if target.id == source.id:
        raise Invalid({"target": "merge_itself"})
    session.refresh(target, with_for_update=ONE_AT_A_TIME)
    if target.retired_at is not None or target.merged_into_id is not None:
        raise Invalid({"target": "merge_unusable"})
    usage = usage_of(session, source.id)
    topics_changed(session, [source.id, target.id])
    move_uses(session, source.id, target.id)
    move_subtopics(session, actor, source, target)
    set_related(session, target.id, related_of(session, target.id), joined_related(session, source, target))
    set_related(session, source.id, related_of(session, source.id), set())
    labels = take_over_labels(session, source, target)
    session.execute(update(Topic).where(Topic.merged_into_id == source.id).values(merged_into_id=target.id))
    source.merged_into_id, source.retired_at = target.id, clock.now()
    record(session, actor, source.id, Change.MERGED, into=target.id, **asdict(usage))
    record(session, actor, target.id, Change.ABSORBED, merged=source.id, added=as_rows(labels), **asdict(usage))
    session.flush()


def move_subtopics(session: Session, actor: Actor, source: Topic, target: Topic) -> None:
    """Subtopics of the source go under the target; where that would close a cycle, they take the source's place instead."""
    above_source = broader_of(session, source.id) - {target.id}
    above_target = ancestors(session, [target.id]) | {target.id}
    children = session.scalars(select(TopicBroader.topic_id).where(TopicBroader.broader_id == source.id)).all()
    for child in sorted(children):
        current = broader_of(session, child)
        wanted = (current - {source.id}) | (above_source if child in above_target else {target.id})
        set_broader(session, child, current, wanted)
        added, removed = sorted(wanted - current), sorted(current - wanted)
        record(session, actor, child, Change.PLACE, broader_added=added, broader_removed=removed, because=source.id)
    set_broader(session, source.id, broader_of(session, source.id), set())


def joined_related(session: Session, source: Topic, target: Topic) -> set[int]:
    return (related_of(session, source.id) | related_of(session, target.id)) - {source.id, target.id}


def take_over_labels(session: Session, source: Topic, target: Topic) -> set[Label]:
    """Give the target the source's labels: preferred ones where it has none in the language, alternatives elsewhere."""
    known = {(label.language, label.text) for label in target.labels}
    named = {label.language for label in target.labels if label.kind == LabelKind.PREFERRED}
    taken: set[Label] = set()
    for label in source.labels:
        if (label.language, label.text) in known:
            continue
        free = label.kind == LabelKind.PREFERRED and label.language not in named
        taken.add((label.language, LabelKind.PREFERRED if free else LabelKind.ALTERNATIVE, label.text))
    put_labels(session, target, taken)
    return taken
