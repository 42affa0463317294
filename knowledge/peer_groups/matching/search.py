"""Rounds too large to know all groups: a good plan is made better by regrouping one neighbourhood after the other, exactly.

First as many people as possible are placed: neighbourhoods form around somebody who waits, and whoever is left out again and
again becomes dearer, so that those wait who can be fitted in elsewhere. Then the worst groups and the mean are raised.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from knowledge.peer_groups.matching.arrays import Units
from knowledge.peer_groups.matching.exchanging import Aim, Exchange, exchange
from knowledge.peer_groups.matching.neighbourhoods import Neighbourhood, Neighbours
from knowledge.peer_groups.matching.plans import Plan, Watch

FOR_PLACING = 0.4  # of the effort
AT_ONCE = 2  # neighbourhoods searched at the same time, whatever the machine: the answer must not depend on it
SMALLEST, LARGEST = 12, 90


@dataclass
class Search:
    units: Units
    plan: Plan
    watch: Watch
    seed: int
    least_unplaced: int
    people: float = 40.0  # in a neighbourhood; follows what can be enumerated
    best: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.neighbours = Neighbours(self.units)
        self.weights = 1.0 - self.units.together.mean(axis=1)
        self.best = self.plan

    def run(self) -> Plan:
        """Search until the effort is spent or the watch stops it; the best plan found."""
        until = self.watch.effort * FOR_PLACING
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while self.watch.left() and self.watch.spent < until and self.unplaced() > self.least_unplaced:
                self.turn(pool, placing=True)
            self.plan = self.best
            while self.watch.left():
                self.turn(pool, placing=False)
        return self.best

    def unplaced(self) -> int:
        return self.plan.standing(self.units).unplaced

    def turn(self, pool: ThreadPoolExecutor, placing: bool) -> None:
        """Search disjoint neighbourhoods of the same plan and take over what each has found."""
        hoods = self.hoods(placing)
        aim = self.aim(placing)
        seeds = [int(self.random.integers(2**31)) for _ in hoods]
        jobs = [
            pool.submit(exchange, self.units, self.plan, hood, aim, seed, self.watch)
            for hood, seed in zip(hoods, seeds, strict=True)
        ]
        answers = [job.result() for job in jobs]
        self.watch.spent += sum(answer.effort for answer in answers) / AT_ONCE
        self.take_over(hoods, answers)
        if placing:
            self.weights += 0.2 * self.plan.waiting(self.units)
        self.remember()

    def aim(self, placing: bool) -> Aim:
        standing = self.plan.standing(self.units)
        return Aim(standing.harmonic or 0.7, standing.worst, np.minimum(self.weights, 20.0) if placing else None)

    def hoods(self, placing: bool) -> list[Neighbourhood]:
        taken = np.zeros(len(self.units), dtype=np.bool_)
        found = []
        for _ in range(AT_ONCE):
            anchor = self.anchor_waiting(taken) if placing else self.anchor_group(taken)
            if not anchor:
                break
            hood = self.neighbours.around(self.plan, anchor, int(self.people), taken, self.random)
            taken[hood.units] = True
            found.append(hood)
        return found

    def anchor_waiting(self, taken: np.ndarray) -> tuple[int, ...]:
        """Somebody who waits and could be with others."""
        free = np.flatnonzero(self.plan.waiting(self.units) & ~taken & self.units.together.any(axis=1))
        return (int(self.random.choice(free)),) if len(free) else ()

    def anchor_group(self, taken: np.ndarray) -> tuple[int, ...]:
        """A group, a low one more likely."""
        order = sorted(range(len(self.plan.groups)), key=lambda at: (self.plan.groups[at][1], at))
        order = [at for at in order if not taken[list(self.plan.groups[at][0])].any()]
        if not order:
            return self.anchor_waiting(taken)
        place = int(len(order) * self.random.random() ** 2)
        return self.plan.groups[order[place]][0]

    def take_over(self, hoods: list[Neighbourhood], answers: list[Exchange]) -> None:
        groups = list(self.plan.groups)
        gone: set[int] = set()
        for hood, answer in zip(hoods, answers, strict=True):
            self.people = self.people * 0.95 if answer.too_many else min(LARGEST, self.people * 1.01)
            self.people = max(SMALLEST, self.people)
            if answer.plan is None:
                continue
            gone |= set(hood.groups)
            groups += answer.plan.groups[len(self.plan.groups) - len(hood.groups) :]
        self.plan = Plan(tuple(group for at, group in enumerate(groups) if at not in gone))

    def remember(self) -> None:
        standing = self.plan.standing(self.units)
        if standing.better_than(self.best.standing(self.units)):
            self.best = self.plan
            self.watch.told(standing)
