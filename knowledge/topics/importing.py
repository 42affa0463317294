"""Bringing a vocabulary into the database: new topics, changed ones in place by URI, and those a newer edition no longer has."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.base import new_permalink
from knowledge.permissions import Actor
from knowledge.topics.curating import hold_hierarchy
from knowledge.topics.history import Change, HandMade, hand_made
from knowledge.topics.import_gone import retire_gone
from knowledge.topics.import_hierarchy import place_topics
from knowledge.topics.import_work import Import, ImportReport, Progress
from knowledge.topics.labels import lookup_key
from knowledge.topics.models import LabelKind, Topic, TopicChange, TopicLabel, TopicScheme
from knowledge.topics.telling_index import topics_changed
from knowledge.topics.vocabulary import Concept, Label, Vocabulary

BATCH = 400


def import_topics(
    session: Session, actor: Actor, vocabulary: Vocabulary, progress: Progress | None = None
) -> ImportReport:
    """Make the database follow the vocabulary and say what that changed. Writes all or, on an error, nothing.

    What a coordinator changed by hand (a label, a place, a note, retiring, merging) stays and is reported where the file differs.
    A topic that the file no longer has is retired, unless a note, a member, a group or a remaining subtopic uses it.
    """
    hold_hierarchy(session, actor)
    work = Import(session, vocabulary, ImportReport(remarks=list(vocabulary.remarks)), hand_made(session))
    concepts = list(vocabulary.concepts.values())
    for done, batch in enumerate(batches(concepts)):
        write_batch(work, batch)
        if progress is not None:
            progress(min((done + 1) * BATCH, len(concepts)), len(concepts))
    place_topics(work)
    write_history(work)
    retire_gone(work, actor)
    write_schemes(work)
    session.flush()
    topics_changed(session, work.details.keys())
    session.expire_all()
    return work.report


def batches(concepts: Iterable[Concept]) -> Iterator[list[Concept]]:
    rest = iter(concepts)
    while batch := list(islice(rest, BATCH)):
        yield batch


def write_batch(work: Import, batch: list[Concept]) -> None:
    known = {
        topic.uri: topic
        for topic in work.session.execute(
            select(
                Topic.id, Topic.uri, Topic.scheme, Topic.retired_at, Topic.merged_into_id, Topic.notes_by_language
            ).where(Topic.uri.in_([concept.uri for concept in batch]))
        )
    }
    fresh = [concept for concept in batch if concept.uri not in known]
    add_topics(work, fresh)
    work.topics |= {uri: topic.id for uri, topic in known.items() if uri is not None}
    labels = labels_of(work.session, [topic.id for topic in known.values()])
    for concept in batch:
        topic = known.get(concept.uri)
        if topic is not None and topic.merged_into_id is None:
            follow_labels(work, concept, topic.id, labels.get(topic.id, {}))
            follow_facts(work, concept, topic)


def add_topics(work: Import, fresh: list[Concept]) -> None:
    if not fresh:
        return
    now = clock.now()
    rows = [
        {
            "permalink": new_permalink(),
            "uri": concept.uri,
            "scheme": concept.scheme,
            "notes_by_language": concept.notes,
            "retired_at": now if concept.deprecated else None,
            "created_at": now,
        }
        for concept in fresh
    ]
    work.session.execute(insert(Topic), rows)
    uris = [concept.uri for concept in fresh]
    ids = {row.uri: row.id for row in work.session.execute(select(Topic.uri, Topic.id).where(Topic.uri.in_(uris)))}
    work.topics |= ids
    work.report.added.extend(uris)
    add_labels(work.session, [(ids[concept.uri], label) for concept in fresh for label in sorted(concept.labels)])
    work.session.execute(
        insert(TopicChange),
        [{"topic_id": ids[c.uri], "at": now, "what": Change.IMPORTED, "detail": {"scheme": c.scheme}} for c in fresh],
    )


def add_labels(session: Session, labels: list[tuple[int, Label]]) -> None:
    rows = [
        {"topic_id": topic_id, "language": language, "kind": kind, "text": text, "folded": lookup_key(text)}
        for topic_id, (language, kind, text) in labels
    ]
    if rows:
        session.execute(insert(TopicLabel), rows)


def labels_of(session: Session, topic_ids: list[int]) -> dict[int, dict[Label, int]]:
    """The labels that topics have now, each with its row's id."""
    found: dict[int, dict[Label, int]] = {}
    columns = (TopicLabel.id, TopicLabel.topic_id, TopicLabel.language, TopicLabel.kind, TopicLabel.text)
    for row in session.execute(select(*columns).where(TopicLabel.topic_id.in_(topic_ids))):
        found.setdefault(row.topic_id, {})[(row.language, LabelKind(row.kind), row.text)] = row.id
    return found


