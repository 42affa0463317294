"""A note beside the context of the reader's team, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from app.formats import team_words
from app.notes.facts import chosen
from app.notes.words import CIRCUMSTANCES
from knowledge.notes.comparing import NoteContext, Trait, compare_contexts
from knowledge.notes.reading import Reading
from knowledge.organizations.models import TeamContext


@dataclass(frozen=True)
class OtherTeam:
    name: str
    url: str


@dataclass(frozen=True)
class Beside:
    """What is alike and what is different; `others` are the reader's teams that the note could be compared with instead."""

    team: str
    alike: list[str]
    different: list[str]
    others: list[OtherTeam]


def beside_own_context(reading: Reading, contexts: list[TeamContext]) -> Beside | None:
    """The comparison with the team that the address names (`team`), else with the first; None when none has described itself."""
    if not contexts:
        return None
    here = next((one for one in contexts if str(one.team_id) == request.args.get("team")), contexts[0])
    found = compare_contexts(context_of_note(reading), here)
    permalink = reading.note.permalink
    return Beside(
        team=team_words(here.team),
        alike=trait_words(found.alike),
        different=trait_words(found.different),
        others=[
            OtherTeam(
                team_words(one.team), url_for("notes.show", permalink=permalink, team=one.team_id, _anchor="beside")
            )
            for one in contexts
            if one is not here
        ],
    )


def context_of_note(reading: Reading) -> NoteContext:
    content = reading.content
    return NoteContext(
        countries=content.countries,
        language=reading.note.language,
        income_level=content.income_level,
        scale=content.scale,
        sector=content.sector,
        institution_type=content.institution_type,
        circumstances=content.circumstances,
    )


def trait_words(traits: Iterable[Trait]) -> list[str]:
    names = {
        "country": _("country"),
        "region": _("region"),
        "income_level": _("income level"),
        "scale": _("scale"),
        "language": _("language"),
        "sector": _("sector"),
        "institution_type": _("type of institution"),
    }
    return [names.get(trait.facet) or chosen(CIRCUMSTANCES, trait.value).lower() for trait in traits]
