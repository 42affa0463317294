"""Taking and giving up places. Every change of places of one group happens after the one before it."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import NotFound
from knowledge.notices.telling import tell
from knowledge.organizations.models import Membership, Team
from knowledge.peer_groups.errors import (
    AlreadyThere,
    GroupClosed,
    GroupFull,
    NoOpenInvitation,
    NoTeam,
    OrganizationFull,
)
from knowledge.peer_groups.models import GroupState, PeerGroup, Place, PlaceState
from knowledge.peer_groups.standing import members_of, standing_of
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, require

PENDING = (PlaceState.INVITED, PlaceState.ASKED)


def hold(session: Session, group: PeerGroup) -> None:
    """Wait for any other change of this group's places, then see it as it now is. Raises GroupClosed.

    Raising the version takes the row's lock on PostgreSQL; SQLite's write lock is already held by a changing request.
    """
    session.execute(update(PeerGroup).where(PeerGroup.id == group.id).values(version=PeerGroup.version + 1))
    session.expire(group)
    if group.state == GroupState.CLOSED:
        raise GroupClosed(group.permalink)


def place_of(group: PeerGroup, member_id: int | None) -> Place | None:
    return next((place for place in group.places if place.member_id == member_id), None)


def teams_of(session: Session, member_id: int) -> list[Team]:
    """The teams a person can take a place for, longest membership first."""
    query = (
        select(Team)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.member_id == member_id)
        .order_by(Membership.since, Team.id)
    )
    return list(session.scalars(query).unique())


def team_for(session: Session, member_id: int, team_id: int | None) -> Team:
    """The team asked for, or the person's first. Raises NoTeam when the person is in none, or not in that one."""
    teams = [team for team in teams_of(session, member_id) if team_id in (None, team.id)]
    if not teams:
        raise NoTeam(str(member_id))
    return teams[0]


def set_place(
    session: Session,
    group: PeerGroup,
    member_id: int,
    team: Team,
    state: PlaceState,
    *,
    words: str = "",
    by: int | None = None,
) -> Place:
    """Write where the person stands with the group; a former place is taken up again."""
    place = place_of(group, member_id)
    if place is None:
        place = Place(member_id=member_id)
        group.places.append(place)
    place.team_id, place.country, place.organization_id = team.id, team.country, team.organization_id
    place.state, place.at = state, clock.now()
    place.words, place.invited_by_id = words, by
    session.flush()
    return place


def check_room(group: PeerGroup, organization_id: int) -> None:
    """Raise GroupFull or OrganizationFull when one more person of this organization does not fit."""
    inside = members_of(group)
    if len(inside) >= group.max_size:
        raise GroupFull(group.permalink)
    if sum(place.organization_id == organization_id for place in inside) >= group.max_per_organization:
        raise OrganizationFull(group.permalink)


def invite(session: Session, actor: Actor, group: PeerGroup, member_id: int) -> Place:
    """Offer a place to a member of the network; somebody who asked already is let in. Raises NotFound for no such member."""
    require(actor, Action.INVITE_TO_GROUP, group)
    member = session.get(Member, member_id)
    if member is None or member.suspended_at is not None or member.email_confirmed_at is None:
        raise NotFound(str(member_id))
    hold(session, group)
    existing = place_of(group, member.id)
    if existing is not None and existing.state == PlaceState.ASKED:
        return accept_request(session, actor, group, member.id)
    if existing is not None and existing.state in (PlaceState.INVITED, PlaceState.MEMBER):
        raise AlreadyThere(member.permalink)
    team = team_for(session, member.id, None)
    check_room(group, team.organization_id)
    place = set_place(session, group, member.id, team, PlaceState.INVITED, by=actor.member_id)
    tell(session, [member.id], "group_invited", group, actor.member_id)
    return place


def accept_invitation(session: Session, actor: Actor, group: PeerGroup, team_id: int | None = None) -> Place:
    """Take the place one was offered."""
    require(actor, Action.JOIN_GROUP, group)
    hold(session, group)
    place = place_of(group, actor.member_id)
    if actor.member_id is None or place is None or place.state != PlaceState.INVITED:
        raise NoOpenInvitation(group.permalink)
    team = team_for(session, actor.member_id, team_id)
    return let_in(session, group, actor.member_id, team, actor.member_id)


