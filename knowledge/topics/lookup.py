"""Finding topics by what people call them, in any language, and following an old id to where it leads today."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from knowledge.topics.hierarchy import ancestors, descendants, paths_for
from knowledge.topics.labels import distance_in_sql, lookup_key
from knowledge.topics.models import LabelKind, Topic, TopicLabel

__all__ = ["TopicMatch", "ancestors", "descendants", "find_topics", "resolve"]

AFTER_ANY_TEXT = "\U0010ffff"
BEFORE_A_WORD = (" ", "-", "'", "’", "(", "/")
# Labels of one topic that may begin alike (educación, educação, education ...), so that a page of topics is full.
LABELS_PER_TOPIC = 12
MOST_WORDS = 6
WORD = re.compile(r"[^\s\-'’()/,.;:\"]+")
# Scripts that set no space, or no space only, before the word somebody looks for (Arabic joins the article to it).
WITHOUT_WORD_STARTS = ("ARABIC", "HEBREW", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True)
class TopicMatch:
    """A topic found by a label. `label` is its name for the reader; `matched` the label that was found, if another."""

    id: int
    permalink: str
    label: str
    language: str
    path: str
    matched: str = ""
    matched_language: str = ""


@dataclass(frozen=True)
class Found:
    topic_id: int
    permalink: str
    text: str
    language: str


def find_topics(session: Session, text: str, languages: Sequence[str], limit: int = 10) -> list[TopicMatch]:
    """Topics one may choose whose label in any language is `text`, begins with it, or has its words.

    Best first: exact before prefix before words, the reader's languages first, preferred before alternative, short before
    long. Retired and merged topics are left out. At most five queries. Nothing but spaces and marks finds nothing.
    """
    key = lookup_key(text)
    if not WORD.search(key):
        return []
    found: dict[int, Found] = {}
    for condition in (TopicLabel.folded == key, starts_with(session, key), has_words(key)):
        if len(found) >= limit:
            break
        for row in labels_where(session, condition, languages, limit):
            found.setdefault(row.topic_id, row)
    return described(session, list(found.values())[:limit], languages)


def topics_beginning(session: Session, text: str, languages: Sequence[str], limit: int) -> list[TopicMatch]:
    """The same for labels that begin with the text alone, which takes an index and no walk. At most three queries."""
    key = lookup_key(text)
    if not WORD.search(key):
        return []
    found: dict[int, Found] = {}
    for row in labels_where(session, starts_with(session, key), languages, limit):
        found.setdefault(row.topic_id, row)
    return described(session, list(found.values())[:limit], languages)


def labels_where(
    session: Session, condition: ColumnElement[bool], languages: Sequence[str], limit: int
) -> Iterable[Found]:
    # The inner query reads nothing but the index on `folded`; the labels' rows are fetched for what it finds.
    matching = select(TopicLabel.id).where(condition)
    rows = session.execute(
        select(TopicLabel.topic_id, Topic.permalink, TopicLabel.text, TopicLabel.language)
        .join(Topic, Topic.id == TopicLabel.topic_id)
        .where(TopicLabel.id.in_(matching), may_be_chosen())
        .order_by(
            distance_in_sql(languages),
            case((TopicLabel.kind == LabelKind.PREFERRED, 0), else_=1),
            func.length(TopicLabel.folded),
            TopicLabel.folded,
            TopicLabel.topic_id,
        )
        .limit(limit * LABELS_PER_TOPIC)
    )
    return [Found(*row) for row in rows]


def may_be_chosen() -> ColumnElement[bool]:
    """Neither retired nor merged. Wrapped so that SQLite does not begin with the index on `merged_into_id`: all are NULL there."""
    return and_(Topic.retired_at.is_(None), func.coalesce(Topic.merged_into_id, 0) == 0)


def starts_with(session: Session, key: str) -> ColumnElement[bool]:
    """A prefix condition that each database answers from the index: SQLite by a range, PostgreSQL by its pattern index."""
    if session.get_bind().dialect.name == "sqlite":
        return and_(TopicLabel.folded >= key, TopicLabel.folded < key + AFTER_ANY_TEXT)
    return TopicLabel.folded.startswith(key, autoescape=True)


def has_words(key: str) -> ColumnElement[bool]:
    """Every word of the key begins a word of the label, in any order. Walks the index on `folded`, never the table."""
    words = sorted(WORD.findall(key), key=len, reverse=True)[:MOST_WORDS]
    return and_(*(begins_a_word(word) for word in words))


def begins_a_word(word: str) -> ColumnElement[bool]:
    anywhere = TopicLabel.folded.contains(word, autoescape=True)
    if unicodedata.name(word[0], "").startswith(WITHOUT_WORD_STARTS):
        return anywhere
    starts = [TopicLabel.folded.contains(mark + word, autoescape=True) for mark in BEFORE_A_WORD]
    # The first test is cheap and fails for nearly every label.
    return and_(anywhere, or_(TopicLabel.folded.startswith(word, autoescape=True), *starts))


def described(session: Session, found: Sequence[Found], languages: Sequence[str]) -> list[TopicMatch]:
    paths, labels = paths_for(session, [row.topic_id for row in found], languages)
    matches = []
    for row in found:
        label = labels[row.topic_id]
        other = (row.text, row.language) if lookup_key(row.text) != lookup_key(label.text) else ("", "")
        matches.append(TopicMatch(row.topic_id, row.permalink, label.text, label.language, paths[row.topic_id], *other))
    return matches


def resolve(session: Session, topic_ids: Sequence[int], keep: Collection[int] = ()) -> list[int]:
    """The topics these ids stand for today, in order and once each: a merged one becomes its target.

    Unknown ids are left out, and so are retired topics, except those in `keep` (what the thing already carries).
    """
    ids = [topic_id for topic_id in dict.fromkeys(topic_ids) if 0 < topic_id < 2**31]
    if not ids:
        return []
    target = func.coalesce(Topic.merged_into_id, Topic.id)
    rows = session.execute(select(Topic.id, target.label("target")).where(Topic.id.in_(ids)))
    targets = {row.id: row.target for row in rows}
    retired = set(
        session.scalars(select(Topic.id).where(Topic.id.in_(set(targets.values())), Topic.retired_at.is_not(None)))
    )
    alive = [targets[topic_id] for topic_id in ids if topic_id in targets]
    return [topic_id for topic_id in dict.fromkeys(alive) if topic_id not in retired or topic_id in keep]
