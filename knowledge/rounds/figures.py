"""A proposed group's figures, and the facts that explain where everybody is, as they are kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from knowledge.peer_groups.matching.explaining import Exchange, Explanation
from knowledge.peer_groups.matching.hours import moments, written
from knowledge.peer_groups.matching.reasons import Reason
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import common_languages, common_starts, score
from knowledge.rounds.proposal_models import ProposedGroup, ProposedPlace

if TYPE_CHECKING:
    from knowledge.peer_groups.matching.relaxing import Relaxation


def speakers_of(matching: Round) -> Counter[str]:
    """How many people of the round speak each language."""
    return Counter(language for person in matching.people for language in person.languages)


def group_of(matching: Round, members: Sequence[int], number: int, speakers: Counter[str]) -> ProposedGroup:
    """The group with its figures; its language is the one most people of the round speak."""
    made = ProposedGroup(number=number)
    set_figures(made, matching, members, speakers)
    return made


def set_figures(group: ProposedGroup, matching: Round, members: Sequence[int], speakers: Counter[str]) -> None:
    languages = sorted(common_languages(matching, members), key=lambda name: (-speakers[name], name))
    worth = score(matching, members)
    windows = moments(common_starts(matching, members), matching.rules.week_of)
    group.language, group.languages = languages[0], languages
    group.windows = [written(moment) for moment in windows]
    group.countries = len({matching.people[member].country for member in members})
    group.score, group.parts = worth.total, asdict(worth)


def place_of(
    matching: Round, solving_id: int, place: int, group_id: int | None, reason: dict[str, Any]
) -> ProposedPlace:
    signup_id = int(matching.people[place].id)
    return ProposedPlace(solving_id=solving_id, signup_id=signup_id, group_id=group_id, reason=reason)


def explanation_json(matching: Round, explained: Explanation) -> dict[str, Any]:
    """Topics and sign-ups by id: {"learns": [[topic, [sign-ups]]], "gives": ..., "unmet": [topics]}."""

    def exchange(rows: Exchange) -> list[list[Any]]:
        return [[int(topic), [int(matching.people[one].id) for one in people]] for topic, people in rows]

    return {
        "learns": exchange(explained.learns),
        "gives": exchange(explained.gives),
        "unmet": [int(topic) for topic in explained.unmet],
    }


def reason_json(matching: Round, reason: Reason) -> dict[str, Any]:
    """Why somebody waits: the kind of reasons.py and its number."""
    languages = sorted(matching.people[reason.place].languages)
    return {"kind": reason.kind, "number": reason.number, "languages": languages}


def relaxation_json(matching: Round, relaxation: "Relaxation") -> dict[str, Any]:
    return {"rule": relaxation.rule, "value": relaxation.value, "more": relaxation.more}
