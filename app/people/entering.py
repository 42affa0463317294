"""Signing in and out."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.pages.views import own_path
from app.people import signed_in
from app.people.blueprint import blueprint
from app.people.forms import SignInForm
from app.people.limits import limit_guessing
from knowledge.people.entering import Suspended, check_password


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limit_guessing
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and web.reader() is not None:
        return redirect(after_sign_in())
    form = SignInForm()
    if form.validate_on_submit() and enter(form):
        return redirect(after_sign_in())
    return render_template("people/sign_in.html", form=form), 422 if form.is_submitted() else 200


def enter(form: SignInForm) -> bool:
    """Sign the person in, or say at the form why not. An unknown address is answered like a wrong password."""
    try:
        member = check_password(web.session(), form.email.data or "", form.password.data or "")
    except Suspended:
        form.form_errors = [_("This account is suspended. An administrator of the network can tell you why.")]
        return False
    if member is None:
        form.password.errors = [_("This password does not match the address. Nothing is locked; you can try again.")]
        return False
    signed_in.sign_in(member)
    return True


def after_sign_in() -> str:
    """Where the person wanted to go, if that is on this site; otherwise the desk."""
    target = own_path(request.args.get("next"))
    return target if target != "/" else url_for("desk.index")


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    signed_in.sign_out()
    web.tell(_("You are signed out on this device."))
    return redirect(url_for("pages.home"))
