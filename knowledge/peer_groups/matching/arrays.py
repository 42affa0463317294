"""A round as arrays: what each unit (a person, or a locked set that moves as one) is, as rows of bits.

Sets (hours, languages, topics, countries) become rows of 64-bit words, so that many groups are checked in one operation.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from knowledge.peer_groups.matching.cells import bits as bit_places
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import common_languages, common_starts

Words = NDArray[np.uint64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Real = NDArray[np.float64]


def bit_rows(sets: Sequence[Iterable[Hashable]]) -> Words:
    """One row of words for each set; equal things have the same bit in every row."""
    listed = [list(things) for things in sets]
    numbers = {thing: number for number, thing in enumerate(dict.fromkeys(t for things in listed for t in things))}
    bits = np.zeros((len(listed), max(1, -(-len(numbers) // 64)) * 64), dtype=np.uint8)
    for row, things in enumerate(listed):
        bits[row, [numbers[thing] for thing in things]] = 1
    return packed(bits)


def packed(bits: NDArray[np.uint8] | Flags) -> Words:
    """Rows of 0 and 1, a multiple of 64 long, as words."""
    return np.packbits(bits, axis=1, bitorder="little").view(np.uint64)


def count_bits(words: Words) -> Whole:
    """How many bits each row has."""
    counts: Whole = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)
    return counts


@dataclass(frozen=True)
class PeopleRows:
    """Per person; the last row stands for nobody and is empty, so that shorter groups can be filled up with it."""

    offers: Words
    needs: Words
    needs_count: Whole
    countries: Words
    regions: Words
    met: Flags  # person x person

    @property
    def nobody(self) -> int:
        return len(self.needs_count) - 1


@dataclass(frozen=True)
class Units:
    """What moves as one. `members` are places in the round, row by row filled up with nobody."""

    matching: Round
    people: PeopleRows
    members: Whole
    sizes: Whole
    starts: Words
    languages: Words
    together: Flags  # unit x unit: nothing between these two forbids a group

    def __len__(self) -> int:
        return len(self.sizes)

    def places(self, units: Iterable[int]) -> list[int]:
        """The people of some units, in order."""
        return sorted(int(place) for unit in units for place in self.members[unit, : self.sizes[unit]])


def people_rows(matching: Round) -> PeopleRows:
    people = matching.people
    count = len(people)
    topics = bit_rows([*(p.offers for p in people), (), *(p.needs for p in people), ()])
    met = np.zeros((count + 1, count + 1), dtype=np.bool_)
    for a, b in matching.met:
        met[a, b] = met[b, a] = True
    return PeopleRows(
        offers=topics[: count + 1],
        needs=topics[count + 1 :],
        needs_count=np.array([*(len(p.needs) for p in people), 0], dtype=np.int64),
        countries=bit_rows([*([p.country] for p in people), []]),
        regions=bit_rows([*([p.region] for p in people), []]),
        met=met,
    )


def units_of(matching: Round, among: Iterable[int] | None = None) -> Units:
    """The units that can be placed at all: singles and whole locked sets that break no rule among themselves.

    `among` restricts them to some people; of a locked set the whole is taken when its first person is among them.
    """
    wanted = range(len(matching.people)) if among is None else sorted(set(among))
    sets = [matching.locked_with.get(place, (place,)) for place in wanted]
    sets = [members for place, members in zip(wanted, sets, strict=True) if members[0] == place]
    sets = [members for members in sets if can_be_one(matching, members)]
    people = people_rows(matching)
    rows = np.full((len(sets), max(map(len, sets), default=1)), people.nobody, dtype=np.int64)
    for row, members in enumerate(sets):
        rows[row, : len(members)] = members
    starts = [common_starts(matching, members) for members in sets]
    return Units(
        matching=matching,
        people=people,
        members=rows,
        sizes=np.array([len(members) for members in sets], dtype=np.int64),
        starts=bit_rows([bit_places(word) for word in starts]),
        languages=bit_rows([common_languages(matching, members) for members in sets]),
        together=_together(matching, sets),
    )


def can_be_one(matching: Round, members: Sequence[int]) -> bool:
    """Whether these people break no rule that a larger group could not mend."""
    rules, people = matching.rules, matching.people
    organizations = [people[m].organization for m in members]
    return (
        len(members) <= rules.size_bounds[1]
        and bool(common_starts(matching, members))
        and bool(common_languages(matching, members))
        and max(map(organizations.count, organizations)) <= rules.max_per_organization
        and not any((min(pair), max(pair)) in matching.apart for pair in combinations(members, 2))
    )


def _together(matching: Round, sets: Sequence[Sequence[int]]) -> Flags:
    """Pairs of units that share hours and a language, are not kept apart and fit into one group."""
    unit_of = {place: unit for unit, members in enumerate(sets) for place in members}
    starts = bit_rows([bit_places(common_starts(matching, members)) for members in sets])
    languages = bit_rows([common_languages(matching, members) for members in sets])
    allowed = np.ones((len(sets), len(sets)), dtype=np.bool_)
    for row in range(len(sets)):
        allowed[row] = (starts & starts[row]).any(axis=1) & (languages & languages[row]).any(axis=1)
    for a, b in matching.apart:
        if a in unit_of and b in unit_of:
            allowed[unit_of[a], unit_of[b]] = allowed[unit_of[b], unit_of[a]] = False
    if matching.rules.max_per_organization == 1:
        of = bit_rows([{matching.people[place].organization for place in members} for members in sets])
        for row in range(len(sets)):
            allowed[row] &= ~(of & of[row]).any(axis=1)
    np.fill_diagonal(allowed, False)
    return allowed
