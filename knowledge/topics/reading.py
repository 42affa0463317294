"""What the pages of topics show: a topic with its surroundings, and lists of topics in the order of their names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, case, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from knowledge.errors import NotFound
from knowledge.paging import PAGE_SIZE, Page
from knowledge.topics.folding import fold_label
from knowledge.topics.hierarchy import chain_above
from knowledge.topics.labels import ranked_labels
from knowledge.topics.models import Topic, TopicBroader, TopicLabel, TopicRelated, TopicScheme

MOST_TRAILS = 6
MOST_RELATED = 60


@dataclass(frozen=True)
class TopicLine:
    """A topic in a list. `subtopics` is how many stand directly under it, where the list tells."""

    id: int
    permalink: str
    label: str
    language: str
    subtopics: int = 0


@dataclass
class Surroundings:
    """Ways up from the topic, each from the top down, one for each topic it stands directly under; and related topics."""

    trails: list[list[TopicLine]] = field(default_factory=list)
    related: list[TopicLine] = field(default_factory=list)


@dataclass(frozen=True)
class SchemeLine:
    """A vocabulary and how many topics in use it gave. `uri` is empty for topics that were added here."""

    uri: str
    titles: dict[str, Any]
    licence: str
    topics: int


def find_topic(session: Session, permalink: str) -> Topic:
    """The topic with its labels, merged and retired ones too; one query. Raises `NotFound`."""
    query = select(Topic).where(Topic.permalink == permalink).options(joinedload(Topic.labels))
    # What is no permalink is not asked for: PostgreSQL refuses a question with a NUL in it.
    topic = session.scalars(query).unique().one_or_none() if permalink.isalnum() else None
    if topic is None:
        raise NotFound(permalink)
    return topic


def topic_lines(session: Session, topic_ids: Collection[int], languages: Sequence[str]) -> dict[int, TopicLine]:
    """These topics by id, named for the reader; one query."""
    if not topic_ids:
        return {}
    named = ranked_labels(languages, TopicLabel.topic_id.in_(sorted(set(topic_ids)))).subquery()
    rows = session.execute(
        select(Topic.id, Topic.permalink, named.c.text, named.c.language)
        .join(named, named.c.topic_id == Topic.id)
        .where(named.c.place == 1)
    )
    return {row.id: TopicLine(*row) for row in rows}


def surroundings_of(session: Session, topic: Topic, languages: Sequence[str]) -> Surroundings:
    """What is above and beside the topic; two queries."""
    edges: dict[int, list[int]] = {}
    related: list[int] = []
    for kind, topic_id, there in sorted(session.execute(edges_around(topic.id)).tuples()):
        if kind == "related":
            related.append(there)
        else:
            edges.setdefault(topic_id, []).append(there)
    related = related[:MOST_RELATED]
    wanted = {there for theres in edges.values() for there in theres} | set(related)
    lines = topic_lines(session, wanted, languages)
    trails = [
        [lines[up] for up in [*chain_above(broader, edges), broader] if up in lines]
        for broader in edges.get(topic.id, ())[:MOST_TRAILS]
    ]
    beside = sorted((lines[other] for other in related if other in lines), key=lambda line: fold_label(line.label))
    return Surroundings(trails, beside)


def edges_around(topic_id: int) -> Any:
    """Rows (`broader`, topic, broader topic) for every step upwards, and (`related`, topic, related topic)."""
    first = select(TopicBroader.topic_id, TopicBroader.broader_id).where(TopicBroader.topic_id == topic_id)
    above = first.cte("above", recursive=True)
    above = above.union(
        select(TopicBroader.topic_id, TopicBroader.broader_id).join(above, TopicBroader.topic_id == above.c.broader_id)
    )
    other = case((TopicRelated.topic_id == topic_id, TopicRelated.related_id), else_=TopicRelated.topic_id)
    beside = (
        select(literal("related"), literal(topic_id), other)
        .join(Topic, (Topic.id == other) & Topic.retired_at.is_(None))
        .where((TopicRelated.topic_id == topic_id) | (TopicRelated.related_id == topic_id))
    )
    return union_all(select(literal("broader"), above.c.topic_id, above.c.broader_id), beside)


def subtopics_of(session: Session, topic: Topic, languages: Sequence[str], page: int) -> Page[TopicLine]:
    """Topics in use directly under this one, by name; one query, two beyond the last page."""
    below = select(TopicBroader.topic_id).where(TopicBroader.broader_id == topic.id)
    return lines_by_name(session, Topic.id.in_(below), languages, page)


def top_topics(session: Session, scheme: str | None, languages: Sequence[str], page: int) -> Page[TopicLine]:
    """Topics in use that stand under none, by name: of all, of a vocabulary, or (`""`) of those added here."""
    on_top: ColumnElement[bool] = Topic.id.not_in(select(TopicBroader.topic_id))
    if scheme is not None:
        on_top &= Topic.scheme == scheme if scheme else Topic.scheme.is_(None)
    return lines_by_name(session, on_top, languages, page)


def lines_by_name(
    session: Session, condition: ColumnElement[bool], languages: Sequence[str], page: int
) -> Page[TopicLine]:
    chosen = select(Topic.id).where(condition, Topic.retired_at.is_(None), Topic.merged_into_id.is_(None))
    named = ranked_labels(languages, TopicLabel.topic_id.in_(chosen)).subquery()
    here = (
        select(named, Topic.permalink, func.count().over().label("total"))
        .join(Topic, Topic.id == named.c.topic_id)
        .where(named.c.place == 1)
        .order_by(named.c.folded, named.c.topic_id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .subquery()
    )
    # Subtopics are counted for the twenty on the page, not for all that were sorted.
    query = select(
        here.c.topic_id, here.c.permalink, here.c.text, here.c.language, subtopics_in_use(here), here.c.total
    )
    rows = session.execute(query.order_by(here.c.folded, here.c.topic_id)).all()
    if not rows and page > 1:
        return lines_by_name(session, condition, languages, 1)
    return Page([TopicLine(*row[:-1]) for row in rows], page, rows[0].total if rows else 0)


def subtopics_in_use(here: Subquery) -> ScalarSelect[int]:
    below = aliased(Topic)
    return (
        select(func.count())
        .select_from(TopicBroader)
        .join(below, below.id == TopicBroader.topic_id)
        .where(TopicBroader.broader_id == here.c.topic_id, below.retired_at.is_(None))
        .correlate(here)
        .scalar_subquery()
    )


def schemes_in_use(session: Session) -> list[SchemeLine]:
    """The vocabularies with their numbers of topics, the largest first; one query."""
    count = func.count(Topic.id)
    rows = session.execute(
        select(func.coalesce(Topic.scheme, ""), TopicScheme.titles, TopicScheme.licence, count)
        .outerjoin(TopicScheme, TopicScheme.uri == Topic.scheme)
        .where(Topic.retired_at.is_(None), Topic.merged_into_id.is_(None))
        .group_by(Topic.scheme, TopicScheme.uri)
        .order_by(count.desc(), Topic.scheme)
        .limit(PAGE_SIZE)
    )
    return [SchemeLine(uri, titles or {}, licence or "", topics) for uri, titles, licence, topics in rows]
