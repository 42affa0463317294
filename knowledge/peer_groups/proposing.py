"""Proposing a group, finding people for it, and ending it."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.organizations.models import Membership, Team
from knowledge.peer_groups.models import GroupState, GroupTopic, PeerGroup, Place, PlaceState
from knowledge.peer_groups.places import hold, set_place, settle, team_for
from knowledge.peer_groups.standing import members_of
from knowledge.people.models import Interest, Member, MemberTopic
from knowledge.permissions import Action, Actor, require

SMALLEST, LARGEST = 4, 8
NAME_LENGTH, PURPOSE_LENGTH = 200, 4_000


@dataclass(frozen=True)
class Proposal:
    """What somebody fills in to propose a group. `joins` says whether the proposer takes a place."""

    name: str
    purpose: str
    language: str
    topics: tuple[int, ...] = ()
    min_size: int = 5
    max_size: int = 6
    min_countries: int = 3
    min_organizations: int = 3
    max_per_organization: int = 2
    joins: bool = True
    team_id: int | None = None


def problems_of(proposal: Proposal) -> dict[str, str]:
    """The fields that cannot be accepted, each with a code: empty, long, bounds, impossible."""
    found: dict[str, str] = {}
    for name, length in (("name", NAME_LENGTH), ("purpose", PURPOSE_LENGTH)):
        text = getattr(proposal, name).strip()
        if not text:
            found[name] = "empty"
        elif len(text) > length:
            found[name] = "long"
    if not SMALLEST <= proposal.min_size <= LARGEST:
        found["min_size"] = "bounds"
    if not max(SMALLEST, proposal.min_size) <= proposal.max_size <= LARGEST:
        found["max_size"] = "bounds"
    for name in ("min_countries", "min_organizations"):
        if not 1 <= getattr(proposal, name) <= min(proposal.max_size, LARGEST):
            found[name] = "impossible"
    if not 1 <= proposal.max_per_organization <= LARGEST:
        found["max_per_organization"] = "bounds"
    return found


def propose_group(session: Session, actor: Actor, proposal: Proposal) -> PeerGroup:
    """Begin a group that looks for people. Raises Invalid with a code per field, NoTeam if the proposer cannot join."""
    require(actor, Action.PROPOSE_GROUP)
    if problems := problems_of(proposal):
        raise Invalid(problems)
    member_id = actor.member_id or 0
    group = PeerGroup(
        name=proposal.name.strip(),
        purpose=proposal.purpose.strip(),
        language=proposal.language,
        min_size=proposal.min_size,
        max_size=proposal.max_size,
        min_countries=proposal.min_countries,
        min_organizations=proposal.min_organizations,
        max_per_organization=proposal.max_per_organization,
        proposed_by_id=member_id,
        topics=[GroupTopic(topic_id=topic_id) for topic_id in dict.fromkeys(proposal.topics)],
    )
    session.add(group)
    session.flush()
    if proposal.joins:
        team = team_for(session, member_id, proposal.team_id)
        set_place(session, group, member_id, team, PlaceState.MEMBER)
        settle(session, group, member_id)
    return group


def close_group(session: Session, actor: Actor, group: PeerGroup) -> None:
    """End the group. What was written stays readable to those who were in it when it ended."""
    require(actor, Action.CLOSE_GROUP, group)
    hold(session, group)
    group.state, group.closed_at = GroupState.CLOSED, clock.now()
    session.flush()


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be invited, with the team they would come from."""

    member: Member
    team: Team
    offers: bool


def find_candidates(session: Session, actor: Actor, group: PeerGroup, text: str, limit: int = 10) -> list[Candidate]:
    """Members whom the group could invite, by name or mail address; without text those who offer its topics.

    People from a country the group does not have yet come first. One query; nobody who already has a place, nobody of an
    organization that has all its places, and only those in a team, since a place is held for a country and an organization.
    """
    require(actor, Action.INVITE_TO_GROUP, group)
    there = [p.member_id for p in group.places if p.state in (PlaceState.MEMBER, PlaceState.INVITED, PlaceState.ASKED)]
    here = sorted({place.country for place in members_of(group)})
    counted = Counter(place.organization_id for place in members_of(group))
    full = [organization for organization, people in counted.items() if people >= group.max_per_organization]
    offers = offers_topics([topic.topic_id for topic in group.topics])
    query = (
        select(Member, Team, offers)
        .join(Membership, Membership.member_id == Member.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Member.suspended_at.is_(None), Member.email_confirmed_at.is_not(None), Member.id.not_in(there))
        .where(Team.organization_id.not_in(full), named(text) if text.strip() else offers)
        .order_by(Team.country.in_(here), offers.desc(), Member.name, Member.id, Membership.since)
        .limit(limit * 2)
    )
    found: dict[int, Candidate] = {}
    for member, team, does_offer in session.execute(query).unique():
        found.setdefault(member.id, Candidate(member, team, bool(does_offer)))
    return list(found.values())[:limit]


def offers_topics(topic_ids: list[int]) -> ColumnElement[bool]:
    return (
        select(MemberTopic.member_id)
        .where(
            MemberTopic.member_id == Member.id,
            MemberTopic.topic_id.in_(topic_ids),
            MemberTopic.interest == Interest.OFFER,
        )
        .exists()
    )


def named(text: str) -> ColumnElement[bool]:
    """The members meant by a part of a name, or by a whole mail address (never a part: addresses are not for browsing)."""
    wanted = text.strip().casefold()
    return or_(func.lower(Member.name).contains(wanted, autoescape=True), Member.email == wanted)


def groups_of(session: Session, member_id: int) -> list[PeerGroup]:
    """The groups a person is in, invited to or asking for, the newest first; at most 50."""
    query = (
        select(PeerGroup)
        .join(Place, Place.group_id == PeerGroup.id)
        .where(
            Place.member_id == member_id,
            Place.state.in_((PlaceState.MEMBER, PlaceState.INVITED, PlaceState.ASKED)),
        )
        .order_by(PeerGroup.id.desc())
        .limit(50)
    )
    return list(session.scalars(query))
