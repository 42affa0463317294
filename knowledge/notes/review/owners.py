"""A team that owns a note with others leaves it to them."""

from dataclasses import replace

from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.notes import news
from knowledge.notes.errors import LastOwner
from knowledge.notes.models import Note, NoteTeam
from knowledge.notes.projection import apply_publication, refresh_readers
from knowledge.notes.proposal import proposal_at, revision_numbered
from knowledge.notes.readiness import is_live
from knowledge.notes.writing import add_revision, lock
from knowledge.permissions import Action, Actor, may, require


def teams_to_leave(actor: Actor, note: Note) -> list[NoteTeam]:
    """The owners that the actor may take off the note: none of one that has a single owner."""
    if len(note.owners) < 2:
        return []
    return [owner for owner in note.owners if may(actor, Action.LEAVE_OWNERSHIP, owner)]


def leave_ownership(session: Session, actor: Actor, note: Note, team_id: int) -> None:
    """Take a team off the owners, at once, for readers too; what it wrote stays. Pending changes no longer name it either.

    Whoever agreed to pending changes is asked again. Raises `LastOwner`, `NotFound`, `NotAllowed`, `NoteAlreadyWithdrawn`.
    """
    require(actor, Action.COMMENT_ON_NOTE, note)
    require(actor, Action.LEAVE_OWNERSHIP, NoteTeam(note_id=note.id, team_id=team_id))
    lock(session, note)
    session.refresh(note, ["owners"])
    if team_id not in {owner.team_id for owner in note.owners}:
        raise NotFound(f"owner {team_id}")
    if len(note.owners) == 1:
        raise LastOwner(note.permalink)
    news.tell_owner_left(session, actor, note)
    latest = proposal_at(session, note, note.latest_number)
    before = revision_numbered(session, note, note.latest_number)
    was_live = before is not None and is_live(note, before)
    staying = tuple(team for team in latest.teams if team != team_id) or tuple(
        owner.team_id for owner in note.owners if owner.team_id != team_id
    )
    revision, _ = add_revision(session, note, replace(latest, teams=staying).to_json(), actor.member_id)
    if was_live:
        apply_publication(session, note, revision)
    elif note.is_published:
        note.owners = [owner for owner in note.owners if owner.team_id != team_id]
        refresh_readers(session, note)
