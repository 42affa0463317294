"""A first plan at once: people with the fewest possible partners first, each with those who suit the group best.

It is there so that a valid result exists from the first moment; the search makes it good.
"""

import numpy as np

from knowledge.peer_groups.matching.arrays import Flags, Real, Units, Whole, Words, count_bits
from knowledge.peer_groups.matching.enumeration import Groups, people_of, scores
from knowledge.peer_groups.matching.plans import Plan, Row


def first_plan(units: Units, kept: Plan) -> Plan:
    """The groups kept, and of all others groups of the preferred size where they can be had, greedily."""
    free = kept.waiting(units)
    partners = units.together.sum(axis=1)
    found: list[tuple[Row, float]] = list(kept.groups)
    for unit in np.argsort(partners, kind="stable").tolist():
        if not free[unit]:
            continue
        row = _grown(units, unit, free, partners)
        if is_whole(units, row):
            free[list(row)] = False
            found.append((row, float(row_scores(units, np.array([row]))[0])))
    return Plan(tuple(found))


def with_joiners(units: Units, plan: Plan) -> Plan:
    """The plan with every waiting unit that an existing group can take as it is, best score first."""
    groups = list(plan.groups)
    for unit in np.flatnonzero(plan.waiting(units)).tolist():
        open_to = [at for at, (row, _) in enumerate(groups) if joinable(units, list(row))[unit]]
        rows = [(at, tuple(sorted([*groups[at][0], unit]))) for at in open_to]
        wider = [(float(row_scores(units, np.array([row]))[0]), at, row) for at, row in rows if is_whole(units, row)]
        if wider:
            score, at, row = max(wider)
            groups[at] = (row, score)
    return Plan(tuple(groups))


def _grown(units: Units, unit: int, free: Flags, partners: Whole) -> Row:
    """Begin with one unit and add, while it helps, who keeps most hours open and has few partners elsewhere."""
    rules = units.matching.rules
    wish = min(max(rules.size[0], rules.size_bounds[0]), rules.size_bounds[1])
    row = [unit]
    while int(units.sizes[row].sum()) < wish or not is_whole(units, tuple(row)):
        can = joinable(units, row) & free
        if not can.any():
            break
        candidates = np.flatnonzero(can)
        starts = np.bitwise_and.reduce(units.starts[row], axis=0)
        hours = np.minimum(count_bits(units.starts[candidates] & starts), 6)
        countries = np.bitwise_or.reduce(unit_countries(units, np.array(row)), axis=0)
        abroad = (unit_countries(units, candidates) & ~countries).any(axis=1)
        rank = 3.0 * abroad + hours - 4.0 * partners[candidates] / max(1, int(partners.max()))
        row.append(int(candidates[int(np.argmax(rank))]))
    return tuple(sorted(row))


def joinable(units: Units, row: list[int]) -> Flags:
    """The units that could join a group without breaking a rule that more people cannot mend."""
    rules = units.matching.rules
    starts = np.bitwise_and.reduce(units.starts[row], axis=0)
    languages = np.bitwise_and.reduce(units.languages[row], axis=0)
    can: Flags = units.together[row].all(axis=0) & (units.starts & starts).any(axis=1)
    can &= (units.languages & languages).any(axis=1)
    can &= units.sizes + int(units.sizes[row].sum()) <= rules.size_bounds[1]
    if rules.max_per_organization > 1:
        inside = [units.matching.people[place].organization for place in units.places(row)]
        for unit in np.flatnonzero(can).tolist():
            names = inside + [units.matching.people[place].organization for place in units.places([unit])]
            can[unit] = max(map(names.count, names)) <= rules.max_per_organization
    return can


def is_whole(units: Units, row: Row) -> bool:
    """Whether a group whose members can be together is also large enough and of enough countries."""
    size = int(units.sizes[list(row)].sum())
    if not units.matching.rules.size_bounds[0] <= size <= units.matching.rules.size_bounds[1]:
        return False
    countries = np.bitwise_or.reduce(unit_countries(units, np.array(row)), axis=0)
    return int(count_bits(countries)) >= units.matching.rules.countries_wanted(size)


def unit_countries(units: Units, chosen: Whole) -> Words:
    countries: Words = np.bitwise_or.reduce(units.people.countries[units.members[chosen]], axis=1)
    return countries


def row_scores(units: Units, rows: Whole) -> Real:
    """The scores of equally long rows of units."""
    sizes = units.sizes[rows].sum(axis=1)
    choices = count_bits(np.bitwise_and.reduce(units.starts[rows], axis=1))
    return scores(units, people_of(units, rows), sizes, choices)


def as_groups(units: Units, plan: Plan) -> Groups:
    """A plan's groups as rows, to set them beside enumerated ones."""
    wide = np.full((len(plan.groups), units.matching.rules.size_bounds[1]), -1, dtype=np.int64)
    for at, (row, _) in enumerate(plan.groups):
        wide[at, : len(row)] = row
    sizes = np.array([int(units.sizes[list(row)].sum()) for row, _ in plan.groups], dtype=np.int64)
    return Groups(wide, sizes, np.array([score for _, score in plan.groups], dtype=np.float64))