def follow_labels(work: Import, concept: Concept, topic_id: int, current: dict[Label, int]) -> None:
    wanted = respecting_hands(work, concept, work.by_hand.get(topic_id))
    removed, added = sorted(current.keys() - wanted), sorted(wanted - current.keys())
    if removed:
        work.session.execute(delete(TopicLabel).where(TopicLabel.id.in_([current[label] for label in removed])))
    add_labels(work.session, [(topic_id, label) for label in added])
    if removed or added:
        work.changed(
            concept.uri, "labels", added=[list(label) for label in added], removed=[list(label) for label in removed]
        )


def respecting_hands(work: Import, concept: Concept, hand: HandMade | None) -> set[Label]:
    """The file's labels, with what people added and without what they took away; where both name a language, theirs stays."""
    if hand is None:
        return concept.labels
    wanted = (concept.labels - hand.labels_removed) | hand.labels_added
    theirs = {language: text for language, kind, text in hand.labels_added if kind == LabelKind.PREFERRED}
    for language, kind, text in sorted(concept.labels):
        own = theirs.get(language, text)
        if kind == LabelKind.PREFERRED and own != text:
            wanted.discard((language, kind, text))
            work.remark(f"{concept.uri}: the {language} label “{own}” was changed here and kept; the file has “{text}”")
        elif (language, kind, text) in hand.labels_removed and own == text:
            work.remark(f"{concept.uri}: the {language} label “{text}” was taken away here and stays away")
    return {
        label
        for label in wanted
        if label[1] == LabelKind.PREFERRED or (label[0], LabelKind.PREFERRED, label[2]) not in wanted
    }


def follow_facts(work: Import, concept: Concept, topic: Any) -> None:
    """Scope notes, scheme, and whether the vocabulary still wants the topic used."""
    hand = work.by_hand.get(topic.id, HandMade())
    notes = {language: text for language, text in concept.notes.items() if language not in hand.notes}
    notes |= {language: text for language, text in topic.notes_by_language.items() if language in hand.notes}
    values: dict[str, Any] = {}
    if notes != topic.notes_by_language:
        values["notes_by_language"] = notes
        languages = sorted(
            x for x in notes.keys() | topic.notes_by_language.keys() if notes.get(x) != topic.notes_by_language.get(x)
        )
        work.changed(concept.uri, "notes", languages=languages)
    if concept.scheme != topic.scheme:
        values["scheme"] = concept.scheme
        work.changed(concept.uri, "scheme", scheme=concept.scheme)
    if concept.deprecated != (topic.retired_at is not None):
        if hand.state is not None:
            verb = "retired" if hand.state == Change.RETIRED else "in use"
            work.remark(f"{concept.uri}: was set {verb} here and stays so; the file says otherwise")
        else:
            values["retired_at"] = clock.now() if concept.deprecated else None
            work.changed(concept.uri, "state", retired=concept.deprecated)
    if values:
        work.session.execute(update(Topic).where(Topic.id == topic.id).values(**values))


def write_history(work: Import) -> None:
    now = clock.now()
    rows = [
        {"topic_id": topic_id, "at": now, "what": Change.UPDATED, "detail": detail}
        for topic_id, detail in sorted(work.details.items())
    ]
    if rows:
        work.session.execute(insert(TopicChange), rows)


def write_schemes(work: Import) -> None:
    for scheme in work.vocabulary.schemes.values():
        kept = work.session.get(TopicScheme, scheme.uri) or TopicScheme(uri=scheme.uri)
        kept.titles, kept.licence, kept.imported_at = scheme.titles, scheme.licence, clock.now()
        work.session.add(kept)
