"""Finding rounds, and what people brought to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from knowledge import clock
from knowledge.errors import NotFound
from knowledge.organizations.models import Membership, Team
from knowledge.paging import Page, page_of
from knowledge.peer_groups.models import Place, PlaceState
from knowledge.people.models import Interest, Member
from knowledge.permissions import Action, Actor, may, require
from knowledge.rounds.models import MatchingRound, RoundState, SignUp, SignUpTopic
from knowledge.rounds.proposal_models import Answer, ProposedPlace
from knowledge.rounds.standing import standing_id

MOST_TOPICS_SHOWN = 40
MOST_MET = 60


def find_round(session: Session, actor: Actor, permalink: str) -> MatchingRound:
    """The round at an address. Raises NotSignedIn for a stranger whether or not it exists, NotFound for another's draft."""
    require(actor, Action.SEE_ROUNDS)
    query = select(MatchingRound).where(MatchingRound.permalink == permalink)
    found = session.scalar(query.options(joinedload(MatchingRound.opened_by)))
    if found is None:
        raise NotFound(permalink)
    require(actor, Action.SEE_ROUND, found)
    return found


def list_rounds(session: Session, actor: Actor, page: int = 1) -> Page[MatchingRound]:
    """Rounds the actor may see: those that take sign-ups first, then the newest."""
    require(actor, Action.SEE_ROUNDS)
    query = select(MatchingRound).options(selectinload(MatchingRound.topics))
    if not may(actor, Action.RUN_ROUNDS):
        query = query.where(MatchingRound.state != RoundState.DRAFT)
    return page_of(session, query.order_by(MatchingRound.state != RoundState.OPEN, MatchingRound.id.desc()), page)


@dataclass(frozen=True)
class RoundForMe:
    """A round that concerns a member now: it takes sign-ups, or they take part in it. `signup` is theirs, if any.

    `asked`: a place was proposed to them, and waits for their answer.
    """

    round: MatchingRound
    signup: SignUp | None
    asked: bool


def rounds_for(session: Session, actor: Actor, most: int = 5) -> list[RoundForMe]:
    """Open rounds and those under way in which the actor takes part, those that close first at the top. One query."""
    open_now = and_(MatchingRound.state == RoundState.OPEN, MatchingRound.closes_at > clock.now())
    mine = and_(SignUp.finished_at.is_not(None), SignUp.withdrawn_at.is_(None))
    under_way = MatchingRound.state.in_((RoundState.MATCHING, RoundState.PROPOSED, RoundState.CONFIRMED))
    asked = select(ProposedPlace.signup_id).where(
        ProposedPlace.solving_id == standing_id(MatchingRound.id),
        ProposedPlace.signup_id == SignUp.id,
        ProposedPlace.answer == Answer.ASKED,
        MatchingRound.state == RoundState.PROPOSED,
    )
    query = (
        select(MatchingRound, SignUp, asked.correlate(MatchingRound, SignUp).exists())
        .outerjoin(SignUp, and_(SignUp.round_id == MatchingRound.id, SignUp.member_id == actor.member_id))
        .where(or_(open_now, and_(under_way, mine)))
        .order_by(MatchingRound.closes_at, MatchingRound.id)
        .limit(most)
    )
    return [RoundForMe(*row) for row in session.execute(query)]


def taking_part(matching_round: MatchingRound) -> ColumnElement[bool]:
    """The sign-ups that count: finished, not withdrawn, of somebody who is still there and in the team meant."""
    there = select(Member.id).where(Member.id == SignUp.member_id, Member.suspended_at.is_(None))
    inside = select(Membership.team_id).where(
        Membership.team_id == SignUp.team_id, Membership.member_id == SignUp.member_id
    )
    return and_(
        SignUp.round_id == matching_round.id,
        SignUp.finished_at.is_not(None),
        SignUp.withdrawn_at.is_(None),
        there.correlate(SignUp).exists(),
        inside.correlate(SignUp).exists(),
    )


