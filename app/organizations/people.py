"""The people of a team: who they are for members, their roles for those who manage them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.organizations.blueprint import blueprint
from app.people.account import myself
from knowledge.errors import Invalid
from knowledge.organizations.directory import find_team, list_people
from knowledge.organizations.memberships import find_membership, leave_team, remove_from_team, set_team_role
from knowledge.organizations.models import TeamRole
from knowledge.people.reading import find_person
from knowledge.permissions import Action, require


@blueprint.get("/<slug>/<country>/people")
def people(slug: str, country: str) -> ResponseReturnValue:
    """Everybody in the team; with roles to change for those who may."""
    team = find_team(web.session(), slug, country)
    page = list_people(web.session(), web.actor(), team, web.page_number())
    return render_template("organizations/people.html", team=team, page=page, roles=list(TeamRole))


@blueprint.post("/<slug>/<country>/people/<permalink>/role")
def set_role(slug: str, country: str, permalink: str) -> ResponseReturnValue:
    team = find_team(web.session(), slug, country)
    member = find_person(web.session(), web.actor(), permalink)
    role = request.form.get("role", "")
    if role not in list(TeamRole):
        raise Invalid({"role": _("Choose a role of the list.")})
    set_team_role(web.session(), web.actor(), team, member, TeamRole(role))
    web.tell(_("The role of %(name)s is saved.", name=member.name))
    return redirect(url_for("organizations.people", slug=slug, country=team.country))


@blueprint.route("/<slug>/<country>/people/<permalink>/remove", methods=["GET", "POST"])
def remove(slug: str, country: str, permalink: str) -> ResponseReturnValue:
    """Asks once, then takes somebody out of the team."""
    team = find_team(web.session(), slug, country)
    member = find_person(web.session(), web.actor(), permalink)
    if request.method == "GET":
        require(web.actor(), Action.MANAGE_TEAM_PEOPLE, team)
        find_membership(web.session(), team, member)
        return render_template("organizations/remove.html", team=team, member=member)
    remove_from_team(web.session(), web.actor(), team, member)
    web.tell(_("%(name)s is no longer in the team.", name=member.name))
    return redirect(url_for("organizations.people", slug=slug, country=team.country))


@blueprint.route("/<slug>/<country>/leave", methods=["GET", "POST"])
def leave(slug: str, country: str) -> ResponseReturnValue:
    """Asks once, then lets a member go."""
    team, member = find_team(web.session(), slug, country), myself()
    if request.method == "GET":
        require(web.actor(), Action.LEAVE_TEAM, team)
        return render_template("organizations/leave.html", team=team)
    leave_team(web.session(), web.actor(), team, member)
    web.tell(_("You left the team. What you wrote keeps your name."))
    return redirect(url_for("organizations.team", slug=slug, country=team.country))
