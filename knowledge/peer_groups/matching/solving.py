"""`solve`: from a round to groups. The command, the web's background job, tests and the benchmark all call this one function."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np

from knowledge.peer_groups.matching.arrays import Units, units_of
from knowledge.peer_groups.matching.construction import first_plan, row_scores, with_joiners
from knowledge.peer_groups.matching.enumeration import feasible_groups
from knowledge.peer_groups.matching.exact import Exact, solve_exactly
from knowledge.peer_groups.matching.plans import Plan, Standing, Tell, Watch
from knowledge.peer_groups.matching.possible import never_placed
from knowledge.peer_groups.matching.preferring import preferring
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import broken_rules
from knowledge.peer_groups.matching.search import Search

MOST_GROUPS = 120_000  # up to so many feasible groups the round is solved exactly
EFFORT_SHARE = 0.5  # work planned for a second of the time limit; the rest is for slower machines
ENDING = 0.03  # of the time limit, kept for finishing


@dataclass(frozen=True)
class Result:
    """Groups as places in the round, each sorted and in the order of their first members.

    `limit` is what no result can pass, where that is known; `proven` says that none is better than this one. `stopped` says
    that it ended early, by wish or by the clock: then the same seed need not give the same answer again.
    """

    groups: tuple[tuple[int, ...], ...]
    standing: Standing
    limit: Standing
    proven: bool
    stopped: bool
    seconds: float

    def unplaced(self, matching: Round) -> list[int]:
        placed = {member for members in self.groups for member in members}
        return [place for place in range(len(matching.people)) if place not in placed]


def solve(
    matching: Round,
    seconds: float,
    seed: int = 0,
    tell: Tell | None = None,
    wish: Callable[[], bool] | None = None,
    start: Iterable[Sequence[int]] = (),
    placing_only: bool = False,
    began: float | None = None,
    work: float | None = None,
    first: Collection[int] = (),
) -> Result:
    """Groups for a round within so many seconds, counted from `began` (of the monotonic clock) or from now.

    `tell` hears of every better result; `wish` is asked often, and when it says so the best result so far is returned.
    `start` is an earlier result to go on from (places of members); of it only groups count that still keep the rules.
    With `placing_only` scores do not matter, only how many people are placed. `work` is how much is done at most, in seconds
    of a quiet machine; when not given it follows from the time limit. People of `first` go first among equals (preferring.py).
    """
    effort = seconds * EFFORT_SHARE if work is None else work
    watch = Watch(seconds * (1 - ENDING), effort, tell, wish, monotonic() if began is None else began)
    units = units_of(matching)
    plan = _first(units, start)
    watch.told(plan.standing(units))
    groups = None if watch.stopped() else feasible_groups(units, np.arange(len(units)), MOST_GROUPS)
    if groups is not None:
        exact = solve_exactly(units, groups, watch, seed)
        if exact.proven:
            return _result(units, exact.plan, exact.limit, True, watch, first)
        plan, limit = _better(units, plan, exact), exact.limit
    else:
        limit = Standing(_least_unplaced(units, plan, watch), 1.0, 1.0)
    plan = Search(units, plan, watch, seed, limit.unplaced).run(placing_only)
    plan = with_joiners(units, plan)
    return _result(units, plan, limit, False, watch, first)


def _first(units: Units, start: Iterable[Sequence[int]]) -> Plan:
    """What still holds of an earlier result, and the waiting grouped at once."""
    unit_of = {place: unit for unit in range(len(units)) for place in units.places([unit])}
    kept, seen = [], set[int]()
    for members in start:
        if seen & set(members) or len(set(members)) < len(members) or broken_rules(units.matching, members):
            continue
        seen |= set(members)
        row = tuple(sorted({unit_of[place] for place in members}))
        kept.append((row, float(row_scores(units, np.array([row]))[0])))
    return with_joiners(units, first_plan(units, Plan(tuple(kept))))


def _least_unplaced(units: Units, plan: Plan, watch: Watch) -> int:
    """How many cannot be placed by anyone: those who are no unit, and those of the waiting whom no group can take."""
    if watch.stopped():
        return 0
    never = never_placed(units, np.flatnonzero(plan.waiting(units)).tolist())
    return len(units.matching.people) - int(units.sizes.sum()) + int(units.sizes[never].sum())


def _better(units: Units, plan: Plan, exact: Exact) -> Plan:
    return exact.plan if exact.plan.standing(units).better_than(plan.standing(units)) else plan


def _result(
    units: Units, plan: Plan, limit: Standing, proven: bool, watch: Watch, first: Collection[int] = ()
) -> Result:
    groups = tuple(sorted(tuple(units.places(row)) for row, _ in plan.groups))
    standing = plan.standing(units)
    if first:
        groups, standing = preferring(units.matching, groups, standing, first)
    return Result(groups, standing, limit, proven, watch.stopped() and not proven, watch.elapsed())
