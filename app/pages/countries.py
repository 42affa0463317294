"""Browsing by country: all countries by region, and the page of one."""

from dataclasses import dataclass, field

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import web
from app.context import page_url, reader_languages
from app.formats import country_name, region_name
from app.pages.blueprint import blueprint
from knowledge.countries import WORLD, all_countries, is_country, region_of
from knowledge.notes.listing import list_notes
from knowledge.notes.tally import tally_notes
from knowledge.organizations.by_country import teams_in
from knowledge.organizations.directory import countries_with_teams
from knowledge.organizations.models import INTERNATIONAL
from knowledge.topics.folding import fold_label

TEAMS_SHOWN = 20


@dataclass(frozen=True)
class CountryLine:
    """A country in the list. `notes` counts what the reader may read."""

    code: str
    name: str
    notes: int
    has_team: bool


@dataclass
class Region:
    """The countries of an M49 sub-region: those with notes or teams, and those from which there is nothing yet."""

    name: str
    present: list[CountryLine] = field(default_factory=list)
    absent: list[CountryLine] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return len(self.absent)


@blueprint.get("/countries")
def countries() -> ResponseReturnValue:
    tally = tally_notes(web.session(), web.actor())
    teams = set(countries_with_teams(web.session()))
    lines = [
        CountryLine(code, country_name(code), tally.by_country.get(code, 0), code in teams) for code in all_countries()
    ]
    international = tally.by_country.get(INTERNATIONAL, 0)
    return render_template(
        "pages/countries.html",
        regions=by_region(lines),
        international=international,
        with_notes=sum(line.notes > 0 for line in lines),
    )


def by_region(lines: list[CountryLine]) -> list[Region]:
    """Regions and their countries in the order of their names in the reader's language, accents aside.

    Antarctica, which lies in no region, is left out while nobody works there.
    """
    found: dict[str, Region] = {}
    for line in sorted(lines, key=lambda line: fold_label(line.name)):
        code = region_of(line.code)
        region = found.setdefault(code, Region(region_name(code)))
        (region.present if line.notes or line.has_team else region.absent).append(line)
    if WORLD in found and not found[WORLD].present:
        del found[WORLD]
    return sorted(found.values(), key=lambda region: fold_label(region.name))


@blueprint.get("/countries/<code>")
def country(code: str) -> ResponseReturnValue:
    """The notes about a country and the teams in it."""
    if not is_country(code.upper()):
        abort(404)
    if code != code.upper():
        return redirect(url_for("pages.country", code=code.upper()), 301)
    page = list_notes(web.session(), web.actor(), country=code, languages=reader_languages(), page=web.page_number())
    teams = teams_in(web.session(), code, TEAMS_SHOWN + 1)
    return render_template(
        "pages/country.html",
        code=code,
        page=page,
        teams=teams[:TEAMS_SHOWN],
        has_more_teams=len(teams) > TEAMS_SHOWN,
        url_for_page=page_url("pages.country", code=code),
    )
