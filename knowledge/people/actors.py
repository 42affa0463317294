"""From a member to the actor that the permission rules judge."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import Session

from knowledge.organizations.models import Membership, Team, TeamRole
from knowledge.peer_groups.models import Place, PlaceState
from knowledge.people.models import Member, NetworkRole
from knowledge.permissions import STRANGER, Actor


def actor_for(session: Session, member: Member | None) -> Actor:
    """The actor a member is now. A suspended or unconfirmed account acts as a stranger. One query."""
    if member is None or member.suspended_at is not None or member.email_confirmed_at is None:
        return STRANGER
    teams = (
        select(Membership.team_id, Membership.role, Team.organization_id, null().label("group_id"))
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.member_id == member.id)
    )
    groups = select(literal(0), literal(""), literal(0), Place.group_id)
    groups = groups.where(Place.member_id == member.id, Place.state == PlaceState.MEMBER)
    rows: Sequence[Any] = session.execute(union_all(teams, groups)).all()
    places = [(team_id, role, organization_id) for team_id, role, organization_id, group in rows if group is None]
    return Actor(
        member_id=member.id,
        roles=frozenset(NetworkRole(role) for role in member.roles),
        memberships=frozenset((team_id, TeamRole(role)) for team_id, role, _ in places),
        organizations=frozenset(organization_id for _, _, organization_id in places),
        groups=frozenset(group for *_, group in rows if group is not None),
    )
