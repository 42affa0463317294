"""Choosing among given groups so that nobody is in two: the integer programme, solved by OR-tools CP-SAT.

One worker, a fixed seed and an effort counted by CP-SAT's own deterministic clock make the same question have the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from knowledge.peer_groups.matching.arrays import Whole
from knowledge.peer_groups.matching.enumeration import NO_UNIT, Groups
from knowledge.peer_groups.matching.plans import Watch


@dataclass(frozen=True)
class Choice:
    """Chosen rows of the groups, their summed gain, a bound no choice can pass, and the effort it took.

    `chosen` is nothing when none was found; `proven` says that none is better (or that there is none at all).
    """

    chosen: tuple[int, ...] | None
    gain: int
    bound: int
    proven: bool
    effort: float


@dataclass(frozen=True)
class Question:
    """Disjoint groups of the highest gain. `place_exactly` and `place_at_least` count people, when asked.

    `sizes` gives the people of each unit of the round.
    """

    groups: Groups
    sizes: Whole
    gains: Whole
    place_exactly: int | None = None
    place_at_least: int | None = None
    hint: Sequence[int] = ()


def best_choice(question: Question, effort: float, seed: int, watch: Watch) -> Choice:
    """Answer a question within an effort, or less when the watch stops it."""
    if watch.stopped() or effort <= 0 or not len(question.groups):
        nothing_else = not len(question.groups) and not question.place_exactly and not question.place_at_least
        return Choice(() if nothing_else else None, 0, 0, not len(question.groups), 0.0)
    model, picks = _model(question)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = effort
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_time_in_seconds = max(0.01, watch.seconds - watch.elapsed())
    with watch.stopping(solver.stop_search):
        status = solver.solve(model)
    spent = float(solver.response_proto.deterministic_time)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        chosen = tuple(k for k, pick in enumerate(picks) if solver.boolean_value(pick))
        gain = int(question.gains[list(chosen)].sum())
        bound = max(gain, int(np.floor(solver.best_objective_bound + 1e-6)))
        return Choice(chosen, gain, bound, status == cp_model.OPTIMAL, spent)
    return Choice(None, 0, int(np.maximum(question.gains, 0).sum()), status == cp_model.INFEASIBLE, spent)


def _model(question: Question) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Each unit is in one group or left out. People are counted by those left out: so CP-SAT's cuts see how tight it is."""
    model, groups = cp_model.CpModel(), question.groups
    picks = [model.new_bool_var("") for _ in range(len(groups))]
    of_unit: dict[int, list[cp_model.IntVar]] = {}
    for pick, row in zip(picks, groups.units.tolist(), strict=True):
        for unit in row:
            if unit != NO_UNIT:
                of_unit.setdefault(unit, []).append(pick)
    left_out = {unit: model.new_bool_var("") for unit in of_unit}
    for unit, rivals in of_unit.items():
        model.add_exactly_one([*rivals, left_out[unit]])
    people = {unit: int(question.sizes[unit]) for unit in of_unit}
    missing = cp_model.LinearExpr.weighted_sum(list(left_out.values()), list(people.values()))
    if question.place_exactly is not None:
        model.add(missing == sum(people.values()) - question.place_exactly)
    if question.place_at_least is not None:
        model.add(missing <= sum(people.values()) - question.place_at_least)
    if question.gains.any():
        model.maximize(cp_model.LinearExpr.weighted_sum(picks, question.gains.tolist()))
    if question.hint:
        hinted = set(question.hint)
        for k, pick in enumerate(picks):
            model.add_hint(pick, k in hinted)
    return model, picks
