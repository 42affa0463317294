"""Joining by invitation: a focal point sends a single-use link to a mail address."""

import secrets
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, select, update
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.errors import Gone, Invalid, NotAllowed, NotFound
from knowledge.notices.telling import tell
from knowledge.organizations.memberships import bring_in
from knowledge.organizations.models import Invitation, JoinRequest, Membership, RequestState, Team, TeamRole
from knowledge.paging import Page, page_of
from knowledge.people.addresses import clean_address, find_by_address
from knowledge.people.letters import Letters, send
from knowledge.people.links import LinkExpired, LinkUnknown, LinkUsed
from knowledge.people.models import Member
from knowledge.people.registering import is_account, register
from knowledge.people.sign_in import digest
from knowledge.permissions import Action, Actor, require

LASTS = timedelta(days=7)


class InvitationWithdrawn(Gone):
    """The team took the invitation back."""


class OtherAddress(NotAllowed):
    """The invitation went to another address than the one the member has."""


def invite(session: Session, actor: Actor, team: Team, email: str, role: TeamRole, letters: Letters) -> Invitation:
    """Mail a link that lets one person into the team within a week. An open one to the same address is replaced.

    Raises `Invalid` for text that is no address and for somebody who is in the team.
    """
    require(actor, Action.MANAGE_TEAM_PEOPLE, team)
    address = clean_address(email)
    member = find_by_address(session, address)
    if member is not None and session.get(Membership, (member.id, team.id)) is not None:
        raise Invalid({"email": "already_in_team"})
    session.execute(still_open(team).where(Invitation.email == address).values(withdrawn_at=clock.now()))
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_digest=digest(token), team=team, role=role, email=address, expires_at=clock.now() + LASTS
    )
    invitation.invited_by_id = actor.member_id
    session.add(invitation)
    session.flush()
    send(session, address, letters.invitation(invitation, token))
    return invitation


def still_open(team: Team) -> Update:
    return update(Invitation).where(
        Invitation.team_id == team.id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None)
    )


def list_invitations(session: Session, actor: Actor, team: Team, number: int = 1) -> Page[Invitation]:
    """The team's invitations that wait for an answer or ran out, the latest first."""
    require(actor, Action.MANAGE_TEAM_PEOPLE, team)
    query = (
        select(Invitation)
        .where(Invitation.team_id == team.id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        .options(joinedload(Invitation.invited_by))
        .order_by(Invitation.id.desc())
    )
    return page_of(session, query, number)


def withdraw_invitation(session: Session, actor: Actor, team: Team, invitation_id: int) -> None:
    """Take an open invitation back. Raises `NotFound` when the team has no such one, `LinkUsed` when it was accepted."""
    require(actor, Action.MANAGE_TEAM_PEOPLE, team)
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.team_id != team.id:
        raise NotFound(str(invitation_id))
    if invitation.used_at is not None:
        raise LinkUsed(str(invitation_id))
    invitation.withdrawn_at = invitation.withdrawn_at or clock.now()
    session.flush()


def find_invitation(session: Session, token: str) -> Invitation:
    """The invitation behind a token, whatever became of it. Raises `LinkUnknown`."""
    found = session.scalar(
        select(Invitation)
        .where(Invitation.token_digest == digest(token))
        .options(joinedload(Invitation.team), joinedload(Invitation.invited_by))
    )
    if found is None:
        raise LinkUnknown("invitation")
    return found


def require_open(invitation: Invitation) -> None:
    """Raises `LinkUsed`, `InvitationWithdrawn` or `LinkExpired`."""
    if invitation.used_at is not None:
        raise LinkUsed("invitation")
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawn("invitation")
    if invitation.expires_at <= clock.now():
        raise LinkExpired("invitation")


def accept_as_new_person(
    session: Session, token: str, name: str, password: str, interface_language: str | None = None
) -> Member:
    """Make an account for the invited address, which the link has confirmed, and put it into the team. Raises `Invalid`."""
    invitation = find_invitation(session, token)
    # The same link opened twice at once: the second waits here, and then sees what the first did.
    session.execute(select(Invitation.id).where(Invitation.id == invitation.id).with_for_update())
    session.refresh(invitation, ["used_at", "withdrawn_at"])
    require_open(invitation)
    member = register(session, name, invitation.email, password, interface_language)
    take_up(session, invitation, member)
    return member


def accept_as_member(session: Session, member: Member, token: str) -> Membership:
    """Put a member into the team that invited this address. Raises `OtherAddress` when it is not the member's."""
    invitation = find_invitation(session, token)
    require_open(invitation)
    if not is_account(member) or invitation.email != member.email:
        raise OtherAddress("invitation")
    return take_up(session, invitation, member)


def take_up(session: Session, invitation: Invitation, member: Member) -> Membership:
    """Spend the invitation; the database decides who is first. Tells the inviter, and closes what the person asked meanwhile."""
    spent = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        .values(used_at=clock.now())
    )
    if cast("CursorResult[Any]", spent).rowcount != 1:
        raise LinkUsed("invitation")
    session.execute(
        update(JoinRequest)
        .where(
            JoinRequest.member_id == member.id,
            JoinRequest.team_id == invitation.team_id,
            JoinRequest.state.in_([RequestState.OPEN, RequestState.UNCONFIRMED]),
        )
        .values(state=RequestState.ACCEPTED, answered_by_id=invitation.invited_by_id, answered_at=clock.now())
    )
    membership = bring_in(session, member, invitation.team, TeamRole(invitation.role))
    if invitation.invited_by_id is not None:
        tell(session, [invitation.invited_by_id], "invitation_accepted", invitation.team, member.id)
    return membership
