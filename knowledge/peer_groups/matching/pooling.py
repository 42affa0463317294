"""The most promising groups that neighbourhoods came upon, kept for the whole round.

A neighbourhood whose groups are formed anew holds a few dozen people. Among groups already known a choice can be made for
many more at once, and groups that were good in different neighbourhoods can fit together in ways that no single one shows.
"""

import numpy as np

from knowledge.peer_groups.matching.arrays import Real, Units, Whole
from knowledge.peer_groups.matching.bounding import relaxed
from knowledge.peer_groups.matching.construction import as_groups
from knowledge.peer_groups.matching.enumeration import Groups
from knowledge.peer_groups.matching.plans import Plan

MOST_KEPT = 60_000
CLOSE = 1e-7


class Pool:
    """Groups without repetition; the least promising of them leave when they become too many."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.added: list[Groups] = []
        self.groups = as_groups(units, Plan())

    def add(self, groups: Groups) -> None:
        self.added.append(groups)

    def within(self, hood: Whole) -> Groups:
        """The groups whose units are all in a neighbourhood."""
        inside = np.zeros(len(self.units) + 1, dtype=np.bool_)
        inside[hood] = inside[-1] = True  # the last stands for no unit
        return self.groups.where(np.flatnonzero(inside[self.groups.units].all(axis=1)))

    def refresh(self, plan: Plan) -> float:
        """Take in what was added; forget groups worse than the plan's worst, and the least promising when there are too many.

        Returns the work done, in seconds of effort.
        """
        standing = plan.standing(self.units)
        self.gather(plan)
        self.groups = self.groups.where(np.flatnonzero(self.groups.scores > standing.worst - CLOSE))
        if len(self.groups) > MOST_KEPT:
            gains: Real = 1 - standing.harmonic / self.groups.scores
            placed = int(as_groups(self.units, plan).sizes.sum())
            promise = relaxed(self.groups, gains, placed).reduced
            keep = np.zeros(len(self.groups), dtype=np.bool_)
            keep[np.argsort(-promise, kind="stable")[: MOST_KEPT // 2]] = True
            self.groups = self.groups.where(keep)
        return 1e-5 * len(self.groups)

    def gather(self, plan: Plan) -> None:
        parts = [self.groups, *self.added, as_groups(self.units, plan)]
        self.added = []
        units = np.concatenate([part.units for part in parts])
        sizes = np.concatenate([part.sizes for part in parts])
        scores = np.concatenate([part.scores for part in parts])
        _, first = np.unique(units, axis=0, return_index=True)
        self.groups = Groups(units[first], sizes[first], scores[first])
