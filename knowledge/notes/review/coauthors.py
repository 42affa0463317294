"""Inviting people of other teams to write a note too, and their answer."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, and_, func, select, update
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes import news
from knowledge.notes.models import Note, NoteState
from knowledge.notes.proposal import Proposal, proposal_at
from knowledge.notes.review.finding_people import find_account, may_write_along
from knowledge.notes.review.models import CoauthorInvitation, Invited
from knowledge.notes.writing import add_revision, lock
from knowledge.notices.telling import tell
from knowledge.organizations.invitations import InvitationWithdrawn
from knowledge.organizations.models import Team
from knowledge.people.actors import actor_for
from knowledge.people.addresses import clean_address
from knowledge.people.letters import Letters, send
from knowledge.people.links import LinkExpired, LinkUnknown, LinkUsed
from knowledge.people.models import Member
from knowledge.people.sign_in import digest
from knowledge.permissions import Action, Actor, may, require

LASTS = timedelta(days=14)
MOST_OPEN = 20  # of one note


def invite_member(session: Session, actor: Actor, note: Note, member_id: int) -> CoauthorInvitation:
    """Ask a member to write along; the invitation waits on their desk. Raises `NotFound`, `Invalid`, `NoteAlreadyWithdrawn`."""
    prepare(session, actor, note)
    member = session.get(Member, member_id)
    if member is None or not may_write_along(session, note, member):
        raise NotFound(str(member_id))
    if member.id in proposal_at(session, note, note.latest_number).authors:
        raise Invalid({"who": "already_author"})
    return kept(session, actor, note, member, email="")


def invite_address(session: Session, actor: Actor, note: Note, email: str, letters: Letters) -> CoauthorInvitation:
    """The same by mail address. Whether it is a member's is not told: that one finds it on the desk, another gets a link.

    Raises `Invalid` for text that is no address.
    """
    prepare(session, actor, note)
    address = clean_address(email)
    member = find_account(session, address)
    if member is not None and may_write_along(session, note, member):
        return kept(session, actor, note, member, email=address)
    invitation = kept(session, actor, note, None, email=address)
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest(token)
    session.flush()
    send(session, address, letters.write_together(invitation, token))
    return invitation


def prepare(session: Session, actor: Actor, note: Note) -> None:
    require(actor, Action.INVITE_COAUTHOR, note)
    lock(session, note)
    waiting = select(func.count()).select_from(still_open().where(CoauthorInvitation.note_id == note.id).subquery())
    if (session.scalar(waiting) or 0) >= MOST_OPEN:
        raise Invalid({"email": f"too_many_invitations:{MOST_OPEN}"})


def kept(session: Session, actor: Actor, note: Note, member: Member | None, email: str) -> CoauthorInvitation:
    """A new invitation in place of an open one to the same person or address."""
    same = CoauthorInvitation.email == email if member is None else CoauthorInvitation.member_id == member.id
    before = update(CoauthorInvitation).where(CoauthorInvitation.note_id == note.id, same)
    session.execute(before.where(*OPEN).values(withdrawn_at=clock.now()))
    invitation = CoauthorInvitation(note_id=note.id, note=note, email=email, invited_by_id=actor.member_id)
    invitation.member, invitation.expires_at = member, clock.now() + LASTS
    session.add(invitation)
    session.flush()
    if member is not None:
        tell(session, [member.id], "note_coauthor_invited", session.get_one(Member, actor.member_id), actor.member_id)
    return invitation


OPEN = (CoauthorInvitation.answered_at.is_(None), CoauthorInvitation.withdrawn_at.is_(None))


def still_open() -> Select[tuple[CoauthorInvitation]]:
    return select(CoauthorInvitation).where(*OPEN, CoauthorInvitation.expires_at > clock.now())


def open_invitations(session: Session, actor: Actor, note: Note) -> Sequence[CoauthorInvitation]:
    """Those that wait for an answer, the latest first; at most MOST_OPEN. One query."""
    require(actor, Action.INVITE_COAUTHOR, note)
    query = still_open().where(CoauthorInvitation.note_id == note.id).options(joinedload(CoauthorInvitation.member))
    return session.scalars(query.order_by(CoauthorInvitation.id.desc()).limit(MOST_OPEN)).all()


def withdraw_invitation(session: Session, actor: Actor, note: Note, invitation_id: int) -> None:
    """Take an invitation back. Raises `NotFound` for one of another note, `LinkUsed` when it was answered."""
    require(actor, Action.INVITE_COAUTHOR, note)
    invitation = session.get(CoauthorInvitation, invitation_id)
    if invitation is None or invitation.note_id != note.id:
        raise NotFound(str(invitation_id))
    if invitation.answered_at is not None:
        raise LinkUsed(str(invitation_id))
    invitation.withdrawn_at = invitation.withdrawn_at or clock.now()
    session.flush()


def find_by_token(session: Session, token: str) -> CoauthorInvitation:
    """The invitation behind a mailed link, whatever became of it. Raises `LinkUnknown`."""
    found = session.scalar(select(CoauthorInvitation).where(CoauthorInvitation.token_digest == digest(token)))
    if found is None:
        raise LinkUnknown("write together")
    return found


def require_open(session: Session, invitation: CoauthorInvitation) -> None:
    """Raises `LinkUsed`, `LinkExpired`, and `InvitationWithdrawn` also when the inviter or the note is gone."""
    if invitation.answered_at is not None:
        raise LinkUsed("write together")
    inviter = actor_for(session, invitation.invited_by)
    stands = may(inviter, Action.INVITE_COAUTHOR, invitation.note) and invitation.note.state != NoteState.WITHDRAWN
    if invitation.withdrawn_at is not None or not stands:
        raise InvitationWithdrawn("write together")
    if invitation.expires_at <= clock.now():
        raise LinkExpired("write together")


def invitations_for(session: Session, member: Member) -> list[CoauthorInvitation]:
    """What the member was asked to write along and has not answered, the latest first; at most MOST_OPEN. Two queries."""
    query = select(CoauthorInvitation).where(open_for(member))
    people = joinedload(CoauthorInvitation.note).selectinload(Note.owners)
    query = query.options(people, joinedload(CoauthorInvitation.invited_by))
    return list(session.scalars(query.order_by(CoauthorInvitation.id.desc()).limit(MOST_OPEN)))


def open_for(member: Member) -> ColumnElement[bool]:
    """Invitations that the member may answer now, by account or by the address they went to."""
    by_address = CoauthorInvitation.member_id.is_(None) & (CoauthorInvitation.email == member.email)
    gone = select(Note.id).where(Note.id == CoauthorInvitation.note_id, Note.state == NoteState.WITHDRAWN)
    theirs = (CoauthorInvitation.member_id == member.id) | by_address
    return and_(
        theirs, *OPEN, CoauthorInvitation.expires_at > clock.now(), ~gone.correlate(CoauthorInvitation).exists()
    )


def find_own(session: Session, actor: Actor, member: Member, invitation_id: int) -> CoauthorInvitation:
    """An invitation that is the member's to answer. Raises `NotFound` for any other, and as `require_open`."""
    invitation = session.get(CoauthorInvitation, invitation_id)
    if invitation is None or not may(actor, Action.ANSWER_COAUTHOR_INVITATION, Invited(invitation, member)):
        raise NotFound(str(invitation_id))
    require_open(session, invitation)
    return invitation


