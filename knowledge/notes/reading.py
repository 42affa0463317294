"""Reading one note: who may, which text they see, and what stands around it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Subquery, bindparam, inspect, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from knowledge import clock
from knowledge.errors import NotFound
from knowledge.notes.content import PracticeContent
from knowledge.notes.models import Note, NoteAuthor, NoteState, NoteTopic, Revision
from knowledge.notes.translating.beside import Source, Translation, notes_beside
from knowledge.notes.validity import is_to_be_confirmed
from knowledge.permissions import Action, Actor, may, require
from knowledge.topics.labels import ranked_labels
from knowledge.topics.models import Topic, TopicLabel


@dataclass(frozen=True)
class TopicLink:
    id: int
    permalink: str
    label: str
    language: str


@dataclass(frozen=True)
class Reading:
    """A note as one reader sees it. `revision` is the published one, or the latest where none is published yet.

    `authors_of` maps a team's id to the authors in it today, in order; authors in none of the owners stand under None.
    """

    note: Note
    revision: Revision
    content: PracticeContent
    topics: Sequence[TopicLink] = ()
    translations: Sequence[Translation] = ()
    source: Source | None = None
    adapted_from: Translation | None = None
    authors_of: dict[int | None, list[str]] = field(default_factory=dict)
    group_name: str = ""

    @property
    def is_preview(self) -> bool:
        return self.note.state in (NoteState.DRAFT, NoteState.SUBMITTED)

    @property
    def is_past_valid(self) -> bool:
        return self.note.valid_until is not None and self.note.valid_until < clock.today()

    @property
    def is_to_be_confirmed(self) -> bool:
        return is_to_be_confirmed(self.note)

    @property
    def has_pending_changes(self) -> bool:
        return self.note.is_published and self.revision.number < self.note.latest_number


# Prepared once: putting such statements together costs more than running them.
FOUND = (
    select(Note)
    .where(Note.permalink == bindparam("permalink"))
    .outerjoin(Note.published_revision)
    .outerjoin(Note.peer_group)
    .outerjoin(Note.readers)
    .options(
        contains_eager(Note.published_revision),
        contains_eager(Note.peer_group),
        contains_eager(Note.readers),
        joinedload(Note.owners),
        joinedload(Note.joining),
    )
)
AUTHORS = (
    select(NoteAuthor)
    .where(NoteAuthor.note_id == bindparam("note"))
    .options(joinedload(NoteAuthor.memberships))
    .order_by(NoteAuthor.position)
)


def find_readable(session: Session, actor: Actor, permalink: str) -> Note:
    """The note with what permissions and the page need of it. Raises `NotFound` for who may not know of it.

    A withdrawn note is found by those who could read it; a draft by its authors and their editors. Two queries.
    """
    if not permalink.isalnum():  # nothing a database need be asked about; one of them refuses NUL
        raise NotFound(permalink)
    note = session.scalars(FOUND, {"permalink": permalink}).unique().one_or_none()
    if note is None:
        raise NotFound(permalink)
    if "authors" in inspect(note).unloaded:
        set_committed_value(note, "authors", session.scalars(AUTHORS, {"note": note.id}).unique().all())
    require(actor, Action.READ_NOTE, note)
    return note


def read_note(session: Session, actor: Actor, note: Note, languages: Sequence[str]) -> Reading:
    """What the reader sees at the note's address: the published text, or for its writers what is not published yet.

    `languages` are those to name topics in, best first. At most three queries. Raises `NotFound`.
    """
    revision = note.published_revision
    if revision is None:
        require(actor, Action.READ_NOTE_DRAFT, note)
        revision = session.scalar(
            select(Revision).where(Revision.note_id == note.id, Revision.number == note.latest_number)
        )
    return reading_of(session, actor, note, revision or Revision(number=0, content={}), languages)


def reading_of(session: Session, actor: Actor, note: Note, revision: Revision, languages: Sequence[str]) -> Reading:
    beside = notes_beside(session, actor, note, revision.number)
    return Reading(
        note=note,
        revision=revision,
        content=revision.practice(),
        topics=topic_links(session, note, revision, languages),
        translations=beside.translations,
        source=beside.source,
        adapted_from=beside.adapted_from,
        authors_of=authors_by_team(note),
        group_name=note.peer_group.name if note.peer_group is not None else "",
    )


def topic_links(session: Session, note: Note, revision: Revision, languages: Sequence[str]) -> list[TopicLink]:
    """The topics in the note's own order, named for the reader. One query.

    A published note has them as they are today (topics get merged), another revision as it says itself.
    """
    if revision.id == note.published_revision_id:
        return [TopicLink(*row) for row in session.execute(topics_today(tuple(languages)), {"note": note.id})]
    chosen = revision.practice().topics
    named = ranked_labels(languages, TopicLabel.topic_id.in_(chosen)).subquery()
    links = [TopicLink(*row) for row in session.execute(named_topics(named))]
    return sorted(links, key=lambda link: chosen.index(link.id))


def named_topics(named: Subquery) -> Select[Any]:
    query = select(Topic.id, Topic.permalink, named.c.text, named.c.language)
    return query.join(named, (named.c.topic_id == Topic.id) & (named.c.place == 1))


@lru_cache(256)
def topics_today(languages: tuple[str, ...]) -> Select[Any]:
    """The statement for readers of these languages, kept."""
    own = select(NoteTopic.topic_id).where(NoteTopic.note_id == bindparam("note"))
    query = named_topics(ranked_labels(languages, TopicLabel.topic_id.in_(own)).subquery())
    here = (NoteTopic.topic_id == Topic.id) & (NoteTopic.note_id == bindparam("note"))
    return query.join(NoteTopic, here).order_by(NoteTopic.position)


def authors_by_team(note: Note) -> dict[int | None, list[str]]:
    """The authors' names under the owner they belong to; each once."""
    found: dict[int | None, list[str]] = {}
    for author in note.authors:
        teams = {membership.team_id for membership in author.memberships}
        first = next((owner.team_id for owner in note.owners if owner.team_id in teams), None)
        found.setdefault(first, []).append(author.member.name)
    return found


@dataclass(frozen=True)
class Tombstone:
    """What is told of a withdrawn note: that it was, when and why it went, and what took its place."""

    note: Note
    successor: Note | None


def tombstone_of(session: Session, actor: Actor, note: Note) -> Tombstone:
    """The successor is named only to those who may read it."""
    successor = note.successor
    return Tombstone(note, successor if successor is not None and may(actor, Action.READ_NOTE, successor) else None)
