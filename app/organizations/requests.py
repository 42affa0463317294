"""Answering those who ask to join a team."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.organizations.blueprint import blueprint
from app.organizations.forms import RoleForm
from app.people.letters import LETTERS
from knowledge.errors import Conflict
from knowledge.organizations.answering import accept_request, decline_request, find_request, list_requests
from knowledge.organizations.directory import find_team
from knowledge.organizations.models import Team


@blueprint.get("/<slug>/<country>/requests")
def requests(slug: str, country: str) -> ResponseReturnValue:
    team = find_team(web.session(), slug, country)
    page = list_requests(web.session(), web.actor(), team, web.page_number())
    return render_template("organizations/requests.html", team=team, page=page, form=RoleForm(formdata=None))


@blueprint.post("/<slug>/<country>/requests/<int:number>")
def answer(slug: str, country: str, number: int) -> ResponseReturnValue:
    """Accept with a role, or decline. Whoever comes second is told that somebody has answered."""
    team = find_team(web.session(), slug, country)
    asked = find_request(web.session(), web.actor(), team, number)
    name, form = asked.member.name, RoleForm()
    try:
        if request.form.get("answer") == "accept" and form.validate():
            accept_request(web.session(), web.actor(), asked, form.chosen(), LETTERS)
            web.tell(_("%(name)s is in the team, and is told.", name=name))
        elif request.form.get("answer") == "decline":
            decline_request(web.session(), web.actor(), asked, LETTERS)
            web.tell(_("%(name)s is told that the team did not accept.", name=name))
    except Conflict:
        web.tell(_("Somebody else of your team has answered %(name)s in the meantime.", name=name), "look")
    return back_to_requests(team)


def back_to_requests(team: Team) -> ResponseReturnValue:
    return redirect(url_for("organizations.requests", slug=team.organization.slug, country=team.country))
