"""Making and editing organizations and teams."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.organizations.blueprint import blueprint
from app.organizations.forms import NewTeamForm, OrganizationForm, TeamForm
from app.people.joining import language_here
from app.people.words import attempt, status_of
from knowledge.organizations.directory import find_organization, find_team
from knowledge.organizations.organizations import add_team, create_organization, edit_organization
from knowledge.organizations.organizations import edit_team as write_summary
from knowledge.permissions import Action, require


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    require(web.actor(), Action.MANAGE_ORGANIZATIONS)
    form = OrganizationForm(language=language_here())
    made = []
    if form.validate_on_submit() and attempt(
        form, lambda: made.append(create_organization(web.session(), web.actor(), form.facts()))
    ):
        web.tell(_("The organization is there. Now add its first team."))
        return redirect(url_for("organizations.new_team", slug=made[0].slug))
    return render_template("organizations/edit.html", form=form, organization=None), status_of(form)


@blueprint.route("/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    organization = find_organization(web.session(), slug)
    require(web.actor(), Action.MANAGE_ORGANIZATIONS, organization)
    form = OrganizationForm(obj=organization)
    if form.validate_on_submit() and attempt(
        form, lambda: edit_organization(web.session(), web.actor(), organization, form.facts())
    ):
        web.tell(_("Saved."))
        return redirect(url_for("organizations.show", slug=slug))
    return render_template("organizations/edit.html", form=form, organization=organization), status_of(form)


@blueprint.route("/<slug>/new-team", methods=["GET", "POST"])
def new_team(slug: str) -> ResponseReturnValue:
    organization = find_organization(web.session(), slug)
    require(web.actor(), Action.MANAGE_ORGANIZATIONS, organization)
    form = NewTeamForm()
    country, summary = form.country.data, form.summary.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: add_team(web.session(), web.actor(), organization, country, summary)
    ):
        web.tell(_("The team is there. Invite its focal point."))
        return redirect(url_for("organizations.invitations", slug=slug, country=country))
    return render_template("organizations/new_team.html", form=form, organization=organization), status_of(form)


@blueprint.route("/<slug>/<country>/edit", methods=["GET", "POST"])
def edit_team(slug: str, country: str) -> ResponseReturnValue:
    team = find_team(web.session(), slug, country)
    require(web.actor(), Action.EDIT_TEAM, team)
    form = TeamForm(obj=team)
    if form.validate_on_submit() and attempt(
        form, lambda: write_summary(web.session(), web.actor(), team, form.summary.data or "")
    ):
        web.tell(_("Saved."))
        return redirect(url_for("organizations.team", slug=slug, country=team.country))
    return render_template("organizations/edit_team.html", form=form, team=team), status_of(form)
