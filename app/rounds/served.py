"""Whom rounds have served over time, by region or organization; for coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import web
from app.context import page_url
from app.formats import region_name
from app.rounds.views import blueprint
from app.rounds.words import STATES
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.served import (
    By,
    Served,
    list_matched,
    list_served_organizations,
    served_by_organization,
    served_by_region,
)


@dataclass(frozen=True)
class ServedRow:
    """A region or an organization, with what each round did for it, in the rounds' order."""

    name: str
    cells: list[Served]


@blueprint.get("/served")
def served() -> ResponseReturnValue:
    """A row for each region, or each organization; a column for each round."""
    actor, session = web.require_member(), web.session()
    rounds = list_matched(session, actor, web.page_number())
    by_organization = request.args.get("by") == "organization"
    if by_organization:
        people = list_served_organizations(session, actor, web.page_number("row"))
        found = served_by_organization(session, actor, rounds.items, people.items)
        rows = [ServedRow(one.name, cells(found, rounds.items, str(one.id))) for one in people.items]
    else:
        people, found = None, served_by_region(session, actor, rounds.items)
        codes = {code for here in found.values() for code in here}
        rows = [ServedRow(region_name(code), cells(found, rounds.items, code)) for code in codes]
        rows.sort(key=lambda row: row.name)
    by = {"by": "organization"} if by_organization else {}
    return render_template(
        "rounds/served.html",
        rounds=rounds,
        states={one.id: str(STATES[one.state]) for one in rounds.items},
        rows=rows,
        people=people,
        by_organization=by_organization,
        url_for_page=page_url("rounds.served", **by),
        url_for_rows=lambda number: url_for("rounds.served", page=rounds.number, row=number, **by),
    )


def cells(found: By, rounds: Sequence[MatchingRound], key: str) -> list[Served]:
    return [found[one.id].get(key, Served()) for one in rounds]
