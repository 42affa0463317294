"""Writing a batch of records: new ones become notes, changed ones get a revision, the others stay untouched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge import clock
from knowledge.notes.content import PracticeContent
from knowledge.notes.importing.owners import Owners
from knowledge.notes.importing.records import Record
from knowledge.notes.models import AudienceKind, Kind, Note, NoteState, NoteTeam, Revision
from knowledge.notes.projection import place_publication, place_readers
from knowledge.notes.translating.marking import sources_published
from knowledge.organizations.models import Team
from knowledge.outbox import notes_changed
from knowledge.permissions import Action, Actor, require


@dataclass(frozen=True)
class Counts:
    """What became of records. `left` are changed records whose note was withdrawn here meanwhile."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.left + other.left,
        )


def store_records(
    session: Session, actor: Actor, records: Sequence[Record], audience: AudienceKind, owners: Owners
) -> Counts:
    """Write the records, each known by its id. The audience is for new notes; a note that exists keeps its own."""
    require(actor, Action.IMPORT_NOTES)
    known = digests(session, (record.id for record in records))
    new = [record for record in records if record.id not in known]
    changed = [record for record in records if record.id in known and known[record.id] != record.digest()]
    # Teams are looked for before anything is added, since each look would write what waits to be written.
    teams = [owners.team_for(session, actor, record.organisation, record.country) for record in new]
    notes = [begin_note(session, record, audience, team) for record, team in zip(new, teams, strict=True)]
    again = change_notes(session, actor, changed, owners)
    notes += again
    session.flush()
    sources_published(session, again, clock.now())
    narrowed = {note.id for note, is_narrowed in again.items() if is_narrowed}
    notes_changed(session, [note.id for note in notes], narrowed=narrowed)
    session.flush()
    left = len(new) + len(changed) - len(notes)
    return Counts(len(new), len(changed) - left, len(records) - len(new) - len(changed), left)


def digests(session: Session, ids: Iterable[str]) -> dict[str, str | None]:
    query = select(Note.source_id, Note.source_digest).where(Note.source_id.in_(list(ids)))
    return {str(source_id): digest for source_id, digest in session.execute(query)}


def content_of(record: Record) -> PracticeContent:
    return PracticeContent(
        title=record.title,
        summary=record.summary,
        countries=(record.country,),
        body=record.body,
        licence=record.licence,
        tags=record.tags,
    )


def begin_note(session: Session, record: Record, audience: AudienceKind, team: Team) -> Note:
    note = Note(
        kind=Kind.REFERENCE,
        source_id=record.id,
        audience=audience,
        latest_number=0,
        countries=[],
        topics=[],
        authors=[],
        readers=[],
    )
    note.owners = [NoteTeam(team_id=team.id, team=team)]
    publish(session, note, record, record.day())
    session.add(note)
    return note


def change_notes(session: Session, actor: Actor, records: Sequence[Record], owners: Owners) -> dict[Note, bool]:
    """Give each record's note a revision, except those that were withdrawn here.

    Returns the notes that changed, with whether each lost readers.
    """
    if not records:
        return {}
    lists = (Note.owners, Note.authors, Note.countries, Note.topics, Note.readers)
    query = select(Note).where(Note.source_id.in_([record.id for record in records]))
    query = query.options(*map(selectinload, lists), joinedload(Note.published_revision))
    found = {note.source_id: note for note in session.scalars(query)}
    alive = [(found[record.id], record) for record in records if found[record.id].state != NoteState.WITHDRAWN]
    changed: dict[Note, bool] = {}
    for note, record in alive:
        team = owners.team_for(session, actor, record.organisation, record.country)
        if team.id not in [owner.team_id for owner in note.owners]:
            note.owners = [NoteTeam(team_id=team.id, team=team)]
        changed[note] = publish(session, note, record, None)
    return changed


def publish(session: Session, note: Note, record: Record, at: datetime | None) -> bool:
    """Add the record's text as a revision and publish it, as of `at` (default: now; never in the future).

    Tells whether the note lost readers by that.
    """
    now = clock.now()
    note.language = record.language
    note.translation_group = record.translation_group or note.translation_group
    note.source = record.source()
    note.source_digest = record.digest()
    note.latest_number += 1
    note.changed_at = now
    revision = Revision(note=note, number=note.latest_number, content=content_of(record).to_json(), created_at=now)
    place_publication(session, note, revision, min(at or now, now))
    return place_readers(note)
