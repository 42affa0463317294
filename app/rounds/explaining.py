"""Why somebody is in a group, or in none, in the reader's words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats import language_name_here, show_number, team_words
from knowledge.peer_groups.matching.scoring import Score
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import ProposedGroup, ProposedPlace
from knowledge.topics.labels import TopicLabelView

Labels = Mapping[int, TopicLabelView]
PARTS = tuple(part.name for part in fields(Score))
NOTHING = Score(**dict.fromkeys(PARTS, 0.0))
# the points that each part can have, as the engine weighs them
WEIGHTS = {part: round(100 * replace(NOTHING, **{part: 1.0}).total) for part in PARTS}


@dataclass(frozen=True)
class Part:
    """A part of a score, in points of the most it can have."""

    label: str
    points: int
    most: int


@dataclass(frozen=True)
class PlaceLine:
    """A person of a proposal and the sentences that say why."""

    place: ProposedPlace
    about: str
    sentences: list[str]


@dataclass(frozen=True)
class GroupCard:
    group: ProposedGroup
    first: datetime  # the first beginning that suits all
    points: int
    parts: list[Part]
    lines: list[PlaceLine]
    sentences: list[str]

    @property
    def beginnings(self) -> list[datetime]:
        """The moments at which all can begin a meeting."""
        return [datetime.fromisoformat(text) for text in self.group.windows]


def listed(things: Sequence[str]) -> str:
    return _(", ").join(things)


def part_labels() -> dict[str, str]:
    return {
        "needs_met": _("Needs met"),
        "everyone_gives": _("Everyone gives"),
        "regions": _("Regions"),
        "new_faces": _("New faces"),
        "choice_of_hours": _("Choice of hours"),
        "good_size": _("Good size"),
    }


def group_card(group: ProposedGroup, labels: Labels, places: Sequence[ProposedPlace] | None = None) -> GroupCard:
    """With everybody in it, or those of `places`; nobody else is named."""
    shown = group.places if places is None else places
    names = {place.signup_id: place.signup.member.name for place in shown}
    words = part_labels()
    parts = [Part(words[n], round(group.parts.get(n, 0) * WEIGHTS[n]), WEIGHTS[n]) for n in PARTS]
    lines = [PlaceLine(place, about(place.signup), placed_because(place, labels, names)) for place in shown]
    return GroupCard(
        group, datetime.fromisoformat(group.windows[0]), round(group.score * 100), parts, lines, group_sentences(group)
    )


def about(signup: SignUp) -> str:
    return team_words(signup.team)


def group_sentences(group: ProposedGroup) -> list[str]:
    """What holds for all of them: language, hours, borders."""
    windows, borders = len(group.windows), group.countries - 1
    spoken = listed([language_name_here(code) for code in group.languages])
    return [
        _("All speak %(languages)s.", languages=spoken),
        ngettext("%(num)s beginning of a meeting suits all.", "%(num)s beginnings of a meeting suit all.", windows),
        ngettext("The group crosses %(num)s border.", "The group crosses %(num)s borders.", borders),
    ]


def placed_because(place: ProposedPlace, labels: Labels, names: Mapping[int, str]) -> list[str]:
    """What the person learns from whom and gives to whom, and what nobody in the group offers."""

    def exchanged(kind: str, say: Callable[[str, str], str]) -> list[str]:
        rows = [(t, [names[i] for i in ids if i in names]) for t, ids in place.reason.get(kind, []) if t in labels]
        return [say(labels[topic].text, listed(people)) for topic, people in rows if people]

    unmet = [labels[topic].text for topic in place.reason.get("unmet", []) if topic in labels]
    return [
        *exchanged(
            "learns", lambda topic, people: _("Learns about %(topic)s from %(people)s.", topic=topic, people=people)
        ),
        *exchanged("gives", lambda topic, people: _("Gives %(topic)s to %(people)s.", topic=topic, people=people)),
        *([_("Nobody in the group offers %(topics)s.", topics=listed(unmet))] if unmet else []),
    ]


def waiting_because(matching_round: MatchingRound, reason: Mapping[str, Any]) -> str:
    """The fact that keeps somebody out of every group. Whom anybody avoids is never named."""
    number = int(reason.get("number") or 0)
    spoken = listed([language_name_here(code) for code in reason.get("languages", [])])
    least, wanted = matching_round.least_size, min(matching_round.min_countries, matching_round.least_size)
    words = {
        "no_language": _("Speaks none of the languages of the round."),
        "no_hours": _("Gave no hours."),
        "short_hours": _(
            "Gave no hours in a row that hold a meeting of %(minutes)s minutes.", minutes=matching_round.meeting_minutes
        ),
        "too_few_people": _(
            "Only %(num)s people take part, and the smallest group has %(least)s.", num=number, least=least
        ),
        "few_partners": _("At no hour can %(num)s others meet who speak %(languages)s.", num=number, languages=spoken),
        "few_countries": _(
            "Those who speak %(languages)s and can meet at one time come from %(num)s countries at most; %(wanted)s are wanted.",
            languages=spoken,
            num=number,
            wanted=wanted,
        ),
        "one_organization": _(
            "Those who speak %(languages)s and can meet at one time are of too few organizations: a group of %(num)s at most.",
            languages=spoken,
            num=number,
        ),
        "no_group": _("Every group of people who share a language and an hour breaks a rule of the round."),
        "by_hand": _("Put among those who wait by a coordinator."),
        "left_out": _("Left out of the search by a coordinator."),
        "taken_back": _("Takes part again; groups have not been sought since."),
        "locked_breaks": _("Those who are to stay together cannot be one group under the rules."),
    }
    return words.get(
        str(reason.get("kind")), _("No group was found that takes this person without leaving out others.")
    )


def room_words(reason: Mapping[str, Any]) -> list[str]:
    """The groups that could take somebody who waits, as they are now."""
    numbers = [show_number(number) for number in reason.get("room", [])]
    if not numbers:
        return []
    words = ngettext(
        "Group %(numbers)s has room for this person.",
        "Groups %(numbers)s have room for this person.",
        len(numbers),
        numbers=listed(numbers),
    )
    return [words]


def relaxation_words(relaxation: Mapping[str, Any]) -> str:
    """A rule that, relaxed as little as helps, places more people."""
    value, more = int(relaxation.get("value") or 0), int(relaxation.get("more") or 0)
    what = {
        "min_countries": ngettext("Allow %(num)s country in a group", "Allow %(num)s countries in a group", value),
        "max_per_organization": ngettext(
            "Allow %(num)s person of an organization", "Allow %(num)s people of an organization", value
        ),
        "meeting_minutes": _("Meet for %(num)s minutes", num=value),
        "smallest": _("Allow groups of %(num)s", num=value),
        "largest": _("Allow groups of %(num)s", num=value),
        "unlock": _("Free those who are kept together"),
    }[str(relaxation.get("rule"))]
    return ngettext("%(what)s: %(num)s more person placed", "%(what)s: %(num)s more people placed", more, what=what)
