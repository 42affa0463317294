"""The first visit to an empty installation leads the operator through the first account, organization and team."""

import hmac
from pathlib import Path

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app import web
from app.config import kept_secret
from app.mail import absolute_url
from app.people import signed_in
from app.people.blueprint import blueprint
from app.people.first_start_form import FirstStartForm
from app.people.joining import language_here
from app.people.limits import limit_guessing
from app.people.words import attempt, status_of
from knowledge.errors import Invalid, NotFound
from knowledge.organizations.beginning import Beginning, begin
from knowledge.organizations.organizations import OrganizationFacts
from knowledge.people.models import Member
from knowledge.people.registering import has_members

WAYS_IN = frozenset(("pages.home", "people.sign_in"))


def token_file() -> Path:
    return Path(current_app.config["SETTINGS"].home) / "setup_token"


def first_start_words() -> str:
    """What the terminal says while there is no member; empty afterwards. Makes the token if there is none."""
    if begun():
        return ""
    return (
        f"No account yet. Open {absolute_url('people.first')} and enter this setup token: {kept_secret(token_file())}"
    )


def begun() -> bool:
    """Whether there is a member; asked of the database until there is one, then remembered."""
    known = current_app.extensions.setdefault("causeway_begun", {"yes": False})
    known["yes"] = known["yes"] or has_members(web.session())
    return bool(known["yes"])


@blueprint.before_app_request
def lead_to_first_start() -> ResponseReturnValue | None:
    if request.endpoint in WAYS_IN and not begun():
        return redirect(url_for("people.first"))
    return None


@blueprint.route("/first", methods=["GET", "POST"])
@limit_guessing
def first() -> ResponseReturnValue:
    if begun():
        raise NotFound("first")
    form = FirstStartForm()
    kept_secret(token_file())
    if form.validate_on_submit() and attempt(form, lambda: signed_in.sign_in(begin_with(form))):
        token_file().unlink(missing_ok=True)
        web.tell(_("Causeway is ready. Invite your colleagues from your team's page."))
        return redirect(url_for("pages.home"))
    return render_template("people/first.html", form=form), status_of(form)


def begin_with(form: FlaskForm) -> Member:
    """Raises `Invalid`, for a wrong setup token too."""
    if not hmac.compare_digest((form.token.data or "").encode(), kept_secret(token_file()).encode()):
        raise Invalid({"token": "token_wrong"})
    return begin(
        web.session(),
        Beginning(
            name=form.name.data,
            email=form.email.data,
            password=form.password.data,
            organization=OrganizationFacts(
                name=form.organization_name.data, kind=form.organization_kind.data, language=language_here()
            ),
            country=form.country.data,
            interface_language=language_here(),
        ),
    )
