"""All groups that some units can form, with their scores: level by level, a unit added to every group it can join.

All hard rules but the lowest size and the countries are inherited by smaller groups, so a group that breaks one is never
extended; those two are asked of every group at the end. Groups of a level are rows of arrays and are extended together.
"""

from dataclasses import dataclass

import numpy as np

from knowledge.peer_groups.matching.arrays import Flags, Real, Units, Whole, Words, count_bits, packed
from knowledge.peer_groups.matching.scoring import MOST_CHOICES

NO_UNIT = -1


@dataclass(frozen=True)
class Groups:
    """Feasible groups. `units` are numbers within the whole round's units, row by row filled up with NO_UNIT."""

    units: Whole
    sizes: Whole  # people
    scores: Real

    def __len__(self) -> int:
        return len(self.sizes)

    def where(self, keep: Flags | Whole) -> "Groups":
        return Groups(self.units[keep], self.sizes[keep], self.scores[keep])


@dataclass
class _Level:
    """Groups of equally many units, whether or not large enough yet, with what they have in common."""

    rows: Whole  # places within `chosen`, rising
    candidates: Words  # units later in `chosen` that nothing between pairs forbids
    starts: Words
    languages: Words
    countries: Words
    sizes: Whole
    crowd: Whole  # people of each organization that could become too many


def likely_groups(units: Units, chosen: Whole, widest: int) -> Groups:
    """Feasible groups of the chosen units: of each number of units those that grow from the best-scored `widest` smaller ones."""
    search = _Search(units, chosen)
    level, found = search.singles(), []
    while len(level.sizes):
        complete = search.complete(level)
        if complete.any():
            found.append(search.scored(level, complete))
        extended = search.extended(search.best(level, widest), 10**9)
        if extended is None:
            break
        level = extended
    return search.together(found)


def feasible_groups(units: Units, chosen: Whole, most: int) -> Groups | None:
    """Every feasible group of the chosen units (numbers, each once), or nothing when they are more than `most`."""
    search = _Search(units, chosen)
    level, found, total = search.singles(), [], 0
    while len(level.sizes):
        complete = search.complete(level)
        total += int(complete.sum())
        if total > most:
            return None
        if complete.any():
            found.append(search.scored(level, complete))
        extended = search.extended(level, most)
        if extended is None:
            return None
        level = extended
    return search.together(found)


