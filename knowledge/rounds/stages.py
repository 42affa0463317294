"""A round's way from draft to closed: who moves it on, and what happens when time comes."""

from datetime import timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.notices.telling import tell
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.errors import RoundMovedOn
from knowledge.rounds.finding import taking_part
from knowledge.rounds.models import MatchingRound, RoundState, SignUp
from knowledge.rounds.proposal_models import ProposedGroup, ProposedPlace
from knowledge.rounds.standing import standing_id

HOPEFUL = (RoundState.OPEN, RoundState.MATCHING, RoundState.PROPOSED)  # there may still be a group for those without
REMINDED_BEFORE = timedelta(days=2)


def hold(session: Session, matching_round: MatchingRound, *states: RoundState) -> None:
    """Wait for any other change of this round's stage, then see it as it is. Raises RoundMovedOn when it is in none of `states`.

    Raising the version takes the row's lock on PostgreSQL; SQLite's write lock is already held by a changing request.
    """
    raised = update(MatchingRound).where(MatchingRound.id == matching_round.id)
    session.execute(raised.values(version=MatchingRound.version + 1))
    session.refresh(matching_round)
    if matching_round.state not in states:
        raise RoundMovedOn(matching_round.permalink)


def open_round(session: Session, actor: Actor, matching_round: MatchingRound) -> None:
    """Let people sign up until the closing time. Raises Invalid for `closes` when that has passed meanwhile."""
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold(session, matching_round, RoundState.DRAFT)
    if matching_round.closes_at <= clock.now():
        raise Invalid({"closes": "past"})
    matching_round.state, matching_round.opened_at = RoundState.OPEN, clock.now()
    session.flush()


def end_sign_up(session: Session, actor: Actor, matching_round: MatchingRound) -> None:
    """End sign-up before its time."""
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold(session, matching_round, RoundState.OPEN)
    matching_round.state, matching_round.closes_at = RoundState.MATCHING, clock.now()
    session.flush()


def close_round(session: Session, actor: Actor, matching_round: MatchingRound) -> None:
    """End the round; groups that came of it go on by themselves, and those who wait for one are told."""
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold(session, matching_round, *(state for state in RoundState if state != RoundState.CLOSED))
    waiting = session.scalars(without_a_group(matching_round)).all() if matching_round.state in HOPEFUL else []
    matching_round.state = RoundState.CLOSED
    tell(session, waiting, "round_ended", matching_round, actor.member_id)
    session.flush()


def without_a_group(matching_round: MatchingRound) -> Select[tuple[int]]:
    """Members who take part and are in no group that began."""
    begun = (
        select(ProposedPlace.signup_id)
        .join(ProposedGroup, ProposedGroup.id == ProposedPlace.group_id)
        .where(ProposedPlace.solving_id == standing_id(matching_round.id), ProposedGroup.peer_group_id.is_not(None))
    )
    return select(SignUp.member_id).where(taking_part(matching_round), SignUp.id.not_in(begun))


def follow_the_clock(session: Session, most: int) -> int:
    """End sign-up where its time has come, remind those who began, begin and end the weeks of meetings. Returns how many rounds."""
    return end_what_is_due(session, most) + remind_of_what_ends_soon(session, most) + begin_and_end_weeks(session, most)


def end_what_is_due(session: Session, most: int) -> int:
    """Coordinators who opened a round are told that it waits for them."""
    due = (
        select(MatchingRound)
        .where(MatchingRound.state == RoundState.OPEN, MatchingRound.closes_at <= clock.now())
        .order_by(MatchingRound.id)
        .limit(most)
        .with_for_update(of=MatchingRound)
    )
    rounds = session.scalars(due).all()
    for matching_round in rounds:
        matching_round.state = RoundState.MATCHING
        matching_round.version += 1
        tell(session, [matching_round.opened_by_id], "round_sign_up_over", matching_round, None)
    session.flush()
    return len(rounds)


def begin_and_end_weeks(session: Session, most: int) -> int:
    """Confirmed rounds run from their first week on, and are over after their last."""
    steps = ((RoundState.CONFIRMED, RoundState.RUNNING), (RoundState.RUNNING, RoundState.CLOSED))
    moved = 0
    for before, after in steps:
        query = select(MatchingRound).where(MatchingRound.state == before, MatchingRound.week_of <= clock.today())
        for one in session.scalars(query.order_by(MatchingRound.id).limit(most).with_for_update(of=MatchingRound)):
            last_day = one.week_of + timedelta(weeks=one.weeks)
            if after == RoundState.RUNNING or last_day <= clock.today():
                one.state, one.version = after, one.version + 1
                moved += 1
    session.flush()
    return moved


def remind_of_what_ends_soon(session: Session, most: int) -> int:
    """Each round reminds once, two days before it ends: people who began to sign up and did not finish."""
    soon = (
        select(MatchingRound)
        .where(
            MatchingRound.state == RoundState.OPEN,
            MatchingRound.closes_at <= clock.now() + REMINDED_BEFORE,
            MatchingRound.reminded_at.is_(None),
        )
        .order_by(MatchingRound.id)
        .limit(most)
        .with_for_update(of=MatchingRound)
    )
    rounds = session.scalars(soon).all()
    for matching_round in rounds:
        matching_round.reminded_at = clock.now()
        begun = select(SignUp.member_id).where(
            SignUp.round_id == matching_round.id, SignUp.finished_at.is_(None), SignUp.withdrawn_at.is_(None)
        )
        tell(session, session.scalars(begun).all(), "round_unfinished", matching_round, None)
    session.flush()
    return len(rounds)
