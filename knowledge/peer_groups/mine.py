"""The groups that concern one member: those they are in, were invited to, or asked to join."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from knowledge.errors import NotSignedIn
from knowledge.peer_groups.models import GroupState, PeerGroup, Place, PlaceState
from knowledge.permissions import Actor


def groups_of(session: Session, actor: Actor, states: Sequence[PlaceState], most: int = 20) -> list[PeerGroup]:
    """Groups that have not ended in which the actor's place is in one of `states`, the newest first, with all places. One query."""
    if actor.member_id is None:
        raise NotSignedIn("groups")
    mine = select(Place.group_id).where(Place.member_id == actor.member_id, Place.state.in_(states))
    query = (
        select(PeerGroup)
        .where(PeerGroup.id.in_(mine), PeerGroup.state != GroupState.CLOSED)
        .options(joinedload(PeerGroup.places))
        .order_by(PeerGroup.id.desc())
        .limit(most)
    )
    return list(session.scalars(query).unique())
