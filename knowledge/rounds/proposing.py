"""Keeping what the solver found: groups with their scores, and for everybody the facts that explain where they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notices.telling import tell
from knowledge.peer_groups.matching.explaining import explain
from knowledge.peer_groups.matching.reasons import Reasons
from knowledge.peer_groups.matching.rounds import Round
from knowledge.rounds.confirming import settle_round
from knowledge.rounds.errors import RoundMovedOn
from knowledge.rounds.figures import explanation_json, group_of, place_of, reason_json, relaxation_json, speakers_of
from knowledge.rounds.proposal_models import Solving, SolvingState
from knowledge.rounds.refilling import take_over
from knowledge.rounds.solving import Groups, Task, held, stage_of, task_of
from knowledge.rounds.stages import hold
from knowledge.rounds.table.holding import keep_left_out

if TYPE_CHECKING:
    from knowledge.peer_groups.matching.relaxing import Relaxation
    from knowledge.peer_groups.matching.solving import Result

AFTER_A_WITHDRAWAL_S = 10.0


def keep_result(
    session: Session, task: Task, result: "Result", relaxations: Sequence["Relaxation"], spent_s: float
) -> Task | None:
    """Keep it and tell who asked. When people withdrew meanwhile nothing is kept: the task to go on with is returned.

    Nothing is kept either when another worker took the search up, or the round has moved on.
    """
    solving = held_in_its_stage(session, task)
    if solving is None:
        return None
    now = task_of(session, solving, as_ids(task.matching, result.groups), min(task.seconds, AFTER_A_WITHDRAWAL_S))
    if [person.id for person in now.matching.people] != [person.id for person in task.matching.people]:
        return now
    write_figures(solving, result, spent_s)
    solving.relaxations = [relaxation_json(task.matching, one) for one in relaxations]
    write_groups(session, solving, task.matching, result)
    if solving.refills:
        take_over(session, solving)
        settle_round(session, solving.round, refill=False)
    elif solving.asked_by_id is not None:
        tell(session, [solving.asked_by_id], "round_solved", solving.round, None)
    session.flush()
    return None


def held_in_its_stage(session: Session, task: Task) -> Solving | None:
    """The search, with its round held, if it is this worker's still. One whose round has moved on is dropped."""
    known = session.get_one(Solving, task.solving_id)
    try:
        hold(session, known.round, stage_of(known))
    except RoundMovedOn:
        if solving := held(session, task):
            solving.state, solving.finished_at = SolvingState.DROPPED, clock.now()
            session.flush()
        return None
    return held(session, task)


def give_up(session: Session, task: Task) -> None:
    """The search met a mistake of ours. Without a refill the answering goes on with the groups as they are."""
    solving = held_in_its_stage(session, task)
    if solving is None:
        return
    solving.state, solving.finished_at = SolvingState.FAILED, clock.now()
    session.flush()
    if solving.refills:
        settle_round(session, solving.round, refill=False)
    told = solving.round.opened_by_id if solving.asked_by_id is None else solving.asked_by_id
    tell(session, [told], "round_solved", solving.round, None)


def leave_to_next(session: Session, task: Task, result: "Result", spent_s: float) -> Task | None:
    """A worker that ends before the search did leaves it to the next one, which goes on from the best so far; a refill begins anew."""
    solving = held_in_its_stage(session, task)
    if solving is None:
        return None
    if solving.stop_asked:
        return keep_result(session, task, result, [], spent_s)
    if solving.refills or not result.groups:
        solving.state, solving.spent_s = SolvingState.WAITING, 0.0
    else:
        write_figures(solving, result, spent_s)
        write_groups(session, solving, task.matching, result)
        solving.state, seconds = SolvingState.STOPPED, max(1, round(task.seconds - spent_s))
        more = {"asked_by_id": solving.asked_by_id, "seed": solving.seed, "goes_on_from_id": solving.id}
        session.add(Solving(round_id=solving.round_id, seconds=seconds, **more))
    session.flush()
    return None


def write_figures(solving: Solving, result: "Result", spent_s: float) -> None:
    solving.state = SolvingState.STOPPED if solving.stop_asked else SolvingState.DONE
    solving.finished_at, solving.spent_s = clock.now(), spent_s
    standing = result.standing
    solving.unplaced, solving.worst, solving.harmonic = standing.unplaced, standing.worst, standing.harmonic
    solving.proven, solving.least_unplaced = result.proven, result.limit.unplaced


def as_ids(matching: Round, groups: Groups) -> list[list[int]]:
    return [[int(one) for one in matching.ids(members)] for members in groups]


def write_groups(session: Session, solving: Solving, matching: Round, result: "Result") -> None:
    speakers = speakers_of(matching)
    solving.people = len(matching.people)
    for number, members in enumerate(result.groups, start=1):
        group = group_of(matching, members, number, speakers)
        group.solving_id = solving.id
        session.add(group)
        session.flush()
        for one in explain(matching, members):
            session.add(place_of(matching, solving.id, one.member, group.id, explanation_json(matching, one)))
    waiting = result.unplaced(matching)
    reasons = Reasons(matching) if waiting else None
    for place in waiting:
        if reasons is not None:
            reason = reason_json(matching, reasons.reason(place))
            session.add(place_of(matching, solving.id, place, None, reason))
    keep_left_out(session, solving)
