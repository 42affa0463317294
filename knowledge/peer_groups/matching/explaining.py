"""Why somebody is in this group: the same quantities the score is made of, for people to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.peer_groups.matching.hours import moments
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import common_languages, common_starts

Exchange = tuple[tuple[str, tuple[int, ...]], ...]  # a topic, and the members it comes from or goes to


@dataclass(frozen=True)
class Explanation:
    """One member's placement. `member` and people are places in the round; windows are beginnings in UTC."""

    member: int
    learns: Exchange
    gives: Exchange
    unmet: tuple[str, ...]  # needs that nobody in the group offers
    languages: tuple[str, ...]
    windows: tuple[datetime, ...]
    countries: int


def explain(matching: Round, members: Sequence[int]) -> list[Explanation]:
    """The placement of each member of a group."""
    languages = tuple(sorted(common_languages(matching, members)))
    windows = tuple(moments(common_starts(matching, members), matching.rules.week_of))
    countries = len({matching.people[member].country for member in members})
    found = []
    for member in members:
        person, others = matching.people[member], [other for other in members if other != member]
        learns = _by_topic(person.needs, [(other, matching.people[other].offers) for other in others])
        gives = _by_topic(person.offers, [(other, matching.people[other].needs) for other in others])
        unmet = tuple(sorted(person.needs - {topic for topic, _ in learns}))
        found.append(Explanation(member, learns, gives, unmet, languages, windows, countries))
    return found


def _by_topic(topics: frozenset[str], others: Sequence[tuple[int, frozenset[str]]]) -> Exchange:
    found = [(topic, tuple(other for other, theirs in others if topic in theirs)) for topic in sorted(topics)]
    return tuple((topic, people) for topic, people in found if people)