def accept(session: Session, actor: Actor, member: Member, invitation: CoauthorInvitation, team: Team | None) -> Note:
    """Become an author of the note, and make `team`, one of the member's own, an owner if one is named.

    Whoever agreed to the revision before is asked again. Raises as `find_own`, `NotAllowed`, `NoteAlreadyWithdrawn`.
    """
    require(actor, Action.ANSWER_COAUTHOR_INVITATION, Invited(invitation, member))
    require_open(session, invitation)
    if team is not None:
        require(actor, Action.WRITE_NOTES, team)
    note = invitation.note
    lock(session, note)
    if not may_write_along(session, note, member):
        raise NotAllowed("a note that stays in its group")
    spend(session, invitation, accepted=True)
    latest = proposal_at(session, note, note.latest_number)
    add_revision(session, note, with_newcomer(latest, member, team).to_json(), member.id)
    news.tell_joined(session, actor, note, invitation.invited_by_id)
    return note


def with_newcomer(proposal: Proposal, member: Member, team: Team | None) -> Proposal:
    teams = (*proposal.teams, team.id) if team is not None else proposal.teams
    return replace(
        proposal,
        authors=tuple(dict.fromkeys((*proposal.authors, member.id))),
        teams=tuple(dict.fromkeys(teams)),
    )


def decline(session: Session, actor: Actor, member: Member, invitation: CoauthorInvitation) -> None:
    """Say no, and tell who invited."""
    require(actor, Action.ANSWER_COAUTHOR_INVITATION, Invited(invitation, member))
    spend(session, invitation, accepted=False)
    tell(session, [invitation.invited_by_id], "note_coauthor_declined", invitation.note, member.id)


def spend(session: Session, invitation: CoauthorInvitation, accepted: bool) -> None:
    """Close the invitation; of two answers at once the database lets one through. Raises `LinkUsed`."""
    spent = session.execute(
        update(CoauthorInvitation)
        .where(CoauthorInvitation.id == invitation.id, *OPEN)
        .values(answered_at=clock.now(), accepted=accepted)
    )
    if cast("CursorResult[Any]", spent).rowcount != 1:
        raise LinkUsed("write together")
