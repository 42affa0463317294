"""Inviting people into a team."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.organizations.blueprint import blueprint
from app.organizations.forms import InvitationForm
from app.people.letters import LETTERS
from app.people.limits import limit_mail
from app.people.words import attempt, status_of
from knowledge import clock
from knowledge.errors import Conflict
from knowledge.organizations.directory import find_team
from knowledge.organizations.invitations import invite, list_invitations, withdraw_invitation
from knowledge.people.links import LinkUsed


@blueprint.route("/<slug>/<country>/invitations", methods=["GET", "POST"])
@limit_mail
def invitations(slug: str, country: str) -> ResponseReturnValue:
    """The open invitations, and the form for one more."""
    session, team = web.session(), find_team(web.session(), slug, country)
    page = list_invitations(session, web.actor(), team, web.page_number())
    form = InvitationForm()
    address = form.email.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: invite(session, web.actor(), team, address, form.chosen(), LETTERS)
    ):
        web.tell(_("An invitation is on its way to %(address)s. It works for seven days.", address=address))
        return redirect(url_for("organizations.invitations", slug=slug, country=team.country))
    shown = render_template("organizations/invitations.html", team=team, form=form, page=page, now=clock.now())
    return shown, status_of(form)


@blueprint.post("/<slug>/<country>/invitations/<int:number>/withdraw")
def withdraw(slug: str, country: str, number: int) -> ResponseReturnValue:
    team = find_team(web.session(), slug, country)
    try:
        withdraw_invitation(web.session(), web.actor(), team, number)
    except LinkUsed as error:
        raise Conflict(str(number)) from error
    web.tell(_("The invitation is taken back; its link no longer works."))
    return redirect(url_for("organizations.invitations", slug=slug, country=team.country))
