"""Keeping what the solver found: groups with their scores, and for everybody the facts that explain where they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notices.telling import tell
from knowledge.peer_groups.matching.explaining import Exchange, Explanation, explain
from knowledge.peer_groups.matching.hours import moments, written
from knowledge.peer_groups.matching.reasons import Reason, Reasons
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import common_languages, common_starts, score
from knowledge.rounds.confirming import settle_round
from knowledge.rounds.errors import RoundMovedOn
from knowledge.rounds.proposal_models import ProposedGroup, ProposedPlace, Solving, SolvingState
from knowledge.rounds.refilling import take_over
from knowledge.rounds.solving import Groups, Task, stage_of, task_of
from knowledge.rounds.stages import hold

if TYPE_CHECKING:
    from knowledge.peer_groups.matching.relaxing import Relaxation
    from knowledge.peer_groups.matching.solving import Result

AFTER_A_WITHDRAWAL_S = 10.0


def keep_result(
    session: Session, task: Task, result: "Result", relaxations: Sequence["Relaxation"], spent_s: float
) -> Task | None:
    """Keep it and tell who asked. When people withdrew meanwhile nothing is kept: the task to go on with is returned."""
    solving = session.get_one(Solving, task.solving_id)
    try:
        hold(session, solving.round, stage_of(solving))
    except RoundMovedOn:
        solving.state, solving.finished_at = SolvingState.STOPPED, clock.now()
        session.flush()
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


def write_figures(solving: Solving, result: "Result", spent_s: float) -> None:
    solving.state = SolvingState.STOPPED if solving.stop_asked else SolvingState.DONE
    solving.finished_at, solving.spent_s = clock.now(), spent_s
    standing = result.standing
    solving.unplaced, solving.worst, solving.harmonic = standing.unplaced, standing.worst, standing.harmonic
    solving.proven, solving.least_unplaced = result.proven, result.limit.unplaced


def as_ids(matching: Round, groups: Groups) -> list[list[int]]:
    return [[int(one) for one in matching.ids(members)] for members in groups]


def write_groups(session: Session, solving: Solving, matching: Round, result: "Result") -> None:
    speakers = Counter(language for person in matching.people for language in person.languages)
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
    session.flush()


def group_of(matching: Round, members: Sequence[int], number: int, speakers: Counter[str]) -> ProposedGroup:
    """The group with its figures; its language is the one most people of the round speak."""
    languages = sorted(common_languages(matching, members), key=lambda name: (-speakers[name], name))
    worth = score(matching, members)
    windows = moments(common_starts(matching, members), matching.rules.week_of)
    return ProposedGroup(
        number=number,
        language=languages[0],
        languages=languages,
        windows=[written(moment) for moment in windows],
        countries=len({matching.people[member].country for member in members}),
        score=worth.total,
        parts=asdict(worth),
    )


def place_of(
    matching: Round, solving_id: int, place: int, group_id: int | None, reason: dict[str, Any]
) -> ProposedPlace:
    signup_id = int(matching.people[place].id)
    return ProposedPlace(solving_id=solving_id, signup_id=signup_id, group_id=group_id, reason=reason)


def explanation_json(matching: Round, explained: Explanation) -> dict[str, Any]:
    """Topics and sign-ups by id: {"learns": [[topic, [sign-ups]]], "gives": ..., "unmet": [topics]}."""

    def exchange(rows: Exchange) -> list[list[Any]]:
        return [[int(topic), [int(matching.people[one].id) for one in people]] for topic, people in rows]

    return {
        "learns": exchange(explained.learns),
        "gives": exchange(explained.gives),
        "unmet": [int(topic) for topic in explained.unmet],
    }


def reason_json(matching: Round, reason: Reason) -> dict[str, Any]:
    """Why somebody waits: the kind of reasons.py and its number."""
    languages = sorted(matching.people[reason.place].languages)
    return {"kind": reason.kind, "number": reason.number, "languages": languages}


def relaxation_json(matching: Round, relaxation: "Relaxation") -> dict[str, Any]:
    return {"rule": relaxation.rule, "value": relaxation.value, "more": relaxation.more}