def decline_invitation(session: Session, actor: Actor, group: PeerGroup) -> None:
    """Say no to a place one was offered."""
    require(actor, Action.JOIN_GROUP, group)
    hold(session, group)
    place = place_of(group, actor.member_id)
    if place is None or place.state != PlaceState.INVITED:
        raise NoOpenInvitation(group.permalink)
    place.state, place.at = PlaceState.DECLINED, clock.now()
    if place.invited_by_id is not None:
        tell(session, [place.invited_by_id], "group_declined", group, actor.member_id)


def ask_to_join(session: Session, actor: Actor, group: PeerGroup, words: str = "", team_id: int | None = None) -> Place:
    """Ask for a place; somebody who was invited is let in at once."""
    require(actor, Action.JOIN_GROUP, group)
    hold(session, group)
    member_id = actor.member_id or 0
    place = place_of(group, member_id)
    team = team_for(session, member_id, team_id)
    if place is not None and place.state == PlaceState.INVITED:
        return let_in(session, group, member_id, team, member_id)
    if place is not None and place.state in (PlaceState.ASKED, PlaceState.MEMBER):
        raise AlreadyThere(group.permalink)
    check_room(group, team.organization_id)
    asked = set_place(session, group, member_id, team, PlaceState.ASKED, words=words)
    tell(session, those_who_answer(group), "group_asked", group, member_id)
    return asked


def those_who_answer(group: PeerGroup) -> list[int]:
    """Who is told that somebody asks: the members, and the proposer while the group forms."""
    answering = {place.member_id for place in members_of(group)}
    if group.state == GroupState.FORMING:
        answering.add(group.proposed_by_id)
    return sorted(answering)


def accept_request(session: Session, actor: Actor, group: PeerGroup, member_id: int) -> Place:
    """Let in somebody who asked."""
    require(actor, Action.ANSWER_GROUP_REQUEST, group)
    hold(session, group)
    place = place_of(group, member_id)
    if place is None or place.state != PlaceState.ASKED:
        raise NoOpenInvitation(group.permalink)
    team = team_for(session, member_id, place.team_id)
    tell(session, [member_id], "group_accepted", group, actor.member_id)
    return let_in(session, group, member_id, team, actor.member_id)


def refuse_request(session: Session, actor: Actor, group: PeerGroup, member_id: int) -> None:
    """Do not let in somebody who asked."""
    require(actor, Action.ANSWER_GROUP_REQUEST, group)
    hold(session, group)
    place = place_of(group, member_id)
    if place is None or place.state != PlaceState.ASKED:
        raise NoOpenInvitation(group.permalink)
    place.state, place.at = PlaceState.REFUSED, clock.now()
    tell(session, [member_id], "group_refused", group, actor.member_id)


def withdraw(session: Session, actor: Actor, group: PeerGroup) -> None:
    """Leave the group, or take back one's own request."""
    require(actor, Action.JOIN_GROUP, group)
    hold(session, group)
    place = place_of(group, actor.member_id)
    if place is None or place.state not in (PlaceState.MEMBER, PlaceState.ASKED):
        raise NoOpenInvitation(group.permalink)
    was_inside = place.state == PlaceState.MEMBER
    place.state, place.at = PlaceState.LEFT, clock.now()
    session.flush()
    if was_inside:
        tell(session, [p.member_id for p in members_of(group)], "group_left", group, actor.member_id)
        settle(session, group, actor.member_id)


def let_in(session: Session, group: PeerGroup, member_id: int, team: Team, by: int | None) -> Place:
    """Give the place, tell the others, and see whether the group is complete now."""
    check_room(group, team.organization_id)
    place = set_place(session, group, member_id, team, PlaceState.MEMBER)
    others = [p.member_id for p in members_of(group) if p.member_id != member_id]
    tell(session, others, "group_joined", group, member_id if by is None else by, who=member_id)
    settle(session, group, by)
    return place


def settle(session: Session, group: PeerGroup, by: int | None) -> None:
    """Make a complete group active, and one that lost what its rule asks forming again."""
    if standing_of(group).is_complete and group.state == GroupState.FORMING:
        group.state = GroupState.ACTIVE
        if group.activated_at is None:
            group.activated_at = clock.now()
        tell(session, [place.member_id for place in members_of(group)], "group_activated", group, None)
    elif not standing_of(group).is_complete and group.state == GroupState.ACTIVE:
        group.state = GroupState.FORMING
    session.flush()
