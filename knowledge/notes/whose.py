"""Whose work a note is, as SQL: written by the actor, or one for whose owners the actor edits."""

from sqlalchemy import ColumnElement, or_, select

from knowledge.errors import NotSignedIn
from knowledge.notes.models import AudienceKind, Note, NoteAuthor, NoteTeam
from knowledge.notes.review.models import NoteJoining
from knowledge.permissions import Action, Actor, may


def own_id(actor: Actor) -> int:
    if actor.member_id is None:
        raise NotSignedIn("desk")
    return actor.member_id


def written_by(actor: Actor) -> ColumnElement[bool]:
    own = select(NoteAuthor.note_id).where(NoteAuthor.member_id == own_id(actor))
    joining = select(NoteJoining.note_id).where(NoteJoining.member_id == own_id(actor))
    return Note.id.in_(own) | Note.id.in_(joining)


def teams_edited_for(actor: Actor) -> list[int]:
    return [team for team in sorted(actor.teams) if may(actor, Action.PUBLISH_NOTE, owned_by_team(team))]


def within_groups(actor: Actor) -> ColumnElement[bool]:
    """What is written for a peer group stays with those who are in it."""
    return or_(Note.audience != AudienceKind.PEER_GROUP, Note.peer_group_id.in_(actor.groups))


def edited_for_owners(actor: Actor) -> ColumnElement[bool]:
    owned = select(NoteTeam.note_id).where(NoteTeam.team_id.in_(teams_edited_for(actor)))
    return Note.id.in_(owned) & within_groups(actor)


def owned_by_team(team_id: int) -> Note:
    """A note outside the database, to ask permission for."""
    return Note(audience=AudienceKind.NETWORK, owners=[NoteTeam(team_id=team_id)], authors=[])
