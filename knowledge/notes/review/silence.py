"""Silence that lasted: notes whose last waited-for owner chose that no answer is a yes are published when its time is over."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.errors import DomainError
from knowledge.notes.adapting import hold_line
from knowledge.notes.models import Note, NoteTeam
from knowledge.notes.proposal import Proposal, read_proposal
from knowledge.notes.readiness import hindrances, is_live, revision_to_publish
from knowledge.notes.review.approving import put_live
from knowledge.notes.review.asking import answers_to, stays_in_its_group
from knowledge.notes.review.models import NoteJoining
from knowledge.notes.writing import lock
from knowledge.organizations.models import Team
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.permissions import STRANGER


def notes_in_silence(session: Session, after: int, limit: int) -> list[int]:
    """Ids above `after` of notes that wait for their owners, of which one lets its silence count; in order."""
    chose = select(Team.id).where(Team.silence_days.is_not(None))
    owned = select(NoteTeam.note_id).where(NoteTeam.team_id.in_(chose))
    joining = select(NoteJoining.note_id).where(NoteJoining.team_id.in_(chose))
    query = select(Note.id).where(Note.submitted_at.is_not(None), Note.id > after)
    return list(
        session.scalars(query.where(or_(Note.id.in_(owned), Note.id.in_(joining))).order_by(Note.id).limit(limit))
    )


def publish_after_silence(session: Session, note_id: int) -> bool:
    """Publish the note's latest revision if every owner agrees by now, asked once more under the note's lock. Whether it was."""
    note = session.get(Note, note_id)
    if note is None:
        return False
    try:
        lock(session, note)
    except DomainError:  # withdrawn meanwhile
        return False
    revision = revision_to_publish(session, note, None)
    proposal = read_proposal(note, revision.content)
    if note.submitted_at is None or is_live(note, revision) or stays_in_its_group(note, proposal):
        return False
    answers = answers_to(session, note, revision)
    if len(answers) < 2 or not all(answer.agrees for answer in answers):
        return False
    hold_line(session, proposal)
    if not ready_for_an_author(session, note, proposal):
        return False
    put_live(session, STRANGER, note, revision)
    return True


def ready_for_an_author(session: Session, note: Note, proposal: Proposal) -> bool:
    """Nobody acts when silence publishes, so what the note refers to is judged as one of its authors may know it."""
    authors = (session.get(Member, member_id) for member_id in proposal.authors)
    return any(not hindrances(session, actor_for(session, author), note, proposal) for author in authors)
