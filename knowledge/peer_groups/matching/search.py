"""Rounds too large to know all groups: a good plan is made better by regrouping one neighbourhood after the other, exactly.

First as many people as possible are placed: neighbourhoods form around somebody who waits, and whoever is left out again and
again becomes dearer, so that those wait who can be fitted in elsewhere. Then the worst groups and the mean are raised, by turns
in small neighbourhoods whose likely groups are formed and in large ones with the groups remembered from these.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from knowledge.peer_groups.matching.arrays import Flags, Real, Units
from knowledge.peer_groups.matching.enumeration import Groups
from knowledge.peer_groups.matching.exchanging import Aim, Exchange, exchange
from knowledge.peer_groups.matching.neighbourhoods import Neighbourhood, Neighbours
from knowledge.peer_groups.matching.plans import Plan, Watch
from knowledge.peer_groups.matching.pooling import Pool

FOR_PLACING = 0.4  # of the effort, at most
AT_ONCE = 2  # neighbourhoods searched at the same time, whatever the machine: the answer must not depend on it
SMALLEST, LARGEST = 12, 90  # people in a neighbourhood of which all groups are enumerated, to place the waiting
FORMED = 35  # people in a neighbourhood whose likely groups are formed, to make groups better
KNOWN = 110  # people in a neighbourhood of remembered groups
FOR_THE_WORST = 0.3  # of the neighbourhoods form around the worst group
REFRESH = 30  # turns between looks at the pool


@dataclass
class Search:
    """`least_unplaced` is what no plan can pass: placing ends when it is reached."""

    units: Units
    plan: Plan
    watch: Watch
    seed: int
    least_unplaced: int
    people: float = 40.0  # in the next neighbourhood; follows what can be enumerated
    best: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.random = np.random.default_rng(self.seed)
        self.neighbours = Neighbours(self.units)
        self.weights = 1.0 - self.units.together.sum(axis=1) / max(1, len(self.units))
        self.pool = Pool(self.units)
        self.best = self.plan

    def run(self, placing_only: bool = False) -> Plan:
        """Search until the effort is spent or the watch stops it; the best plan found."""
        share = self.watch.effort * (1.0 if placing_only else FOR_PLACING)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            while self.watch.left() and self.watch.spent < share and self.unplaced() > self.least_unplaced:
                if not self.place(threads):
                    break
            self.plan = self.best
            turns = 0
            while self.watch.left() and not placing_only and self.plan.groups:
                self.improve(threads, known=turns > REFRESH and turns % 2 == 0)
                turns += 1
                if turns % REFRESH == 0:
                    self.watch.spent += self.pool.refresh(self.plan)
        return self.best

    def unplaced(self) -> int:
        return self.plan.standing(self.units).unplaced

    def place(self, threads: ThreadPoolExecutor) -> bool:
        """A turn for those who wait; false when nobody is left who could be with others."""
        hoods = self.hoods(int(self.people), waiting=True)
        if not hoods:
            return False
        answers = self.exchanges(threads, hoods, [None] * len(hoods), np.minimum(self.weights, 20.0))
        self.adapt(answers)
        self.take_over(hoods, answers)
        self.weights += 0.2 * self.plan.waiting(self.units)
        return True

    def improve(self, threads: ThreadPoolExecutor, known: bool) -> None:
        """A turn for better groups."""
        hoods = self.hoods(KNOWN if known else FORMED, waiting=False)
        groups = [self.pool.within(hood.units) if known else None for hood in hoods]
        answers = self.exchanges(threads, hoods, groups, None)
        if not known:
            for answer in answers:
                if answer.promising is not None:
                    self.pool.add(answer.promising)
        self.take_over(hoods, answers)

    def exchanges(
        self,
        threads: ThreadPoolExecutor,
        hoods: list[Neighbourhood],
        known: list[Groups | None],
        weights: Real | None,
    ) -> list[Exchange]:
        """Search disjoint neighbourhoods of the same plan at the same time."""
        standing = self.plan.standing(self.units)
        aim = Aim(standing.harmonic, standing.worst, weights)
        jobs: list[Future[Exchange]] = []
        for hood, groups in zip(hoods, known, strict=True):
            seed = int(self.random.integers(2**31))
            jobs.append(threads.submit(exchange, self.units, self.plan, hood, groups, aim, seed, self.watch))
        answers = [job.result() for job in jobs]
        self.watch.spent += sum(answer.effort for answer in answers) / AT_ONCE
        return answers

    def hoods(self, people: int, waiting: bool) -> list[Neighbourhood]:
        taken = np.zeros(len(self.units), dtype=np.bool_)
        found = []
        for _ in range(AT_ONCE):
            anchor = self.anchor_waiting(taken) if waiting else self.anchor_group(taken)
            if not anchor:
                break
            hood = self.neighbours.around(self.plan, anchor, people, taken, self.random)
            taken[hood.units] = True
            found.append(hood)
        return found

    def anchor_waiting(self, taken: Flags) -> tuple[int, ...]:
        """Somebody who waits and could be with others."""
        free = np.flatnonzero(self.plan.waiting(self.units) & ~taken & self.units.together.any(axis=1))
        return (int(self.random.choice(free)),) if len(free) else ()

    def anchor_group(self, taken: Flags) -> tuple[int, ...]:
        """A group, a low one more likely."""
        groups = self.plan.groups
        order = sorted(range(len(groups)), key=lambda at: (groups[at][1], at))
        order = [at for at in order if not taken[list(groups[at][0])].any()]
        if not order:
            return ()
        worst = float(self.random.random()) < FOR_THE_WORST
        return groups[order[0 if worst else int(len(order) * self.random.random() ** 2)]][0]

    def adapt(self, answers: list[Exchange]) -> None:
        """The size of the next neighbourhoods."""
        for answer in answers:
            self.people = self.people * 0.95 if answer.too_many else self.people * 1.01
        self.people = min(LARGEST, max(SMALLEST, self.people))

    def take_over(self, hoods: list[Neighbourhood], answers: list[Exchange]) -> None:
        gone = {at for hood, answer in zip(hoods, answers, strict=True) if answer.found for at in hood.groups}
        kept = [group for at, group in enumerate(self.plan.groups) if at not in gone]
        new = [group for answer in answers if answer.found for group in answer.found.groups]
        self.plan = Plan(tuple(kept + new))
        standing = self.plan.standing(self.units)
        if standing.better_than(self.best.standing(self.units)):
            self.best = self.plan
            self.watch.told(standing)
