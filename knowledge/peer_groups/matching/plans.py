"""What the solver has reached: groups of units with their scores, how good that is, and what it tells while it works."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic

import numpy as np

from knowledge.peer_groups.matching.arrays import Flags, Units
from knowledge.peer_groups.matching.enumeration import NO_UNIT, Groups

Row = tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """How good a result is, in the order of the objective. Without groups worst and harmonic are 0."""

    unplaced: int
    worst: float
    harmonic: float

    def better_than(self, other: "Standing") -> bool:
        """By the objective's order; differences of less than a billionth are none."""
        if self.unplaced != other.unplaced:
            return self.unplaced < other.unplaced
        if abs(self.worst - other.worst) > 1e-9:
            return self.worst > other.worst
        return self.harmonic > other.harmonic + 1e-9


@dataclass(frozen=True)
class Plan:
    """Disjoint feasible groups, as rows of unit numbers with a score each."""

    groups: tuple[tuple[Row, float], ...] = ()

    def standing(self, units: Units) -> Standing:
        placed = sum(int(units.sizes[list(row)].sum()) for row, _ in self.groups)
        unplaced = len(units.matching.people) - placed
        if not self.groups:
            return Standing(unplaced, 0.0, 0.0)
        scores = [score for _, score in self.groups]
        return Standing(unplaced, min(scores), len(scores) / sum(1 / score for score in scores))

    def waiting(self, units: Units) -> Flags:
        """Which units are in no group."""
        free = np.ones(len(units), dtype=np.bool_)
        for row, _ in self.groups:
            free[list(row)] = False
        return free


def picked(groups: Groups, chosen: Iterable[int]) -> Plan:
    """The plan of some of the groups."""
    rows = [(tuple(u for u in groups.units[k].tolist() if u != NO_UNIT), float(groups.scores[k])) for k in chosen]
    return Plan(tuple(rows))


@dataclass(frozen=True)
class Progress:
    """What is told while solving: seconds since the start and how good the best result is."""

    seconds: float
    standing: Standing


Tell = Callable[[Progress], None]


@dataclass
class Watch:
    """Time and the wish to stop. `effort` is the work that may be done, in seconds of a quiet machine of our kind.

    Work is counted in units that do not depend on the clock, so that the same seed has the same answer; `seconds` on the wall
    only cuts off a machine that is much slower.
    """

    seconds: float
    effort: float
    tell: Tell | None = None
    wish: Callable[[], bool] | None = None
    began: float = field(default_factory=monotonic)
    spent: float = 0.0
    cut: bool = False

    def elapsed(self) -> float:
        return monotonic() - self.began

    def stopped(self) -> bool:
        """Whether somebody wants it to stop or the wall clock says so."""
        if not self.cut:
            self.cut = self.elapsed() >= self.seconds or bool(self.wish and self.wish())
        return self.cut

    def left(self) -> float:
        return 0.0 if self.stopped() else max(0.0, self.effort - self.spent)

    @contextmanager
    def stopping(self, stop: Callable[[], None]) -> Iterator[None]:
        """Has `stop` called, from another thread, when somebody wishes it while the block runs."""
        if self.wish is None:
            yield
            return
        over = Event()
        asking = Thread(target=self._ask, args=(stop, over), daemon=True)
        asking.start()
        try:
            yield
        finally:
            over.set()
            asking.join()

    def _ask(self, stop: Callable[[], None], over: Event) -> None:
        while not over.wait(0.1):
            if self.stopped():
                stop()

    def told(self, standing: Standing) -> None:
        if self.tell:
            self.tell(Progress(self.elapsed(), standing))
