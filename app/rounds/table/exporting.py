"""The result that stands as a table for spreadsheets: a row for everybody, placed or waiting."""

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from app import web
from app.context import reader_languages
from app.formats import country_name, language_name_here
from app.rounds.explaining import (
    PARTS,
    WEIGHTS,
    Labels,
    group_sentences,
    part_labels,
    placed_because,
    room_words,
    waiting_because,
)
from app.rounds.views import blueprint
from app.spreadsheets import csv_file
from knowledge.errors import NotFound
from knowledge.permissions import Action, require
from knowledge.rounds.finding import find_round
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.proposal_models import ProposedGroup, ProposedPlace
from knowledge.rounds.reading import topics_named
from knowledge.rounds.standing import standing_proposal
from knowledge.rounds.table.reading import list_places
from knowledge.topics.labels import labels_for

Cells = list[str | int | float]


@blueprint.get("/<permalink>/proposal.csv")
def export(permalink: str) -> Response:
    """Names, organizations, groups, scores and reasons; never whom anybody avoids, nor their hours or mail addresses."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    require(actor, Action.SEE_PROPOSAL, found)
    solving = standing_proposal(session, found)
    if solving is None:
        raise NotFound(permalink)
    places = list_places(session, actor, found, solving)
    labels = labels_for(session, topics_named(places), reader_languages())
    return csv_file([headings(), *rows_of(found, places, labels)], f"groups-{found.permalink}.csv")


def headings() -> Cells:
    words = part_labels()
    return [
        _("Group"),
        _("Name"),
        _("Organization"),
        _("Country"),
        _("Country code"),
        _("Language"),
        _("First beginning that suits all, UTC"),
        _("Score of the group, of 100"),
        *(_("%(part)s, of %(most)s", part=words[name], most=WEIGHTS[name]) for name in PARTS),
        _("Why"),
    ]


def rows_of(found: MatchingRound, places: list[ProposedPlace], labels: Labels) -> Iterator[Cells]:
    names = {place.signup_id: place.signup.member.name for place in places}
    for place in places:
        team, group = place.signup.team, place.group
        person: Cells = [
            place.signup.member.name,
            team.organization.name,
            country_name(team.country),
            team.country,
        ]
        if group is None:
            why = [waiting_because(found, place.reason), *room_words(place.reason)]
            yield ["", *person, *[""] * (3 + len(PARTS)), " ".join(why)]
        else:
            why = [*placed_because(place, labels, names), *group_sentences(group)]
            yield [group.number, *person, *figures(group), " ".join(why)]


def figures(group: ProposedGroup) -> Cells:
    parts = [round(group.parts.get(name, 0.0) * WEIGHTS[name], 1) for name in PARTS]
    return [language_name_here(group.language), group.windows[0], round(group.score * 100, 1), *parts]
