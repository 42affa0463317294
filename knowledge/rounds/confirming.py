"""Proposing groups to the people in them, and their answers."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge import clock
from knowledge.errors import Invalid, NotFound
from knowledge.notices.telling import tell
from knowledge.organizations.models import Team
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.beginning import begin_if_ready
from knowledge.rounds.errors import NothingToPropose, ProposalOutdated, RoundMovedOn
from knowledge.rounds.finding import taking_part
from knowledge.rounds.models import MatchingRound, RoundState, SignUp
from knowledge.rounds.proposal_models import Answer, ProposedGroup, ProposedPlace, Solving
from knowledge.rounds.reading import count_gone
from knowledge.rounds.refilling import PLACED, ask_to_refill, groups_among, proposed_places, refill_under_way
from knowledge.rounds.shrinking import tell_without_the_gone
from knowledge.rounds.stages import hold
from knowledge.rounds.standing import refuse_while_solving, standing_id, standing_proposal
from knowledge.rounds.table.holding import decided_by_hand

WORDS_LENGTH = 1_000


def send_proposal(session: Session, actor: Actor, matching_round: MatchingRound) -> None:
    """Tell everybody: those placed are asked to answer, the others that they wait, but for those a coordinator left out.

    Raises SolvingAlready, NothingToPropose, ProposalOutdated.
    """
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold(session, matching_round, RoundState.MATCHING)
    refuse_while_solving(session, matching_round)
    proposal = standing_proposal(session, matching_round)
    places = proposed_places(session, proposal.id) if proposal is not None else []
    placed = [place for place in places if place.group_id is not None]
    if proposal is None or not placed:
        raise NothingToPropose(matching_round.permalink)
    if count_gone(session, proposal):
        raise ProposalOutdated(matching_round.permalink)
    for place in placed:
        place.answer = Answer.ASKED
    matching_round.state = RoundState.PROPOSED
    _kept, left_out = decided_by_hand(session, matching_round.id)
    hopeful = [place.signup for place in places if place.group_id is None and place.signup_id not in left_out]
    waiting = [signup.member_id for signup in hopeful if signup.takes_part]
    tell(session, [place.signup.member_id for place in placed], PLACED, matching_round, actor.member_id)
    tell(session, waiting, "round_waiting", matching_round, actor.member_id)


def find_own_place(
    session: Session, actor: Actor, matching_round: MatchingRound, *, anew: bool = False
) -> ProposedPlace | None:
    """The actor's place in the proposal that stands, with the group and its people; nothing when none was proposed to them.

    `anew`: what was read of it before is read again.
    """
    places = joinedload(ProposedPlace.group).selectinload(ProposedGroup.places).joinedload(ProposedPlace.signup)
    query = (
        select(ProposedPlace)
        .join(SignUp, SignUp.id == ProposedPlace.signup_id)
        .where(ProposedPlace.solving_id == standing_id(matching_round.id), ProposedPlace.group_id.is_not(None))
        .where(SignUp.member_id == actor.member_id, ProposedPlace.answer != Answer.NONE)
        .options(joinedload(ProposedPlace.signup), places.joinedload(SignUp.member))
        .options(places.joinedload(SignUp.team).joinedload(Team.organization))
        .execution_options(populate_existing=anew)
    )
    return session.scalar(query)


def own_place(session: Session, actor: Actor, matching_round: MatchingRound, *, anew: bool = False) -> ProposedPlace:
    """The same; raises NotFound when there is none."""
    found = find_own_place(session, actor, matching_round, anew=anew)
    if found is None:
        raise NotFound(matching_round.permalink)
    require(actor, Action.ANSWER_PROPOSAL, found)
    return found


def answer(session: Session, actor: Actor, matching_round: MatchingRound, *, accepts: bool, words: str = "") -> Answer:
    """Accept one's place or decline it, with a word for the coordinators. Raises RoundMovedOn when it was answered or is over."""
    if len(words) > WORDS_LENGTH:
        raise Invalid({"words": "long"})
    own_place(session, actor, matching_round)
    hold(session, matching_round, RoundState.PROPOSED)
    place = own_place(session, actor, matching_round, anew=True)  # a mate may have answered meanwhile
    if place.answer != Answer.ASKED or place.group is None:
        raise RoundMovedOn(matching_round.permalink)
    place.answer = Answer.ACCEPTED if accepts else Answer.DECLINED
    place.words, place.answered_at = words.strip(), clock.now()
    if not accepts:
        place.signup.withdrawn_at = clock.now()
        tell_without_the_gone(session, matching_round, [place.group])
    session.flush()
    settle_round(session, matching_round, refill=not accepts)
    return place.answer


def end_answering(session: Session, actor: Actor, matching_round: MatchingRound) -> None:
    """Who has not answered by now takes no place; groups that keep the rules without them begin."""
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold(session, matching_round, RoundState.PROPOSED)
    refuse_while_solving(session, matching_round)
    proposal = standing_proposal(session, matching_round)
    places = proposed_places(session, proposal.id) if proposal is not None else []
    silent = [place for place in places if place.answer == Answer.ASKED]
    for place in silent:
        place.answer, place.answered_at = Answer.DECLINED, clock.now()
        place.signup.withdrawn_at = clock.now()
    tell_without_the_gone(session, matching_round, groups_among(silent))
    tell(session, [place.signup.member_id for place in silent], "round_not_answered", matching_round, actor.member_id)
    settle_round(session, matching_round, refill=False)


def settle_round(session: Session, matching_round: MatchingRound, *, refill: bool) -> None:
    """Refill what was declined, begin the groups that are ready, and end the answering when nobody is left to answer."""
    proposal = standing_proposal(session, matching_round)
    if proposal is None:
        return
    if refill_under_way(session, matching_round.id) or (refill and ask_to_refill(session, proposal)):
        return
    groups = groups_with_people(session, proposal)
    for group in groups:
        begin_if_ready(session, matching_round, group)
    if not any(place.answer == Answer.ASKED for group in groups for place in group.places):
        confirm(session, matching_round, proposal, groups)
    session.flush()


def confirm(
    session: Session, matching_round: MatchingRound, proposal: Solving, groups: Sequence[ProposedGroup]
) -> None:
    """End the answering, and tell who opened the round, those whose group does not begin, and those who still wait."""
    matching_round.state = RoundState.CONFIRMED
    tell(session, [matching_round.opened_by_id], "round_confirmed", matching_round, None)
    places = [place for group in groups if group.peer_group_id is None for place in group.places]
    leftover = [place.signup.member_id for place in places if place.answer == Answer.ACCEPTED]
    tell(session, leftover, "round_no_group", matching_round, None)
    waiting = (
        select(SignUp.member_id)
        .join(ProposedPlace, ProposedPlace.signup_id == SignUp.id)
        .where(ProposedPlace.solving_id == proposal.id, ProposedPlace.group_id.is_(None))
        .where(taking_part(matching_round))
    )
    tell(session, session.scalars(waiting).all(), "round_no_place", matching_round, None)


def groups_with_people(session: Session, proposal: Solving) -> Sequence[ProposedGroup]:
    places = selectinload(ProposedGroup.places).joinedload(ProposedPlace.signup).joinedload(SignUp.team)
    query = select(ProposedGroup).where(ProposedGroup.solving_id == proposal.id).options(places)
    fresh = query.order_by(ProposedGroup.number).execution_options(populate_existing=True)
    return session.scalars(fresh).all()
