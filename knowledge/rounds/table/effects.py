"""What a change would do to the groups it touches and to the whole, by the engine's own score and rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import harmonic_mean

from knowledge.peer_groups.matching.scoring import Broken, Score, broken_rules, score
from knowledge.rounds.table.arranging import Arrangement, Change, after
from knowledge.rounds.table.errors import CannotBeDone
from knowledge.rounds.table.models import Act
from knowledge.rounds.table.reading import Table

MOST_OFFERED = 12


@dataclass(frozen=True)
class Worth:
    """How good a whole proposal is, in the order of the objective."""

    unplaced: int
    worst: float
    mean: float  # harmonic

    @property
    def order(self) -> tuple[float, float, float]:
        return self.unplaced, -self.worst, -self.mean


@dataclass(frozen=True)
class GroupEffect:
    """A group before and after: its sign-ups and its score; nothing where there is no group. `broken` is what it would break."""

    number: int
    members: tuple[int, ...]
    then: tuple[int, ...]
    was: Score | None
    becomes: Score | None
    broken: tuple[Broken, ...]


@dataclass(frozen=True)
class Effect:
    arrangement: Arrangement
    groups: tuple[GroupEffect, ...]
    was: Worth
    becomes: Worth

    @property
    def is_allowed(self) -> bool:
        return not any(group.broken for group in self.groups)


def worth_of(scores: Iterable[float], unplaced: int) -> Worth:
    values = list(scores)
    return Worth(unplaced, min(values, default=0.0), harmonic_mean(values) if values else 0.0)


def worth_now(table: Table) -> Worth:
    return worth_of(table.scores.values(), sum(number is None for number in table.seats.values()))


def effect_of(table: Table, change: Change) -> Effect:
    """Raises CannotBeDone when the change makes no sense as the groups are."""
    return effect_on(table, after(table, change))


def effect_on(table: Table, arrangement: Arrangement) -> Effect:
    """Raises CannotBeDone when somebody in a group it touches has withdrawn: then the groups must be sought anew first."""
    then = members_after(table, arrangement.seats)
    groups = tuple(group_effect(table, number, then[number]) for number in sorted(then))
    scores = dict(table.scores)
    for group in groups:
        if group.becomes is None:
            scores.pop(group.number, None)
        else:
            scores[group.number] = group.becomes.total
    waiting = {one: number for one, number in {**table.seats, **arrangement.seats}.items() if number is None}
    return Effect(arrangement, groups, worth_now(table), worth_of(scores.values(), len(waiting)))


def members_after(table: Table, seats: Mapping[int, int | None]) -> dict[int, list[int]]:
    """The sign-ups of every group that the new seats touch, by its number."""
    touched = {table.seats.get(one) for one in seats} | set(seats.values())
    found: dict[int, list[int]] = {}
    for number in touched:
        if number is not None:
            stay = [one for one in table.groups.get(number, []) if one not in seats]
            found[number] = sorted(stay + [one for one, to in seats.items() if to == number])
    return found


def group_effect(table: Table, number: int, then: list[int]) -> GroupEffect:
    members = table.groups.get(number, [])
    if not all(map(table.takes_part, [*members, *then])):
        raise CannotBeDone("withdrawn")
    was = score(table.matching, table.places(members)) if members else None
    places = table.places(then)
    becomes, broken = (score(table.matching, places), broken_rules(table.matching, places)) if then else (None, [])
    return GroupEffect(number, tuple(members), tuple(then), was, becomes, tuple(broken))


@dataclass(frozen=True)
class Offer:
    """A change that the rules allow, and what it would do."""

    change: Change
    effect: Effect


def moves_of(table: Table, who: int) -> list[Offer]:
    """The best moves of a person into another group that the rules allow, the best for the whole first; at most twelve."""
    changes = [Change(Act.MOVE, (who,), number) for number in table.groups if number != table.seats.get(who)]
    return best(table, changes)


def swaps_of(table: Table, who: int) -> list[Offer]:
    """The best swaps of a person with somebody of another group or of the waiting; at most twelve."""
    here = table.seats.get(who)
    others = [one for one, number in table.seats.items() if number != here and table.takes_part(one)]
    return best(table, [Change(Act.SWAP, (who, other)) for other in others])


def best(table: Table, changes: Iterable[Change]) -> list[Offer]:
    """Of these changes those that the rules allow; scores are counted for them alone."""
    offers = []
    for change in changes:
        try:
            arrangement = after(table, change)
            if keeps_the_rules(table, arrangement):
                offers.append(Offer(change, effect_on(table, arrangement)))
        except CannotBeDone:
            continue
    offers.sort(key=lambda offer: (offer.effect.becomes.order, offer.change.people, offer.change.group or 0))
    return offers[:MOST_OFFERED]


def keeps_the_rules(table: Table, arrangement: Arrangement) -> bool:
    then = members_after(table, arrangement.seats).values()
    if not all(map(table.takes_part, (one for members in then for one in members))):
        return False
    return not any(members and broken_rules(table.matching, table.places(members)) for members in then)
