"""A matching round as the solver sees it: rules, sign-ups and who must share a group. Everything is data, nothing is read here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from knowledge.peer_groups.matching.hours import Span, meeting_starts


@dataclass(frozen=True)
class Rules:
    """The rules of one round, as MATCHING.md names them. Pairs are (lowest, highest)."""

    size: tuple[int, int]
    size_bounds: tuple[int, int]
    min_countries: int
    max_per_organization: int
    meeting_minutes: int
    week_of: date

    def countries_wanted(self, members: int) -> int:
        """How many countries a group of so many members needs."""
        return min(self.min_countries, members)


@dataclass(frozen=True)
class SignUp:
    """One person's sign-up; `availability` is in the person's own time zone."""

    id: str
    country: str
    region: str
    organization: str
    languages: frozenset[str]
    timezone: str
    availability: tuple[Span, ...]
    offers: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    keep_apart: frozenset[str] = frozenset()
    met_before: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Round:
    """A checked round. People are spoken of by their place in `people`; `locked` holds disjoint sets of places.

    `remarks` are facts worth telling that do not stop the round, such as a name nobody signed up with.
    """

    rules: Rules
    people: tuple[SignUp, ...]
    locked: tuple[tuple[int, ...], ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @cached_property
    def places(self) -> dict[str, int]:
        return {person.id: place for place, person in enumerate(self.people)}

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """For each person the UTC half hours at which a whole meeting can begin, as a bit set (see hours.py)."""
        week, minutes = self.rules.week_of, self.rules.meeting_minutes
        return tuple(meeting_starts(p.availability, p.timezone, week, minutes) for p in self.people)

    @cached_property
    def apart(self) -> frozenset[tuple[int, int]]:
        """Pairs that may not share a group, smaller place first; one side asking is enough."""
        return self._pairs([person.keep_apart for person in self.people])

    @cached_property
    def met(self) -> frozenset[tuple[int, int]]:
        """Pairs that have met before, smaller place first; one side saying so is enough."""
        return self._pairs([person.met_before for person in self.people])

    @cached_property
    def locked_with(self) -> dict[int, tuple[int, ...]]:
        """For each locked person the whole set the person is locked in."""
        return {place: together for together in self.locked for place in together}

    def ids(self, members: Iterable[int]) -> list[str]:
        return [self.people[place].id for place in members]

    def _pairs(self, named: Sequence[frozenset[str]]) -> frozenset[tuple[int, int]]:
        known = (
            (at, self.places[other]) for at, others in enumerate(named) for other in others if other in self.places
        )
        return frozenset((min(pair), max(pair)) for pair in known if pair[0] != pair[1])


def joined(sets: Iterable[Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    """Sets that overlap become one: who is locked with the same person is locked together."""
    whole: list[set[int]] = []
    for members in map(set, sets):
        for other in [other for other in whole if other & members]:
            members |= other
            whole.remove(other)
        whole.append(members)
    return tuple(sorted(tuple(sorted(members)) for members in whole if len(members) > 1))
