"""The best result when all feasible groups are known, in the objective's order, with proof.

Each step has the linear relaxation say what cannot be, and CP-SAT find what can: how many people can be placed, then the
highest score the worst group can have, then the highest harmonic mean (Dinkelbach's method: with h the mean reached, a choice
with a positive sum of 1 - h/score has a higher one).
"""

from dataclasses import dataclass

import numpy as np

from knowledge.peer_groups.matching.arrays import Real, Units, Whole
from knowledge.peer_groups.matching.bounding import relaxed
from knowledge.peer_groups.matching.enumeration import Groups
from knowledge.peer_groups.matching.partition import Choice, Question, best_choice
from knowledge.peer_groups.matching.plans import Plan, Standing, Watch, picked

SCALE = 1e7  # whole numbers for CP-SAT
PROMISING = (500, 3000)  # groups looked at first, before all
TYPICAL = 0.8  # a mean to weigh scores by while none is known
CLOSE = 1e-9


@dataclass(frozen=True)
class Exact:
    """The plan, what no result can pass, and whether the plan is proven to be the best."""

    plan: Plan
    limit: Standing
    proven: bool


def solve_exactly(units: Units, groups: Groups, watch: Watch, seed: int) -> Exact:
    """Partition by all feasible groups. Stops early with the best so far when the watch says so."""
    return _Partition(units, groups, watch, seed).solve()


class _Partition:
    def __init__(self, units: Units, groups: Groups, watch: Watch, seed: int) -> None:
        self.units, self.groups, self.watch, self.seed = units, groups, watch, seed
        self.best: Whole = np.zeros(0, dtype=np.int64)  # rows of groups
        self.proven = True

    def solve(self) -> Exact:
        people = len(self.units.matching.people)
        if not len(self.groups):
            return Exact(Plan(), Standing(people, 0.0, 0.0), True)
        placed = most = self.most_placed()
        while placed > 0 and self.watch.left():
            if self.find(placed, self.highest_worst(placed)) or self.find(placed, 0.0):
                break
            most -= self.proven
            placed -= 1
        highest = self.raise_worst(placed, self.highest_worst(placed)) if len(self.best) else 1.0
        mean = self.raise_mean(placed) if len(self.best) else 1.0
        plan = picked(self.groups, self.best.tolist())
        self.proven &= len(self.best) > 0 or most == 0
        return Exact(plan, Standing(people - most, highest, mean), self.proven)

    def most_placed(self) -> int:
        return int((relaxed(self.groups, self.groups.sizes.astype(np.float64)).value or 0.0) + 1e-6)

    def highest_worst(self, placed: int) -> float:
        """A score that the worst group cannot pass when so many are placed: the relaxation cannot place them above it."""
        steps = self.scores_above(0.0)
        low, high = 0, len(steps)
        while high - low > 1 and not self.watch.stopped():
            middle = (low + high) // 2
            above = self.groups.where(self.groups.scores >= steps[middle] - CLOSE)
            reach = relaxed(above, above.sizes.astype(np.float64)).value or 0.0
            low, high = (middle, high) if reach >= placed - 1e-6 else (low, middle)
        return float(steps[high - 1])

    def scores_above(self, floor: float) -> Real:
        return np.unique(np.round(self.groups.scores[self.groups.scores > floor + CLOSE], 9))

    def find(self, placed: int, floor: float) -> bool:
        """Place exactly so many with no group below a score; keeps what is found. Unproven when the effort did not suffice."""
        rows = np.flatnonzero(self.groups.scores >= floor - CLOSE)
        above = self.groups.where(self.groups.scores >= floor - CLOSE)
        mean = self.mean() or TYPICAL
        likely = relaxed(above, 1 - mean / above.scores, placed)
        if likely.value is None:
            return False
        order, proven = np.argsort(-likely.reduced, kind="stable"), False
        for number in [*(n for n in PROMISING if n < len(rows)), len(rows)]:
            part = np.sort(order[:number])
            part_groups = Groups(above.units[part], above.sizes[part], above.scores[part])
            gains = _scaled(1 - mean / part_groups.scores)
            question = Question(part_groups, self.units.sizes, gains, place_exactly=placed)
            answer = self.ask(question, self.watch.left() / 4)
            if answer.chosen is not None:
                self.keep(rows[part[list(answer.chosen)]])
                return True
            proven = answer.proven
        self.proven &= proven
        return False

    def raise_worst(self, placed: int, highest: float) -> float:
        """Halve what lies between the worst reached and what it cannot pass, until they meet. Returns what it cannot pass."""
        low = self.worst()
        while low < highest - CLOSE and self.watch.left():
            steps = self.scores_above(low)
            steps = steps[steps <= highest + CLOSE]
            if not len(steps):
                return low
            middle = float(steps[len(steps) // 2])
            before = self.proven
            if self.find(placed, middle):
                low = self.worst()
            elif self.proven == before:
                highest = float(steps[len(steps) // 2 - 1]) if len(steps) > 1 else low
            else:
                return highest
        return highest

    def raise_mean(self, placed: int) -> float:
        """Replace by higher means while there are; returns what the mean cannot pass at this number and worst score."""
        kept = self.groups.scores >= self.worst() - CLOSE
        rows, above = np.flatnonzero(kept), self.groups.where(kept)
        while True:
            mean = self.mean()
            gains = 1 - mean / above.scores
            part = np.flatnonzero(relaxed(above, gains, placed).can_reach(0.0) | np.isin(rows, self.best))
            part_groups = Groups(above.units[part], above.sizes[part], above.scores[part])
            hint = np.flatnonzero(np.isin(rows[part], self.best)).tolist()
            question = Question(part_groups, self.units.sizes, _scaled(gains[part]), place_exactly=placed, hint=hint)
            answer = self.ask(question, self.watch.left())
            better = answer.chosen is not None and self.keep(rows[part[list(answer.chosen)]])
            if not answer.proven:
                self.proven = False
                return self.mean_limit(above, placed)
            if not better:
                return self.mean()

    def mean_limit(self, above: Groups, placed: int) -> float:
        """The lowest mean, within a thousandth, that even a mixture of groups cannot pass."""
        low, high = self.mean(), 1.0
        while high - low > 1e-3 and not self.watch.stopped():
            middle = (low + high) / 2
            value = relaxed(above, 1 - middle / above.scores, placed).value
            low, high = (middle, high) if value is not None and value > 0 else (low, middle)
        return high

    def keep(self, chosen: Whole) -> bool:
        standing = picked(self.groups, chosen.tolist()).standing(self.units)
        if len(self.best) and not standing.better_than(picked(self.groups, self.best.tolist()).standing(self.units)):
            return False
        self.best = chosen
        self.watch.told(standing)
        return True

    def ask(self, question: Question, effort: float) -> Choice:
        answer = best_choice(question, effort, self.seed, self.watch)
        self.watch.spent += answer.effort
        return answer

    def worst(self) -> float:
        return float(self.groups.scores[self.best].min())

    def mean(self) -> float:
        return float(len(self.best) / (1 / self.groups.scores[self.best]).sum()) if len(self.best) else 0.0


def _scaled(gains: Real) -> Whole:
    return np.round(gains * SCALE).astype(np.int64)
