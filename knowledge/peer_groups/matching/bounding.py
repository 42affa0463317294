"""The linear relaxation of choosing disjoint groups: a bound no choice passes, and which groups can be in a better one.

Solved by OR-tools GLOP over a part of the groups that grows: after each solution every group is priced with the dual values,
and the most promising ones join, until none would raise the value. So a hundred thousand groups cost little.
"""

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from knowledge.peer_groups.matching.arrays import Flags, Real, Whole
from knowledge.peer_groups.matching.enumeration import NO_UNIT, Groups

STEP = 1500  # groups that join at once
TOLERANCE = 1e-7


@dataclass(frozen=True)
class Relaxed:
    """`value` is the highest sum of gains a mixture of groups reaches, nothing when `place_exactly` cannot be reached.

    `reduced` is for each group how much `value` changes, at most, when the group must be taken whole: never above 0.
    """

    value: float | None
    reduced: Real

    def can_reach(self, gain: float) -> Flags:
        """The groups that can be part of a choice with so high a gain."""
        reach: Flags = self.reduced >= gain - (self.value or 0.0) - 1e-6 * max(1.0, abs(gain))
        return reach


def relaxed(groups: Groups, gains: Real, place_exactly: int | None = None) -> Relaxed:
    """Solve the relaxation for every group's gain, optionally placing exactly so many people."""
    program = _Program(groups, gains, place_exactly)
    while True:
        value, prices = program.solve()
        reduced: Real = program.gains - prices[program.units].sum(axis=1) - prices[-1] * groups.sizes
        waiting = np.flatnonzero(~program.inside & (reduced > TOLERANCE))
        if not len(waiting):
            break
        program.admit(waiting[np.argsort(-reduced[waiting], kind="stable")[:STEP]])
    if program.missing() > 1e-6:
        return Relaxed(None, reduced)
    return Relaxed(value, np.minimum(reduced, 0.0))


class _Program:
    """The programme over the groups admitted so far. People that cannot be placed otherwise are paid for dearly."""

    def __init__(self, groups: Groups, gains: Real, place_exactly: int | None) -> None:
        self.groups, self.gains = groups, gains
        self.count = int(groups.units.max(initial=-1)) + 1
        self.units = np.where(groups.units == NO_UNIT, self.count, groups.units)
        self.inside = np.zeros(len(groups), dtype=np.bool_)
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.rows = [self.solver.Constraint(-self.solver.infinity(), 1) for _ in range(self.count)]
        self.goal = self.solver.Objective()
        self.goal.SetMaximization()
        self.cover: pywraplp.Constraint | None = None
        self.slack: list[pywraplp.Variable] = []
        if place_exactly is not None:
            self.cover = self.solver.Constraint(place_exactly, place_exactly)
            self._pay_for_missing(self.cover)
        self.admit(np.argsort(-(gains / np.maximum(groups.sizes, 1)), kind="stable")[:STEP])

    def _pay_for_missing(self, cover: pywraplp.Constraint) -> None:
        dear = -10.0 * (1.0 + float(np.abs(self.gains).max(initial=0.0)))
        for sign in (1, -1):
            variable = self.solver.NumVar(0, self.solver.infinity(), "")
            cover.SetCoefficient(variable, sign)
            self.goal.SetCoefficient(variable, dear)
            self.slack.append(variable)

    def admit(self, chosen: Whole) -> None:
        self.inside[chosen] = True
        rows, sizes = self.groups.units[chosen].tolist(), self.groups.sizes[chosen].tolist()
        for units, size, gain in zip(rows, sizes, self.gains[chosen].tolist(), strict=True):
            variable = self.solver.NumVar(0, self.solver.infinity(), "")
            self.goal.SetCoefficient(variable, gain)
            for unit in units:
                if unit != NO_UNIT:
                    self.rows[unit].SetCoefficient(variable, 1)
            if self.cover is not None:
                self.cover.SetCoefficient(variable, size)

    def solve(self) -> tuple[float, Real]:
        """The value, and the price of each unit; then of nobody (0), and last of placing one person more."""
        self.solver.Solve()
        prices = np.zeros(self.count + 2)
        prices[: self.count] = [row.dual_value() for row in self.rows]
        prices[-1] = self.cover.dual_value() if self.cover is not None else 0.0
        return float(self.goal.Value()), prices

    def missing(self) -> float:
        return float(sum(variable.solution_value() for variable in self.slack))