class _Search:
    def __init__(self, units: Units, chosen: Whole) -> None:
        self.units, self.chosen = units, chosen
        self.rules = units.matching.rules
        self.sizes = units.sizes[chosen]
        self.starts = self.used_words(units.starts[chosen])
        self.languages = units.languages[chosen]
        self.countries = np.bitwise_or.reduce(units.people.countries[units.members[chosen]], axis=1)
        self.crowd = self.crowds()
        width = max(1, -(-len(chosen) // 64)) * 64
        later = np.zeros((len(chosen), width), dtype=np.bool_)
        later[:, : len(chosen)] = np.triu(units.together[np.ix_(chosen, chosen)], 1)
        self.later = packed(later)

    @staticmethod
    def used_words(words: Words) -> Words:
        """Without the columns of words that no two share; a narrow row costs less at every level."""
        shared = (words != 0).sum(axis=0) > 0
        return words[:, shared] if shared.any() else words[:, :1]

    def crowds(self) -> Whole:
        """For each unit how many people it has of each organization that pairs alone cannot keep within the rule."""
        limit, people = self.rules.max_per_organization, self.units.matching.people
        names = [[people[place].organization for place in self.units.places([unit])] for unit in self.chosen]
        listed = [name for row in names for name in row]
        crowded = [n for n in sorted(set(listed)) if limit > 1 and listed.count(n) > limit]
        return np.array([[row.count(name) for name in crowded] for row in names], dtype=np.int64).reshape(
            len(names), len(crowded)
        )

    def singles(self) -> _Level:
        rows = np.arange(len(self.chosen), dtype=np.int64)[:, None]
        return _Level(rows, self.later, self.starts, self.languages, self.countries, self.sizes, self.crowd)

    def complete(self, level: _Level) -> Flags:
        """Which groups are large enough and of enough countries."""
        wanted = np.minimum(self.rules.min_countries, level.sizes)
        enough: Flags = (level.sizes >= self.rules.size_bounds[0]) & (count_bits(level.countries) >= wanted)
        return enough

    def extended(self, level: _Level, most: int) -> _Level | None:
        """Every group with every unit that can still join it; nothing when that is too much to look at."""
        if int(count_bits(level.candidates).sum()) > 20 * most + 100_000:
            return None
        bits = np.unpackbits(level.candidates.view(np.uint8), axis=1, bitorder="little")
        group, unit = np.nonzero(bits)
        fits = level.sizes[group] + self.sizes[unit] <= self.rules.size_bounds[1]
        group, unit = group[fits], unit[fits]
        starts = level.starts[group] & self.starts[unit]
        languages = level.languages[group] & self.languages[unit]
        crowd = level.crowd[group] + self.crowd[unit]
        keep = starts.any(axis=1) & languages.any(axis=1) & (crowd <= self.rules.max_per_organization).all(axis=1)
        group, unit = group[keep], unit[keep]
        return _Level(
            rows=np.concatenate([level.rows[group], unit[:, None]], axis=1),
            candidates=level.candidates[group] & self.later[unit],
            starts=starts[keep],
            languages=languages[keep],
            countries=level.countries[group] | self.countries[unit],
            sizes=level.sizes[group] + self.sizes[unit],
            crowd=crowd[keep],
        )

    def best(self, level: _Level, widest: int) -> _Level:
        """The level without the groups that score least as they are."""
        if len(level.sizes) <= widest:
            return level
        people = people_of(self.units, self.chosen[level.rows])
        value = scores(self.units, people, level.sizes, count_bits(level.starts))
        keep = np.sort(np.argpartition(-value, widest)[:widest])
        return _Level(*(getattr(level, name)[keep] for name in _Level.__dataclass_fields__))

    def scored(self, level: _Level, complete: Flags) -> Groups:
        rows = self.chosen[level.rows[complete]]
        people = people_of(self.units, rows)
        choices = count_bits(level.starts[complete])
        wide = np.full((len(rows), self.rules.size_bounds[1]), NO_UNIT, dtype=np.int64)
        wide[:, : rows.shape[1]] = rows
        return Groups(wide, level.sizes[complete], scores(self.units, people, level.sizes[complete], choices))

    def together(self, found: list[Groups]) -> Groups:
        if not found:
            nothing = np.zeros((0, self.rules.size_bounds[1]), dtype=np.int64)
            return Groups(nothing, np.zeros(0, dtype=np.int64), np.zeros(0))
        units = np.concatenate([groups.units for groups in found])
        sizes = np.concatenate([groups.sizes for groups in found])
        return Groups(units, sizes, np.concatenate([groups.scores for groups in found]))


def people_of(units: Units, rows: Whole) -> Whole:
    """The people of groups of units, row by row filled up with nobody."""
    wide = units.members[rows].reshape(len(rows), -1)
    if units.members.shape[1] == 1:
        return wide
    highest = units.matching.rules.size_bounds[1]
    first: Whole = np.sort(wide, axis=1)[:, :highest]  # nobody is the highest number
    return first


def scores(units: Units, people: Whole, sizes: Whole, choices: Whole) -> Real:
    """The score of each row of people (filled up with nobody) by the parts of MATCHING.md."""
    rows, rules = units.people, units.matching.rules
    present = people != rows.nobody
    needs, offers = rows.needs[people], rows.offers[people]
    met = count_bits(needs & _of_others(offers))
    needed = rows.needs_count[people]
    share = np.where(needed > 0, met / np.maximum(needed, 1), 1.0) * present
    gives = np.asarray((offers & _of_others(needs)).any(axis=2))
    regions = count_bits(np.bitwise_or.reduce(rows.regions[people], axis=1))
    pairs = sizes * (sizes - 1) / 2
    fresh = np.where(pairs > 0, 1 - _met_pairs(rows.met, people) / np.maximum(pairs, 1), 0.0)
    good = np.where((sizes >= rules.size[0]) & (sizes <= rules.size[1]), 1.0, 0.5)
    hours = np.minimum(choices, MOST_CHOICES) / MOST_CHOICES
    total: Real = (
        0.40 * share.sum(axis=1) / sizes
        + 0.20 * gives.sum(axis=1) / sizes
        + 0.15 * regions / sizes
        + 0.10 * fresh
        + 0.10 * hours
        + 0.05 * good
    )
    return total


def _of_others(words: Words) -> Words:
    """For each member what the others have, from what was gathered before and after it."""
    nothing = np.zeros_like(words[:, :1])
    before: Words = np.bitwise_or.accumulate(np.concatenate([nothing, words[:, :-1]], axis=1), axis=1)
    after: Words = np.bitwise_or.accumulate(np.concatenate([nothing, words[:, :0:-1]], axis=1), axis=1)[:, ::-1]
    others: Words = before | after
    return others


def _met_pairs(met: Flags, people: Whole) -> Whole:
    first, second = np.triu_indices(people.shape[1], 1)
    pairs: Whole = met[people[:, first], people[:, second]].sum(axis=1)
    return pairs
