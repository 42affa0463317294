"""Which people to look at together: some groups that could exchange members, and the waiting who could join them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.peer_groups.matching.arrays import Flags, Real, Units, Whole, count_bits
from knowledge.peer_groups.matching.plans import Plan

MOST_HOURS = 6  # sharing more half hours than this makes nobody a better partner


@dataclass(frozen=True)
class Neighbourhood:
    """Groups of a plan (places in it) that are dissolved, and units without a group; together all units to choose from."""

    groups: tuple[int, ...]
    units: Whole


class Neighbours:
    """Knows how well each two units go together: by shared hours, and by what they could give each other."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.hours = np.zeros(units.together.shape, dtype=np.float32)
        self.exchange = np.zeros(units.together.shape, dtype=np.float32)
        needs = np.bitwise_or.reduce(units.people.needs[units.members], axis=1)
        offers = np.bitwise_or.reduce(units.people.offers[units.members], axis=1)
        for unit in range(len(units)):
            self.hours[unit] = np.minimum(count_bits(units.starts & units.starts[unit]), MOST_HOURS)
            self.exchange[unit] = 2 * count_bits(needs & offers[unit]) + 2 * count_bits(offers & needs[unit])
        self.hours *= units.together
        self.exchange *= units.together

    def around(
        self,
        plan: Plan,
        anchor: Sequence[int],
        people: int,
        taken: Flags,
        random: np.random.Generator,
    ) -> Neighbourhood:
        """About so many people who go well with the anchor's units: whole groups first, then the waiting.

        Units in `taken` are left alone, so that two neighbourhoods can be searched at the same time.
        """
        closeness = self.closeness(list(anchor), random)
        closeness[list(anchor)] = np.inf
        inside: list[int] = []
        members: list[int] = []
        for at in self.ranked_groups(plan, closeness):
            row = plan.groups[at][0]
            if len(members) >= people:
                break
            if not taken[list(row)].any():
                inside.append(at)
                members += row
        free = np.flatnonzero(plan.waiting(self.units) & ~taken & (closeness > 0))
        free = free[np.argsort(-closeness[free], kind="stable")[: max(4, people // 4)]]
        return Neighbourhood(tuple(inside), np.sort(np.concatenate([np.array(members, dtype=np.int64), free])))

    def closeness(self, anchor: list[int], random: np.random.Generator) -> Real:
        """For each unit how well it goes with the anchor; chance decides how much hours and giving count, and blurs it."""
        share = float(random.random())
        weights = (1 - share) * self.hours[anchor].mean(axis=0) + share * self.exchange[anchor].mean(axis=0)
        blur = random.random(len(self.units)) * 0.75 + 0.25
        return np.asarray(weights * blur, dtype=np.float64)

    @staticmethod
    def ranked_groups(plan: Plan, closeness: Real) -> list[int]:
        means = np.array([float(closeness[list(row)].mean()) for row, _ in plan.groups])
        order: list[int] = np.argsort(-means, kind="stable").tolist()
        return order
