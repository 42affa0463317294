"""One step of the search: everybody in a neighbourhood is regrouped as well as possible, and nobody else is touched."""

from dataclasses import dataclass

import numpy as np

from knowledge.peer_groups.matching.arrays import Real, Units, Whole
from knowledge.peer_groups.matching.bounding import relaxed
from knowledge.peer_groups.matching.construction import as_groups
from knowledge.peer_groups.matching.enumeration import Groups, feasible_groups, likely_groups
from knowledge.peer_groups.matching.neighbourhoods import Neighbourhood
from knowledge.peer_groups.matching.partition import Question, best_choice
from knowledge.peer_groups.matching.plans import Plan, Watch, picked

WIDEST = 800  # smaller groups that larger ones grow from, when groups are to be good
MOST_GROUPS = 20_000  # that a neighbourhood may have to choose from
PROMISING = 350  # groups asked of CP-SAT at most
FOR_THE_POOL = 150  # groups remembered for the whole round
EFFORT = 0.3  # deterministic seconds for one question
SCALE = 1e6
CLOSE = 1e-7


@dataclass(frozen=True)
class Aim:
    """What a step is for. `weights` makes units dearer to leave out (place as many as possible, then the dearest).

    Without weights the groups are to be good: none below `floor`, and the sum of 1 - `mean`/score as high as can be.
    """

    mean: float
    floor: float
    weights: Real | None = None


@dataclass(frozen=True)
class Exchange:
    """The neighbourhood's new groups, nothing when there are no better ones; `too_many` when it was too large.

    `effort` is the work done, `promising` the groups worth remembering.
    """

    found: Plan | None
    too_many: bool
    effort: float
    promising: Groups | None = None


def exchange(
    units: Units, plan: Plan, hood: Neighbourhood, known: Groups | None, aim: Aim, seed: int, watch: Watch
) -> Exchange:
    """Regroup a neighbourhood, by groups it can form or by those already known."""
    groups = _groups(units, hood, aim) if known is None else known
    if groups is None:
        return Exchange(None, True, 0.05)
    old = Plan(tuple(plan.groups[at] for at in hood.groups))
    step = _Step(units, groups, as_groups(units, old), seed, watch)
    found = step.place(aim) if aim.weights is not None else step.improve(aim)
    effort = 0.01 + step.effort + 4e-6 * len(groups)
    return Exchange(found, False, effort, step.promising)


def _groups(units: Units, hood: Neighbourhood, aim: Aim) -> Groups | None:
    """To place people every group can matter; for better groups those that grow from good ones do."""
    if aim.weights is None:
        return likely_groups(units, hood.units, WIDEST)
    return feasible_groups(units, hood.units, MOST_GROUPS)


class _Step:
    def __init__(self, units: Units, groups: Groups, old: Groups, seed: int, watch: Watch) -> None:
        self.units, self.groups, self.old, self.seed, self.watch = units, groups, old, seed, watch
        self.placed = int(old.sizes.sum())
        self.effort = 0.0
        self.promising: Groups | None = None

    def place(self, aim: Aim) -> Plan | None:
        """As many people as possible, then those dearest to leave out. An equally good other answer counts as found."""
        weights = np.append(aim.weights if aim.weights is not None else [], 0.0)

        def gains(groups: Groups) -> Real:
            gain: Real = 100.0 * groups.sizes + weights[groups.units].sum(axis=1) + 0.1 * groups.scores
            return gain

        return self.choose(self.groups, gains(self.groups), float(gains(self.old).sum()), None)

    def improve(self, aim: Aim) -> Plan | None:
        """More people if that can be; else as many in better groups, above the floor if the floor is among the old."""
        if self.placed < int(self.units.sizes[np.unique(self.groups.units[self.groups.units >= 0])].sum()):
            reach = relaxed(self.groups, self.groups.sizes.astype(np.float64)).value or 0.0
            if int(reach + 1e-6) > self.placed:
                gains = 1 - aim.mean / self.groups.scores
                more = self.choose(self.groups, gains, None, self.placed + 1)
                if more:
                    return more
        if self.old.scores.min(initial=1.0) < aim.floor + CLOSE:
            above = self.groups.where(self.groups.scores > aim.floor + CLOSE)
            better = self.choose(above, 1 - aim.mean / above.scores, None, self.placed)
            if better:
                return better
        above = self.groups.where(self.groups.scores > aim.floor - CLOSE)
        now = float((1 - aim.mean / self.old.scores).sum())
        return self.choose(above, 1 - aim.mean / above.scores, now, self.placed)

    def choose(self, groups: Groups, gains: Real, now: float | None, placed: int | None) -> Plan | None:
        """The best choice, of a gain above `now` when that is known, that places exactly so many when told."""
        bound = relaxed(groups, gains, placed)
        self.effort += 8e-6 * len(groups)
        order = np.argsort(-bound.reduced, kind="stable")[:PROMISING]
        best = order[:FOR_THE_POOL]
        self.promising = Groups(groups.units[best], groups.sizes[best], groups.scores[best])
        if bound.value is None or (now is not None and bound.value < now + CLOSE):
            return None
        part = np.sort(order if now is None else order[bound.can_reach(now)[order]])
        few = Groups(groups.units[part], groups.sizes[part], groups.scores[part])
        whole: Whole = np.round(gains[part] * SCALE).astype(np.int64)
        question = Question(few, self.units.sizes, whole, place_exactly=placed)
        answer = best_choice(question, EFFORT, self.seed, self.watch)
        self.effort += answer.effort
        if answer.chosen is None or (now is not None and answer.gain / SCALE < now + CLOSE):
            return None
        return picked(few, answer.chosen)
