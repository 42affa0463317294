"""Above and below: walks over `topic_broader`. UNION (not UNION ALL) ends them even if a cycle ever slipped in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, literal, select
from sqlalchemy.orm import Session

from knowledge.topics.labels import TopicLabelView, labels_for
from knowledge.topics.models import TopicBroader

PATH_MARK = " › "
# Prepared once: the search page asks for some hundreds of ids at each request.
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
AMONG = (
    select(TopicBroader.topic_id, TopicBroader.broader_id)
    .where(TopicBroader.topic_id.in_(IDS), TopicBroader.broader_id.in_(IDS))
    .order_by(TopicBroader.topic_id, TopicBroader.broader_id)
)
_above = select(TopicBroader.topic_id, TopicBroader.broader_id).where(TopicBroader.topic_id.in_(IDS))
_walk = _above.cte("above", recursive=True)
_walk = _walk.union(
    select(TopicBroader.topic_id, TopicBroader.broader_id).join(_walk, TopicBroader.topic_id == _walk.c.broader_id)
)
ABOVE = select(_walk.c.topic_id, _walk.c.broader_id).order_by(_walk.c.broader_id)


def edges_above(session: Session, topic_ids: Collection[int]) -> dict[int, list[int]]:
    """Every topic from these upwards with what it stands directly under; one query."""
    if not topic_ids:
        return {}
    edges: dict[int, list[int]] = {}
    for topic_id, broader_id in session.execute(ABOVE, {"ids": sorted(set(topic_ids))}):
        edges.setdefault(topic_id, []).append(broader_id)
    return edges


def edges_among(session: Session, topic_ids: Collection[int]) -> dict[int, list[int]]:
    """The topics of this collection with what they stand directly under within it; one query."""
    if len(topic_ids) < 2:
        return {}
    edges: dict[int, list[int]] = {}
    for topic_id, broader_id in session.execute(AMONG, {"ids": sorted(set(topic_ids))}):
        edges.setdefault(topic_id, []).append(broader_id)
    return edges


def ancestors(session: Session, topic_ids: Collection[int]) -> set[int]:
    """Every topic above any of these; the topics themselves only if they are above another of them."""
    return {broader for above in edges_above(session, topic_ids).values() for broader in above}


def under(topic_id: int) -> Select[tuple[int]]:
    """The ids of a topic and of everything below it, the nearest first; for use inside another query."""
    here = select(literal(topic_id).label("id")).cte("under", recursive=True)
    below = here.union(select(TopicBroader.topic_id).join(here, TopicBroader.broader_id == here.c.id))
    return select(below.c.id)


def descendants(session: Session, topic_id: int, limit: int) -> list[int]:
    """Topics below this one, the nearest first, at most `limit` of them; one query."""
    found = session.scalars(under(topic_id).limit(limit + 1))
    return [below for below in found if below != topic_id][:limit]


def chain_above(topic_id: int, edges: Mapping[int, Sequence[int]]) -> list[int]:
    """One way from the top down to just above the topic: at each step the broader topic that came first."""
    chain: list[int] = []
    here = topic_id
    while edges.get(here):
        here = edges[here][0]
        if here in chain or here == topic_id:
            break
        chain.insert(0, here)
    return chain


def paths_for(
    session: Session, topic_ids: Collection[int], languages: Sequence[str]
) -> tuple[dict[int, str], dict[int, TopicLabelView]]:
    """The way to each topic in words (`Water › Supply`, without itself), and the labels of all; two queries."""
    edges = edges_above(session, topic_ids)
    labels = labels_for(session, set(topic_ids) | set(edges) | joined(edges.values()), languages)
    paths = {
        topic_id: PATH_MARK.join(labels[up].text for up in chain_above(topic_id, edges) if up in labels)
        for topic_id in topic_ids
    }
    return paths, labels


def joined(lists: Iterable[Iterable[int]]) -> set[int]:
    return {item for items in lists for item in items}
