"""Who is told of what happens to a note."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.review.models import TeamYes
from knowledge.notices.telling import tell
from knowledge.organizations.models import Membership, TeamRole
from knowledge.peer_groups.models import Place, PlaceState
from knowledge.permissions import Actor, joining_of


def editors_of(session: Session, note: Note) -> set[int]:
    """Members who may answer for an owner, or for a team about to become one; of a group's note only those in the group."""
    teams = [owner.team_id for owner in note.owners] + [row.team_id for row in joining_of(note) if row.team_id]
    query = select(Membership.member_id).where(
        Membership.team_id.in_(teams), Membership.role.in_([TeamRole.EDITOR, TeamRole.FOCAL_POINT])
    )
    editors = set(session.scalars(query))
    if note.audience != AudienceKind.PEER_GROUP:
        return editors
    inside = select(Place.member_id).where(Place.group_id == note.peer_group_id, Place.state == PlaceState.MEMBER)
    return editors & set(session.scalars(inside))


def authors_of(note: Note) -> set[int]:
    """Who wrote it, those included who join with the next publication."""
    return {author.member_id for author in note.authors} | {row.member_id for row in joining_of(note) if row.member_id}


def tell_submitted(session: Session, actor: Actor, note: Note) -> None:
    tell(session, editors_of(session, note), "note_submitted", note, actor.member_id)


def tell_taken_back(session: Session, actor: Actor, note: Note) -> None:
    tell(session, editors_of(session, note), "note_taken_back", note, actor.member_id)


def tell_changes_asked(session: Session, actor: Actor, note: Note, words: str) -> None:
    tell(session, authors_of(note), "note_changes_asked", note, actor.member_id, words=words)


def tell_approved(session: Session, actor: Actor, note: Note) -> None:
    tell(session, authors_of(note), "note_approved", note, actor.member_id)


def tell_published(session: Session, actor: Actor, note: Note, number: int) -> None:
    """The authors, and those who agreed before the last yes came. When silence was the last, all editors."""
    agreed = set(session.scalars(select(TeamYes.member_id).where(TeamYes.note_id == note.id, TeamYes.number == number)))
    if actor.member_id is None:
        tell(session, authors_of(note) | editors_of(session, note), "note_published_by_silence", note, None)
        return
    tell(session, authors_of(note), "note_published", note, actor.member_id)
    others = {member_id for member_id in agreed if member_id is not None} - authors_of(note)
    tell(session, others, "note_published_together", note, actor.member_id)


def tell_validity(session: Session, note: Note, stage: str) -> None:
    """Ask those who can say so whether the note still holds: `soon` before its day, `due` on it."""
    tell(session, authors_of(note) | editors_of(session, note), f"note_valid_{stage}", note, None)


def tell_withdrawn(session: Session, actor: Actor, note: Note) -> None:
    tell(session, authors_of(note) | editors_of(session, note), "note_withdrawn", note, actor.member_id)


def tell_commented(session: Session, actor: Actor, note: Note) -> None:
    """An editor's word is for the authors; an author's own is for the other authors, and for the editors who are asked."""
    told = authors_of(note)
    if actor.member_id in told and note.submitted_at is not None:
        told |= editors_of(session, note)
    tell(session, told, "note_commented", note, actor.member_id)


def tell_replied(session: Session, actor: Actor, note: Note, spoken: Collection[int]) -> None:
    """The authors, and who spoke in the thread and still works on the note."""
    concerned = authors_of(note)
    concerned |= set(spoken) & editors_of(session, note)
    tell(session, concerned, "note_comment_replied", note, actor.member_id)


def tell_joined(session: Session, actor: Actor, note: Note, inviter_id: int) -> None:
    tell(session, authors_of(note) | {inviter_id}, "note_coauthor_joined", note, actor.member_id)


def tell_owner_left(session: Session, actor: Actor, note: Note) -> None:
    tell(session, authors_of(note) | editors_of(session, note), "note_owner_left", note, actor.member_id)
