"""Asking for groups, and the worker's part in it: taking the work up, saying how far it is, keeping what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, selectinload

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.peer_groups.matching.rounds import Round
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.as_solved import round_of
from knowledge.rounds.errors import NobodyToMatch, NothingUnderWay
from knowledge.rounds.fairness import left_out_before
from knowledge.rounds.finding import count_sign_ups
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.proposal_models import Answer, ProposedGroup, Solving, SolvingState
from knowledge.rounds.stages import hold
from knowledge.rounds.standing import latest_solving, refuse_while_solving, standing_proposal
from knowledge.rounds.table.holding import decided_by_hand

if TYPE_CHECKING:
    from knowledge.peer_groups.matching.plans import Standing

SHORTEST_S, LONGEST_S = 1, 3_600
SILENT_FOR = timedelta(seconds=60)  # a worker that has said nothing for so long is gone
Groups = Sequence[Sequence[int]]


def ask_to_solve(
    session: Session, actor: Actor, matching_round: MatchingRound, seconds: int, *, go_on: bool = False
) -> Solving:
    """Have groups sought for so many seconds at most; `go_on` begins with the last result.

    Raises Invalid for `seconds`, SolvingAlready, NobodyToMatch, RoundMovedOn.
    """
    require(actor, Action.RUN_ROUNDS, matching_round)
    if not SHORTEST_S <= seconds <= LONGEST_S:
        raise Invalid({"seconds": "seconds"})
    hold(session, matching_round, RoundState.MATCHING)
    refuse_while_solving(session, matching_round)
    if not count_sign_ups(session, matching_round)[0]:
        raise NobodyToMatch(matching_round.permalink)
    made = Solving(round_id=matching_round.id, asked_by_id=actor.member_id, seconds=seconds)
    standing = standing_proposal(session, matching_round) if go_on else None
    made.goes_on_from_id = standing.id if standing is not None else None
    session.add(made)
    session.flush()
    return made


def ask_to_stop(session: Session, actor: Actor, matching_round: MatchingRound) -> None:
    """End the search soon, with the best result until then. Raises NothingUnderWay."""
    require(actor, Action.RUN_ROUNDS, matching_round)
    last = latest_solving(session, matching_round)
    if last is None or not last.is_under_way:
        raise NothingUnderWay(matching_round.permalink)
    last.stop_asked = True
    session.flush()


@dataclass(frozen=True)
class Task:
    """What a worker works on. `claim` says which worker it is.

    `start` is the result to begin with and `first` who goes first among equals, as places in the round.
    """

    solving_id: int
    claim: int
    matching: Round
    seconds: float
    seed: int
    start: Groups
    first: frozenset[int]


def take_up_search(session: Session) -> Task | None:
    """The next search that waits, or that a worker left without a word; nobody else takes it up. Nothing when none waits.

    Refills come first: people wait for what becomes of them.
    """
    gone = (Solving.state == SolvingState.SOLVING) & (Solving.beat_at < clock.now() - SILENT_FOR)
    waiting = select(Solving.id).where(or_(Solving.state == SolvingState.WAITING, gone))
    first = waiting.order_by(Solving.refills.desc(), Solving.id).limit(1)
    solving_id = session.scalar(first.with_for_update(skip_locked=True))
    if solving_id is None:
        return None
    taken = update(Solving).where(Solving.id == solving_id)
    session.execute(taken.values(state=SolvingState.SOLVING, beat_at=clock.now(), claim=Solving.claim + 1))
    solving = session.get_one(Solving, solving_id, populate_existing=True)
    groups = groups_of(session, solving.goes_on_from_id) if solving.goes_on_from_id else []
    return task_of(session, solving, groups, max(1.0, solving.seconds - solving.spent_s))


def task_of(session: Session, solving: Solving, groups: Groups, seconds: float) -> Task:
    """The task for those who take part now; of the groups (sign-up ids) those count that are still whole."""
    kept, left_out = decided_by_hand(session, solving.round_id)
    locked, besides = open_groups(session, solving.goes_on_from_id) if solving.refills else (kept, set())
    matching = round_of(session, solving.round, locked, besides | left_out)
    places, whole = matching.places, []
    for members in groups:
        ids = [str(one) for one in members]
        if all(one in places for one in ids):
            whole.append([places[one] for one in ids])
    first = frozenset(places[str(one)] for one in left_out_before(session, solving.round) if str(one) in places)
    return Task(solving.id, solving.claim, matching, seconds, solving.seed, whole, first)


def groups_of(session: Session, solving_id: int) -> list[list[int]]:
    """The groups of a result, as sign-up ids."""
    query = select(ProposedGroup).where(ProposedGroup.solving_id == solving_id)
    found = session.scalars(query.options(selectinload(ProposedGroup.places)).order_by(ProposedGroup.number))
    return [[place.signup_id for place in group.places] for group in found]


def open_groups(session: Session, solving_id: int | None) -> tuple[list[list[int]], set[int]]:
    """Of a proposal people answer: those left in each group that lost somebody, and all who are in a group that did not."""
    query = select(ProposedGroup).where(ProposedGroup.solving_id == solving_id)
    locked: list[list[int]] = []
    besides: set[int] = set()
    for group in session.scalars(query.options(selectinload(ProposedGroup.places)).order_by(ProposedGroup.number)):
        left = [place.signup_id for place in group.places if place.answer != Answer.DECLINED]
        if group.peer_group_id is None and len(left) < len(group.places):
            locked.append(left)
        else:
            besides |= set(left)
    return locked, besides


def stage_of(solving: Solving) -> RoundState:
    """The stage of the round in which the search makes sense."""
    return RoundState.PROPOSED if solving.refills else RoundState.MATCHING


def held(session: Session, task: Task) -> Solving | None:
    """The search, locked, if it is still this worker's: nothing when it ended or another worker took it up meanwhile."""
    solving = session.get_one(Solving, task.solving_id, populate_existing=True, with_for_update={"of": Solving})
    return solving if solving.state == SolvingState.SOLVING and solving.claim == task.claim else None


def report(session: Session, task: Task, standing: "Standing | None", spent_s: float) -> bool:
    """Say how far the search is; returns whether it is to stop."""
    solving = held(session, task)
    if solving is None:
        return True
    solving.beat_at, solving.people = clock.now(), len(task.matching.people)
    solving.spent_s = spent_s
    if standing is not None:
        solving.unplaced, solving.worst, solving.harmonic = standing.unplaced, standing.worst, standing.harmonic
    return solving.stop_asked or solving.round.state != stage_of(solving)