def count_sign_ups(session: Session, matching_round: MatchingRound) -> tuple[int, int]:
    """How many take part, and how many countries they come from."""
    counted = (
        select(func.count(SignUp.id), func.count(func.distinct(Team.country)))
        .join(Team, Team.id == SignUp.team_id)
        .where(taking_part(matching_round))
    )
    people, countries = session.execute(counted).one()
    return people, countries


def list_sign_ups(session: Session, actor: Actor, matching_round: MatchingRound, page: int = 1) -> Page[SignUp]:
    """Who takes part, by name, with what each offers and needs; whom they avoid is nobody else's to read."""
    require(actor, Action.SEE_SIGN_UPS, matching_round)
    query = (
        select(SignUp)
        .join(Member, Member.id == SignUp.member_id)
        .where(taking_part(matching_round))
        .options(joinedload(SignUp.member), joinedload(SignUp.team).joinedload(Team.organization))
        .options(selectinload(SignUp.topics))
        .order_by(Member.name, SignUp.id)
    )
    return page_of(session, query, page)


def count_unfinished(session: Session, matching_round: MatchingRound) -> int:
    begun = select(func.count()).where(
        SignUp.round_id == matching_round.id, SignUp.finished_at.is_(None), SignUp.withdrawn_at.is_(None)
    )
    return session.scalar(begun) or 0


@dataclass(frozen=True)
class SupplyAndDemand:
    """How many people of a round need a topic, and how many offer it."""

    topic_id: int
    need: int
    offer: int


def supply_and_demand(session: Session, actor: Actor, matching_round: MatchingRound) -> list[SupplyAndDemand]:
    """By topic, the greatest lack first; at most 40. One query."""
    require(actor, Action.SEE_SIGN_UPS, matching_round)
    need = func.sum(case_of(Interest.NEED)).label("need")
    offer = func.sum(case_of(Interest.OFFER)).label("offer")
    query = (
        select(SignUpTopic.topic_id, need, offer)
        .join(SignUp, SignUp.id == SignUpTopic.signup_id)
        .where(taking_part(matching_round))
        .group_by(SignUpTopic.topic_id)
        .order_by((need - offer).desc(), need.desc(), SignUpTopic.topic_id)
        .limit(MOST_TOPICS_SHOWN)
    )
    return [SupplyAndDemand(topic_id, int(n), int(o)) for topic_id, n, o in session.execute(query)]


def case_of(interest: Interest) -> ColumnElement[int]:
    return case((SignUpTopic.interest == interest, 1), else_=0)


def met_before(session: Session, member_id: int) -> list[Member]:
    """Those who were or are in a peer group with the person, by name; at most 60."""
    return list(session.scalars(mates_of(member_id).order_by(Member.name, Member.id).limit(MOST_MET)))


def mates_of(member_id: int) -> Select[tuple[Member]]:
    theirs, own = aliased(Place), aliased(Place)
    inside = (PlaceState.MEMBER, PlaceState.LEFT)
    ids = (
        select(theirs.member_id)
        .join(own, own.group_id == theirs.group_id)
        .where(own.member_id == member_id, own.state.in_(inside), theirs.state.in_(inside))
        .where(theirs.member_id != member_id)
    )
    return select(Member).where(Member.id.in_(ids))


def people_with_ids(session: Session, actor: Actor, ids: Sequence[int]) -> list[Member]:
    """The members of these ids, by name."""
    require(actor, Action.READ_PEOPLE)
    wanted = [i for i in dict.fromkeys(ids) if 0 < i < 2**31]
    return list(session.scalars(select(Member).where(Member.id.in_(wanted)).order_by(Member.name, Member.id)))


def people_named(
    session: Session, actor: Actor, text: str, besides: Sequence[int] = (), limit: int = 10
) -> list[Member]:
    """Members by a part of their name."""
    require(actor, Action.READ_PEOPLE)
    wanted = text.strip().casefold()
    if not wanted:
        return []
    query = select(Member).where(
        func.lower(Member.name).contains(wanted, autoescape=True),
        Member.suspended_at.is_(None),
        Member.email_confirmed_at.is_not(None),
        Member.id.not_in([*besides, actor.member_id]),
    )
    return list(session.scalars(query.order_by(Member.name, Member.id).limit(limit)))
