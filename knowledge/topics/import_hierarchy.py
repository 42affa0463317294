"""The part of an import that places topics: broader and related, without cycles, following merges and people's own edits."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from knowledge.topics.cycles import Edge, without_cycles
from knowledge.topics.history import HandMade
from knowledge.topics.import_work import Import
from knowledge.topics.models import Topic, TopicBroader, TopicRelated
from knowledge.topics.vocabulary import Concept


@dataclass(frozen=True)
class Known:
    """Every topic that came from a vocabulary, by id and by URI."""

    ids: dict[str, int]
    uris: dict[int, str]
    schemes: dict[int, str | None]
    merged: dict[int, int]

    def today(self, topic_id: int) -> int:
        return self.merged.get(topic_id, topic_id)


def load_known(session: Session) -> Known:
    known = Known({}, {}, {}, {})
    for row in session.execute(select(Topic.id, Topic.uri, Topic.scheme, Topic.merged_into_id)):
        known.schemes[row.id] = row.scheme
        known.uris[row.id] = row.uri or f"topic {row.id}"
        if row.uri is not None:
            known.ids[row.uri] = row.id
        if row.merged_into_id is not None:
            known.merged[row.id] = row.merged_into_id
    return known


def place_topics(work: Import) -> None:
    """Make `topic_broader` and `topic_related` what the file says, and note what changed."""
    known = load_known(work.session)
    concepts = [c for c in work.vocabulary.concepts.values() if known.ids[c.uri] not in known.merged]
    place_broader(work, known, concepts)
    place_related(work, known, concepts)


def place_broader(work: Import, known: Known, concepts: list[Concept]) -> None:
    subjects = {known.ids[concept.uri] for concept in concepts}
    current = {(t, b) for t, b in work.session.execute(select(TopicBroader.topic_id, TopicBroader.broader_id))}
    settled = {edge for edge in current if edge[0] not in subjects} | edges_by_hand(work, known, subjects)
    wanted = {edge for concept in concepts for edge in edges_of(work, known, concept)}
    kept, dropped = without_cycles(wanted, settled)
    for topic, broader in dropped:
        work.remark(f"{known.uris[topic]}: broader {known.uris[broader]} closes a cycle and was dropped")
    removed, added = (current - kept), (kept - current)
    for topic, broader in sorted(removed):
        row = (TopicBroader.topic_id == topic) & (TopicBroader.broader_id == broader)
        work.session.execute(delete(TopicBroader).where(row))
    if added:
        work.session.execute(insert(TopicBroader), [{"topic_id": t, "broader_id": b} for t, b in sorted(added)])
    tell_changes(work, known, "broader", added, removed)


def edges_by_hand(work: Import, known: Known, subjects: set[int]) -> set[Edge]:
    edges = {(t, known.today(b)) for t in subjects for b in work.by_hand.get(t, HandMade()).broader_added}
    return {edge for edge in edges if edge[0] != edge[1]}


def edges_of(work: Import, known: Known, concept: Concept) -> set[Edge]:
    """The edges that the file gives a concept, without those that people took away; a merged broader topic is its target."""
    topic = known.ids[concept.uri]
    hand = work.by_hand.get(topic, HandMade())
    edges: set[Edge] = set()
    for uri in sorted(concept.broader):
        if uri == concept.uri:
            work.remark(f"{uri}: stands under itself, a cycle; that broader was dropped")
        elif uri not in known.ids:
            work.remark(f"{concept.uri}: broader {uri} is no concept of this file and was left out")
        elif known.ids[uri] in hand.broader_removed:
            work.remark(f"{concept.uri}: broader {uri} was taken away here and stays away")
        else:
            edges.add((topic, known.today(known.ids[uri])))
    return edges - {(topic, topic)}


def place_related(work: Import, known: Known, concepts: list[Concept]) -> None:
    schemes = set(work.vocabulary.schemes)
    current = {(a, b) for a, b in work.session.execute(select(TopicRelated.topic_id, TopicRelated.related_id))}
    # Pairs that reach into another vocabulary are not this file's to remove.
    settled = {pair for pair in current if not {known.schemes[pair[0]], known.schemes[pair[1]]} <= schemes}
    wanted = settled | {pair for concept in concepts for pair in pairs_of(known, concept)}
    for topic, hand in work.by_hand.items():
        wanted -= {ordered(topic, other) for other in hand.related_removed}
        wanted |= {ordered(known.today(topic), known.today(other)) for other in hand.related_added}
    wanted = {pair for pair in wanted if pair[0] != pair[1] and not known.merged.keys() & set(pair)}
    removed, added = current - wanted, wanted - current
    for one, other in sorted(removed):
        row = (TopicRelated.topic_id == one) & (TopicRelated.related_id == other)
        work.session.execute(delete(TopicRelated).where(row))
    if added:
        work.session.execute(insert(TopicRelated), [{"topic_id": a, "related_id": b} for a, b in sorted(added)])
    tell_changes(work, known, "related", both_ways(added), both_ways(removed))


def pairs_of(known: Known, concept: Concept) -> set[Edge]:
    topic = known.ids[concept.uri]
    return {ordered(topic, known.today(known.ids[uri])) for uri in concept.related if uri in known.ids}


def ordered(one: int, other: int) -> Edge:
    return (one, other) if one < other else (other, one)


def both_ways(pairs: Iterable[Edge]) -> set[Edge]:
    return {edge for one, other in pairs for edge in ((one, other), (other, one))}


def tell_changes(work: Import, known: Known, relation: str, added: set[Edge], removed: set[Edge]) -> None:
    """Note the changed place of every topic of the file that was there before this run."""
    new = set(work.report.added)
    changes: dict[int, dict[str, list[int]]] = {}
    for verb, edges in (("added", added), ("removed", removed)):
        for topic, other in sorted(edges):
            changes.setdefault(topic, {}).setdefault(f"{relation}_{verb}", []).append(other)
    for topic, detail in changes.items():
        uri = known.uris[topic]
        if uri in work.topics and uri not in new:
            work.changed(uri, "place", **detail)
