"""The home page: search first, then what is new from elsewhere, then the reader's own work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app import web
from app.context import reader_languages
from app.formats import country_name
from app.pages.blueprint import blueprint
from app.peer_groups.overview import missing_words
from knowledge.notes.across_borders import new_across_borders
from knowledge.notes.on_the_desk import DeskCounts, desk_counts
from knowledge.notes.tally import tally_notes
from knowledge.organizations.models import INTERNATIONAL
from knowledge.peer_groups.mine import groups_of
from knowledge.peer_groups.models import PeerGroup, PlaceState
from knowledge.peer_groups.standing import Standing, standing_of
from knowledge.permissions import Actor

COUNTRIES_SHOWN = 12
GROUPS_SHOWN = 3


@dataclass(frozen=True)
class OwnGroup:
    """A group of the reader's in a few words; `missing` is what it still needs."""

    group: PeerGroup
    standing: Standing
    missing: str


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """At most twelve queries, none of which grows with the number of notes beyond a bounded count."""
    actor, session = web.actor(), web.session()
    tally = tally_notes(session, actor)
    countries = {code: n for code, n in tally.by_country.items() if code != INTERNATIONAL}
    return render_template(
        "pages/home.html",
        notes=tally.notes,
        countries=len(countries),
        cards=new_across_borders(session, actor, reader_languages()),
        busiest=busiest(countries),
        groups=own_groups(actor),
        desk=own_desk(actor),
    )


def busiest(by_country: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """The countries with the most notes: (address, name, how many), in the order of their number."""
    most = sorted(by_country.items(), key=lambda item: (-item[1], country_name(item[0])))[:COUNTRIES_SHOWN]
    return [(url_for("pages.country", code=code), country_name(code), number_of_notes(n)) for code, n in most]


def number_of_notes(n: int) -> str:
    return ngettext("%(num)s note", "%(num)s notes", n)


def own_groups(actor: Actor) -> Sequence[OwnGroup]:
    if not actor.is_member():
        return []
    groups = groups_of(web.session(), actor, [PlaceState.MEMBER], GROUPS_SHOWN)
    return [OwnGroup(g, standing := standing_of(g), missing_words(g, standing)) for g in groups]


def own_desk(actor: Actor) -> DeskCounts | None:
    member = web.reader()
    return desk_counts(web.session(), actor, member) if member is not None else None
