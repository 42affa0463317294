"""One's account: address, password, and where one is signed in."""

import flask
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.people import signed_in
from app.people.blueprint import blueprint
from app.people.browsers import browser_words
from app.people.forms import ChangeAddressForm, ChangePasswordForm
from app.people.letters import LETTERS
from app.people.limits import limit_guessing, limit_mail
from app.people.links import opened
from app.people.words import attempt, status_of
from knowledge.errors import NotSignedIn
from knowledge.people.changing_address import ask_new_address, confirm_new_address, find_address_link
from knowledge.people.models import LinkPurpose, Member
from knowledge.people.recovering import change_password as replace
from knowledge.people.sign_in import digest, end_all_sign_ins, end_one_sign_in, list_sign_ins


def myself() -> Member:
    """The member who is signed in; otherwise the request ends at the sign-in page."""
    member = web.reader()
    if member is None:
        raise NotSignedIn(request.path)
    return member


def this_browsers_token() -> str:
    return str(flask.session.get("_user_id", ""))


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    return account_page(ChangePasswordForm(formdata=None), ChangeAddressForm(formdata=None))


def account_page(password: ChangePasswordForm, address: ChangeAddressForm) -> ResponseReturnValue:
    """The one page, on which either form may come back."""
    member = myself()
    here = digest(this_browsers_token())
    devices = [
        (row, browser_words(row.user_agent), row.token_digest == here)
        for row in list_sign_ins(web.session(), member.id)
    ]
    page = render_template(
        "people/account.html", member=member, password_form=password, address_form=address, devices=devices
    )
    return page, max(status_of(password) if password.errors else 200, status_of(address) if address.errors else 200)


@blueprint.post("/account/password")
@limit_guessing
def change_password() -> ResponseReturnValue:
    member, form = myself(), ChangePasswordForm()
    current, password = form.current.data or "", form.password.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: replace(web.session(), web.actor(), member, current, password, LETTERS)
    ):
        signed_in.sign_in(member)
        web.tell(_("Your password is changed. You stay signed in here and are signed out everywhere else."))
        return redirect(url_for("people.account"))
    return account_page(form, ChangeAddressForm(formdata=None))


@blueprint.post("/account/address")
@limit_mail
def change_address() -> ResponseReturnValue:
    member, form = myself(), ChangeAddressForm()
    address, current = form.email.data or "", form.current.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: ask_new_address(web.session(), web.actor(), member, address, current, LETTERS)
    ):
        web.tell(_("A letter is on its way to %(address)s. Open the link in it to confirm.", address=address), "told")
        return redirect(url_for("people.account"))
    return account_page(ChangePasswordForm(formdata=None), form)


@blueprint.route("/account/new-address", methods=["GET", "POST"])
def new_address() -> ResponseReturnValue:
    """Where the letter to the new address leads."""
    token = opened(LinkPurpose.CHANGE_ADDRESS)
    if request.method == "GET":
        return render_template("people/new_address.html", link=find_address_link(web.session(), token))
    member = confirm_new_address(web.session(), token, LETTERS)
    web.tell(_("The address of your account is now %(address)s.", address=member.email))
    return redirect(url_for("people.account"))


@blueprint.post("/account/sign-ins/end")
def end_sign_ins() -> ResponseReturnValue:
    """Sign out elsewhere: one browser, named by its digest, or all but this one."""
    member, one = myself(), request.form.get("sign_in", "")
    if one:
        end_one_sign_in(web.session(), member.id, one)
    else:
        end_all_sign_ins(web.session(), member.id, but=this_browsers_token())
    web.tell(_("Signed out there."))
    return redirect(url_for("people.account"))
