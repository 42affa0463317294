"""A result in the form that MATCHING.md fixes ("Output")."""

from collections import Counter
from typing import TypedDict

from knowledge.peer_groups.matching.explaining import explain
from knowledge.peer_groups.matching.hours import moments, written
from knowledge.peer_groups.matching.reasons import Reasons
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import common_languages, common_starts
from knowledge.peer_groups.matching.solving import Result
from knowledge.peer_groups.matching.wording import explanation_words, reason_words


class WrittenGroup(TypedDict):
    members: list[str]
    language: str
    window: str


class Unplaced(TypedDict):
    id: str
    reason: str


class Written(TypedDict):
    groups: list[WrittenGroup]
    unplaced: list[Unplaced]


def as_written(matching: Round, result: Result) -> Written:
    """The result as plain data. A group's language is the one most people of the round speak, its window the first."""
    speakers = Counter(language for person in matching.people for language in person.languages)
    groups = []
    for members in result.groups:
        language = min(common_languages(matching, members), key=lambda name: (-speakers[name], name))
        window = written(moments(common_starts(matching, members), matching.rules.week_of)[0])
        groups.append(WrittenGroup(members=matching.ids(members), language=language, window=window))
    waiting = result.unplaced(matching)
    reasons = Reasons(matching) if waiting else None
    unplaced = [
        Unplaced(id=matching.people[place].id, reason=reason_words(matching, reasons.reason(place)))
        for place in waiting
        if reasons
    ]
    return Written(groups=groups, unplaced=unplaced)


def explanations(matching: Round, result: Result) -> dict[str, str]:
    """For everybody placed, by id, why they are in their group."""
    explained = [one for members in result.groups for one in explain(matching, members)]
    return {matching.people[one.member].id: explanation_words(matching, one) for one in explained}
