"""Repeats what a revision says on the note itself, so that lists, permissions and the index need not open revisions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.countries import is_country
from knowledge.languages import is_language
from knowledge.notes.completeness import tier_of
from knowledge.notes.content import Evidence, IncomeLevel, PracticeContent, Status
from knowledge.notes.models import (
    AudienceKind,
    Note,
    NoteAudience,
    NoteAuthor,
    NoteCountry,
    NoteState,
    NoteTeam,
    NoteTopic,
    Revision,
)
from knowledge.notes.proposal import Proposal, proposal_at, read_proposal
from knowledge.notes.review.joining import name_joining
from knowledge.notes.translating.marking import remember_source, sources_published
from knowledge.notes.validation import MOST_IN_A_TITLE, is_period
from knowledge.notes.validity import place_validity
from knowledge.organizations.models import Team
from knowledge.outbox import note_changed, notes_changed
from knowledge.people.models import Member
from knowledge.permissions import terms_of
from knowledge.topics import lookup


class Placed(Protocol):
    """A row of a list that keeps its order."""

    position: int


Row = TypeVar("Row", bound=Placed)
Key = TypeVar("Key", int, str)
Thing = TypeVar("Thing", Team, Member)


def apply_publication(session: Session, note: Note, revision: Revision, at: datetime | None = None) -> None:
    """Make `revision` the published one: facts, audience, state and the index follow. Asks nobody and checks nothing.

    For `publish_note`, imports and the demo; `at` is when it became public (default: now). A first publication keeps its date.
    """
    at = at or clock.now()
    place_publication(session, note, revision, at)
    name_joining(note, proposal_at(session, note, note.latest_number))
    session.flush()
    sources_published(session, [note], at)
    refresh_readers(session, note)


def place_publication(session: Session, note: Note, revision: Revision, at: datetime) -> None:
    """The note's side of it, without a flush of its own, so that an import can write many at once."""
    proposal = read_proposal(note, revision.content)
    place_validity(note, note.published_revision, revision, at.date())
    project(session, note, proposal)
    link_translation(session, note, find_note(session, proposal.translation_of), revision.number)
    note.adapted_from = find_note(session, proposal.adapted_from)
    note.state = NoteState.PUBLISHED
    note.published_revision = revision
    revision.published_at = revision.published_at or at
    note.published_at = note.published_at or at
    note.republished_at = at
    clear_review(note)


def refresh_readers(session: Session, note: Note) -> None:
    """Write the audience terms anew (owners, authors or audience changed) and tell the index.

    Its translations' documents count what was made of the note where it is readable, so they follow.
    """
    narrowed = {note.id} if place_readers(note) else ()
    notes_changed(session, translation_set(session, note), narrowed=narrowed)
    session.flush()


def translation_set(session: Session, note: Note) -> list[int]:
    """The ids of the note and of its translations, whoever may read them."""
    if not note.translation_group:
        return [note.id]
    return list(session.scalars(select(Note.id).where(Note.translation_group == note.translation_group)))


def place_readers(note: Note) -> bool:
    """Write the terms anew; tells whether one of them is gone, and readers with it."""
    kept = {row.term: row for row in note.readers}
    terms = terms_of(note)
    note.readers = [kept.get(term) or NoteAudience(term=term) for term in sorted(terms)]
    return not kept.keys() <= terms


def clear_review(note: Note) -> None:
    """Nobody waits for an editor any more, and nothing is asked of the authors."""
    note.submitted_at = None
    note.changes_asked = ""
    note.changes_asked_by_id = None


def project(session: Session, note: Note, proposal: Proposal) -> None:
    """Repeat the proposal on the note. What is not valid is left out here; the revision keeps it as typed."""
    content = proposal.content
    note.title = content.title[:MOST_IN_A_TITLE]
    note.summary = content.summary
    note.evidence = known(content.evidence, Evidence)
    note.income_level = known(content.income_level, IncomeLevel)
    note.status = known(content.status, Status)
    note.period_start, note.period_end = (
        text if is_period(text) else "" for text in (content.period_start, content.period_end)
    )
    note.year = year_of(content) or year_of_source(note)
    note.tier = tier_of(proposal, note.kind)
    project_scope(session, note, proposal)
    countries = [code for code in content.countries if is_country(code)]
    note.countries = placed(note.countries, countries, lambda row: row.country, lambda code: NoteCountry(country=code))
    carried = [row.topic_id for row in note.topics] if content.topics else []
    topics = lookup.resolve(session, content.topics, keep=carried)
    note.topics = placed(note.topics, topics, lambda row: row.topic_id, lambda key: NoteTopic(topic_id=key))


def project_scope(session: Session, note: Note, proposal: Proposal) -> None:
    """Language, audience, owners and authors. A note never loses its last owner or author by an empty field."""
    note.language = proposal.language if is_language(proposal.language) else note.language
    if proposal.audience != AudienceKind.PEER_GROUP or proposal.peer_group is not None:
        note.audience, note.peer_group_id = proposal.audience, proposal.peer_group
    teams = found(session, Team, proposal.teams)
    if teams:
        note.owners = placed(
            note.owners, list(teams), lambda row: row.team_id, lambda key: NoteTeam(team_id=key, team=teams[key])
        )
    authors = found(session, Member, proposal.authors)
    if authors:
        note.authors = placed(
            note.authors,
            list(authors),
            lambda row: row.member_id,
            lambda key: NoteAuthor(member_id=key, member=authors[key]),
        )


def found(session: Session, kind: type[Thing], ids: Sequence[int]) -> dict[int, Thing]:
    """The things of these ids that exist, in that order."""
    things = {each: session.get(kind, each) for each in ids}
    return {each: thing for each, thing in things.items() if thing is not None}


def placed(
    rows: Sequence[Row], keys: Sequence[Key], key_of: Callable[[Row], Key], make: Callable[[Key], Row]
) -> list[Row]:
    """The rows for these keys in this order; those that stay are kept, so that nothing is deleted only to be inserted."""
    kept = {key_of(row): row for row in rows}
    result = [kept.get(key) or make(key) for key in dict.fromkeys(keys)]
    for position, row in enumerate(result):
        row.position = position
    return result


def permalink_in(address: str) -> str:
    """What is left of an address that ends with a permalink, or is one."""
    return address.split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1].strip()


def find_note(session: Session, address: str) -> Note | None:
    """The note that a permalink, or an address that ends with one, leads to."""
    permalink = permalink_in(address)
    return session.scalar(select(Note).where(Note.permalink == permalink)) if permalink else None


def link_translation(session: Session, note: Note, source: Note | None, number: int) -> None:
    """A note and its translations share a group, named after the first of them; the index learns of a first one's group.

    `number` is the revision that is published.
    """
    note.translation_of = source
    if source is None:
        return
    if not source.translation_group:
        source.translation_group = source.permalink
        note_changed(session, source.id)
    note.translation_group = source.translation_group
    session.flush()
    remember_source(session, note, source, number)


def known(value: str, choices: type[StrEnum]) -> str:
    return value if value in set(choices) else ""


def year_of_source(note: Note) -> int | None:
    """The year of the document that an imported note was made of."""
    dated = (note.source or {}).get("date", "")
    return int(dated[:4]) if dated else None


def year_of(content: PracticeContent) -> int | None:
    """The year a practice is listed under: when it ended, else when it began."""
    for text in (content.period_end, content.period_start):
        if text and is_period(text):
            return int(text[:4])
    return None
