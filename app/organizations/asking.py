"""Asking a team to be let in."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.organizations.blueprint import blueprint
from app.people.forms import AskToJoinForm, MemberAsksForm
from app.people.joining import language_here
from app.people.letters import LETTERS
from app.people.limits import limit_mail
from app.people.words import attempt, status_of
from knowledge.organizations.asking import ask_as_member, ask_as_stranger, open_request_of
from knowledge.organizations.directory import find_team
from knowledge.organizations.models import Team
from knowledge.people.models import Member
from knowledge.permissions import Action, require


@blueprint.route("/<slug>/<country>/join", methods=["GET", "POST"])
@limit_mail
def join(slug: str, country: str) -> ResponseReturnValue:
    """A few words from a member; name, address and words from a stranger, who is answered alike whoever that is."""
    team, member = find_team(web.session(), slug, country), web.reader()
    require(web.actor(), Action.ASK_TO_JOIN_TEAM, team)
    return join_as_member(team, member) if member is not None else join_as_stranger(team)


def join_as_member(team: Team, member: Member) -> ResponseReturnValue:
    asked = open_request_of(web.session(), member, team)
    form = MemberAsksForm(obj=asked)
    words = form.words.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: ask_as_member(web.session(), web.actor(), member, team, words)
    ):
        web.tell(_("The team's focal points have your request. You are told as soon as they answer."))
        return back_to_team(team)
    return render_template("organizations/join.html", team=team, form=form, asked=asked), status_of(form)


def join_as_stranger(team: Team) -> ResponseReturnValue:
    form = AskToJoinForm()
    name, address, words = form.name.data or "", form.email.data or "", form.words.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: ask_as_stranger(web.session(), team, name, address, words, language_here(), LETTERS)
    ):
        web.tell(
            _("A letter is on its way to %(address)s. Open the link in it to send your request.", address=address),
            "told",
        )
        return back_to_team(team)
    return render_template("organizations/join.html", team=team, form=form), status_of(form)


def back_to_team(team: Team) -> ResponseReturnValue:
    return redirect(url_for("organizations.team", slug=team.organization.slug, country=team.country))
