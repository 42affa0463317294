"""The effect of a change, ready to be shown: each group before and after, part by part, and the whole."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from app.rounds.explaining import PARTS, WEIGHTS, about, part_labels
from app.rounds.table.words import Names, broken_words, change_words
from knowledge.peer_groups.matching.scoring import Score
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.table.effects import Effect, GroupEffect, Offer
from knowledge.rounds.table.reading import Table

People = dict[int, SignUp]


@dataclass(frozen=True)
class Row:
    """A quantity before and after; nothing where there is none."""

    label: str
    was: int | None
    becomes: int | None
    fewer_is_better: bool = False

    @property
    def change(self) -> int:
        return self.becomes - self.was if self.was is not None and self.becomes is not None else 0

    @property
    def is_better(self) -> bool:
        return (self.change < 0) == self.fewer_is_better


@dataclass(frozen=True)
class PersonThen:
    signup: SignUp
    about: str
    comes: bool
    goes: bool


@dataclass(frozen=True)
class GroupThen:
    """`points` is the whole score, `problems` the hard rules it would break."""

    number: int
    points: Row
    parts: list[Row]
    people: list[PersonThen]
    problems: list[str]


@dataclass(frozen=True)
class EffectShown:
    groups: list[GroupThen]
    whole: list[Row]
    is_allowed: bool


@dataclass(frozen=True)
class OfferShown:
    """A change that the rules allow: words, and the groups' points before and after."""

    offer: Offer
    words: str
    groups: list[tuple[int, Row]]
    whole: list[Row]


def people_in(effects: Iterable[Effect], offers: Iterable[Offer] = ()) -> set[int]:
    """Whom the page names."""
    seen = {one for offer in offers for one in offer.change.people}
    for effect in effects:
        seen |= {one for group in effect.groups for one in (*group.members, *group.then)}
    return seen


def names_of(people: People) -> Names:
    return {one: signup.member.name for one, signup in people.items()}


def points(score: Score | None) -> int | None:
    return round(score.total * 100) if score is not None else None


def effect_shown(matching_round: MatchingRound, table: Table, effect: Effect, people: People) -> EffectShown:
    names = names_of(people)
    groups = [group_then(matching_round, table, group, people, names) for group in effect.groups]
    return EffectShown(groups, whole_rows(effect), effect.is_allowed)


def whole_rows(effect: Effect) -> list[Row]:
    was, becomes = effect.was, effect.becomes
    return [
        Row(_("People without a group"), was.unplaced, becomes.unplaced, fewer_is_better=True),
        Row(_("Weakest group, points"), round(was.worst * 100), round(becomes.worst * 100)),
        Row(_("Mean of the groups, points"), round(was.mean * 100), round(becomes.mean * 100)),
    ]


def group_then(
    matching_round: MatchingRound, table: Table, group: GroupEffect, people: People, names: Names
) -> GroupThen:
    labels = part_labels()
    parts = [Row(labels[name], part(group.was, name), part(group.becomes, name)) for name in PARTS]
    listed = sorted({*group.members, *group.then})
    lines = [
        PersonThen(people[one], about(people[one]), one not in group.members, one not in group.then)
        for one in listed
        if one in people
    ]
    problems = [broken_words(matching_round, table, broken, names) for broken in group.broken]
    total = Row(_("Score"), points(group.was), points(group.becomes))
    return GroupThen(group.number, total, parts, lines, problems)


def part(score: Score | None, name: str) -> int | None:
    return round(getattr(score, name) * WEIGHTS[name]) if score is not None else None


def offer_shown(offer: Offer, people: People) -> OfferShown:
    change, names = offer.change, names_of(people)
    groups = [(group.number, Row("", points(group.was), points(group.becomes))) for group in offer.effect.groups]
    words = change_words(change.act, change.people, change.group, names)
    return OfferShown(offer, words, groups, whole_rows(offer.effect))
