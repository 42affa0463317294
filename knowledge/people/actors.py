"""From a member to the actor that the permission rules judge."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.organizations.models import Membership, Team, TeamRole
from knowledge.peer_groups.models import Place, PlaceState
from knowledge.people.models import Member, NetworkRole
from knowledge.permissions import STRANGER, Actor


def actor_for(session: Session, member: Member | None) -> Actor:
    """The actor a member is now. A suspended or unconfirmed account acts as a stranger. Two queries."""
    if member is None or member.suspended_at is not None or member.email_confirmed_at is None:
        return STRANGER
    places = session.execute(
        select(Membership.team_id, Membership.role, Team.organization_id)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.member_id == member.id)
    ).all()
    groups = session.scalars(
        select(Place.group_id).where(Place.member_id == member.id, Place.state == PlaceState.MEMBER)
    ).all()
    return Actor(
        member_id=member.id,
        roles=frozenset(NetworkRole(role) for role in member.roles),
        memberships=frozenset((team_id, TeamRole(role)) for team_id, role, _ in places),
        organizations=frozenset(organization_id for _, _, organization_id in places),
        groups=frozenset(groups),
    )
