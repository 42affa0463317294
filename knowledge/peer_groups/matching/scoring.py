"""One group by the rules: what it breaks and what it is worth, part by part (MATCHING.md, "Hard rules" and "Score of a group").

Written to be read, for one group at a time: a coordinator's table, explanations and results come from here. The solver scores
many groups at once with arrays (enumeration.py); a test holds the two together.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

from knowledge.peer_groups.matching.rounds import Round

MOST_CHOICES = 4  # more windows than this are worth no more


@dataclass(frozen=True)
class Score:
    """The parts of a group's score, each from 0 to 1."""

    needs_met: float
    everyone_gives: float
    regions: float
    new_faces: float
    choice_of_hours: float
    good_size: float

    @property
    def total(self) -> float:
        return (
            0.40 * self.needs_met
            + 0.20 * self.everyone_gives
            + 0.15 * self.regions
            + 0.10 * self.new_faces
            + 0.10 * self.choice_of_hours
            + 0.05 * self.good_size
        )


def score(matching: Round, members: Sequence[int]) -> Score:
    """What a group is worth, whether or not it keeps the hard rules; `members` are places in the round, at least one."""
    people, size = [matching.people[m] for m in members], len(members)
    shares = [needs_met_share(matching, m, members) for m in members]
    giving = sum(bool(given_by(matching, m, members)) for m in members)
    pairs = [(min(pair), max(pair)) for pair in combinations(members, 2)]
    met = sum(pair in matching.met for pair in pairs)
    low, high = matching.rules.size
    return Score(
        needs_met=sum(shares) / size,
        everyone_gives=giving / size,
        regions=len({person.region for person in people}) / size,
        new_faces=1 - met / len(pairs) if pairs else 0.0,
        choice_of_hours=min(common_starts(matching, members).bit_count(), MOST_CHOICES) / MOST_CHOICES,
        good_size=1.0 if low <= size <= high else 0.5,
    )


def needs_met_share(matching: Round, member: int, members: Iterable[int]) -> float:
    """The share of a member's needs that another member offers; one who needs nothing has all."""
    needs = matching.people[member].needs
    others = [matching.people[other].offers for other in members if other != member]
    return len(needs.intersection(set().union(*others))) / len(needs) if needs else 1.0


def given_by(matching: Round, member: int, members: Iterable[int]) -> frozenset[str]:
    """What a member offers that another member needs."""
    needed = [matching.people[other].needs for other in members if other != member]
    return matching.people[member].offers.intersection(set().union(*needed))


def common_starts(matching: Round, members: Iterable[int]) -> int:
    """The half hours, as a bit set, at which all can begin a whole meeting."""
    return reduce(lambda a, b: a & b, (matching.starts[m] for m in members))


def common_languages(matching: Round, members: Iterable[int]) -> frozenset[str]:
    """The languages all members speak."""
    return frozenset.intersection(*(matching.people[m].languages for m in members))


@dataclass(frozen=True)
class Broken:
    """A hard rule that a group breaks: `rule` names it, `number` is how many there are, `people` whom it is about (places)."""

    rule: str  # size, countries, organization, language, window, apart, locked
    number: int = 0
    people: tuple[int, ...] = ()


def broken_rules(matching: Round, members: Sequence[int]) -> list[Broken]:
    """Every hard rule that a group breaks; nothing for a good one. `members` are distinct places, at least one."""
    rules, people = matching.rules, [matching.people[m] for m in members]
    broken = []
    if not rules.size_bounds[0] <= len(members) <= rules.size_bounds[1]:
        broken.append(Broken("size", len(members)))
    countries = len({person.country for person in people})
    if countries < rules.countries_wanted(len(members)):
        broken.append(Broken("countries", countries))
    for organization, number in sorted(Counter(person.organization for person in people).items()):
        if number > rules.max_per_organization:
            of_it = tuple(m for m in members if matching.people[m].organization == organization)
            broken.append(Broken("organization", number, of_it))
    if not common_languages(matching, members):
        broken.append(Broken("language"))
    if not common_starts(matching, members):
        broken.append(Broken("window"))
    pairs = [(min(pair), max(pair)) for pair in combinations(members, 2)]
    broken += [Broken("apart", people=pair) for pair in pairs if pair in matching.apart]
    return broken + _torn(matching, members)


def _torn(matching: Round, members: Sequence[int]) -> list[Broken]:
    """Locked sets of which the group has some and not all."""
    inside = set(members)
    sets = {matching.locked_with[m] for m in members if m in matching.locked_with}
    missing = [tuple(sorted(set(together) - inside)) for together in sorted(sets)]
    return [Broken("locked", len(gone), gone) for gone in missing if gone]
