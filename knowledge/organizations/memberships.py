"""Who belongs to a team, and as what."""

from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.notices.telling import tell
from knowledge.organizations.models import Membership, Team, TeamRole
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, require

RANK = {TeamRole.CONTRIBUTOR: 0, TeamRole.EDITOR: 1, TeamRole.FOCAL_POINT: 2}


def bring_in(session: Session, member: Member, team: Team, role: TeamRole) -> Membership:
    """Put the member into the team. Who is in it already keeps the higher of both roles."""
    membership = session.get(Membership, (member.id, team.id))
    if membership is None:
        membership = Membership(member_id=member.id, team_id=team.id, role=role)
        session.add(membership)
    elif RANK[role] > RANK[TeamRole(membership.role)]:
        membership.role = role
    session.flush()
    return membership


def find_membership(session: Session, team: Team, member: Member) -> Membership:
    """Raises `NotFound` when the member is not in the team."""
    membership = session.get(Membership, (member.id, team.id))
    if membership is None:
        raise NotFound(f"{member.permalink} in {team.id}")
    return membership


def set_team_role(session: Session, actor: Actor, team: Team, member: Member, role: TeamRole) -> None:
    """Make the member of the team a contributor, editor or focal point, and tell them."""
    require(actor, Action.MANAGE_TEAM_PEOPLE, team)
    membership = find_membership(session, team, member)
    if membership.role != role:
        membership.role = role
        tell(session, [member.id], "role_changed", team, actor.member_id, role=str(role))


def remove_from_team(session: Session, actor: Actor, team: Team, member: Member) -> None:
    """Take the member out of the team and tell them; what they wrote keeps their name."""
    require(actor, Action.MANAGE_TEAM_PEOPLE, team)
    session.delete(find_membership(session, team, member))
    tell(session, [member.id], "removed_from_team", team, actor.member_id)


def leave_team(session: Session, actor: Actor, team: Team, member: Member) -> None:
    """Leave a team oneself."""
    require(actor, Action.LEAVE_TEAM, team)
    require(actor, Action.EDIT_PROFILE, member)
    session.delete(find_membership(session, team, member))
    session.flush()
