"""Setting a password by a mailed link, for those who forgot it or have none yet."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.people import signed_in
from app.people.blueprint import blueprint
from app.people.forms import AddressForm, NewPasswordForm
from app.people.letters import LETTERS
from app.people.limits import limit_guessing, limit_mail
from app.people.links import opened
from app.people.words import attempt, status_of
from knowledge.people.models import LinkPurpose
from knowledge.people.recovering import ask_new_password, find_password_link, set_password_by_link


@blueprint.route("/password/forgotten", methods=["GET", "POST"])
@limit_mail
def forgotten() -> ResponseReturnValue:
    """Asks for a link. The answer is the same whether or not the address has an account."""
    form = AddressForm()
    address = form.email.data or ""
    if form.validate_on_submit() and attempt(form, lambda: ask_new_password(web.session(), address, LETTERS)):
        web.tell(
            _("A letter is on its way to %(address)s. The link in it works for two hours.", address=address), "told"
        )
        return redirect(url_for("people.sign_in"))
    return render_template("people/forgotten.html", form=form), status_of(form)


@blueprint.route("/password/new", methods=["GET", "POST"])
@limit_guessing
def new_password() -> ResponseReturnValue:
    """Where the link leads. Opening it changes nothing, since mail programs open links too."""
    token = opened(LinkPurpose.RESET_PASSWORD)
    member = find_password_link(web.session(), token).member
    form = NewPasswordForm()
    password = form.password.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: set_password_by_link(web.session(), token, password, LETTERS)
    ):
        signed_in.sign_in(member)
        web.tell(_("Your password is set, and you are signed in."))
        return redirect(url_for("desk.index"))
    return render_template("people/new_password.html", form=form, member=member), status_of(form)
