"""How a team agrees to what is published in its name."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.organizations.blueprint import blueprint
from app.organizations.forms import PublishingForm
from app.people.words import attempt, status_of
from knowledge.organizations.directory import find_team
from knowledge.organizations.publishing_rules import set_publishing_rules
from knowledge.permissions import Action, require


@blueprint.route("/<slug>/<country>/publishing", methods=["GET", "POST"])
def publishing(slug: str, country: str) -> ResponseReturnValue:
    team = find_team(web.session(), slug, country)
    require(web.actor(), Action.EDIT_TEAM, team)
    form = PublishingForm(obj=team)
    if form.validate_on_submit() and attempt(
        form,
        lambda: set_publishing_rules(
            web.session(), web.actor(), team, bool(form.two_pairs_of_eyes.data), form.silence_days.data
        ),
    ):
        web.tell(_("Saved."))
        return redirect(url_for("organizations.team", slug=slug, country=team.country))
    return render_template("organizations/publishing.html", form=form, team=team), status_of(form)
