"""A note's context beside a team's: what is alike, what is different, and nothing where one of them does not say."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge.countries import WORLD, region_of
from knowledge.organizations.models import TeamContext
from knowledge.topics.folding import fold_label

Facet = Literal["country", "region", "income_level", "scale", "language", "sector", "institution_type", "circumstance"]
LONG_WORD = re.compile(r"\w{4,}|[\u3400-\u9fff]{2,}")


@dataclass(frozen=True)
class Trait:
    """One thing that is compared, with the team's value where it is a code."""

    facet: Facet
    value: str = ""


@dataclass(frozen=True)
class NoteContext:
    """What a note says of where and how it was done; empty where it does not."""

    countries: Collection[str] = ()
    language: str = ""
    income_level: str = ""
    scale: str = ""
    sector: str = ""
    institution_type: str = ""
    circumstances: Collection[str] = ()


@dataclass(frozen=True)
class ContextComparison:
    alike: tuple[Trait, ...]
    different: tuple[Trait, ...]


def compare_contexts(note: NoteContext, context: TeamContext) -> ContextComparison:
    """Each trait that both speak of, on one side or the other. Free text is alike when it shares a word, and is never called
    different: two words may mean the same."""
    alike: list[Trait] = []
    different: list[Trait] = []
    for trait, is_alike in [*_places(note, context), *_codes(note, context), *_circumstances(note, context)]:
        (alike if is_alike else different).append(trait)
    if _share_a_word(note.sector, context.sector):
        alike.append(Trait("sector"))
    if _share_a_word(note.institution_type, context.institution_type):
        alike.append(Trait("institution_type"))
    return ContextComparison(tuple(alike), tuple(different))


def _places(note: NoteContext, context: TeamContext) -> Iterable[tuple[Trait, bool]]:
    country, region = context.team.country, region_of(context.team.country)
    if not note.countries or region == WORLD:
        return
    if country in note.countries:
        yield Trait("country", country), True
    elif region in map(region_of, note.countries):
        yield Trait("region", region), True
    else:
        yield Trait("region", region), False


def _codes(note: NoteContext, context: TeamContext) -> Iterable[tuple[Trait, bool]]:
    if note.income_level and context.income_level:
        yield Trait("income_level", context.income_level), note.income_level == context.income_level
    if note.scale and context.scale:
        yield Trait("scale", context.scale), note.scale == context.scale
    if note.language and context.language:
        yield Trait("language", context.language), _base(note.language) == _base(context.language)


def _circumstances(note: NoteContext, context: TeamContext) -> Iterable[tuple[Trait, bool]]:
    here, there = set(note.circumstances), set(context.circumstances)
    if here and there:
        for code in [*context.circumstances, *(one for one in note.circumstances if one not in there)]:
            yield Trait("circumstance", code), code in here and code in there


def _base(language: str) -> str:
    return language.partition("-")[0]


def _share_a_word(one: str, other: str) -> bool:
    return not set(LONG_WORD.findall(fold_label(one))).isdisjoint(LONG_WORD.findall(fold_label(other)))
