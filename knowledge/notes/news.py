"""Who is told of what happens to a note."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Note
from knowledge.notices.telling import tell
from knowledge.organizations.models import Membership, TeamRole
from knowledge.peer_groups.models import Place, PlaceState
from knowledge.permissions import Actor


def editors_of(session: Session, note: Note) -> set[int]:
    """Members who may publish for an owner; of a note for a peer group only those in the group."""
    teams = [owner.team_id for owner in note.owners]
    query = select(Membership.member_id).where(
        Membership.team_id.in_(teams), Membership.role.in_([TeamRole.EDITOR, TeamRole.FOCAL_POINT])
    )
    editors = set(session.scalars(query))
    if note.audience != AudienceKind.PEER_GROUP:
        return editors
    inside = select(Place.member_id).where(Place.group_id == note.peer_group_id, Place.state == PlaceState.MEMBER)
    return editors & set(session.scalars(inside))


def authors_of(note: Note) -> set[int]:
    return {author.member_id for author in note.authors}


def tell_submitted(session: Session, actor: Actor, note: Note) -> None:
    tell(session, editors_of(session, note), "note_submitted", note, actor.member_id)


def tell_changes_asked(session: Session, actor: Actor, note: Note, words: str) -> None:
    tell(session, authors_of(note), "note_changes_asked", note, actor.member_id, words=words)


def tell_published(session: Session, actor: Actor, note: Note) -> None:
    tell(session, authors_of(note), "note_published", note, actor.member_id)


def tell_validity(session: Session, note: Note, stage: str) -> None:
    """Ask those who can say so whether the note still holds: `soon` before its day, `due` on it."""
    tell(session, authors_of(note) | editors_of(session, note), f"note_valid_{stage}", note, None)


def tell_withdrawn(session: Session, actor: Actor, note: Note) -> None:
    tell(session, authors_of(note) | editors_of(session, note), "note_withdrawn", note, actor.member_id)
