"""Published notes as index documents, read in bulk: a fixed number of queries for each batch, however large."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.countries import region_of
from knowledge.notes.content import PracticeContent
from knowledge.notes.models import Note, NoteAudience, NoteAuthor, NoteCountry, NoteState, NoteTeam, NoteTopic, Revision
from knowledge.organizations.models import Organization, Team
from knowledge.outbox import IndexChange
from knowledge.people.models import Member
from knowledge.reuse.counting import Reuse, reuse_of
from knowledge.topics.hierarchy import edges_above
from knowledge.topics.models import TopicLabel
from search_index.interface import IndexDocument, NoteText, TextSource
from search_index.note_texts import country_words, plain_texts, written_texts
from search_index.states import stamp_of

BATCH = 200
Sessions = Callable[[], Session]


@dataclass(slots=True)
class _Facts:
    """What hangs on one note."""

    audience: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    organizations: list[tuple[int, str, str]] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    reuse: Reuse = field(default_factory=Reuse)


def published_ids(session: Session, after: int = 0, limit: int | None = None) -> list[int]:
    """Ids of published notes above `after`, ascending."""
    ids = select(Note.id).where(Note.state == NoteState.PUBLISHED, Note.id > after).order_by(Note.id)
    return list(session.scalars(ids.limit(limit) if limit else ids))


def latest_change(session: Session) -> int:
    """Number of the newest row of the outbox, 0 when it is empty."""
    return session.scalar(select(func.max(IndexChange.id))) or 0


def load_documents(session: Session, note_ids: Sequence[int], versions: Mapping[int, int]) -> list[IndexDocument]:
    """Documents of those of the notes that are published, with the version given for each."""
    notes = _published(session, note_ids)
    facts = _facts(session, list(notes))
    topics = {topic for of_note in facts.values() for topic in of_note.topics}
    above = edges_above(session, topics)
    labels = _labels(session, topics)
    return [
        _document(note, content, facts[note.id], above, labels, versions.get(note.id, 0))
        for note, content in notes.values()
    ]


def _published(session: Session, note_ids: Iterable[int]) -> dict[int, tuple[Any, PracticeContent]]:
    rows = session.execute(
        select(
            Note.id,
            Note.kind,
            Note.language,
            Note.title,
            Note.evidence,
            Note.income_level,
            Note.status,
            Note.year,
            Note.published_at,
            Note.source_id,
            Note.translation_group,
            Note.valid_until,
            Note.published_revision_id,
            Revision.content,
        )
        .join(Revision, Revision.id == Note.published_revision_id)
        .where(Note.id.in_(note_ids), Note.state == NoteState.PUBLISHED)
        .order_by(Note.id)
    )
    return {row.id: (row, PracticeContent.from_json(row.content)) for row in rows}


def _facts(session: Session, note_ids: list[int]) -> dict[int, _Facts]:
    facts = {note_id: _Facts() for note_id in note_ids}
    audience = select(NoteAudience.note_id, NoteAudience.term).where(NoteAudience.note_id.in_(note_ids))
    for note_id, term in session.execute(audience):
        facts[note_id].audience.append(term)
    countries = select(NoteCountry.note_id, NoteCountry.country).where(NoteCountry.note_id.in_(note_ids))
    for note_id, country in session.execute(countries.order_by(NoteCountry.position)):
        facts[note_id].countries.append(country)
    owners = (
        select(NoteTeam.note_id, Organization.id, Organization.name, Organization.acronym)
        .join(Team, Team.id == NoteTeam.team_id)
        .join(Organization, Organization.id == Team.organization_id)
        .where(NoteTeam.note_id.in_(note_ids))
    )
    for note_id, organization, name, acronym in session.execute(owners.order_by(NoteTeam.position)):
        facts[note_id].organizations.append((organization, name, acronym))
    authors = select(NoteAuthor.note_id, Member.name).join(Member, Member.id == NoteAuthor.member_id)
    authors = authors.where(NoteAuthor.note_id.in_(note_ids)).order_by(NoteAuthor.position)
    for note_id, name in session.execute(authors):
        facts[note_id].authors.append(name)
    topics = select(NoteTopic.note_id, NoteTopic.topic_id).where(NoteTopic.note_id.in_(note_ids))
    for note_id, topic in session.execute(topics.order_by(NoteTopic.position)):
        facts[note_id].topics.append(topic)
    for note_id, reuse in reuse_of(session, note_ids).items():
        facts[note_id].reuse = reuse
    return facts


def _labels(session: Session, topics: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """(language, text) of all labels of the topics."""
    labels: dict[int, list[tuple[str, str]]] = {}
    rows = select(TopicLabel.topic_id, TopicLabel.language, TopicLabel.text).where(TopicLabel.topic_id.in_(topics))
    for topic, language, text in session.execute(rows.order_by(TopicLabel.id)):
        labels.setdefault(topic, []).append((language, text))
    return labels


def _document(
    note: Any,
    content: PracticeContent,
    facts: _Facts,
    above: Mapping[int, Sequence[int]],
    labels: Mapping[int, Sequence[tuple[str, str]]],
    version: int,
) -> IndexDocument:
    base = note.language.partition("-")[0]
    own_labels = [text for topic in facts.topics for language, text in labels.get(topic, ()) if _speaks(language, base)]
    texts = plain_texts(content) | {
        "author": " · ".join(facts.authors),
        "organization": " · ".join(f"{name} {acronym}".strip() for _, name, acronym in facts.organizations),
        "country": " · ".join(country_words(code, note.language) for code in facts.countries),
        "topic": " · ".join(own_labels),
    }
    return IndexDocument(
        note_id=note.id,
        version=version,
        audience=frozenset(facts.audience),
        language=note.language,
        title=note.title,
        texts={name: text for name, text in texts.items() if text},
        facets=_facets(note, facts, above) | {"circumstance": content.circumstances},
        day=note.published_at.date() if note.published_at else None,
        source_id=note.source_id,
        translation_set=note.translation_group or "",
        valid_until=note.valid_until,
        stamp=stamp_of(note.published_revision_id, facts.audience),
        adoptions=len(facts.reuse.tried),
        worked=len(facts.reuse.worked),
    )


def _speaks(language: str, base: str) -> bool:
    return language.partition("-")[0] == base


def _facets(note: Any, facts: _Facts, above: Mapping[int, Sequence[int]]) -> dict[str, tuple[str, ...]]:
    single = {
        "language": note.language,
        "evidence": note.evidence,
        "income_level": note.income_level,
        "status": note.status,
        "kind": str(note.kind),
        "year": str(note.year or ""),
    }
    facets: dict[str, tuple[str, ...]] = {name: (str(value),) for name, value in single.items() if value}
    facets["topic"] = tuple(str(topic) for topic in sorted(_with_ancestors(facts.topics, above)))
    facets["country"] = tuple(facts.countries)
    facets["region"] = tuple(dict.fromkeys(region_of(code) for code in facts.countries))
    facets["organization"] = tuple(dict.fromkeys(str(organization) for organization, _, _ in facts.organizations))
    return facets


def _with_ancestors(topics: Iterable[int], above: Mapping[int, Sequence[int]]) -> set[int]:
    found: set[int] = set()
    todo = list(topics)
    while todo:
        topic = todo.pop()
        if topic not in found:
            found.add(topic)
            todo += above.get(topic, ())
    return found


def stream_documents(sessions: Sessions) -> Iterator[list[IndexDocument]]:
    """All published notes in batches, each read in a short transaction of its own."""
    after = 0
    while True:
        with sessions() as session:
            version = latest_change(session)
            ids = published_ids(session, after, BATCH)
            batch = load_documents(session, ids, dict.fromkeys(ids, version))
        if not ids:
            return
        yield batch
        after = ids[-1]


def text_source(session: Session) -> TextSource:
    """What a search reads the texts of its hits from, for highlights: one query a page."""

    def read(note_ids: Sequence[int]) -> Mapping[int, NoteText]:
        return {
            note_id: NoteText(note.language, {"title": note.title, **written_texts(content)})
            for note_id, (note, content) in _published(session, note_ids).items()
        }

    return read
