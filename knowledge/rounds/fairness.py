"""Fairness over rounds: who was left without a group the last time goes first."""

from collections.abc import Collection

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from knowledge.rounds.finding import taking_part
from knowledge.rounds.models import MatchingRound, RoundState, SignUp
from knowledge.rounds.proposal_models import Answer, ProposedGroup, ProposedPlace

DECIDED = (RoundState.CONFIRMED, RoundState.RUNNING, RoundState.CLOSED)
STAYED = and_(SignUp.finished_at.is_not(None), SignUp.withdrawn_at.is_(None))


def left_out_before(session: Session, matching_round: MatchingRound, among: Collection[int] | None = None) -> set[int]:
    """The sign-ups to this round of those who came out of the last round they took part in without a group. One query.

    `among`: of these sign-ups alone.
    """
    here = select(SignUp.id, SignUp.member_id).where(taking_part(matching_round))
    if among is not None:
        here = here.where(SignUp.id.in_(among))
    now = here.subquery()
    last = (
        select(SignUp.member_id, func.max(SignUp.round_id).label("round_id"))
        .join(MatchingRound, MatchingRound.id == SignUp.round_id)
        .where(STAYED, MatchingRound.state.in_(DECIDED), SignUp.round_id < matching_round.id)
        .group_by(SignUp.member_id)
        .subquery()
    )
    query = (
        select(now.c.id)
        .join(last, last.c.member_id == now.c.member_id)
        .join(SignUp, and_(SignUp.member_id == last.c.member_id, SignUp.round_id == last.c.round_id))
        .where(SignUp.id.not_in(in_a_group()))
    )
    return set(session.scalars(query))


def in_a_group() -> Select[tuple[int]]:
    """Sign-ups of those who took a place in a group that began."""
    return (
        select(ProposedPlace.signup_id)
        .join(ProposedGroup, ProposedGroup.id == ProposedPlace.group_id)
        .where(ProposedGroup.peer_group_id.is_not(None), ProposedPlace.answer == Answer.ACCEPTED)
    )
