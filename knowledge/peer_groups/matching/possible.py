"""Whom no group can take, however the others are placed: an honest bound on how few can stay unplaced."""

import numpy as np

from knowledge.peer_groups.matching.arrays import Flags, Units, count_bits
from knowledge.peer_groups.matching.cells import Cells
from knowledge.peer_groups.matching.construction import is_whole, joinable, unit_countries

MOST_TRIES = 10_000  # groups looked at for one unit before it counts as possible
MOST_TRIES_IN_ALL = 60_000


class Possible:
    """Settles for one unit after the other whether a feasible group holds it, with a limited number of tries in all."""

    def __init__(self, units: Units, cells: Cells) -> None:
        self.units, self.cells = units, cells
        self.left = MOST_TRIES_IN_ALL

    def __call__(self, unit: int) -> bool:
        """Whether a feasible group with this unit exists; true also when the tries did not settle that."""
        if self.cells.lacking(self.units.places([unit])):
            return False
        tries = [min(MOST_TRIES, self.left)]
        allowed = min(MOST_TRIES, self.left)
        found = _whole_from(self.units, [unit], np.ones(len(self.units), dtype=np.bool_), tries)
        self.left -= allowed - max(0, tries[0])
        return found


def never_placed(units: Units, waiting: list[int]) -> list[int]:
    """Of some waiting units those for which it is proven that no feasible group holds them."""
    possible = Possible(units, Cells(units.matching))
    return [unit for unit in waiting if not possible(unit)]


def _whole_from(units: Units, row: list[int], allowed: Flags, tries: list[int]) -> bool:
    """Depth first: add who can join, people of further countries first, and never try the same group twice."""
    if is_whole(units, tuple(row)):
        return True
    tries[0] -= 1
    if tries[0] < 0:
        return True
    candidates = np.flatnonzero(joinable(units, row) & allowed)
    countries = np.bitwise_or.reduce(unit_countries(units, np.array(row)), axis=0)
    further = (unit_countries(units, candidates) & ~countries).any(axis=1)
    starts = np.bitwise_and.reduce(units.starts[row], axis=0)
    hours = count_bits(units.starts[candidates] & starts)
    left = allowed.copy()
    for place in np.lexsort((-hours, ~further)).tolist():
        candidate = int(candidates[place])
        left[candidate] = False
        if _whole_from(units, [*row, candidate], left, tries):
            return True
    return False
