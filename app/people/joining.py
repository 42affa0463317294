"""Where mailed links lead that let somebody in: an invitation, and the confirmation of a request."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app import web
from app.people import signed_in
from app.people.blueprint import blueprint
from app.people.forms import NewPersonForm
from app.people.limits import limit_guessing
from app.people.links import opened
from app.people.words import attempt, status_of
from knowledge.errors import DomainError
from knowledge.organizations.asking import confirm_request as confirm
from knowledge.organizations.asking import find_unconfirmed_request
from knowledge.organizations.invitations import (
    InvitationWithdrawn,
    OtherAddress,
    accept_as_member,
    accept_as_new_person,
    find_invitation,
    require_open,
)
from knowledge.organizations.models import Invitation
from knowledge.people.addresses import find_by_address
from knowledge.people.links import LinkExpired, LinkUnknown, LinkUsed
from knowledge.people.models import LinkPurpose
from knowledge.people.registering import is_account

LINK_ERRORS: dict[type[DomainError], tuple[str, int]] = {
    LinkUsed: ("used", 410),
    LinkExpired: ("expired", 410),
    InvitationWithdrawn: ("withdrawn", 410),
    LinkUnknown: ("damaged", 404),
}


def language_here() -> str:
    """The language of the page, kept for somebody who has no profile yet."""
    return str(get_locale() or "en").replace("_", "-")


@blueprint.errorhandler(LinkUsed)
@blueprint.errorhandler(LinkExpired)
@blueprint.errorhandler(InvitationWithdrawn)
@blueprint.errorhandler(LinkUnknown)
def link_over(error: DomainError) -> ResponseReturnValue:
    """Says plainly why a mailed link does nothing, and what to do."""
    reason, status = LINK_ERRORS[type(error)]
    found = None
    if request.endpoint == "people.invitation" and not isinstance(error, LinkUnknown):
        found = find_invitation(web.session(), opened("invitation"))
    return render_template("people/link_over.html", reason=reason, invitation=found), status


@blueprint.route("/invitation", methods=["GET", "POST"])
@limit_guessing
def invitation() -> ResponseReturnValue:
    token = opened("invitation")
    found = find_invitation(web.session(), token)
    require_open(found)
    if web.reader() is not None:
        return accept_signed_in(found, token)
    if is_account(find_by_address(web.session(), found.email)):
        return render_template("people/invitation_sign_in.html", invitation=found)
    return accept_as_stranger(found, token)


def accept_signed_in(found: Invitation, token: str) -> ResponseReturnValue:
    """One button for the member who was invited; plain words for one who has another address."""
    member = web.reader()
    if member is None or member.email != found.email:
        return render_template(
            "people/invitation_other.html", invitation=found
        ), 403 if request.method == "POST" else 200
    if request.method == "GET":
        return render_template("people/invitation_member.html", invitation=found)
    try:
        team = accept_as_member(web.session(), member, token).team
    except OtherAddress:
        return render_template("people/invitation_other.html", invitation=found), 403
    web.tell(_("You are in the team now."))
    return redirect(url_for("organizations.team", slug=team.organization.slug, country=team.country))


def accept_as_stranger(found: Invitation, token: str) -> ResponseReturnValue:
    form = NewPersonForm()

    def accept() -> None:
        name, password = form.name.data or "", form.password.data or ""
        signed_in.sign_in(accept_as_new_person(web.session(), token, name, password, language_here()))

    if form.validate_on_submit() and attempt(form, accept):
        web.tell(_("Welcome. Tell the network which languages you speak, and what you can offer and need."))
        return redirect(url_for("people.profile"))
    return render_template("people/invitation.html", form=form, invitation=found), status_of(form)


@blueprint.route("/request", methods=["GET", "POST"])
def confirm_request() -> ResponseReturnValue:
    """Where the letter to somebody who asked from outside leads."""
    token = opened(LinkPurpose.CONFIRM_ADDRESS)
    asked = find_unconfirmed_request(web.session(), token)
    if request.method == "GET":
        return render_template("people/confirm_request.html", asked=asked)
    team = asked.team
    confirm(web.session(), token)
    web.tell(_("Thank you. The team's focal points have your request, and you will get a letter with their answer."))
    return redirect(url_for("organizations.team", slug=team.organization.slug, country=team.country))
