"""Pages of organizations and teams: reading them here, changing them and their people in the modules beside."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import web
from app.context import reader_languages
from app.formats import country_name
from app.notes.facts import context_facts
from app.organizations import asking, contexts, editing, invitations, people, publishing, requests
from app.organizations.blueprint import blueprint
from app.organizations.words import KINDS, plain
from knowledge.notes.listing import list_notes
from knowledge.organizations.contexts import context_of
from knowledge.organizations.directory import (
    count_people,
    countries_with_teams,
    find_organization_with_teams,
    find_team,
    focal_points,
    list_organizations,
    list_people,
    list_teams,
)
from knowledge.organizations.models import Membership, TeamRole
from knowledge.reuse.by_team import list_taken_up_by

__all__ = ["asking", "blueprint", "contexts", "editing", "invitations", "people", "publishing", "requests"]

TAKEN_UP_SHOWN = 3


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """All organizations, narrowed by country, kind and words of the name."""
    session, asked = web.session(), request.args
    countries = [(code, country_name(code)) for code in countries_with_teams(session)]
    return render_template(
        "organizations/index.html",
        page=list_organizations(
            session, asked.get("country", ""), asked.get("kind", ""), asked.get("q", ""), web.page_number()
        ),
        countries=sorted(countries, key=lambda choice: plain(choice[1])),
        kinds=KINDS,
        chosen={name: asked.get(name, "") for name in ("country", "kind", "q")},
    )


@blueprint.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    session = web.session()
    organization = find_organization_with_teams(session, slug)
    teams = list_teams(organization, web.page_number())
    notes = list_notes(session, web.actor(), organization=organization, languages=reader_languages(), per_page=10)
    counts = count_people(session, [team.id for team in teams.items]) if web.reader() else {}
    return render_template(
        "organizations/show.html", organization=organization, teams=teams, counts=counts, notes=notes
    )


@blueprint.get("/<slug>/<country>")
def team(slug: str, country: str) -> ResponseReturnValue:
    """A team: its people for members, the notes that the reader may read for anyone."""
    session, reader = web.session(), web.reader()
    found = find_team(session, slug, country)
    people = list_people(session, web.actor(), found) if reader else None
    return render_template(
        "organizations/team.html",
        team=found,
        context=context_facts(context_of(session, found)),
        people=people,
        has_focal_point=bool(focal_points(session, found))
        if people is None
        else any(map(is_focal_point, people.items)),
        taken_up=list_taken_up_by(session, web.actor(), found, size=TAKEN_UP_SHOWN),
        page=list_notes(session, web.actor(), team=found, languages=reader_languages(), page=web.page_number()),
    )


def is_focal_point(membership: Membership) -> bool:
    """Focal points come first in the list, so that its first page tells whether there is one."""
    return membership.role == TeamRole.FOCAL_POINT
