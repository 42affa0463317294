"""A team's focal points answer those who ask to join."""

from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.errors import Conflict, NotFound
from knowledge.notices.telling import tell
from knowledge.organizations.asking import has_open_requests
from knowledge.organizations.memberships import bring_in
from knowledge.organizations.models import JoinRequest, RequestState, Team, TeamRole
from knowledge.paging import Page, page_of
from knowledge.people.letters import Letters, send
from knowledge.people.recovering import first_password_link
from knowledge.people.registering import is_account
from knowledge.permissions import Action, Actor, require


def list_requests(session: Session, actor: Actor, team: Team, number: int = 1) -> Page[JoinRequest]:
    """Requests that wait for an answer, the oldest first."""
    require(actor, Action.MANAGE_TEAM_PEOPLE, team)
    query = (
        select(JoinRequest)
        .where(JoinRequest.team_id == team.id, JoinRequest.state == RequestState.OPEN)
        .options(joinedload(JoinRequest.member))
        .order_by(JoinRequest.id)
    )
    return page_of(session, query, number)


def find_request(session: Session, actor: Actor, team: Team, request_id: int) -> JoinRequest:
    """A request to the team, answered or not. Raises `NotFound` when the team was never asked this."""
    require(actor, Action.MANAGE_TEAM_PEOPLE, team)
    request = session.get(JoinRequest, request_id)
    if request is None or request.team_id != team.id or request.state == RequestState.UNCONFIRMED:
        raise NotFound(str(request_id))
    return request


def accept_request(session: Session, actor: Actor, request: JoinRequest, role: TeamRole, letters: Letters) -> None:
    """Let the asker in. One from outside becomes a member and gets a link to set a password. Raises `Conflict` if answered."""
    answer(session, actor, request, RequestState.ACCEPTED)
    member, team = request.member, request.team
    was_account = is_account(member)
    if not was_account:
        member.email_confirmed_at = clock.now()
    bring_in(session, member, team, role)
    if was_account:
        tell(session, [member.id], "join_accepted", team, actor.member_id, role=str(role))
    else:
        token = first_password_link(session, member)
        send(session, member.email, letters.request_accepted(member, team, token))


def decline_request(session: Session, actor: Actor, request: JoinRequest, letters: Letters) -> None:
    """Say no, and tell the asker. Nothing is kept of somebody from outside who asked nobody else. Raises `Conflict` if answered."""
    answer(session, actor, request, RequestState.DECLINED)
    member, team = request.member, request.team
    if is_account(member):
        tell(session, [member.id], "join_declined", team, actor.member_id)
        return
    send(session, member.email, letters.request_declined(member, team))
    if not has_open_requests(session, member):
        session.delete(member)
    session.flush()


def answer(session: Session, actor: Actor, request: JoinRequest, state: RequestState) -> None:
    """Close the request. Of two who answer at once the database lets one through."""
    require(actor, Action.MANAGE_TEAM_PEOPLE, request.team)
    closed = session.execute(
        update(JoinRequest)
        .where(JoinRequest.id == request.id, JoinRequest.state == RequestState.OPEN)
        .values(state=state, answered_by_id=actor.member_id, answered_at=clock.now())
    )
    if cast("CursorResult[Any]", closed).rowcount != 1:
        raise Conflict("request")
