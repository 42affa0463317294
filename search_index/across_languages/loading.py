"""The label table from the database, whole or just what changed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, func, literal, select, union_all
from sqlalchemy.orm import Session

from knowledge.topics.lookup import may_be_chosen
from knowledge.topics.models import LabelKind, Topic, TopicBroader, TopicChange, TopicLabel
from search_index.across_languages.labels import Label, LabelledTopic, LabelTable


@dataclass(frozen=True, slots=True)
class Version:
    """How many changes to topics there are, and the last one's id.

    Both together tell every change: on PostgreSQL a change may become visible after one with a higher id.
    """

    changes: int
    last: int


# Questions of one statement: SQLite answers each by an index, and the first two as one question by reading all rows.
_CHANGES = select(func.count()).select_from(TopicChange).scalar_subquery()
_LAST = select(func.coalesce(func.max(TopicChange.id), 0)).scalar_subquery()
_LABELS = select(func.count()).select_from(TopicLabel).scalar_subquery()
_VERSION, _VERSION_AND_SIZE = select(_CHANGES, _LAST), select(_CHANGES, _LAST, _LABELS)
_BROADER = "broader"


def version_of(session: Session) -> Version:
    """The state of the topics; one small query. Every change to a topic leaves a row in its history."""
    return Version(*session.execute(_VERSION).one())


def version_and_size(session: Session) -> tuple[Version, int]:
    """The same with the number of labels, which takes longer to count."""
    changes, last, labels = session.execute(_VERSION_AND_SIZE).one()
    return Version(changes, last), labels


def changed_between(session: Session, old: Version, new: Version, most: int) -> set[int] | None:
    """Topics that changed from one version to the next; None when they are more than `most` or cannot be told."""
    if not 0 <= new.changes - old.changes <= most:
        return None
    rows = session.scalars(select(TopicChange.topic_id).where(TopicChange.id > old.last).limit(most + 1)).all()
    return None if len(rows) > most or len(rows) < new.changes - old.changes else set(rows)


def load_table(session: Session) -> LabelTable:
    """Labels of all topics that are neither retired nor merged."""
    return LabelTable(_topics(session, None))


def load_changes(session: Session, table: LabelTable, changed: Collection[int]) -> LabelTable:
    """The table with these topics as they are now."""
    return table.with_changes(changed, _topics(session, changed))


def _topics(session: Session, ids: Collection[int] | None) -> list[LabelledTopic]:
    """Topics in use that have labels; one query, since a page may have to ask it."""
    permalinks: dict[int, str] = {}
    labels: dict[int, list[Label]] = {}
    broader: dict[int, list[int]] = {}
    for topic, kind, place, permalink, language, text in session.execute(_rows(ids)):
        if kind == _BROADER:
            broader.setdefault(topic, []).append(place)
        else:
            permalinks[topic] = permalink
            labels.setdefault(topic, []).append(Label(language, text, kind == LabelKind.PREFERRED))
    return [
        LabelledTopic(topic, permalink, tuple(labels[topic]), tuple(broader.get(topic, ())))
        for topic, permalink in permalinks.items()
    ]


def _rows(ids: Collection[int] | None) -> Any:
    """(topic, kind, label id, permalink, language, text) of labels, and (topic, "broader", broader id, ...) of places."""
    labels = select(
        TopicLabel.topic_id,
        TopicLabel.kind,
        TopicLabel.id.label("place"),
        Topic.permalink,
        TopicLabel.language,
        TopicLabel.text,
    ).join(Topic, Topic.id == TopicLabel.topic_id)
    none = literal("", String)
    edges = select(TopicBroader.topic_id, literal(_BROADER, String), TopicBroader.broader_id, none, none, none)
    if ids is not None:
        labels, edges = labels.where(TopicLabel.topic_id.in_(ids)), edges.where(TopicBroader.topic_id.in_(ids))
    return union_all(labels.where(may_be_chosen()), edges).order_by("topic_id", "place")
